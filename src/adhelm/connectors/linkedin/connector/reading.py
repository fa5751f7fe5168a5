"""Reads LinkedIn: its ad accounts, their lists page by page, their reports week by week."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import orjson

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
from adhelm.connectors.linkedin.client import NAME, Client, days, id_of, listed, urn
from adhelm.connectors.linkedin.connector.streams import LISTS, SHAPES, STREAMS, WEEK
from adhelm.connectors.linkedin.mapping.bodies import packed, unpacked
from adhelm.connectors.linkedin.mapping.entities import SORTS, STATUSES, Sort, entities
from adhelm.connectors.linkedin.mapping.facts import Shape, facts
from adhelm.connectors.wire import decimal, whole
from adhelm.core.ads import Level, Period

_CUT_AT = 15_000
"""Where LinkedIn stops, without a word (platform_apis.md, section 4.3)."""
_TOTAL_FIELDS = "dateRange,pivotValues,impressions,clicks,costInLocalCurrency"
_EVERY = f"search=(status:(values:{listed(STATUSES)}))"


class LinkedInReader:
    """Reads LinkedIn with one credential."""

    def __init__(self, link: Link) -> None:
        self._client = Client(link)
        self._parents: dict[str, dict[str, dict[str, str]]] = {}
        self._looking = threading.Lock()

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
        return [_account(row) for answer, _ in pages for row in answer.json()["elements"]]

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
        for week in _weeks(period):
            query = _report("ACCOUNT", week, _TOTAL_FIELDS, _of_account(account))
            answer = self._client.ask("adAnalytics", query, account_id=account.id)
            found += [_total(row) for row in answer.json()["elements"]]
        if not found:
            self._check_visible(account)
        return found

    def close(self) -> None:
        """Let go of connections."""
        self._client.close()

    def _lists(self, fetch: Fetch, token: str) -> Iterator[Page]:
        sort = LISTS[fetch.stream.name]
        for answer, following in self._listed(fetch.account, sort, token):
            parents = {}
            if sort.level is Level.ad:
                campaigns = {id_of(row.get("campaign")) for row in answer.json()["elements"]}
                parents = self._above(fetch.account, Level.ad_group, campaigns)
            yield Page(packed([answer.body], parents), following or None)

    def _listed(self, account: Account, sort: Sort, token: str = "") -> Iterator[tuple[Any, str]]:
        query = f"q=search&{_EVERY}"
        if sort.level is Level.ad:
            query = f"q=criteria&intendedStatuses={listed(STATUSES)}"
        path = f"adAccounts/{account.id}/{sort.edge}"
        return self._client.pages(path, query, account_id=account.id, token=token)

    def _weeks(self, fetch: Fetch, cursor: str | None) -> Iterator[Page]:
        if fetch.period is None:
            raise ValueError(f"{fetch.stream.name} is asked for days")
        shape = SHAPES[fetch.stream.name]
        weeks = list(_weeks(fetch.period))
        for number in range(int(cursor or 0), len(weeks)):
            answers = list(self._answers(fetch.account, shape, weeks[number]))
            ids = {id_of(pivot) for answer in answers for pivot in _pivots(answer)}
            if not ids and not shape.split:
                self._check_visible(fetch.account)
            parents = self._above(fetch.account, shape.level, ids) if not shape.split else {}
            last = number + 1 == len(weeks)
            yield Page(packed(answers, parents), None if last else str(number + 1))

    def _answers(
        self, account: Account, shape: Shape, period: Period, campaigns: Sequence[str] = ()
    ) -> Iterator[bytes]:
        """Ask for some days; in halves where LinkedIn would cut the answer off."""
        facet = _of_campaigns(campaigns) if campaigns else _of_account(account)
        query = _report(shape.pivot, period, ",".join(shape.fields), facet)
        answer = self._client.ask("adAnalytics", query, account_id=account.id)
        if len(answer.json().get("elements") or ()) < _CUT_AT:
            yield answer.body
            return
        if period.days > 1:
            middle = period.start + timedelta(days=period.days // 2)
            for half in (Period(period.start, middle), Period(middle, period.end)):
                yield from self._answers(account, shape, half, campaigns)
            return
        several = list(campaigns) or self._campaigns(account)
        if len(several) <= 1:
            raise TooMuch(
                f"one campaign has more than {_CUT_AT:,} rows on {period.start}",
                hint="LinkedIn tells no more; ask for it at a coarser level",
            )
        cut = len(several) // 2
        for part in (several[:cut], several[cut:]):
            yield from self._answers(account, shape, period, part)

    def _campaigns(self, account: Account) -> list[str]:
        return sorted(self._tree(account, Level.ad_group))

    def _above(self, account: Account, level: Level, ids: set[str]) -> dict[str, dict[str, str]]:
        """Return the parents of some entities; what is new is looked up once more."""
        if level in {Level.account, Level.campaign} or not ids:
            return {}
        known = self._tree(account, level)
        if not ids <= known.keys():
            known = self._tree(account, level, anew=True)
        return {one: known[one] for one in sorted(ids) if one in known}

    def _tree(
        self, account: Account, level: Level, *, anew: bool = False
    ) -> dict[str, dict[str, str]]:
        with self._looking:
            key = f"{account.id} {level}"
            if anew or key not in self._parents:
                self._parents[key] = dict(self._looked_up(account, level))
            return self._parents[key]

    def _looked_up(self, account: Account, level: Level) -> Iterator[tuple[str, dict[str, str]]]:
        groups = {
            id_of(row["id"]): id_of(row["campaignGroup"])
            for row in self._elements(account, SORTS[Level.ad_group])
        }
        if level is Level.ad_group:
            yield from ((one, {"campaign": group}) for one, group in groups.items())
            return
        for row in self._elements(account, SORTS[Level.ad]):
            campaign = id_of(row["campaign"])
            above = {"campaign": groups.get(campaign, ""), "ad_group": campaign}
            yield id_of(row["id"]), above

    def _elements(self, account: Account, sort: Sort) -> Iterator[Mapping[str, Any]]:
        for answer, _ in self._listed(account, sort):
            yield from answer.json()["elements"]

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


def _of_account(account: Account) -> str:
    return f"accounts={listed([urn(Level.account, account.id)])}"


def _of_campaigns(campaigns: Sequence[str]) -> str:
    return f"campaigns={listed(urn(Level.ad_group, one) for one in campaigns)}"


def _pivots(body: bytes) -> Iterator[str]:
    for element in orjson.loads(body).get("elements") or ():
        yield from (element.get("pivotValues") or ())[:1]


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
