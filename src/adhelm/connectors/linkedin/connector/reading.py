"""Reads LinkedIn: its ad accounts, their lists page by page, their reports week by week."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from adhelm.connectors.contract import (
    Account,
    AccountTotal,
    Fetch,
    Link,
    Mapped,
    Page,
    Stream,
    TooMuch,
)
from adhelm.connectors.linkedin.client import NAME, Client, days, elements_of, id_of, listed, urn
from adhelm.connectors.linkedin.connector import lists
from adhelm.connectors.linkedin.connector.streams import LISTS, SHAPES, STREAMS, WEEK
from adhelm.connectors.linkedin.mapping.bodies import packed, unpacked
from adhelm.connectors.linkedin.mapping.entities import SORTS, entities
from adhelm.connectors.linkedin.mapping.facts import Shape, facts
from adhelm.connectors.wire import decimal, whole
from adhelm.core.ads import Level, Period

_CUT_AT = 15_000
"""Where LinkedIn stops, without a word (platform_apis.md, section 4.3)."""
_TOTAL_FIELDS = "dateRange,pivotValues,impressions,clicks,costInLocalCurrency"
_FACETS: Mapping[Level, tuple[str, Level]] = {
    Level.campaign: ("campaignGroups", Level.campaign),
    Level.ad_group: ("campaigns", Level.ad_group),
    Level.ad: ("campaigns", Level.ad_group),
}
"""What a report can be asked for in parts by, so that no row is in two of them."""


class LinkedInReader:
    """Reads LinkedIn with one credential."""

    def __init__(self, link: Link) -> None:
        self._client = Client(link)
        self._family = lists.Family(self._client)

    @property
    def connector(self) -> str:
        """Return the connector's name."""
        return NAME

    @property
    def streams(self) -> Sequence[Stream]:
        """Return what can be read; LinkedIn tells no history of changes and recommends nothing."""
        return STREAMS

    def accounts(self) -> Sequence[Account]:
        """
        Return every ad account that the member has a role on.

        :raises PlatformError: if LinkedIn does not say.
        """
        pages = self._client.pages("adAccounts", "q=search", account_id="")
        return [_account(row) for answer, _ in pages for row in elements_of(answer)]

    def pages(self, fetch: Fetch, *, cursor: str | None = None) -> Iterator[Page]:
        """
        Yield the pages of a list, or the weeks of a report.

        :raises TooMuch: if one campaign's day alone has more rows than LinkedIn tells.
        :raises NotPermitted: if the report is empty because the account is not visible.
        :raises PlatformError: if retries did not help, or cannot.
        """
        if fetch.stream.name in LISTS:
            yield from self._lists(fetch, cursor or "")
        else:
            yield from self._weeks(fetch, cursor)

    def rows(self, fetch: Fetch, body: bytes) -> Mapped:
        """
        Turn one page into canonical rows.

        :raises FieldMissing: if a field that the mapping needs is absent.
        """
        elements, parents = unpacked(body)
        account = fetch.account
        if fetch.stream.name in LISTS:
            return entities(LISTS[fetch.stream.name], elements, parents, currency=account.currency)
        return facts(SHAPES[fetch.stream.name], elements, parents, account_id=account.id)

    def totals(self, account: Account, period: Period) -> Sequence[AccountTotal]:
        """
        Return what LinkedIn says the account came to, day by day.

        :raises PlatformError: if LinkedIn does not say.
        """
        found = []
        facet = f"accounts={listed([urn(Level.account, account.id)])}"
        for week in _weeks(period):
            query = _report("ACCOUNT", week, _TOTAL_FIELDS, facet)
            answer = self._client.ask("adAnalytics", query, account_id=account.id)
            found += [_total(row) for row in elements_of(answer)]
        if not found:
            self._check_visible(account)
        return found

    def close(self) -> None:
        """Let go of connections."""
        self._client.close()

    def _lists(self, fetch: Fetch, token: str) -> Iterator[Page]:
        sort = LISTS[fetch.stream.name]
        for answer, following in lists.pages(self._client, fetch.account, sort, token=token):
            parents: lists.Parents = {}
            if sort.level is Level.ad:
                campaigns = {id_of(row.get("campaign")) for row in elements_of(answer)}
                parents = self._family.above(fetch.account, Level.ad_group, campaigns)
            yield Page(packed([answer.body], parents), following or None)

    def _weeks(self, fetch: Fetch, cursor: str | None) -> Iterator[Page]:
        if fetch.period is None:
            raise ValueError(f"{fetch.stream.name} is asked for days")
        shape = SHAPES[fetch.stream.name]
        weeks = list(_weeks(fetch.period))
        for number in range(int(cursor or 0), len(weeks)):
            answers, pivots = list[bytes](), set[str]()
            for body, seen in self._answers(fetch.account, shape, weeks[number]):
                answers.append(body)
                pivots |= seen
            if not pivots:
                self._check_visible(fetch.account)
            ids = set() if shape.split else {id_of(pivot) for pivot in pivots}
            parents = self._family.above(fetch.account, shape.level, ids)
            last = number + 1 == len(weeks)
            yield Page(packed(answers, parents), None if last else str(number + 1))

    def _answers(
        self, account: Account, shape: Shape, period: Period, part: Sequence[str] = ()
    ) -> Iterator[tuple[bytes, set[str]]]:
        """Yield answers with their pivots; in halves where LinkedIn would cut the answer off."""
        facet = _FACETS[shape.level][0] if part else "accounts"
        urns = part or [urn(Level.account, account.id)]
        query = _report(shape.pivot, period, ",".join(shape.fields), f"{facet}={listed(urns)}")
        answer = self._client.ask("adAnalytics", query, account_id=account.id)
        rows = elements_of(answer)
        if len(rows) < _CUT_AT:
            yield answer.body, {one for row in rows for one in (row.get("pivotValues") or ())[:1]}
            return
        if period.days > 1:
            middle = period.start + timedelta(days=period.days // 2)
            for half in (Period(period.start, middle), Period(middle, period.end)):
                yield from self._answers(account, shape, half, part)
            return
        for some in self._halves(account, shape, period, part):
            yield from self._answers(account, shape, period, some)

    def _halves(
        self, account: Account, shape: Shape, period: Period, part: Sequence[str]
    ) -> tuple[Sequence[str], Sequence[str]]:
        several = part
        if not part and shape.level in _FACETS:
            level = _FACETS[shape.level][1]
            found = lists.elements(self._client, account, SORTS[level])
            several = sorted(urn(level, id_of(row["id"])) for row in found)
        if len(several) <= 1:
            raise TooMuch(
                f"{period.start} has more than {_CUT_AT:,} rows that cannot be told apart further",
                hint="LinkedIn tells no more; ask for it at a coarser level",
            )
        middle = len(several) // 2
        return several[:middle], several[middle:]

    def _check_visible(self, account: Account) -> None:
        # Without permission a report is empty, not refused; the account itself is refused.
        self._client.ask(f"adAccounts/{account.id}", account_id=account.id)


def _weeks(period: Period) -> Iterator[Period]:
    start = period.start
    while start < period.end:
        end = min(start + timedelta(days=WEEK), period.end)
        yield Period(start, end)
        start = end


def _report(pivot: str, period: Period, fields: str, facet: str) -> str:
    return (
        f"q=analytics&pivot={pivot}&timeGranularity=DAILY&dateRange={days(period)}"
        f"&{facet}&fields={fields}"
    )


def _account(row: Mapping[str, Any]) -> Account:
    return Account(
        id=str(row["id"]),
        name=str(row.get("name") or row["id"]),
        currency=str(row["currency"]),
        timezone="UTC",
        status=str(row.get("status") or ""),
        parent=id_of(row.get("reference") or ""),
    )


def _total(row: Mapping[str, Any]) -> AccountTotal:
    start = row["dateRange"]["start"]
    spend = decimal(row.get("costInLocalCurrency"))
    return AccountTotal(
        day=date(start["year"], start["month"], start["day"]),
        spend=decimal(0) if spend is None else spend,  # type: ignore[arg-type]  # 0 is a number
        impressions=whole(row.get("impressions")) or 0,
        clicks=whole(row.get("clicks")) or 0,
    )
