"""Rolling windows along days, by cumulative sums over whole numbers: exact, one pass per sum.

A window holds exactly its calendar days. A day without a row adds nothing; a window in which
nobody reported the measure is NULL, and so is one that reaches before the first day of the data.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Ints = npt.NDArray[np.int64]
    Flags = npt.NDArray[np.bool_]

_DENSEST = 8
"""A dense panel may hold this many times the cells that have rows."""


@dataclass(frozen=True, slots=True)
class Scaled:
    """Whole numbers that stand for `number / 10**scale`; `known` None: all are."""

    numbers: Any
    """int64, or Python ints where these would overflow."""
    scale: int
    known: Any = None

    def part(self, first: int, end: int) -> Scaled:
        """Return those from `first` to before `end`."""
        known = None if self.known is None else self.known[first:end]
        return Scaled(self.numbers[first:end], self.scale, known)


@dataclass(frozen=True, slots=True)
class Span:
    """A window's first and last day for each row, as day numbers."""

    first: Ints
    last: Ints


class Panel:
    """Rows by group and day, ready for windows. No group has two rows of a day."""

    def __init__(self, codes: Ints, days: Ints, *, reach: int) -> None:
        """Take group numbers, day numbers and the days that the longest window reaches back."""
        import numpy as np

        self._days = days
        self._origin = int(days.min()) - reach if len(days) else 0
        self._width = (int(days.max()) if len(days) else 0) - self._origin + 1
        self._codes = codes
        self._keys = codes * np.int64(self._width) + (days - self._origin)
        cells = (int(codes.max()) + 1 if len(codes) else 0) * self._width
        self._cells = cells
        self._dense = cells <= max(_DENSEST * len(days), 1 << 16)
        self._order = None if self._dense else np.argsort(self._keys, kind="stable")

    def sums(self, values: Scaled, span: Span) -> Scaled:
        """Return each row's sum of `values` over its own days `span`."""
        import numpy as np

        numbers = _fitting(values.numbers, int((span.last - span.first).max(initial=0)) + 1)
        if values.known is None and span.last is self._days:
            return Scaled(self._summed(numbers, span), values.scale)
        if values.known is None:
            ones = np.ones(len(self._keys), dtype=np.int64)
            return Scaled(self._summed(numbers, span), values.scale, self._summed(ones, span) > 0)
        masked = np.where(values.known, numbers, 0)
        seen = self._summed(values.known.astype(np.int64), span)
        return Scaled(self._summed(masked, span), values.scale, seen > 0)

    def _summed(self, numbers: Any, span: Span) -> Any:
        base = self._codes * self._width - self._origin
        first, last = base + span.first, base + span.last
        # int64 wraps around: running totals may overflow, their difference over a window not.
        if self._dense:
            import numpy as np

            totals = np.zeros(self._cells + 1, dtype=numbers.dtype)
            totals[self._keys + 1] = numbers
            np.cumsum(totals, out=totals)
            return totals[last + 1] - totals[first]
        return self._searched(numbers, first, last)

    def _searched(self, numbers: Any, first: Ints, last: Ints) -> Any:
        import numpy as np

        keys = self._keys[self._order]
        totals = np.zeros(len(keys) + 1, dtype=numbers.dtype)
        np.cumsum(numbers[self._order], out=totals[1:])
        low = np.searchsorted(keys, first, side="left")
        high = np.searchsorted(keys, last, side="right")
        return totals[high] - totals[low]


def _fitting(numbers: Any, days: int) -> Any:
    # The widest sum of a window must fit; else Python's own whole numbers are used.
    if numbers.dtype == object or not len(numbers):
        return numbers
    largest = max(abs(int(numbers.min())), abs(int(numbers.max())))
    return numbers if largest * days < 1 << 62 else numbers.astype(object)
