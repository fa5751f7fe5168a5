"""Reads TikTok: which advertisers there are, their lists and reports page by page, their totals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import orjson

from adhelm.connectors.contract.connecting import Link
from adhelm.connectors.contract.errors import FieldMissing
from adhelm.connectors.contract.reading import (
    Account,
    AccountTotal,
    Fetch,
    Mapped,
    Page,
    Stream,
)
from adhelm.connectors.tiktok.client import (
    NAME,
    PAGE_SIZE,
    Client,
    ReportShifted,
    last_page,
    total_rows,
)
from adhelm.connectors.tiktok.connector.streams import DAYS_AT_ONCE, LISTS, SHAPES, STREAMS
from adhelm.connectors.tiktok.mapping.entities import entities
from adhelm.connectors.tiktok.mapping.facts import Shape, facts
from adhelm.connectors.wire import Answer, content, decimal, whole
from adhelm.core.ads import Period

_INFO_FIELDS = (
    "advertiser_id", "name", "currency", "timezone", "display_timezone", "status", "owner_bc_id",
)  # fmt: skip
_INFO_AT_ONCE = 100
_BUSINESS_PAGE = 50
_TOTAL_METRICS = ("spend", "impressions", "clicks")


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where a fetch is: which request of those it is split into, and which page of it is next."""

    chunk: int = 0
    page: int = 1
    rows: int | None = None
    """Rows that the request had over all pages when its first was read."""


class TikTokReader:
    """Reads TikTok with one credential."""

    def __init__(self, link: Link) -> None:
        self._client = Client(link)

    @property
    def connector(self) -> str:
        """Return the connector's name."""
        return NAME

    @property
    def streams(self) -> Sequence[Stream]:
        """Return what can be read; TikTok has no recommendations, and its log is no stream."""
        return STREAMS

    def accounts(self) -> Sequence[Account]:
        """
        Return every advertiser that the token can see.

        :raises PlatformError: if TikTok does not say.
        """
        ids = list(dict.fromkeys(self._advertisers()))
        found: list[Account] = []
        for start in range(0, len(ids), _INFO_AT_ONCE):
            answer = self._client.ask(
                "advertiser/info/",
                account_id="",
                advertiser_ids=ids[start : start + _INFO_AT_ONCE],
                fields=_INFO_FIELDS,
            )
            found.extend(_account(row) for row in answer.json()["data"]["list"])
        return found

    def pages(self, fetch: Fetch, *, cursor: str | None = None) -> Iterator[Page]:
        """
        Yield the pages of a list or a report; a report's days are split as TikTok allows.

        :raises ReportShifted: if rows came or went between two pages of one request.
        :raises PlatformError: if retries did not help, or cannot.
        """
        chunks = _chunks(fetch)
        spot = _Spot(**orjson.loads(cursor)) if cursor else _Spot()
        while spot.chunk < len(chunks):
            answer = self._page(fetch, chunks[spot.chunk], spot.page)
            following = _following(spot, answer.json()["data"], fetch)
            over = following.chunk >= len(chunks)
            yield Page(answer.body, None if over else _cursor(following))
            spot = following

    def rows(self, fetch: Fetch, body: bytes) -> Mapped:
        """
        Turn one page into canonical rows.

        :raises FieldMissing: if a field that was asked for is absent.
        """
        stream = fetch.stream.name
        shape = SHAPES.get(stream)
        listed = content(body, shape.form if shape else None)["data"].get("list")
        if listed is None:
            raise FieldMissing("TikTok's answer has no list", hint="a newer Adhelm may read it")
        if shape is None:
            return entities(LISTS[stream], fetch.account, listed)
        return facts(shape, listed)

    def totals(self, account: Account, period: Period) -> Sequence[AccountTotal]:
        """
        Return what TikTok says the advertiser came to, day by day.

        :raises PlatformError: if TikTok does not say.
        """
        shape = SHAPES["account_daily"]
        found: list[AccountTotal] = []
        for days in _split(period, DAYS_AT_ONCE):
            query = _report(shape, days) | {"metrics": _TOTAL_METRICS}
            rows = self._client.rows(
                "report/integrated/get/", account_id=account.id, advertiser_id=account.id, **query
            )
            found.extend(_total(row) for row in rows)
        return found

    def close(self) -> None:
        """Let go of connections."""
        self._client.close()

    def _advertisers(self) -> Iterator[str]:
        app_id, secret = self._client.value("app_id"), self._client.value("secret")
        if app_id and secret:
            answer = self._client.ask(
                "oauth2/advertiser/get/", account_id="", app_id=app_id, secret=secret
            )
            yield from (str(one["advertiser_id"]) for one in answer.json()["data"]["list"])
            return
        for center in self._client.rows("bc/get/", account_id="", size=_BUSINESS_PAGE):
            # TikTok nests the center's own data beside the role that one has in it.
            bc_id = str((center.get("bc_info") or center)["bc_id"])
            for asset in self._client.rows(
                "bc/asset/get/",
                account_id="",
                size=_BUSINESS_PAGE,
                bc_id=bc_id,
                asset_type="ADVERTISER",
            ):
                yield str(asset["asset_id"])

    def _page(self, fetch: Fetch, days: Period | None, page: int) -> Answer:
        id_, stream = fetch.account.id, fetch.stream.name
        form = None
        if days is None:
            sort = LISTS[stream]
            path = f"{sort.word}/get/"
            query: dict[str, Any] = {
                "fields": sort.fields,
                # Deleted things are hidden otherwise, and with them what they spent has no name.
                "filtering": {"primary_status": "STATUS_ALL"},
            }
        else:
            path, query = "report/integrated/get/", _report(SHAPES[stream], days)
            form = SHAPES[stream].form
        return self._client.ask(
            path,
            account_id=id_,
            form=form,
            advertiser_id=id_,
            page=page,
            page_size=PAGE_SIZE,
            **query,
        )


def _chunks(fetch: Fetch) -> list[Period | None]:
    """Return the days of each request that a fetch needs; [None] for what has no days."""
    if fetch.stream.name in LISTS:
        return [None]
    if fetch.period is None:
        raise ValueError(f"{fetch.stream.name} is asked for days")
    return list(_split(fetch.period, 1 if SHAPES[fetch.stream.name].hourly else DAYS_AT_ONCE))


def _split(period: Period, most: int) -> Iterator[Period]:
    start = period.start
    while start < period.end:
        end = min(start + timedelta(days=most), period.end)
        yield Period(start, end)
        start = end


def _report(shape: Shape, days: Period) -> dict[str, Any]:
    """Return the query of a report, made from what the mapping reads."""
    place = shape.place
    query: dict[str, Any] = {
        "report_type": "AUDIENCE" if shape.split else "BASIC",
        "service_type": "AUCTION",
        "data_level": place.data_level,
        "dimensions": shape.dimensions,
        "metrics": shape.metrics,
        "start_date": days.start.isoformat(),
        "end_date": days.last.isoformat(),
    }
    if place.status:
        every = orjson.dumps(["STATUS_ALL"]).decode()
        wish = {"field_name": place.status, "filter_type": "IN", "filter_value": every}
        query["filtering"] = [wish]
    return query


def _following(spot: _Spot, data: Mapping[str, Any], fetch: Fetch) -> _Spot:
    """
    Return where the next page is.

    :raises ReportShifted: if the request has other rows than when its first page was read: what
        is on which page has moved, so that some would be missed and some read twice.
    """
    rows = total_rows(data)
    if spot.rows is not None and rows != spot.rows:
        raise ReportShifted(
            f"{fetch.stream.name} went from {spot.rows} to {rows} rows while it was read",
            hint="it is read again from the beginning",
        )
    if spot.page < last_page(data):
        return _Spot(spot.chunk, spot.page + 1, rows)
    return _Spot(spot.chunk + 1)


def _cursor(spot: _Spot) -> str:
    return orjson.dumps({"chunk": spot.chunk, "page": spot.page, "rows": spot.rows}).decode()


def _account(row: Mapping[str, Any]) -> Account:
    return Account(
        id=str(row["advertiser_id"]),
        name=str(row.get("name") or row["advertiser_id"]),
        currency=str(row["currency"]),
        # `timezone` is a fixed offset in tz's own inverted sign, and knows no summer time.
        timezone=str(row.get("display_timezone") or row["timezone"]),
        status=str(row.get("status") or ""),
        parent=str(row.get("owner_bc_id") or ""),
    )


def _total(row: Mapping[str, Any]) -> AccountTotal:
    metrics = row["metrics"]
    spend = decimal(metrics["spend"])
    if spend is None:
        raise FieldMissing("TikTok told no spend of the account", hint="ask again later")
    return AccountTotal(
        day=date.fromisoformat(row["dimensions"]["stat_time_day"][:10]),
        spend=spend,
        impressions=whole(metrics["impressions"]) or 0,
        clicks=whole(metrics["clicks"]) or 0,
    )
