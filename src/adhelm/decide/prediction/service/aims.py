"""What each entity is to beat, what is budgeted, and which days ahead are unlike others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from adhelm.core.ads import Period, minor_units
from adhelm.decide.prediction.logic.known import AHEAD, BEFORE
from adhelm.decide.prediction.service.gathering import COUNT, VALUE, Ground, Source
from adhelm.decide.prediction.types import Floats, Goal
from adhelm.observe import plans
from adhelm.observe.plans.types import Basis, Comparator, DayKind, Reach, Target, Unit

_METRICS = {"roas": Comparator.at_least, "cpa": Comparator.at_most}
_AHEAD = frozenset({DayKind.promotion, DayKind.holiday})
"""What people know beforehand; outages are written down afterwards."""
_LEAST = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Aims:
    """Per entity and morning: what is to be beaten, in returns per unit of money."""

    target: Floats
    """n × (T + 1); not a number: there is nothing to beat."""
    returns: Floats
    """n × T: conversions or their value, as the target counts."""
    unit: Floats
    """n: what a conversion returns."""
    goals: tuple[Goal, ...]
    """On the last morning."""


def aims(source: Source, ground: Ground, *, past: bool) -> Aims:
    """
    Return what each entity is to beat: its own target as it was planned then, else the median.

    The median is that of the account's entities over the 28 days before, steadied for what was
    not known yet. `past`: for all mornings; else for the last one alone.
    """
    import numpy as np

    now = _held(source, ground.last, at=None)
    own = [plans.holding(_fitting(now, ground, row), of) for row, of in enumerate(ground.spending)]
    by_value = np.array([one is not None and one.aim.metric == "roas" for one in own], dtype=bool)
    returns = np.where(by_value[:, None], ground.values[VALUE], ground.values[COUNT])
    length = ground.period.days
    mornings = range(BEFORE if past else length, length + 1)
    medians = _medians(ground, returns, mornings)
    target = medians.copy()
    metrics = ["roas" if each else "cpa" for each in by_value]
    known: dict[Any, Floats] = {}
    for morning in mornings:
        day = ground.period.start + timedelta(days=morning)
        then = datetime.combine(day, time(), UTC)
        held = now if morning == length else _held(source, day, at=then)
        mark = tuple((each.id, each.current.version) for _, each in held)
        if mark not in known:
            known[mark] = _rates(held, ground, metrics)
        target[:, morning] = np.where(np.isnan(known[mark]), target[:, morning], known[mark])
    goals = tuple(_goal(ground, row, own[row], float(target[row, -1])) for row in range(len(own)))
    return Aims(target, returns, _unit(ground, by_value), goals)


def headroom(source: Source, ground: Ground, *, past: bool) -> Floats:
    """
    Return what each budget leaves per day over what its reach spends per day, by morning.

    Budgets are as they were effective on the Monday before; not a number: none covers the entity.
    """
    import numpy as np

    length = ground.period.days
    found = np.full((len(ground.spending), length + 1), np.nan)
    climbed = np.concatenate(
        [np.zeros((len(found), 1)), np.cumsum(ground.values["spend"], axis=1)], axis=1
    )
    budgets: list[_Budget] = []
    asked: date | None = None
    for morning in range(BEFORE if past else length, length + 1):
        day = ground.period.start + timedelta(days=morning)
        monday = day - timedelta(days=day.weekday())
        wanted = max(monday, day.replace(day=1)) if morning < length else day
        if wanted != asked or morning == length:
            at = None if morning == length else datetime.combine(wanted, time(), UTC)
            budgets, asked = _budgets(source, ground, day.replace(day=1), at), wanted
        for one in budgets:
            found[one.rows, morning] = one.headroom(climbed, morning, day)
    return found


def unlike(source: Source, ground: Ground) -> Floats:
    """Return how many of the seven days from each morning on are promotions or holidays."""
    import numpy as np

    length = ground.period.days
    span = Period(ground.period.start, ground.period.end + timedelta(days=AHEAD))
    marked = np.zeros((len(ground.spending), length + AHEAD + 1))
    entries = plans.events_in(principal=source.principal, database=source.database, period=span)
    for entry in entries:
        if entry.kind not in _AHEAD:
            continue
        first = max((entry.first_day - span.start).days, 0)
        last = min((entry.last_day - span.start).days, length + AHEAD)
        rows = [n for n, of in enumerate(ground.spending) if plans.covers(entry.reach, of)]
        marked[rows, first : last + 1] = 1.0
    climbed = np.concatenate([np.zeros((len(marked), 1)), np.cumsum(marked, axis=1)], axis=1)
    mornings = np.arange(length + 1)
    return np.asarray(climbed[:, mornings + AHEAD] - climbed[:, mornings])


def _held(source: Source, day: date, *, at: datetime | None) -> list[tuple[Reach, Target]]:
    """Return the targets for a day that can be beaten, as they were known at an instant."""
    found = plans.list_targets(
        principal=source.principal, database=source.database, days=(day, day), at=at
    )
    return [
        (each.aim.reach, each)
        for each in sorted(found, key=lambda one: one.aim.metric, reverse=True)
        if _METRICS.get(each.aim.metric) is each.current.goal.comparator and each.current.goal.value
    ]


def _fitting(
    held: Sequence[tuple[Reach, Target]], ground: Ground, row: int
) -> list[tuple[Reach, Target]]:
    """Return the targets that count in an entity's own currency, and what was reported of it."""
    return [
        (reach, target)
        for reach, target in held
        if (
            target.current.goal.currency == ground.currency[row]
            if target.current.goal.unit is Unit.money
            else ground.reported[VALUE]
        )
    ]


def _rates(held: Sequence[tuple[Reach, Target]], ground: Ground, metrics: Sequence[str]) -> Floats:
    """Return what each entity's own target asks for; not a number: it has none."""
    import numpy as np

    found = np.full(len(metrics), np.nan)
    for row, metric in enumerate(metrics) if held else ():
        fitting = [each for each in _fitting(held, ground, row) if each[1].aim.metric == metric]
        one = plans.holding(fitting, ground.spending[row])
        found[row] = np.nan if one is None else _rate(one)
    return found


def _rate(target: Target) -> float:
    value = float(target.current.goal.value or 0)
    return value if target.aim.metric == "roas" else 1 / max(value, _LEAST)


def _medians(ground: Ground, returns: Floats, mornings: range) -> Floats:
    """Return the median return on money of each entity's account, by morning."""
    import numpy as np

    found = np.full((len(returns), ground.period.days + 1), np.nan)
    for morning in mornings:
        first = max(morning - BEFORE, 0)
        ages = np.minimum(morning - np.arange(first, morning), ground.shares.shape[1] - 1)
        share = ground.shares[:, ages]
        # What is known by now of younger days is thinned to what was known then.
        now = np.minimum(ground.period.days - np.arange(first, morning), ground.shares.shape[1] - 1)
        part = np.minimum(share / ground.shares[:, now], 1.0)
        got = (returns[:, first:morning] * part).sum(axis=1)
        money = (ground.values["spend"][:, first:morning] * share).sum(axis=1)
        for account in np.unique(ground.account):
            mine = np.flatnonzero((ground.account == account) & (money > 0))
            if not len(mine):
                continue
            middle = float(np.median(got[mine] / money[mine]))
            whole = float(got[mine].sum() / money[mine].sum())
            found[ground.account == account, morning] = middle or whole or np.nan
    return found


def _unit(ground: Ground, by_value: Any) -> Floats:
    """Return what a conversion of each entity's account returns."""
    import numpy as np

    value, count = ground.values[VALUE].sum(axis=1), ground.values[COUNT].sum(axis=1)
    accounts = int(ground.account.max(initial=-1)) + 1
    sums = [np.bincount(ground.account, each, minlength=accounts) for each in (value, count)]
    usual = sums[0] / np.maximum(sums[1], _LEAST)
    usual = np.where((sums[1] > 0) & (usual > 0), usual, 1.0)
    return np.where(by_value, usual[ground.account], 1.0)


def _goal(ground: Ground, row: int, own: Target | None, rate: float) -> Goal:
    if own is not None:
        said = own.current.goal
        return Goal(own.aim.metric, said.value, said.currency, own=True, source=own.id)
    currency = ground.currency[row]
    if not rate > 0:
        return Goal("cpa", None, currency, own=False)
    unit = Decimal(1).scaleb(-minor_units(currency)) if currency else Decimal("0.01")
    value = Decimal(repr(1 / rate)).quantize(unit)
    return Goal("cpa", value, currency, own=False, source=ground.spending[row].account)


@dataclass(frozen=True, slots=True, eq=False)
class _Budget:
    """A month's budget, whose spend counts against it, and who has no narrower one."""

    amount: float
    inside: Any
    rows: Any

    def headroom(self, climbed: Floats, morning: int, day: date) -> float:
        """Return what is left per day over what was spent per day in the last week."""
        last = (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
        first, before = max(morning - (day.day - 1), 0), max(morning - 7, 0)
        mine = climbed[self.inside]
        spent = float((mine[:, morning] - mine[:, first]).sum())
        week = float((mine[:, morning] - mine[:, before]).sum())
        left = max(self.amount - spent, 0.0) / ((last - day).days + 1)
        return left / max(week / 7, _LEAST)


def _budgets(source: Source, ground: Ground, month: date, at: datetime | None) -> list[_Budget]:
    """Return the net budgets of a month that cover any entity, in its own currency."""
    import numpy as np

    held = plans.budgets_at(
        principal=source.principal, database=source.database, months=(month, month), at=at
    )
    narrowest: dict[Reach, list[int]] = {}
    amounts: dict[Reach, float] = {}
    given = [
        (reach, (reach, terms))
        for (_, reach), terms in held.items()
        if terms.amount and terms.basis is Basis.net
    ]
    for row, of in enumerate(ground.spending) if given else ():
        one = plans.holding(given, of)
        if one is not None and one[1].currency == ground.currency[row]:
            narrowest.setdefault(one[0], []).append(row)
            amounts[one[0]] = float(one[1].amount or 0)
    return [
        _Budget(
            amounts[reach],
            np.array([plans.covers(reach, of) for of in ground.spending], dtype=bool),
            np.array(rows, dtype=np.int64),
        )
        for reach, rows in narrowest.items()
    ]
