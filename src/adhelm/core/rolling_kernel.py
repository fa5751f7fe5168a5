"""The rolling kernel for numba (`adhelm[fast]`): a sorted window that moves day by day."""

from __future__ import annotations

from typing import Any

import numpy as np  # noqa: TID253 - this module is imported only where its kernel is called

from adhelm.core.compiling import compiled


@compiled
def _insert(kept: Any, count: int, value: float) -> None:
    place = count
    while place > 0 and kept[place - 1] > value:
        kept[place] = kept[place - 1]
        place -= 1
    kept[place] = value


@compiled
def _remove(kept: Any, count: int, value: float) -> None:
    low, high = 0, count
    while low < high:
        middle = (low + high) // 2
        if kept[middle] < value:
            low = middle + 1
        else:
            high = middle
    for place in range(low, count - 1):
        kept[place] = kept[place + 1]


@compiled
def _middle(kept: Any, count: int) -> float:
    half = count // 2
    if count % 2:
        return float(kept[half])
    return float((kept[half - 1] + kept[half]) / 2.0)


@compiled
def _spread(kept: Any, count: int, centre: float) -> float:
    # Distances grow away from the middle on both sides: merging the sides counts them in order.
    right = count // 2
    left = right - 1
    half = count // 2
    before = last = 0.0
    for _ in range(half + 1):
        to_left = centre - kept[left] if left >= 0 else np.inf
        to_right = kept[right] - centre if right < count else np.inf
        before = last
        if to_left <= to_right:
            last = to_left
            left -= 1
        else:
            last = to_right
            right += 1
    return last if count % 2 else (before + last) / 2.0


@compiled
def roll(values: Any, median: Any, mad: Any, span: Any) -> None:
    """Fill `median` and `mad`; `span` is the window, the least known days and the lag."""
    window, least, lag = span
    rows, days = values.shape
    kept = np.empty(window + 1)
    for row in range(rows):
        count = 0
        for day in range(days):
            fresh, stale = day - lag, day - lag - window
            if stale >= 0 and not np.isnan(values[row, stale]):
                _remove(kept, count, values[row, stale])
                count -= 1
            if fresh >= 0 and not np.isnan(values[row, fresh]):
                _insert(kept, count, values[row, fresh])
                count += 1
            if count >= least:
                centre = _middle(kept, count)
                median[row, day] = centre
                mad[row, day] = _spread(kept, count, centre)
