"""A small honest connector for TikTok's shapes, and an account book of one's own to be read from.

It is there to try the sync, with as few fields as will do; the product's own is elsewhere.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from adhelm.connectors.contract import (
    Account,
    AccountTotal,
    Address,
    AuthFailed,
    Connector,
    Fetch,
    FieldMissing,
    Link,
    Mapped,
    NotPermitted,
    Page,
    Part,
    PlatformError,
    RateLimited,
    Stream,
    Transient,
    Writer,
)
from adhelm.connectors.wire import Answer, Caller, Pressure
from adhelm.core.ads import Level, Period

if TYPE_CHECKING:
    import httpx

_OK = 200
_MEASURES = ("spend", "impressions", "clicks")
_IDS = {"account": "advertiser_id", "campaign": "campaign_id", "ad": "ad_id"}
_REPORTS = {"account": "AUCTION_ADVERTISER", "campaign": "AUCTION_CAMPAIGN", "ad": "AUCTION_AD"}
_ERRORS: Mapping[int, type[PlatformError]] = {
    40100: RateLimited,
    40102: AuthFailed,
    40104: AuthFailed,
    40105: AuthFailed,
    40001: NotPermitted,
    50000: Transient,
}


def _daily(level: Level, *, default: bool = True) -> Stream:
    return Stream(
        f"{level}_daily",
        f"{level}s by day",
        ("facts", "conversions"),
        level=level,
        grain="day",
        platforms=("tiktok",),
        fields=(*_MEASURES, "conversions"),
        lookback_days=28,
        max_days=30,
        history_days=365,
        default=default,
    )


STREAMS = (
    Stream("campaigns", "campaigns as they are", ("entities",), dated=False),
    _daily(Level.account, default=False),
    _daily(Level.campaign),
    _daily(Level.ad),
    Stream(
        "campaign_hourly",
        "campaigns by hour",
        ("facts",),
        level=Level.campaign,
        grain="hour",
        platforms=("tiktok",),
        fields=_MEASURES,
        lookback_days=1,
        max_days=1,
        default=False,
    ),
)


class Little:
    """Reads one account's campaigns and figures, page by page."""

    connector = "tiktok"
    streams: Sequence[Stream] = STREAMS

    def __init__(self, link: Link, page_size: int) -> None:
        self._link = link
        self._page_size = page_size
        self._caller = Caller(link.http, _Dialect(link), clock=link.clock, pause=link.pause)

    def accounts(self) -> Sequence[Account]:
        listed = self._ask("", "oauth2/advertiser/get/", {})["list"]
        ids = json.dumps([one["advertiser_id"] for one in listed])
        found = self._ask("", "advertiser/info/", {"advertiser_ids": ids})["list"]
        return [
            Account(one["advertiser_id"], one["name"], one["currency"], one["display_timezone"])
            for one in found
        ]

    def pages(self, fetch: Fetch, *, cursor: str | None = None) -> Iterator[Page]:
        number = int(cursor or 1)
        while True:
            answer = self._send(fetch.account.id, *_asked(fetch), page=number, size=self._page_size)
            last = answer["data"]["page_info"]["total_page"]
            number += 1
            body = json.dumps(answer, sort_keys=True).encode()
            yield Page(body, str(number) if number <= last else None)
            if number > last:
                return

    def rows(self, fetch: Fetch, body: bytes) -> Mapped:
        listed = json.loads(body)["data"]["list"]
        if fetch.stream.name == "campaigns":
            return Mapped({"entities": [_entity(one) for one in listed]})
        facts = [_fact(fetch, one) for one in listed]
        sold = [
            {
                **_key(fetch, one),
                "event_type": "purchase",
                "conversion_name": "complete_payment",
                "count": Decimal(one["metrics"]["complete_payment"]),
            }
            for one in listed
            if "conversions" in fetch.stream.fields
        ]
        extra = {name: 1 for one in listed for name in one if name not in {"dimensions", "metrics"}}
        return Mapped({"facts": facts, "conversions": sold}, extra=extra)

    def totals(self, account: Account, period: Period) -> Sequence[AccountTotal]:
        stream = next(one for one in STREAMS if one.name == "account_daily")
        fetch = Fetch(account, stream, period)
        return [
            _total(row)
            for page in self.pages(fetch)
            for row in self.rows(fetch, page.body).rows["facts"]
        ]

    def close(self) -> None:
        self._link.http.close()

    def _ask(self, account_id: str, path: str, query: Mapping[str, str]) -> Any:
        url = f"{self._link.address.base_url}/open_api/v1.3/{path}"
        answer = self._caller.send("GET", url, account_id=account_id, params=dict(query))
        return answer.json()["data"]

    def _send(
        self, account_id: str, path: str, query: Mapping[str, str], *, page: int, size: int
    ) -> Any:
        asked = {**query, "advertiser_id": account_id, "page": str(page), "page_size": str(size)}
        url = f"{self._link.address.base_url}/open_api/v1.3/{path}"
        return self._caller.send("GET", url, account_id=account_id, params=asked).json()


class _Dialect:
    connector = "tiktok"

    def __init__(self, link: Link) -> None:
        self._token = link.credential["access_token"]

    def authorize(self, request: "httpx.Request") -> None:
        request.headers["Access-Token"] = self._token

    def renew(self) -> bool:
        return False

    def judge(self, answer: Answer) -> PlatformError | None:
        if answer.status != _OK:
            return Transient(f"the platform answered {answer.status}")
        said = answer.json()
        if said["code"] == 0:
            return None
        return _ERRORS.get(said["code"], PlatformError)(said["message"], hint="as it says")

    def pressure(self, answer: Answer) -> Pressure:
        return Pressure()


def _asked(fetch: Fetch) -> tuple[str, Mapping[str, str]]:
    if fetch.stream.level is None or fetch.period is None:
        return "campaign/get/", {"filtering": json.dumps({"primary_status": "STATUS_ALL"})}
    time = "stat_time_hour" if fetch.stream.grain == "hour" else "stat_time_day"
    everything = {
        "field_name": "campaign_status", "filter_type": "IN", "filter_value": '["STATUS_ALL"]',
    }  # fmt: skip
    return "report/integrated/get/", {
        "report_type": "BASIC",
        "data_level": _REPORTS[fetch.stream.level],
        "dimensions": json.dumps([_IDS[fetch.stream.level], time]),
        "metrics": json.dumps([*_MEASURES, "complete_payment"]),
        "start_date": fetch.period.start.isoformat(),
        "end_date": fetch.period.last.isoformat(),
        "filtering": json.dumps([everything]),
    }


def _entity(one: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "level": "campaign",
        "entity_id": one["campaign_id"],
        "campaign_id": one["campaign_id"],
        "name": one["campaign_name"],
        "status": one["operation_status"],
    }


def _key(fetch: Fetch, one: Mapping[str, Any]) -> dict[str, Any]:
    said = one["dimensions"]
    time = said.get("stat_time_day") or said["stat_time_hour"]
    level = fetch.stream.level or Level.account
    key = {"entity_id": said[_IDS[level]], "date": date.fromisoformat(time[:10])}
    return {**key, "hour": int(time[11:13])} if fetch.stream.grain == "hour" else key


def _fact(fetch: Fetch, one: Mapping[str, Any]) -> dict[str, Any]:
    metrics = one["metrics"]
    for name in _MEASURES:
        if name not in metrics:
            raise FieldMissing(f"{fetch.stream.name}: '{name}' is not in the answer")
    return {
        **_key(fetch, one),
        "spend": Decimal(metrics["spend"]),
        "impressions": int(metrics["impressions"]),
        "clicks": int(metrics["clicks"]),
    }


def connector(
    page_size: int = 50, *, wrap: Callable[[Little], Any] = lambda reader: reader
) -> Connector:
    def no_writer(_: Link) -> Writer:
        raise NotImplementedError

    return Connector(
        name="tiktok",
        title="TikTok",
        credential=(
            Part("access_token", "from the sandbox"),
            Part("refresh_token", "", needed=False),
        ),
        address=Address("https://business-api.tiktok.example"),
        hosts=(),
        open_reader=lambda link: wrap(Little(link, page_size)),
        open_writer=no_writer,
    )


def _total(row: Any) -> AccountTotal:
    return AccountTotal(row["date"], row["spend"], row["impressions"], row["clicks"])
