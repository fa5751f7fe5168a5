"""The facts about one change, as the limits want them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from adhelm.act import campaigns
from adhelm.act.publishing.service.books import Books, Budget, thing_of
from adhelm.act.publishing.store.values import Thing
from adhelm.act.publishing.types import Value
from adhelm.decide import rules
from adhelm.govern import compliance
from adhelm.govern.compliance.types import (
    ENABLED,
    Change,
    Field,
    FieldDay,
    InForce,
    Limits,
    Situation,
    Stops,
    Undo,
    Written,
)

_HOUR = timedelta(hours=1)
_LEARNING, _LAUNCH = timedelta(days=7), timedelta(days=14)
"""So long a platform learns from an important change, and from the beginning."""
_BUDGETS = frozenset({Field.daily_budget, Field.lifetime_budget, Field.create})
_AMOUNTS = frozenset(
    {Field.daily_budget, Field.lifetime_budget, Field.bid, Field.target_cpa, Field.target_roas}
)


def situation(
    books: Books,
    change: Change,
    limits: Limits,
    stops: Stops,
    *,
    now: datetime,
    live: Value = None,
    writes: Sequence[datetime] = (),
    undo: Undo | None = None,
) -> Situation:
    """Return the facts about a change; `live` is the value just read, None if it was not."""
    account = books.accounts[(change.connector, change.account_id)]
    thing = thing_of(change)
    day = _day(books, change, now=now, zone=account.zone)
    found = Situation(
        now=now,
        zone=account.zone,
        currency=account.currency,
        live=live,
        stops=stops,
        opening=day.opening,
        raises_today=day.raises_today,
        last_raise_at=day.last_raise_at,
        last_cut_at=day.last_cut_at,
        writes_last_hour=sum(at > now - _HOUR for at in writes),
        data_at=account.data_at,
        quality=account.quality,
        rate=books.rate(account.currency, limits.currency, now.date()),
        learning=_learning(books, thing, now),
        minimum=_minimum(books, change, account.currency, now),
        undo=undo,
        exposure=_exposure(books, limits, now),
    )
    if change.field is Field.create:
        # It is made paused: nothing spends from it before it is enabled.
        return replace(found, budget=_amount(change.after), in_force=False,
                       highest_today=Decimal(0))  # fmt: skip
    budget = books.budget(thing)
    return (
        replace(found, **_spending(books, change, budget, now, account.zone)) if budget else found
    )


def highest_today(books: Books, budget: Budget, *, now: datetime, zone: str) -> Decimal | None:
    """Return the highest amount of a budget in force today; 0 if none was, None if unknown."""
    found: list[Decimal] = []
    for owner in budget.owners:
        written = list(books.written(owner, budget.field))
        pending = books.pending.get((owner, budget.field.value))
        if isinstance(pending, Decimal):
            written.append(Written(now, pending))
        day = compliance.day_of(written, now=now, zone=zone, enabled=books.enabled(owner))
        if day.highest is None:
            return None
        found.append(day.highest)
    return max(found, default=None)


def in_force(books: Books, *, now: datetime, quote: str) -> Iterator[InForce]:
    """Yield each budget with the highest amount that was in force in its account's day."""
    for account, budget in books.budgets():
        facts = books.accounts.get(account)
        if facts is None:
            continue
        yield InForce(
            connector=account[0],
            account_id=account[1],
            budget_id=budget.key,
            highest=highest_today(books, budget, now=now, zone=facts.zone),
            rate=books.rate(facts.currency, quote, now.date()),
            lifetime=budget.field is Field.lifetime_budget,
        )


def in_force_now(books: Books, budget: Budget, *, now: datetime) -> Decimal:
    """Return the amount of a budget that something enabled spends from now; else 0."""
    amounts = [
        value
        for owner in budget.owners
        if _is_enabled(books, owner, now)
        and isinstance(value := books.current(owner, budget.field), Decimal)
    ]
    return max(amounts, default=Decimal(0))


def _day(books: Books, change: Change, *, now: datetime, zone: str) -> FieldDay:
    if change.field not in _AMOUNTS or not change.entity_id:
        return FieldDay(None, 0, None, None, None)
    return compliance.day_of(
        books.written(thing_of(change), change.field), now=now, zone=zone,
        lower_is_raise=change.field is Field.target_roas,
    )  # fmt: skip


def _learning(books: Books, thing: Thing, now: datetime) -> str:
    """Return why a thing should be left alone: its platform learns, or it has just begun."""
    known = books.things.get(thing)
    told = known.told if known else {}
    late = [one for one in books.edits.get(thing, ()) if one.at >= now - _LEARNING]
    if rules.is_learning(told, [(one.field, one.old, one.new) for one in late]):
        return "it is in its learning phase"
    start = rules.launched(told)
    if start is not None and timedelta(0) <= now.date() - start < _LAUNCH:
        return f"it began on {start}, and is in its first {_LAUNCH.days} days"
    return ""


def _minimum(books: Books, change: Change, currency: str, now: datetime) -> Decimal | None:
    if change.field not in _BUDGETS:
        return None
    known = books.things.get(thing_of(change))
    return campaigns.least_budget(
        change.platform or (known.platform if known else ""),
        currency=currency,
        dollar=books.rate("USD", currency, now.date()),
        lifetime=change.field is Field.lifetime_budget,
    )


def _spending(
    books: Books, change: Change, budget: Budget, now: datetime, zone: str
) -> dict[str, Any]:
    own = thing_of(change) in budget.owners
    alone = budget.key == f"{change.level.value}/{change.entity_id}"
    amounts = [books.current(owner, budget.field) for owner in budget.owners]
    return {
        "budget_id": "" if own and alone else budget.key,
        "budget": max((one for one in amounts if isinstance(one, Decimal)), default=None),
        "lifetime": budget.field is Field.lifetime_budget,
        "in_force": any(_is_enabled(books, owner, now) for owner in budget.owners),
        "highest_today": highest_today(books, budget, now=now, zone=zone),
    }


def _is_enabled(books: Books, thing: tuple[str, str, str, str], now: datetime) -> bool:
    switched = [on for at, on in books.enabled(thing) if at <= now]
    return switched[-1] if switched else books.current(thing, Field.status) in {ENABLED, None}


def _exposure(books: Books, limits: Limits, now: datetime) -> Decimal | None:
    if limits.exposure_cap is None:
        return None
    known = (limits.currency, now, books.last, frozenset(books.pending.items()))
    if books.exposure is None or books.exposure[0] != known:
        every = in_force(books, now=now, quote=limits.currency)
        books.exposure = (known, compliance.exposure(every, limits))
    return books.exposure[1]


def _amount(value: Value) -> Decimal | None:
    return value if isinstance(value, Decimal) else None
