"""Large answers column by column: rows are made when they are read, Arrow without making them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Protocol, overload

from adhelm.core import columns
from adhelm.understand.metrics.logic.formula import QUOTIENT, Atom, Formula, Operation, evaluate
from adhelm.understand.metrics.logic.windows import Scaled
from adhelm.understand.metrics.types import ARROW_PLACES, exact_array

_EPOCH = date(1970, 1, 1)
_AT_ONCE = 10_000


class Column(Protocol):
    """One column of an answer."""

    def cell(self, index: int) -> Any:
        """Return the exact value in one row."""
        ...

    def cells(self, first: int, end: int) -> list[Any]:
        """Return the exact values in the rows from `first` to before `end`."""
        ...

    def arrow(self) -> Any:
        """Return the whole column as an Arrow array."""
        ...

    def part(self, first: int, end: int) -> Column:
        """Return the column of the rows from `first` to before `end`."""
        ...


@dataclass(frozen=True)
class Coded:
    """A column of few different values."""

    codes: Any
    values: Sequence[Any]

    def cell(self, index: int) -> Any:
        """Return the exact value in one row."""
        return self.values[self.codes[index]]

    def cells(self, first: int, end: int) -> list[Any]:
        """Return the exact values in the rows from `first` to before `end`."""
        return [self.values[code] for code in self.codes[first:end].tolist()]

    def arrow(self) -> Any:
        """Return the whole column as an Arrow array."""
        import pyarrow as pa

        values = pa.array(list(self.values))
        return pa.DictionaryArray.from_arrays(
            columns.wholes(self.codes), values
        ).dictionary_decode()

    def part(self, first: int, end: int) -> Coded:
        """Return the column of the rows from `first` to before `end`."""
        return Coded(self.codes[first:end], self.values)


@dataclass(frozen=True)
class Days:
    """A column of days, as numbers from 1970."""

    numbers: Any

    def cell(self, index: int) -> date:
        """Return the exact value in one row."""
        return _EPOCH + timedelta(days=int(self.numbers[index]))

    def cells(self, first: int, end: int) -> list[Any]:
        """Return the exact values in the rows from `first` to before `end`."""
        numbers = self.numbers[first:end].tolist()
        known = {each: _EPOCH + timedelta(days=each) for each in set(numbers)}
        return [known[each] for each in numbers]

    def arrow(self) -> Any:
        """Return the whole column as an Arrow array."""
        import numpy as np
        import pyarrow as pa

        return columns.wholes(self.numbers.astype(np.int32)).cast(pa.date32())

    def part(self, first: int, end: int) -> Days:
        """Return the column of the rows from `first` to before `end`."""
        return Days(self.numbers[first:end])


@dataclass(frozen=True)
class Values:
    """A metric over sums: the formula is worked out for the rows that are read."""

    formula: Formula
    sums: dict[str, Scaled]
    whole: frozenset[str]

    def cell(self, index: int) -> Any:
        """Return the exact value in one row."""
        return evaluate(self.formula, _Row(self, index))

    def cells(self, first: int, end: int) -> list[Any]:
        """Return the exact values in the rows from `first` to before `end`."""
        formula = self.formula
        if isinstance(formula, Atom):
            return self.many(formula.column, first, end)
        if (
            isinstance(formula, Operation)
            and formula.sign == "/"
            and isinstance(formula.left, Atom)
            and isinstance(formula.right, Atom)
        ):
            tops = self.many(formula.left.column, first, end)
            bottoms = self.many(formula.right.column, first, end)
            divide = QUOTIENT.divide
            return [
                divide(top, bottom) if bottom and top is not None else None
                for top, bottom in zip(tops, bottoms, strict=True)
            ]
        return [self.cell(index) for index in range(first, end)]

    def many(self, name: str, first: int, end: int) -> list[Any]:
        """Return one sum in the rows from `first` to before `end`."""
        scaled = self.sums[name]
        found: list[Any] = scaled.numbers[first:end].tolist()
        if name not in self.whole:
            unit = Decimal(1).scaleb(-scaled.scale)
            found = [number * unit for number in found]
        if scaled.known is None:
            return found
        known = scaled.known[first:end].tolist()
        return [each if here else None for each, here in zip(found, known, strict=True)]

    def arrow(self) -> Any:
        """Return the whole column as an Arrow array."""
        fast = _quotients(self)
        if fast is not None:
            return fast
        count = len(next(iter(self.sums.values())).numbers)
        return exact_array([self.cell(index) for index in range(count)])

    def part(self, first: int, end: int) -> Values:
        """Return the column of the rows from `first` to before `end`."""
        sums = {name: one.part(first, end) for name, one in self.sums.items()}
        return Values(self.formula, sums, self.whole)

    def one(self, name: str, index: int) -> Any:
        """Return one sum in one row."""
        scaled = self.sums[name]
        if scaled.known is not None and not scaled.known[index]:
            return None
        number = int(scaled.numbers[index])
        return number if name in self.whole else Decimal(number).scaleb(-scaled.scale)


class _Row(dict[str, Any]):
    def __init__(self, values: Values, index: int) -> None:
        self._values, self._index = values, index

    def __getitem__(self, name: str) -> Any:
        return self._values.one(name, self._index)


class Cells(Sequence[tuple[Any, ...]]):
    """The rows of a large answer."""

    def __init__(self, columns: Sequence[Column], count: int) -> None:
        self._columns, self._count = columns, count

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, index: int) -> tuple[Any, ...]: ...
    @overload
    def __getitem__(self, index: slice) -> list[tuple[Any, ...]]: ...
    def __getitem__(self, index: int | slice) -> Any:
        if isinstance(index, slice):
            first, end, step = index.indices(self._count)
            if step != 1:
                return [self[each] for each in range(first, end, step)]
            made = [column.cells(first, end) for column in self._columns]
            return list(zip(*made, strict=True))
        if not -self._count <= index < self._count:
            raise IndexError(index)
        place = index % self._count
        return tuple(column.cell(place) for column in self._columns)

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        for first in range(0, self._count, _AT_ONCE):
            yield from self[first : first + _AT_ONCE]

    def part(self, first: int, end: int) -> Cells:
        """Return the rows from `first` to before `end`, without making them."""
        end = min(end, self._count)
        return Cells([one.part(first, end) for one in self._columns], max(end - first, 0))

    @property
    def columns(self) -> Sequence[Column]:
        """Return the columns in their order."""
        return self._columns

    def arrow(self, names: Sequence[str]) -> Any:
        """Return the answer as an Arrow table without making its rows."""
        import pyarrow as pa

        arrays = [column.arrow() for column in self._columns]
        return pa.table(arrays, names=list(names))


def scaled(array: Any) -> Scaled:
    """Return an Arrow column of whole numbers or decimals as scaled whole numbers."""
    import numpy as np
    import pyarrow as pa

    if isinstance(array, pa.ChunkedArray):
        array = array.combine_chunks()
        array = array.chunk(0) if isinstance(array, pa.ChunkedArray) else array
    known = _known(array) if array.null_count else None
    if pa.types.is_integer(array.type):
        filled = array.fill_null(0) if array.null_count else array
        return Scaled(whole_numbers(filled), 0, known)
    if not len(array):
        return Scaled(np.zeros(0, dtype=np.int64), array.type.scale, known)
    halves = np.frombuffer(array.buffers()[1], dtype=np.int64).reshape(-1, 2)
    halves = halves[array.offset : array.offset + len(array)]
    low, high = halves[:, 0], halves[:, 1]
    if known is not None:
        low, high = np.where(known, low, 0), np.where(known, high, 0)
    if not np.array_equal(high, low >> 63):
        wide = [(int(h) << 64) + (int(n) & (1 << 64) - 1) for n, h in zip(low, high, strict=True)]
        return Scaled(np.array(wide, dtype=object), array.type.scale, known)
    spare = _spare(low)
    return Scaled(low // 10**spare if spare else low.copy(), array.type.scale - spare, known)


def _known(array: Any) -> Any:
    """Return which values of an Arrow array that lacks some are there."""
    import numpy as np

    bits = np.frombuffer(array.buffers()[0], dtype=np.uint8)
    flags = np.unpackbits(bits, bitorder="little")
    return flags[array.offset : array.offset + len(array)].astype(bool)


def whole_numbers(array: Any) -> Any:
    """
    Return an Arrow column of whole numbers, all of them known, as int64.

    Of its bytes: to ask Arrow for it loads pandas, where that is installed.
    """
    import numpy as np
    import pyarrow as pa

    if isinstance(array, pa.ChunkedArray):
        parts = [whole_numbers(chunk) for chunk in array.chunks]
        return np.concatenate(parts) if parts else np.zeros(0, dtype=np.int64)
    if not len(array):
        return np.zeros(0, dtype=np.int64)
    found = np.frombuffer(array.buffers()[1], dtype=np.dtype(str(array.type)))
    return found[array.offset : array.offset + len(array)].astype(np.int64)


def _spare(numbers: Any) -> int:
    # Money seldom has nine decimals: the fewer are carried, the farther int64 reaches.
    for places in (7, 5, 3):
        if not (numbers % 10**places).any():
            return places
    return 0


def _quotients(column: Values) -> Any:
    """Return `a / b` (or a lone sum) for all rows at once; None where int64 does not reach."""
    import numpy as np

    formula = column.formula
    if isinstance(formula, Atom):
        return _lone(column.sums[formula.column], whole=formula.column in column.whole)
    if not (
        isinstance(formula, Operation)
        and formula.sign == "/"
        and isinstance(formula.left, Atom)
        and isinstance(formula.right, Atom)
    ):
        return None
    top, bottom = column.sums[formula.left.column], column.sums[formula.right.column]
    if object in {top.numbers.dtype, bottom.numbers.dtype} or not len(top.numbers):
        return None
    known = bottom.numbers != 0
    for each in (top, bottom):
        known = known if each.known is None else known & each.known
    divisor = np.where(known, bottom.numbers, 1)
    dividend = np.where(known, top.numbers, 0)
    found = _divided(dividend, divisor, ARROW_PLACES + bottom.scale - top.scale)
    return None if found is None else columns.scaled(found, ARROW_PLACES, known)


def _divided(top: Any, bottom: Any, shift: int) -> Any:
    """Return round_half_even(top * 10**shift / bottom), exact, or None where int64 is too short."""
    import numpy as np

    if not 0 <= shift <= 18:  # noqa: PLR2004 - 10**18 is int64's last power of ten
        return None
    guess = np.rint(top / bottom * float(10**shift))
    if np.abs(guess).max(initial=0) > 1 << 61 or np.abs(bottom).max(initial=0) > 1 << 50:
        return None
    quotient = guess.astype(np.int64)
    # Products wrap around, the small remainder does not: it settles the last digits exactly.
    rest = top * np.int64(10**shift) - quotient * bottom
    step = np.floor_divide(rest, bottom)
    quotient, rest = quotient + step, rest - step * bottom
    twice, size = 2 * np.abs(rest), np.abs(bottom)
    up = (twice > size) | ((twice == size) & (quotient % 2 != 0))
    return quotient + up


def _lone(scaled: Scaled, *, whole: bool) -> Any:
    import numpy as np

    if scaled.numbers.dtype == object:
        return None
    known = np.ones(len(scaled.numbers), dtype=bool) if scaled.known is None else scaled.known
    if whole:
        return columns.wholes(scaled.numbers, known)
    return columns.scaled(scaled.numbers, max(scaled.scale, 0), known)
