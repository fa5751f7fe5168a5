"""From fetched sums to the answer: exact values, names, filters on metrics, order, comparison."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from adhelm.core.ads import Period
from adhelm.core.errors import Invalid
from adhelm.understand.metrics.logic import where as filters
from adhelm.understand.metrics.logic.definition import Dimension
from adhelm.understand.metrics.logic.entities import Entities
from adhelm.understand.metrics.logic.formula import EXACT, QUOTIENT, Formula, evaluate
from adhelm.understand.metrics.logic.needs import Needs
from adhelm.understand.metrics.logic.plan import Plan, outputs
from adhelm.understand.metrics.logic.ranges import WEEKDAYS, bucket, next_bucket, shown
from adhelm.understand.metrics.logic.where import Condition

_NINE = Decimal("1e-9")
_BILLIONTH = Decimal("1e-9")

Cell = Any
Row = dict[str, Cell]


class NotAdditive(Invalid):
    """A non-additive metric would have to be added up."""

    code = "metric.not_additive"


class NoRate(Invalid):
    """An amount has no exchange rate on its day."""

    code = "currency.no_rate"


@dataclass(frozen=True, slots=True)
class Group:
    """One row of the answer before it is shown: what identifies it and its values."""

    key: tuple[Cell, ...]
    """As it came from the engine, without days: equal keys are the same group on other days."""
    days: Row
    """Calendar dimension -> as it came from the engine."""
    shown: Row
    """Dimension name -> what the answer shows."""
    values: Row
    """Metric name -> exact value."""


def groups(
    plan: Plan,
    wanted: Needs,
    entities: Entities,
    rows: Iterable[Sequence[Any]],
    *,
    open_windows: Callable[[Mapping[str, Cell]], Collection[str]] = lambda key: (),  # noqa: ARG005
) -> list[Group]:
    """
    Turn fetched rows into groups with exact values; metrics in the filter thin them out.

    `open_windows` names the windows that reach before the first day of a group's data.

    :raises NotAdditive: if a group holds several reported values of a non-additive metric.
    """
    shape = Shape(plan, wanted, entities, open_windows)
    found = (shape.group(row) for row in rows)
    return [group for group in found if kept(wanted, group)]


def kept(wanted: Needs, group: Group) -> bool:
    """Say whether a group passes what the filter says of metrics."""
    return _passes(wanted.answer, group.values)


def values_of(formulas: Mapping[str, Formula], sums: Mapping[str, Cell]) -> Row:
    """Return each metric's exact value over the sums of one group."""
    return {name: evaluate(formula, sums) for name, formula in formulas.items()}


def show(dimension: Dimension, name: str, key: Mapping[str, Cell], entities: Entities) -> Cell:
    """Return what the answer shows for one dimension of a group."""
    if dimension.entity and dimension.part in {None, "name"}:
        level = dimension.entity
        if not dimension.part:
            return key["~account_id"] if level == "account" else key[f"~{level}"]
        return entities.label(dimension, entities.key(level, key))
    return present(dimension, key[name])


def present(dimension: Dimension, value: Cell) -> Cell:
    """Return a fetched key in the form that answers show."""
    value = _day(value)
    if dimension.calendar == "weekday":
        return WEEKDAYS[int(value)]
    kind = dimension.calendar or (dimension.kind if dimension.cohort else None)
    return shown(kind, value) if kind and isinstance(value, date) else value


def ordered(wanted: Needs, found: list[Group], limit: int | None) -> list[Group]:
    """Sort groups as asked, else by their dimensions; NULL comes last either way."""
    # Ties are settled by what identifies a group, so that an answer is the same every time.
    found = sorted(found, key=lambda group: tuple(map(str, group.key)))
    for name in reversed((*wanted.question.sort, *wanted.question.by)):
        bare = name.lstrip("-")
        known = [group for group in found if _cell(group, bare) is not None]
        unknown = [group for group in found if _cell(group, bare) is None]
        known.sort(key=lambda group: _comparable(_cell(group, bare)), reverse=name.startswith("-"))
        found = known + unknown
    return found[:limit]


def tied(plan: Plan, found: list[Group], name: str, limit: int) -> bool:
    """Say whether groups that the engine left out might belong to the first `limit` ones."""
    if plan.rank is None or len(found) < plan.rank.limit:
        return False
    edge, last = _cell(found[limit - 1], name), _cell(found[-1], name)
    if edge is None or last is None:
        return edge is None
    return bool(abs(edge - last) <= abs(edge) * _BILLIONTH)


def compared(
    wanted: Needs, now: list[Group], before: list[Group], period: Period, earlier: Period
) -> list[Group]:
    """
    Put the earlier period's values beside the present ones: `_previous` and `_change`.

    Days and weeks meet by their place in the period. `_change` is relative; None where there is
    nothing to compare with.
    """
    places = _Places(wanted, period), _Places(wanted, earlier)
    past = {places[1].of(group): group.values for group in before}
    found = []
    for group in now:
        old = past.pop(places[0].of(group), {})
        found.append(replace(group, values=_beside(wanted, group.values, old)))
    return found


def _beside(wanted: Needs, now: Row, old: Row) -> Row:
    values = dict(now)
    for name in wanted.formulas:
        before, after = old.get(name), now[name]
        values[f"{name}_previous"] = before
        change = None
        if before and after is not None:
            step = EXACT.subtract(Decimal(after), Decimal(before))
            change = QUOTIENT.divide(step, abs(Decimal(before)))
        values[f"{name}_change"] = change
    return values


@dataclass(frozen=True, slots=True)
class _Places:
    wanted: Needs
    period: Period

    def of(self, group: Group) -> tuple[Cell, ...]:
        """Return a group's key with its days counted from the start of the period."""
        places = (
            self._place(str(self.wanted.by[name].calendar), day) for name, day in group.days.items()
        )
        return (*group.key, *places)

    def _place(self, kind: str, day: Cell) -> Cell:
        if kind == "weekday":
            return day
        first = bucket(kind, self.period.start)
        if kind in {"day", "week"}:
            return (bucket(kind, day) - first).days
        steps = 0
        while first < bucket(kind, day):
            first, steps = next_bucket(kind, first), steps + 1
        return steps


class Shape:
    """Reads the rows that a plan brings."""

    def __init__(
        self,
        plan: Plan,
        wanted: Needs,
        entities: Entities,
        open_windows: Callable[[Mapping[str, Cell]], Collection[str]] = lambda key: (),  # noqa: ARG005
        *,
        rounded: bool = True,
    ) -> None:
        self.rounded = rounded
        self.plan, self.wanted, self.entities = plan, wanted, entities
        self.open_windows = open_windows
        self.keys = [key.name for key in plan.keys]
        self.columns = [name for name, _ in outputs(plan)]
        self.singles = [each.name for each in plan.sums if each.single]
        self.whole = {each.name for each in plan.sums if each.whole}
        self.calendars = {name: each for name, each in wanted.by.items() if each.calendar}

    def sums(self, row: Sequence[Any]) -> Row:
        """
        Return the sums of a fetched row by their columns.

        :raises NotAdditive: if several reported values of a non-additive metric stand behind it.
        """
        fetched = dict(zip(self.columns, row[len(self.keys) :], strict=True))
        self._check_single(fetched)
        return {atom: self._atom(parts, fetched) for atom, parts in self.plan.parts}

    def group(self, row: Sequence[Any]) -> Group:
        """Return a fetched row as a group of the answer."""
        key = tuple(row[: len(self.keys)])
        sums = self.sums(row)
        named = dict(zip(self.keys, key, strict=True))
        if self.wanted.windows and (unknown := self.open_windows(named)):
            sums |= {each.column: None for each in self.wanted.atoms if each.window in unknown}
        shown_cells = {
            name: show(dimension, name, named, self.entities)
            for name, dimension in self.wanted.by.items()
        }
        days = {name: _day(named.pop(name)) for name in self.calendars}
        values = values_of(self.wanted.answer_formulas, sums)
        return Group(tuple(named.values()), days, shown_cells, values)

    def _atom(self, parts: Sequence[str], fetched: Row) -> Cell:
        known = [value for part in parts if (value := self._part(part, fetched)) is not None]
        if len(known) < 2:  # noqa: PLR2004 - one value keeps its type
            return known[0] if known else None
        total = Decimal(0)
        for value in known:
            total = EXACT.add(total, Decimal(value))
        return total

    def _part(self, name: str, fetched: Row) -> Cell:
        value, low = fetched[name], fetched.get(f"{name}~low")
        if value is None:
            return None
        if low is not None:
            exact = EXACT.add(Decimal(value), EXACT.multiply(Decimal(low), _NINE))
            return exact.quantize(_NINE, context=EXACT) if self.rounded else exact
        return int(value) if name in self.whole else value

    def _check_single(self, fetched: Row) -> None:
        for name in self.singles:
            count = fetched[f"{name}~rows"]
            if count and count > 1:
                raise NotAdditive(
                    f"{name} cannot be added up: {count} reported values stand behind one row",
                    hint=f"ask for {name} by date and by the entity it was reported for",
                    metric=name,
                )


def _passes(condition: Condition, values: Row) -> bool:
    if condition == filters.ALWAYS:
        return True
    return filters.passes(
        condition, lambda test: filters.holds(test, _number(values[test.name]), _read_number)
    )


def _day(value: Cell) -> Cell:
    return value.date() if isinstance(value, datetime) else value


def _number(value: Cell) -> Cell:
    return Decimal(value) if isinstance(value, int) else value


def _read_number(text: str) -> Decimal:
    try:
        return Decimal(text.replace("_", ""))
    except ArithmeticError as error:
        raise filters.FilterRefused(
            f"'{text}' is no number", hint="metrics are compared with numbers: spend > 10.5"
        ) from error


def _cell(group: Group, name: str) -> Cell:
    return group.shown[name] if name in group.shown else group.values[name]


def _comparable(value: Cell) -> Cell:
    return WEEKDAYS.index(value) if value in WEEKDAYS else value
