"""Which incidents follow a budget that somebody moved, by what the budgets were and are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from adhelm.core.errors import AdhelmError
from adhelm.observe import warehouse as warehouses
from adhelm.understand.analysis import store
from adhelm.understand.analysis.logic.budgets import LOOKS, budgeted, may_follow
from adhelm.understand.analysis.logic.panel import ACCOUNT
from adhelm.understand.analysis.service.known import connector_of
from adhelm.understand.analysis.service.reading import STOPPED, Source
from adhelm.understand.analysis.types import Incident

_MOST_DAYS = 60
"""So many days are looked up at most: each is a data version to be opened."""
Budgets = Mapping[tuple[str, str], Mapping[str, Decimal]]


def with_budgets(found: Sequence[Incident], source: Source) -> list[Incident]:
    """Return the incidents; those that a budget brought about as had coming, with what it was."""
    asked = [one for one in found if not one.planned and may_follow(one)]
    if not asked or isinstance(source.as_of, int):
        return list(found)
    accounts = {_account(one) for one in asked}
    now = _known(source, accounts, source.as_of)
    at: dict[datetime, Budgets] = {}
    for moment in sorted({each for one in asked for each in _moments(one)}, reverse=True):
        if len(at) < _MOST_DAYS:
            at[moment] = _known(source, accounts, moment)
    told = {id(one) for one in asked}
    return [_told(one, now, at) if id(one) in told else one for one in found]


def _told(one: Incident, now: Budgets, at: Mapping[datetime, Budgets]) -> Incident:
    before = [_amount(one, at[moment]) for moment in _moments(one) if moment in at]
    return budgeted(one, _amount(one, now), [each for each in before if each is not None])


def _moments(one: Incident) -> list[datetime]:
    """Return the instants whose budgets are those of the days it is held against."""
    begun = datetime.combine(one.date, time(), UTC)
    return [begun - timedelta(days=days) for days in LOOKS]


def _known(source: Source, accounts: set[str], as_of: date | datetime | int | None) -> Budgets:
    try:
        pinned = warehouses.snapshot(source.warehouse, principal=source.principal, as_of=as_of)
        return store.daily_budgets(pinned, accounts=accounts, stopped=STOPPED)
    except AdhelmError:
        # Nothing was known that long ago, or it is kept no more.
        return {}


def _amount(one: Incident, known: Budgets) -> Decimal | None:
    """Return what it might spend a day; of an account what all its campaigns might."""
    account = _account(one)
    if one.level != ACCOUNT:
        own = known.get((account, one.entity_id))
        return sum(own.values(), Decimal(0)) if own else None
    # Several campaigns may spend from one budget.
    every = {
        budget: amount
        for (name, _), budgets in known.items()
        if name == account
        for budget, amount in budgets.items()
    }
    return sum(every.values(), Decimal(0)) if every else None


def _account(one: Incident) -> str:
    return f"{connector_of(one.platform)}/{one.account_id}"
