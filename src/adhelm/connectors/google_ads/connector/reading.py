"""Reads Google Ads: accounts below managers, entities and reports page by page, totals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson

from adhelm.connectors.contract.connecting import Link
from adhelm.connectors.contract.errors import FieldMissing, TooMuch
from adhelm.connectors.contract.reading import (
    Account,
    AccountTotal,
    Fetch,
    Mapped,
    Page,
    Stream,
)
from adhelm.connectors.google_ads.client import NAME, Client
from adhelm.connectors.google_ads.connector.streams import (
    CHANGES,
    LISTS,
    RECOMMENDATIONS,
    SHAPES,
    STREAMS,
)
from adhelm.connectors.google_ads.connector.telling import change_pages
from adhelm.connectors.google_ads.mapping import history
from adhelm.connectors.google_ads.mapping.entities import entities
from adhelm.connectors.google_ads.mapping.facts import report
from adhelm.connectors.google_ads.mapping.fields import needed, query, within
from adhelm.connectors.wire import micros, whole
from adhelm.core.ads import Period

_TOTALS = ("segments.date", "metrics.cost_micros", "metrics.impressions", "metrics.clicks")


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where a fetch is: which of its queries, and which page of that is next."""

    query: int = 0
    token: str = ""


class GoogleAdsReader:
    """Reads Google Ads with one credential."""

    def __init__(self, link: Link) -> None:
        """No call is made yet."""
        self._client = Client(link)

    @property
    def connector(self) -> str:
        """Return the connector's name."""
        return NAME

    @property
    def streams(self) -> Sequence[Stream]:
        """Return what can be read."""
        return STREAMS

    def accounts(self) -> Sequence[Account]:
        """
        Return every account that the login sees, directly or below a manager; managers left out.

        :raises PlatformError: if Google does not say, or lets into none of them.
        """
        return self._client.accounts()

    def pages(self, fetch: Fetch, *, cursor: str | None = None) -> Iterator[Page]:
        """
        Yield the pages of a list or a report; a report's numbers first, then its conversions.

        :raises PlatformError: if retries did not help, or cannot.
        """
        if fetch.stream.name == CHANGES.name:
            yield from change_pages(self._client, fetch, cursor=cursor)
            return
        queries = _queries(fetch)
        spot = _Spot(**orjson.loads(cursor)) if cursor else _Spot()
        while spot.query < len(queries):
            answer = self._client.page(fetch.account, queries[spot.query], token=spot.token)
            token = history.next_token(answer.body)
            spot = _Spot(spot.query + (not token), token)
            over = spot.query >= len(queries)
            yield Page(answer.body, None if over else orjson.dumps(spot).decode())

    def rows(self, fetch: Fetch, body: bytes) -> Mapped:
        """
        Turn one page into canonical rows.

        :raises FieldMissing: if a field that was asked for is absent.
        """
        name = fetch.stream.name
        if name in LISTS:
            return entities(LISTS[name], fetch.account, body)
        if name == RECOMMENDATIONS.name:
            return history.advice(body)
        if name == CHANGES.name:
            return _all_told(history.changes(fetch.account, body), body)
        return report(SHAPES[name], body)

    def totals(self, account: Account, period: Period) -> Sequence[AccountTotal]:
        """
        Return what Google says the account came to, day by day.

        :raises PlatformError: if Google does not say.
        """
        rows = self._client.rows(account, query("customer", _TOTALS, within(period)))
        return [_total(row) for row in rows]

    def close(self) -> None:
        """Let go of connections."""
        self._client.close()


def _queries(fetch: Fetch) -> tuple[str, ...]:
    name = fetch.stream.name
    if name in LISTS:
        return (LISTS[name].query(),)
    if name == RECOMMENDATIONS.name:
        return (history.advice_query(),)
    if fetch.period is None:
        raise ValueError(f"{name} is asked for days")
    return SHAPES[name].queries(fetch.period)


def _all_told(mapped: Mapped, body: bytes) -> Mapped:
    """
    Return what was told if it is all there is.

    :raises TooMuch: if there may be more.
    """
    if history.is_cut_off(history.parted(body)[0]):
        raise TooMuch(
            f"{history.MOST} changes or more at once",
            hint="fetch these days again: they are asked for in parts",
        )
    return mapped


def _total(row: Mapping[str, Any]) -> AccountTotal:
    spend = micros(needed(row, "metrics.cost_micros"))
    if spend is None:
        raise FieldMissing("Google told no spend of the account", hint="ask again later")
    return AccountTotal(
        day=date.fromisoformat(str(needed(row, "segments.date"))),
        spend=spend,
        impressions=whole(needed(row, "metrics.impressions")) or 0,
        clicks=whole(needed(row, "metrics.clicks")) or 0,
    )
