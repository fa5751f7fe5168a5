"""Reads X: accounts, entities with what belongs to them, stats, and the account's own totals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from adhelm.connectors.contract import (
    Account,
    AccountTotal,
    Fetch,
    Link,
    Mapped,
    NotPermitted,
    Page,
    Stream,
)
from adhelm.connectors.x.client import NO_ACCOUNT, Api
from adhelm.connectors.x.connector.stats import Stats
from adhelm.connectors.x.connector.streams import account_daily, all_streams
from adhelm.connectors.x.mapping import EDGES, entity_rows, fact_rows, list_page
from adhelm.core.ads import Period

# What belongs to a page of entities is asked for by their ids, of which X takes 200.
_PAGE, _ALONE = 200, 1000


class Reader:
    """Reads X with one credential; see `contract.Reader`."""

    connector = "x"

    def __init__(self, link: Link) -> None:
        self._api = Api(link)
        self._stats = Stats(self._api, clock=link.clock, pause=link.pause)
        self._streams = all_streams()

    @property
    def streams(self) -> Sequence[Stream]:
        """Return what can be read, entities first."""
        return self._streams

    def accounts(self) -> Sequence[Account]:
        """
        Return every account that the credential can see and that has ever been funded.

        X keeps the currency on funding instruments; without one an account cannot spend.

        :raises PlatformError: if X does not say.
        """
        rows = list(self._api.rows("accounts", account_id=NO_ACCOUNT))
        found = [(row, self._currency(str(row["id"]))) for row in rows if not row.get("deleted")]
        return [_account(row, currency) for row, currency in found if currency]

    def pages(self, fetch: Fetch, *, cursor: str | None = None) -> Iterator[Page]:
        """
        Yield the answers to a fetch.

        :raises PlatformError: what X said.
        """
        if fetch.stream.name in EDGES:
            return self._entities(fetch, cursor)
        return self._stats.pages(fetch, cursor)

    def rows(self, fetch: Fetch, body: bytes) -> Mapped:
        """
        Turn one page into canonical rows.

        :raises FieldMissing: if a field that the mapping needs is absent.
        """
        make = entity_rows if fetch.stream.name in EDGES else fact_rows
        return make(fetch, body)

    def totals(self, account: Account, period: Period) -> Sequence[AccountTotal]:
        """
        Return what X says of the account itself, day by day, in its currency and time zone.

        :raises PlatformError: if X does not say.
        """
        fetch = Fetch(account, account_daily(), period)
        rows = (
            row
            for page in self._stats.pages(fetch, None)
            for row in fact_rows(fetch, page.body).rows["facts"]
        )
        return sorted((_total(row) for row in rows), key=lambda one: one.day)

    def close(self) -> None:
        """Let go of connections."""
        self._api.close()

    def _currency(self, account_id: str) -> str:
        path = f"accounts/{account_id}/funding_instruments"
        try:
            rows = list(self._api.rows(path, {"with_deleted": "true"}, account_id=account_id))
        except NotPermitted:
            return ""
        rows.sort(key=lambda one: (bool(one.get("deleted")), not one.get("able_to_fund", True)))
        return str(rows[0]["currency"]) if rows else ""

    def _entities(self, fetch: Fetch, cursor: str | None) -> Iterator[Page]:
        account = fetch.account.id
        path = f"accounts/{account}/{EDGES[fetch.stream.name]}"
        params = {"with_deleted": "true"}
        count = _ALONE if fetch.stream.name == "campaigns" else _PAGE
        listed = self._api.listed(path, params, account_id=account, cursor=cursor, count=count)
        for answer, following in listed:
            beside = self._beside(account, fetch.stream.name, answer.json()["data"])
            yield Page(list_page(answer.body, beside), following)

    def _beside(self, account: str, name: str, rows: list[Any]) -> dict[str, list[bytes]]:
        """Return the answers that say what the rows leave out: targeting, parents, posts."""
        wanted: dict[str, dict[str, str]] = {}
        if name == "ad_groups":
            wanted["targeting_criteria"] = {"line_item_ids": _joined(rows, "id")}
        elif name == "ads":
            wanted["line_items"] = {
                "line_item_ids": _joined(rows, "line_item_id"),
                "with_deleted": "true",
            }
            wanted["tweets"] = {
                "tweet_ids": _joined(rows, "tweet_id"),
                "tweet_type": "PUBLISHED",
                "timeline_type": "ALL",
                "trim_user": "true",
            }
        return {
            edge: self._api.bodies_if_there(f"accounts/{account}/{edge}", asked, account_id=account)
            for edge, asked in wanted.items()
            if rows
        }


def _joined(rows: list[Any], name: str) -> str:
    return ",".join(dict.fromkeys(str(row[name]) for row in rows if row.get(name)))


def _account(row: Any, currency: str) -> Account:
    return Account(
        id=str(row["id"]),
        name=str(row.get("name") or row["id"]),
        currency=currency,
        timezone=str(row["timezone"]),
        status=str(row.get("approval_status") or ""),
        parent=str(row.get("business_id") or ""),
    )


def _total(row: Any) -> AccountTotal:
    return AccountTotal(
        day=row["date"],
        spend=row.get("spend") or Decimal(0),
        impressions=row.get("impressions") or 0,
        clicks=row.get("clicks") or 0,
    )
