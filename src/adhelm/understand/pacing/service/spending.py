"""What was booked, by account and where a budget asks for it by campaign, in its currency."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from adhelm.core.ads import Period
from adhelm.core.clock import Clock
from adhelm.core.db import Database
from adhelm.core.errors import Invalid
from adhelm.core.principal import Principal
from adhelm.observe import conventions, plans
from adhelm.observe import warehouse as warehouses
from adhelm.observe.plans.types import Basis, Budget, Reach, Spending
from adhelm.understand import metrics
from adhelm.understand.pacing.logic.landing import Known

if TYPE_CHECKING:
    from adhelm.observe.warehouse import Snapshot, Warehouse

_OF = {Basis.net: "spend", Basis.gross: "billed_cost"}
_ACCOUNT = ("connector", "platform", "account_id", "currency", "date")
_LIVE_DAYS = 35
"""An account that had rows so recently is waited for."""


class Unsayable(Invalid):
    """Of a budget's spend nothing can be said."""

    code = "pacing.unsayable"


@dataclass(frozen=True, slots=True)
class Row:
    """What one account or campaign spent on one day."""

    spending: Spending
    currency: str
    day: date
    amounts: Mapping[Basis, Decimal | None]


@dataclass(frozen=True, slots=True)
class Sources:
    """Where spend is read from."""

    principal: Principal
    warehouse: Warehouse
    database: Database
    clock: Clock
    as_of: date | datetime | int | None = None


@dataclass
class Books:
    """Everything that was booked over some days, and which of the days are known."""

    snapshot: Snapshot
    period: Period
    whole: Mapping[str, frozenset[date]]
    accounts: list[Row]
    campaigns: list[Row]
    provenance: dict[str, Any]
    unsaid: dict[Basis, str] = field(default_factory=dict)
    rates: dict[str, Mapping[tuple[str, date], Decimal]] = field(default_factory=dict)

    def known(self, reach: Reach, basis: Basis, currency: str, period: Period) -> Known:
        """
        Return what is known of a reach's spend since the books begin, in one currency and basis.

        `period` is the month it is asked for; days before it are its history. What an account
        spent of a day that was not over when it was reported is left out.

        :raises Unsayable: if a rate is missing, or fees cannot be told.
        """
        if basis in self.unsaid:
            raise Unsayable(self.unsaid[basis])
        rows = self.campaigns if reach.group or reach.campaign else self.accounts
        mine = [row for row in rows if plans.covers(reach, row.spending)]
        by_day: dict[date, Decimal] = {}
        for row in mine:
            amount = row.amounts[basis]
            if amount is not None and row.day in self.whole.get(row.spending.account, ()):
                by_day[row.day] = by_day.get(row.day, Decimal(0)) + self._in(currency, row, amount)
        live = {
            row.spending.account
            for row in mine
            if row.day >= period.start - timedelta(days=_LIVE_DAYS)
        }
        return Known(by_day, self._whole(live), period)

    def _whole(self, accounts: Iterable[str]) -> frozenset[date]:
        """Return the days that all of the accounts that were there by then have reported."""
        days = [self.whole.get(account, frozenset()) for account in accounts]
        begun = [min(each) for each in days if each]
        if not days or len(begun) < len(days):
            return frozenset()
        pairs = list(zip(days, begun, strict=True))
        return frozenset(
            day
            for day in frozenset().union(*days)
            if all(day in each or day < first for each, first in pairs)
        )

    def _in(self, currency: str, row: Row, amount: Decimal) -> Decimal:
        if row.currency == currency or not amount:
            return amount
        if currency not in self.rates:
            bases = sorted({one.currency for one in self.accounts if one.currency} - {currency})
            found = warehouses.rates(self.snapshot, quote=currency, bases=bases, period=self.period)
            self.rates[currency] = {(one.base, one.date): one.rate for one in found}
        rate = self.rates[currency].get((row.currency, row.day))
        if rate is None:
            raise Unsayable(f"no rate from {row.currency} to {currency} on {row.day}")
        return amount * rate


def books(sources: Sources, budgets: Sequence[Budget], period: Period) -> Books:
    """Read what was booked over some days, as finely as the budgets ask for."""
    pinned = warehouses.snapshot(
        sources.warehouse, principal=sources.principal, as_of=sources.as_of
    )
    unsaid: dict[Basis, str] = {}
    bases = {one.effective.terms.basis for one in budgets if one.effective}
    if Basis.gross in bases and not sources.principal.staff:
        unsaid[Basis.gross] = "what fees come to is not shown to a client's own people"
        bases.discard(Basis.gross)
    fine = [one.reach for one in budgets if one.reach.group or one.reach.campaign]
    provenance: dict[str, Any] = {}
    found: list[list[Row]] = []
    for by in [_ACCOUNT, *([_fine(fine)] if fine else [])]:
        try:
            rows, provenance = _ask(sources, by, period, bases)
        except Invalid as error:
            if Basis.gross not in bases:
                raise
            # A convention of fees that cannot be applied says nothing of media.
            unsaid[Basis.gross] = error.message
            bases.discard(Basis.gross)
            rows, provenance = _ask(sources, by, period, bases)
        found.append(rows)
    whole = metrics.whole_days(pinned, since=period.start, until=period.last)
    return Books(pinned, period, whole, found[0], found[1] if fine else [], provenance, unsaid)


def _fine(reaches: Iterable[Reach]) -> tuple[str, ...]:
    """Return what campaigns are told apart by, parts of the naming convention among it."""
    parts = {
        reach.group.partition("=")[0]
        for reach in reaches
        if plans.reach(group=reach.group).group and "=" in reach.group
    }
    return (*_ACCOUNT, "campaign_id", "campaign", *(f"name.{part}" for part in sorted(parts)))


def _ask(
    sources: Sources, by: tuple[str, ...], period: Period, bases: Iterable[Basis]
) -> tuple[list[Row], dict[str, Any]]:
    wanted = {Basis.net, *bases}
    answer = metrics.ask(
        principal=sources.principal,
        warehouse=sources.warehouse,
        clock=sources.clock,
        question=metrics.Question(
            metrics=tuple(_OF[basis] for basis in sorted(wanted)),
            by=by,
            period=period,
            as_of=sources.as_of,
        ),
        conventions=conventions.documents(principal=sources.principal, database=sources.database),
    )
    return [_row(row, wanted) for row in answer.dicts()], asdict(answer.provenance)


def _row(row: Mapping[str, Any], bases: Iterable[Basis]) -> Row:
    dimensions = {
        name.removeprefix("name."): value
        for name, value in row.items()
        if name.startswith("name.") and value is not None
    }
    spending = Spending(
        platform=row["platform"],
        account=f"{row['connector']}/{row['account_id']}",
        campaign=row.get("campaign_id") or "",
        name=row.get("campaign") or "",
        dimensions=dimensions,
    )
    amounts = {
        basis: None if row[_OF[basis]] is None else Decimal(row[_OF[basis]]) for basis in bases
    }
    return Row(spending, row["currency"] or "", row["date"], amounts)
