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
def _replace(kept: Any, count: int, stale: float, fresh: float) -> None:
    low, high = 0, count
    while low < high:
        middle = (low + high) // 2
        if kept[middle] < stale:
            low = middle + 1
        else:
            high = middle
    while low + 1 < count and kept[low + 1] < fresh:
        kept[low] = kept[low + 1]
        low += 1
    while low > 0 and kept[low - 1] > fresh:
        kept[low] = kept[low - 1]
        low -= 1
    kept[low] = fresh


@compiled
def _spread(kept: Any, count: int, centre: float) -> float:
    # Distances grow away from the middle on both sides: so many of the nearest lie to the left.
    half = count // 2
    wanted = half + 1
    low, high = max(0, wanted - (count - half)), min(half, wanted)
    while low < high:
        left = (low + high) // 2
        if centre - kept[half - 1 - left] < kept[half + wanted - left - 1] - centre:
            low = left + 1
        else:
            high = left
    right = wanted - low
    to_left = centre - kept[half - low] if low > 0 else -1.0
    to_right = kept[half + right - 1] - centre if right > 0 else -1.0
    if count % 2:
        return max(to_left, to_right)
    if to_left >= to_right:
        nearer = centre - kept[half - low + 1] if low > 1 else -1.0
        return (max(nearer, to_right) + to_left) / 2.0
    nearer = kept[half + right - 2] - centre if right > 1 else -1.0
    return (max(nearer, to_left) + to_right) / 2.0


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
            gone = values[row, stale] if stale >= 0 else np.nan
            come = values[row, fresh] if fresh >= 0 else np.nan
            left, came = not np.isnan(gone), not np.isnan(come)
            if left and came:
                _replace(kept, count, gone, come)
            elif left:
                _remove(kept, count, gone)
                count -= 1
            elif came:
                _insert(kept, count, come)
                count += 1
            if count >= least:
                centre = _middle(kept, count)
                median[row, day] = centre
                mad[row, day] = _spread(kept, count, centre)
