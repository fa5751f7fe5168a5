"""Reads Meta: accounts, entities, reports, changes and recommendations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from adhelm.connectors.contract import (
    Account,
    AccountTotal,
    Fetch,
    FieldMissing,
    Link,
    Mapped,
    Page,
    Stream,
    TooMuch,
)
from adhelm.connectors.meta.client import Graph, paged
from adhelm.connectors.meta.connector.reports import Reports
from adhelm.connectors.meta.mapping import (
    ACTIVITY_FIELDS,
    ASKS,
    ENTITIES,
    RECOMMENDATION_FIELDS,
    STREAMS,
    change_rows,
    entity_fields,
    entity_rows,
    fact_rows,
    recommendation_rows,
    total_rows,
)
from adhelm.connectors.meta.mapping.entities import ACCOUNT_STATUSES
from adhelm.core.ads import Period

_ACCOUNT = "account_id,name,currency,timezone_name,account_status,business{id,name}"
_LIMIT, _LEAST = 200, 5


class MetaReader:
    """Reads Meta with one credential."""

    def __init__(self, link: Link) -> None:
        """No call is made yet."""
        self._graph = Graph(link)
        self._reports = Reports(self._graph, pause=link.pause)
        self._business = link.credential.get("business_id", "")

    @property
    def connector(self) -> str:
        """Return the connector's name."""
        return "meta"

    @property
    def streams(self) -> Sequence[Stream]:
        """Return what can be read, entities first."""
        return STREAMS

    def accounts(self) -> Sequence[Account]:
        """
        Return the accounts of the person or system user, and those of the business if it is named.

        :raises PlatformError: if Meta does not say.
        """
        edges = ["me/adaccounts"]
        if self._business:
            edges += [f"{self._business}/{of}_ad_accounts" for of in ("owned", "client")]
        found: dict[str, Account] = {}
        for edge in edges:
            for node in self._graph.nodes(edge, {"fields": _ACCOUNT}, account_id=""):
                account = _account(node)
                found.setdefault(account.id, account)
        return list(found.values())

    def pages(self, fetch: Fetch, *, cursor: str | None = None) -> Iterator[Page]:
        """
        Yield the answers to a fetch from a cursor on.

        :raises PlatformError: if Meta does not answer.
        """
        if fetch.stream.name in ASKS:
            yield from self._reports.pages(fetch, cursor)
        else:
            yield from self._edge(fetch, cursor or "")

    def rows(self, fetch: Fetch, body: bytes) -> Mapped:
        """
        Turn one page into canonical rows.

        :raises FieldMissing: if a field that the mapping needs is absent.
        """
        name = fetch.stream.name
        if name in ASKS:
            return fact_rows(fetch, body)
        if name == "changes":
            return change_rows(fetch, body)
        if name == "recommendations":
            return recommendation_rows(body)
        return entity_rows(fetch, body)

    def totals(self, account: Account, period: Period) -> Sequence[AccountTotal]:
        """
        Return the account's own totals, asked for without any breakdown.

        :raises PlatformError: if Meta does not say.
        """
        params = {
            "level": "account",
            "fields": "spend,impressions,clicks",
            "time_range": {"since": period.start.isoformat(), "until": period.last.isoformat()},
            "time_increment": "1",
            "limit": str(_LIMIT),
        }
        found: list[AccountTotal] = []
        after = ""
        while period.days:
            asked = {**params, **({"after": after} if after else {})}
            answer = self._graph.get(f"act_{account.id}/insights", asked, account_id=account.id)
            found += total_rows(answer.body)
            after = paged(answer.body).after
            if not after:
                break
        return found

    def close(self) -> None:
        """Let go of connections."""
        self._graph.close()

    def _edge(self, fetch: Fetch, after: str) -> Iterator[Page]:
        path, params = _asked(fetch)
        limit = _LIMIT
        while True:
            asked = {**params, "limit": str(limit), **({"after": after} if after else {})}
            try:
                answer = self._graph.get(path, asked, account_id=fetch.account.id)
            except TooMuch:
                # Ads with their creatives may be too much for one page.
                limit //= 2
                if limit < _LEAST:
                    raise
                continue
            page = paged(answer.body)
            after = page.after
            yield Page(page.body, after or None)
            if not after:
                return


def _account(node: dict[str, Any]) -> Account:
    try:
        return Account(
            id=str(node["account_id"]),
            name=str(node.get("name") or node["account_id"]),
            currency=str(node["currency"]),
            timezone=str(node["timezone_name"]),
            status=ACCOUNT_STATUSES.get(node.get("account_status", 0), ""),
            parent=str((node.get("business") or {}).get("id", "")),
        )
    except KeyError as error:
        raise FieldMissing(f"an ad account lacks {error}") from None


def _asked(fetch: Fetch) -> tuple[str, dict[str, object]]:
    name, act = fetch.stream.name, f"act_{fetch.account.id}"
    if name == "changes":
        return f"{act}/activities", _of_days(fetch)
    if name == "recommendations":
        live = ["ACTIVE", "CAMPAIGN_PAUSED", "PAUSED"]
        fields = ",".join(RECOMMENDATION_FIELDS)
        return f"{act}/adsets", {"fields": fields, "effective_status": live}
    what = ENTITIES[name]
    if not what.edge:
        return act, {"fields": entity_fields(name)}
    statuses = sorted(what.statuses)
    return f"{act}/{what.edge}", {"fields": entity_fields(name), "effective_status": statuses}


def _of_days(fetch: Fetch) -> dict[str, object]:
    params: dict[str, object] = {"fields": ",".join(ACTIVITY_FIELDS)}
    if fetch.period is not None:
        zone = ZoneInfo(fetch.account.timezone)
        first = datetime.combine(fetch.period.start, time(), zone).astimezone(UTC)
        last = datetime.combine(fetch.period.end, time(), zone).astimezone(UTC)
        params["since"] = str(int(first.timestamp()))
        params["until"] = str(int((last - timedelta(seconds=1)).timestamp()))
    return params
