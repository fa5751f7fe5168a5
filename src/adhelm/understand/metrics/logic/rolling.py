"""Daily sums to windows along the days: from an engine's table to the columns of an answer."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from adhelm.core.ads import Period
from adhelm.observe.warehouse.types import Slice
from adhelm.understand.metrics.logic.answer import Group, show, values_of
from adhelm.understand.metrics.logic.catalogue import Catalogue
from adhelm.understand.metrics.logic.cells import (
    Cells,
    Coded,
    Column,
    Days,
    Values,
    scaled,
    whole_numbers,
)
from adhelm.understand.metrics.logic.entities import Entities
from adhelm.understand.metrics.logic.needs import Needs
from adhelm.understand.metrics.logic.plan import Plan
from adhelm.understand.metrics.logic.ranges import bucket
from adhelm.understand.metrics.logic.windows import Panel, Scaled, Span

_SPACIOUS = 4
"""Group numbers may have this many times as many values as there are rows."""
_EPOCH = date(1970, 1, 1)
_PLACES = 9


@dataclass(frozen=True)
class Rolled:
    """An answer by day, column by column."""

    keys: list[dict[str, Any]]
    """Of each group, without the day."""
    codes: Any
    days: Any
    sums: dict[str, Scaled]
    whole: frozenset[str]
    wanted: Needs
    entities: Entities

    def __len__(self) -> int:
        return len(self.days)

    def cells(self) -> Cells:
        """Return the answer ordered by its dimensions, its rows made when they are read."""
        order = self._order()
        columns: list[Column] = [self._dimension(name, order) for name in self.wanted.by]
        sums = self.sums
        if order is not None:
            sums = {name: _picked(each, order) for name, each in self.sums.items()}
        columns += [Values(each, sums, self.whole) for each in self.wanted.formulas.values()]
        return Cells(columns, len(self))

    def groups(self) -> list[Group]:
        """Return the answer as rows, for what has to look at each of them."""
        values = Values(next(iter(self.wanted.formulas.values())), self.sums, self.whole)
        shown = [self._shown(key) for key in self.keys]
        return [self._group(index, values, shown) for index in range(len(self))]

    def _group(self, index: int, values: Values, shown: Sequence[Mapping[str, Any]]) -> Group:
        code = self.codes[index]
        day = _EPOCH + timedelta(days=int(self.days[index]))
        sums = {name: values.one(name, index) for name in self.sums}
        cells = {
            name: day if each.calendar == "day" else shown[code][name]
            for name, each in self.wanted.by.items()
        }
        days = {name: day for name, each in self.wanted.by.items() if each.calendar == "day"}
        key = tuple(self.keys[code].values())
        return Group(key, days, cells, values_of(self.wanted.answer_formulas, sums))

    def _shown(self, key: Mapping[str, Any]) -> dict[str, Any]:
        return {
            name: show(each, name, key, self.entities)
            for name, each in self.wanted.by.items()
            if each.calendar != "day"
        }

    def _dimension(self, name: str, order: Any) -> Column:
        dimension = self.wanted.by[name]
        if dimension.calendar == "day":
            return Days(self.days if order is None else self.days[order])
        values = [show(dimension, name, key, self.entities) for key in self.keys]
        return Coded(self.codes if order is None else self.codes[order], values)

    def _order(self) -> Any:
        import numpy as np

        if next(iter(self.wanted.by.values())).calendar != "day":
            return None
        return np.argsort((self.days - self.days.min(initial=0)) * len(self.keys) + self.codes)


def rolled(
    catalogue: Catalogue,
    wanted: Needs,
    plan: Plan,
    entities: Entities,
    table: Any,
    *,
    period: Period,
    first_day: Callable[[Mapping[str, Any]], date],
) -> Rolled:
    """
    Take the windows of a question over fetched daily sums.

    `first_day` says when the data of a group begin; `period` are the days that are answered.
    """
    import numpy as np

    names = [key.name for key in plan.keys]
    day_key = next(
        key.name for key in plan.keys if key.kind == "calendar" and key.argument == "day"
    )
    codes, keys = _groups(table, [name for name in names if name != day_key])
    days = whole_numbers(table[day_key].cast("date32").cast("int32"))
    # In order of group and day every later step walks through memory instead of jumping.
    codes, keys = _ranked(codes, keys, wanted, entities)
    low = int(days.min(initial=0))
    order = np.argsort(codes * (int(days.max(initial=0)) - low + 1) + (days - low))
    codes, days = codes[order], days[order]
    asked = np.flatnonzero(days >= (period.start - _EPOCH).days)
    first = np.array([(first_day(key) - _EPOCH).days for key in keys], dtype=np.int64)
    panel = Panel(codes, days, reach=_reach(catalogue, wanted))
    spans = {name: _span(catalogue, name, days) for name in wanted.windows}
    fetched: dict[str, Scaled] = {}
    sums: dict[str, Scaled] = {}
    for atom in wanted.atoms:
        if atom.measure not in fetched:
            fetched[atom.measure] = _picked(_fetched(plan, table, atom.column), order)
        found = fetched[atom.measure]
        if atom.window:
            found = _complete(
                panel.sums(found, spans[atom.window]), spans[atom.window], first[codes]
            )
        else:
            found = _written_out(found)
        sums[atom.column] = found if len(asked) == len(days) else _picked(found, asked)
    whole = frozenset(
        atom.column for atom in wanted.atoms if catalogue.unit(atom.measure) == "count"
    )
    return Rolled(keys, codes[asked], days[asked], sums, whole, wanted, entities)


def to_table(plan: Plan, rows: Sequence[tuple[Any, ...]]) -> Any:
    """Return rows as the table that an engine would have brought."""
    import pyarrow as pa

    kinds = [None] * len(plan.keys)
    kinds += [pa.int64() if each.whole else pa.decimal128(38, 9) for each in plan.sums]
    names = [*(key.name for key in plan.keys), *(each.name for each in plan.sums)]
    columns = list(zip(*rows, strict=True)) or [()] * len(names)
    arrays = [pa.array(c, type=kind) for c, kind in zip(columns, kinds, strict=True)]
    return pa.table(arrays, names=names)


def first_day(slices: Sequence[Slice]) -> Callable[[Mapping[str, Any]], date]:
    """Return a function that says when the data begin of the accounts that a group may hold."""
    known: dict[tuple[str | None, ...], date] = {}

    def first(key: Mapping[str, Any]) -> date:
        whose = (
            key.get("~connector", key.get("connector")),
            key.get("platform"),
            key.get("~account_id", key.get("account_id")),
        )
        if whose not in known:
            known[whose] = min(
                (each.start for each in slices if _is(each, whose)), default=date.min
            )
        return known[whose]

    return first


def _is(each: Slice, whose: tuple[str | None, ...]) -> bool:
    own = (each.connector, each.platform, each.account_id)
    return all(want is None or want == have for want, have in zip(whose, own, strict=True))


def _groups(table: Any, names: Sequence[str]) -> tuple[Any, list[dict[str, Any]]]:
    import numpy as np

    codes = np.zeros(table.num_rows, dtype=np.int64)
    spread: list[tuple[str, list[Any]]] = []
    for name in names:
        encoded = table[name].combine_chunks().dictionary_encode()
        values = [*encoded.dictionary.to_pylist(), None]
        indices = encoded.indices
        if indices.null_count:
            indices = indices.fill_null(len(values) - 1)
        inner = whole_numbers(indices)
        codes = codes * len(values) + inner
        spread.append((name, values))
    space = math.prod(len(values) for _, values in spread)
    if space <= max(_SPACIOUS * len(codes), 1 << 16):
        there = np.zeros(space, dtype=np.int64)
        there[codes] = 1
        present = np.flatnonzero(there)
        codes = (np.cumsum(there) - 1)[codes]
    else:
        present, codes = np.unique(codes, return_inverse=True)
    return codes, [_unfold(int(code), spread) for code in present]


def _ranked(
    codes: Any, keys: list[dict[str, Any]], wanted: Needs, entities: Entities
) -> tuple[Any, list[dict[str, Any]]]:
    """Number the groups in the order in which the answer shows them."""
    import numpy as np

    names = [name for name, each in wanted.by.items() if each.calendar != "day"]
    shown = [{name: show(wanted.by[name], name, key, entities) for name in names} for key in keys]

    def place(code: int) -> tuple[Any, ...]:
        # Things of one name stand as they do in answers that are made row by row.
        return (*_sortable(shown[code], names), *map(str, keys[code].values()))

    ranked = sorted(range(len(keys)), key=place)
    places = np.empty(len(keys), dtype=np.int64)
    places[ranked] = np.arange(len(keys))
    return places[codes], [keys[code] for code in ranked]


def _unfold(code: int, spread: Sequence[tuple[str, list[Any]]]) -> dict[str, Any]:
    key: dict[str, Any] = {}
    for name, values in reversed(spread):
        code, place = divmod(code, len(values))
        key[name] = values[place]
    return dict(reversed(key.items()))


def _fetched(plan: Plan, table: Any, atom: str) -> Scaled:
    parts = [_part(table, name) for name in dict(plan.parts)[atom]]
    found = parts[0]
    for other in parts[1:]:
        found = _added(found, other)
    return found


def _part(table: Any, name: str) -> Scaled:
    low = f"{name}~low"
    value = scaled(table[name])
    if low not in table.column_names:
        return value
    import numpy as np

    # Converted amounts: the low part weighs a billionth; rounded to nine decimals like any money.
    exact = _added(value, Scaled((rest := scaled(table[low])).numbers, rest.scale + 9, rest.known))
    if exact.scale <= 9:  # noqa: PLR2004 - money carries nine decimals
        return exact
    unit = 10 ** (exact.scale - 9)
    rounded = [_half_even(int(number), unit) for number in exact.numbers]
    return Scaled(np.array(rounded, dtype=object), 9, exact.known)


def _half_even(number: int, unit: int) -> int:
    whole, rest = divmod(number, unit)
    return whole + (2 * rest > unit or (2 * rest == unit and whole % 2 == 1))


def _written_out(values: Scaled) -> Scaled:
    """Return amounts with the nine decimals that engines bring them with; counts as they are."""
    import numpy as np

    if not 0 < values.scale < _PLACES:
        return values
    more = 10 ** (_PLACES - values.scale)
    fits = np.abs(values.numbers).max(initial=0) < (1 << 62) // more
    numbers = values.numbers if fits else values.numbers.astype(object)
    return Scaled(numbers * more, _PLACES, values.known)


def _added(left: Scaled, right: Scaled) -> Scaled:
    import numpy as np

    scale = max(left.scale, right.scale)
    numbers = [
        np.where(True if each.known is None else each.known, each.numbers, 0).astype(object)
        * 10 ** (scale - each.scale)
        for each in (left, right)
    ]
    known = None if left.known is None or right.known is None else left.known | right.known
    total = numbers[0] + numbers[1]
    fits = len(total) == 0 or max(abs(total.max()), abs(total.min())) < 1 << 62
    return Scaled(total.astype(np.int64) if fits else total, scale, known)


def _span(catalogue: Catalogue, name: str, days: Any) -> Span:
    window = catalogue.window(name)
    if window.days is not None:
        last = days - window.lag if window.lag else days
        return Span(last - (window.days - 1), last)
    import numpy as np

    low, high = int(days.min(initial=0)), int(days.max(initial=0))
    starts = [
        (bucket(str(window.since), _EPOCH + timedelta(days=day)) - _EPOCH).days
        for day in range(low, high + 1)
    ]
    return Span(np.array(starts, dtype=np.int64)[days - low], days)


def _reach(catalogue: Catalogue, wanted: Needs) -> int:
    reaches = [0]
    for name in wanted.windows:
        window = catalogue.window(name)
        reaches.append(window.days + window.lag if window.days else 366)
    return max(reaches)


def _complete(summed: Scaled, span: Span, first: Any) -> Scaled:
    complete = span.first >= first
    if complete.all():
        return summed
    known = complete if summed.known is None else summed.known & complete
    return Scaled(summed.numbers, summed.scale, known)


def _picked(values: Scaled, places: Any) -> Scaled:
    known = None if values.known is None else values.known[places]
    return Scaled(values.numbers[places], values.scale, known)


def _sortable(shown: Mapping[str, Any], names: Sequence[str]) -> tuple[Any, ...]:
    return tuple((shown[name] is None, str(shown[name] or "")) for name in names)
