"""Sums and medians over the days before each day, and what a metric's past is told by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from adhelm.understand.analysis.logic.panel import Floats, Ints

WEEK = 7


@dataclass(frozen=True, slots=True)
class Told:
    """One metric of all series, about to be explained by its past."""

    values: Floats
    exposure: Floats
    """`values` per unit of it is the rate; NaN marks days without data."""
    counting: bool
    weekday: Ints
    """Weekday of each day, Monday 0."""
    parent: Ints
    kind: Ints
    """Series of one kind lend each other their spread."""
    weeks: int


def sum_before(values: Floats, days: int) -> Floats:
    """Return the sum of the `days` before each day."""
    summed = cumulated(values, days)
    found: Floats = summed[:, days:][:, : values.shape[1]] - summed[:, : values.shape[1]]
    return found


def median(values: Floats) -> Floats:
    """Return the median along the last axis, NaN left out; NaN where there is nothing."""
    import numpy as np

    ordered = np.sort(values, axis=-1)
    count = (~np.isnan(ordered)).sum(axis=-1, keepdims=True)
    low, high = np.maximum(count - 1, 0) // 2, np.minimum(count // 2, values.shape[-1] - 1)
    middle = (np.take_along_axis(ordered, low, -1) + np.take_along_axis(ordered, high, -1)) / 2
    found: Floats = np.where(count > 0, middle, np.nan)[..., 0]
    return found


def cumulated(values: Floats, lead: int) -> Floats:
    """Return the sum of all before each day, after `lead` days of nothing and the day after."""
    import numpy as np

    return np.pad(np.cumsum(values, axis=1), ((0, 0), (lead + 1, 0)))


def by_weeks(y: Floats, first: int) -> Floats:
    """Return series × weeks × weekdays of days from weekday `first` on; NaN where there is none."""
    import numpy as np

    width = -(-(first + y.shape[1]) // WEEK) * WEEK
    padded = np.full((len(y), width), np.nan)
    padded[:, first : first + y.shape[1]] = y
    return padded.reshape(len(y), -1, WEEK)
