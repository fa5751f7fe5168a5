"""Arrow columns to dense arrays: cells by entity and day, and what an empty cell means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.int64]
    Flags = npt.NDArray[np.bool_]

EPOCH = date(1970, 1, 1)
_STOPS = 14
"""Days without data after which an account counts as gone rather than late."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of one answer: which key and which day each is of."""

    keys: list[tuple[Any, ...]]
    code: Ints
    day: Ints
    """From 1970."""


@dataclass
class Grid:
    """Cells of entities by days that fill up answer by answer."""

    values: dict[str, Floats]
    present: Flags
    first: int
    """Day number of the first column."""

    @classmethod
    def empty(cls, metrics: Sequence[str], *, entities: int, first: int, days: int) -> Grid:
        """Return a grid in which nobody reported anything."""
        import numpy as np

        values = {name: np.full((entities, days), np.nan) for name in metrics}
        return cls(values, np.zeros((entities, days), dtype=bool), first)

    def put(self, rows: Rows, places: Mapping[tuple[Any, ...], int], columns: Any) -> None:
        """Put rows where they belong; two of one day are added up. Unknown keys are left out."""
        import numpy as np

        days = self.present.shape[1]
        place = np.array([places.get(key, -1) for key in rows.keys], dtype=np.int64)
        entity = place[rows.code] if len(place) else rows.code
        day = rows.day - self.first
        here = (entity >= 0) & (day >= 0) & (day < days)
        cell = (entity * days + day)[here]
        self.present.reshape(-1)[cell] = True
        for name, column in columns.items():
            _add(self.values[name].reshape(-1), cell, floats(column)[here])

    def close_after(self, last: Ints) -> None:
        """Forget what lies after each entity's `last` day: it still runs."""
        import numpy as np

        days = np.arange(self.present.shape[1]) + self.first
        late: Flags = np.asarray(days[None, :] > last[:, None])
        self.present[late] = False
        for values in self.values.values():
            values[late] = np.nan

    def fill(self, covered: Flags, names: Sequence[str]) -> None:
        """
        Put 0 where the account reported and the entity had no row, or an empty cell.

        Not before the entity's first row, nor where a metric was never reported at all.
        """
        import numpy as np

        days = self.present.shape[1]
        begun = np.where(self.present.any(axis=1), self.present.argmax(axis=1), days)
        known = self.present | (covered & (np.arange(days)[None, :] >= begun[:, None]))
        for name in names:
            values = self.values[name]
            unknown = np.isnan(values)
            reported: Flags = np.asarray(~unknown.all(axis=1))
            values[unknown & known & reported[:, None]] = 0.0


def rows_of(table: Any, keys: Sequence[str]) -> Rows:
    """Number the distinct keys of a table's rows; rows without a day or a key are nobody's."""
    import numpy as np

    code = np.zeros(table.num_rows, dtype=np.int64)
    spread: list[list[Any]] = []
    for name in keys:
        encoded = _encoded(table[name])
        names = [*encoded.dictionary.to_pylist(), None]
        code = code * len(names) + np.asarray(encoded.indices.fill_null(len(names) - 1))
        spread.append(names)
    distinct, code = np.unique(code, return_inverse=True)
    days = table["date"].combine_chunks().cast("date32").cast("int32").fill_null(-(1 << 30))
    return Rows([_unfold(int(each), spread) for each in distinct], code, np.asarray(days, "int64"))


def floats(column: Any) -> Floats:
    """Return an Arrow column of numbers as floats, each the nearest one; NaN where NULL."""
    import numpy as np
    import pyarrow as pa

    array = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    if not pa.types.is_decimal128(array.type):
        found = array.cast(pa.float64()).to_numpy(zero_copy_only=False)
        return np.asarray(found, dtype=np.float64)
    halves = np.frombuffer(array.buffers()[1], dtype=np.int64).reshape(-1, 2)
    halves = halves[array.offset : array.offset + len(array)]
    low, high = halves[:, 0], halves[:, 1]
    known = np.asarray(array.is_valid())
    if not np.array_equal(high[known], low[known] >> 63):
        found = array.cast(pa.float64()).to_numpy(zero_copy_only=False)
        return np.asarray(found, dtype=np.float64)
    return np.where(known, low / 10.0**array.type.scale, np.nan)


def whole_days(present: Flags, group: Ints, groups: int) -> Flags:
    """
    Return on which days every account of a group reported, so that their sum is one.

    An account that has not begun yet, or that ended weeks before the last day, is not missed.
    """
    import numpy as np

    days = present.shape[1]
    whole = np.ones((groups, days), dtype=bool)
    seen = np.zeros((groups, days), dtype=bool)
    last = int(np.flatnonzero(present.any(axis=0)).max(initial=-1))
    for each, there in zip(group, present, strict=True):
        when = np.flatnonzero(there)
        if not len(when):
            continue
        end = int(when[-1])
        gone = end < last - _STOPS
        missed = ~there
        missed[: when[0]] = False
        missed[(end if gone else last) + 1 :] = False
        whole[each] &= ~missed
        seen[each] |= there
    return whole & seen


def _add(cells: Floats, place: Ints, values: Floats) -> None:
    import numpy as np

    mark = np.zeros(0, dtype=np.int64)
    if len(place):
        low = int(place.min())
        mark = np.zeros(int(place.max()) - low + 1, dtype=np.int64)
        mark[place - low] = np.arange(len(place))
        if (
            np.array_equal(mark[place - low], np.arange(len(place)))
            and np.isnan(cells[place]).all()
        ):
            cells[place] = values
            return
    known = ~np.isnan(values)
    first = place[known]
    cells[first] = np.where(np.isnan(cells[first]), 0.0, cells[first])
    np.add.at(cells, first, values[known])


def _encoded(column: Any) -> Any:
    import pyarrow as pa

    array = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    if pa.types.is_null(array.type):
        array = array.cast(pa.string())
    return array if pa.types.is_dictionary(array.type) else array.dictionary_encode()


def _unfold(code: int, spread: Sequence[list[Any]]) -> tuple[Any, ...]:
    key = []
    for names in reversed(spread):
        code, place = divmod(code, len(names))
        key.append(names[place])
    return tuple(reversed(key))
