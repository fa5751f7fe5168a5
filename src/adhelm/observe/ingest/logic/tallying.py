"""Holds what a platform totals for an account-day against the rows that we have of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from adhelm.connectors.contract import AccountTotal
from adhelm.observe.ingest.types import Tally

FIELDS = ("spend", "impressions", "clicks")
_ROUNDING = Decimal("0.01")
_NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Sums:
    """What the rows of one level add up to on one day."""

    rows: int
    spend: Decimal
    impressions: int
    clicks: int


@dataclass(frozen=True, slots=True)
class Whose:
    """What a comparison is about, and when it was made."""

    connector: str
    account_id: str
    currency: str
    level: str
    data_version: int
    at: datetime


def verdict(field: str, difference: Decimal, rows: int) -> str:
    """Return 'ok', 'rounding' (money, at most 0.01 per row) or 'unexplained'."""
    if not difference:
        return "ok"
    rounded = field == "spend" and abs(difference) <= _ROUNDING * rows
    return "rounding" if rounded else "unexplained"


def tallies(
    whose: Whose, days: list[date], totals: Mapping[date, AccountTotal], ours: Mapping[date, Sums]
) -> Iterator[Tally]:
    """Yield one comparison per day and field; a day that one side leaves out is zero there."""
    for day in days:
        said, had = totals.get(day), ours.get(day)
        rows = had.rows if had else 0
        for field in FIELDS:
            theirs = Decimal(getattr(said, field)) if said else _NOTHING
            own = Decimal(getattr(had, field)) if had else _NOTHING
            yield Tally(
                connector=whose.connector,
                account_id=whose.account_id,
                day=day,
                level=whose.level,
                field=field,
                currency=whose.currency,
                platform=theirs,
                ours=own,
                rows=rows,
                verdict=verdict(field, own - theirs, rows),
                data_version=whose.data_version,
                at=whose.at,
            )
