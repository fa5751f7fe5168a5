"""What a day should have looked like, from the weeks before it: level, weekday, spread.

Every row of an array here is one day under test; its columns are the days of its history. As the
history is whole weeks, column `j` has the weekday of column `j % 7`, and the day itself that of
column 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

WEEK = 7
LEVEL_DAYS = 21
# MAD of a normal sample times this is its standard deviation.
_MAD_TO_SIGMA = 1.4826
# A median's variance over a mean's, for normal samples.
_MEDIAN_VARIANCE = 1.5708
# How far weekday effects (in logs) usually lie from nothing, and a campaign's from its account's.
_ACCOUNT_SHAPE, _CAMPAIGN_SHAPE = 0.30, 0.10
# Relative noise below which no platform reports: keeps flat series from being infinitely certain.
_LEAST_SIGMA = 0.03
_ODD = 9.0


@dataclass(frozen=True, slots=True)
class Baseline:
    """Per day under test: what is expected of it and how far it may stray."""

    expected: Floats
    """In the units of the numerator, for the exposure the day really had."""
    sigma: Floats
    """Spread of the log of a day around what is expected of it."""
    variance: Floats
    """Variance of the count, over-dispersion and the level's own uncertainty included."""
    days: Floats
    """Days with data in the history."""
    shape: Floats
    """Log effect of each of the seven columns."""


def baseline(
    values: Floats,
    exposure: Floats,
    *,
    start: int,
    weeks: int,
    counting: bool,
    shape: Floats | None,
) -> Baseline:
    """
    Return what is expected of each day from index `start` on.

    `values` per unit of `exposure` is the rate; NaN marks days without data. `shape` is the
    account's weekday effect, to which a campaign's own is shrunk.
    """
    import numpy as np

    with np.errstate(divide="ignore", invalid="ignore"):
        y = np.log((values + 0.5 if counting else values) / exposure)
    y[~np.isfinite(y)] = np.nan
    history = _history(y, start, weeks)
    known = (~np.isnan(history)).sum(axis=1).astype(float)
    effect, weight = _weekdays(history, weeks, shape)
    rest = history - np.tile(effect, (1, weeks))
    level = median(rest[:, -LEVEL_DAYS:])
    spread = _spread(rest, known, weight)
    today = exposure[start:]
    by_median = np.exp(level + effect[:, 0]) * today
    by_count, variance = _counted(values, exposure, effect, start=start, weeks=weeks, today=today)
    few = by_count < FEW if counting else np.zeros(len(today), dtype=bool)
    expected = np.where(few, by_count, by_median)
    return Baseline(expected, spread, variance, known, effect)


FEW = 30.0
"""Counts expected below this are held against an exact tail, not a z-score."""


def median(rows: Floats) -> Floats:
    """Return the median of each row, NaN left out; NaN where a row has nothing."""
    import numpy as np

    ordered = np.sort(rows, axis=1)
    count = (~np.isnan(ordered)).sum(axis=1)
    low, high = np.maximum(count - 1, 0) // 2, count // 2
    at = np.arange(len(rows))
    high = np.minimum(high, rows.shape[1] - 1)
    middle = (ordered[at, low] + ordered[at, high]) / 2
    return np.where(count > 0, middle, np.nan)


def _history(y: Floats, start: int, weeks: int) -> Floats:
    import numpy as np

    length = weeks * WEEK
    padded = np.concatenate([np.full(length, np.nan), y])
    windows = np.lib.stride_tricks.sliding_window_view(padded, length)
    return windows[start : len(y)].copy()


def _weekdays(history: Floats, weeks: int, shape: Floats | None) -> tuple[Floats, Floats]:
    import numpy as np

    rows = len(history)
    cube = history.reshape(rows, weeks, WEEK)
    week_level = median(cube.reshape(-1, WEEK)).reshape(rows, weeks, 1)
    raw = np.moveaxis(cube - week_level, 1, 2).reshape(-1, weeks)
    own = median(raw).reshape(rows, WEEK)
    noise = _scale(history - np.tile(own, (1, weeks)))
    prior, reach = (0.0, _ACCOUNT_SHAPE) if shape is None else (shape, _CAMPAIGN_SHAPE)
    weight = reach**2 / (reach**2 + _MEDIAN_VARIANCE / weeks * noise**2)
    weight = np.where(np.isnan(weight), 0.0, weight)
    blended = weight[:, None] * np.where(np.isnan(own), 0.0, own) + (1 - weight)[:, None] * prior
    return blended, weight


def _scale(rows: Floats) -> Floats:
    import numpy as np

    return _MAD_TO_SIGMA * median(np.abs(rows - median(rows)[:, None]))


def _spread(rest: Floats, known: Floats, weight: Floats) -> Floats:
    """Return the spread to predict with: of the days, plus what level and weekday may be off."""
    import numpy as np

    freedom = np.maximum(known - 1 - 6 * weight, 1.0)
    sigma = _scale(rest) * np.sqrt(np.maximum(known, 1.0) / freedom)
    weeks = np.maximum(known / WEEK, 1.0)
    off = 1 + _MEDIAN_VARIANCE / LEVEL_DAYS + weight**2 * _MEDIAN_VARIANCE / weeks
    spread: Floats = np.maximum(sigma, _LEAST_SIGMA) * np.sqrt(off)
    return spread


def _counted(
    values: Floats, exposure: Floats, effect: Floats, *, start: int, weeks: int, today: Floats
) -> tuple[Floats, Floats]:
    """Return mean and variance of the day's count: medians of weekly rates, over-dispersed."""
    import numpy as np

    rows = len(today)
    seen = _history(values, start, weeks)
    weight = _history(exposure, start, weeks) * np.exp(np.tile(effect, (1, weeks)))
    usable = ~np.isnan(seen) & ~np.isnan(weight) & (weight > 0)
    seen, weight = np.where(usable, seen, 0.0), np.where(usable, weight, 0.0)
    per_week = weight.reshape(rows, weeks, WEEK).sum(axis=2)
    with np.errstate(divide="ignore", invalid="ignore"):
        rates = seen.reshape(rows, weeks, WEEK).sum(axis=2) / per_week
        rate = median(rates)
        mean = rate[:, None] * weight
        strayed = np.where(usable & (mean > 0), (seen - mean) ** 2 / mean, 0.0)
    count = usable.sum(axis=1)
    over = np.minimum(strayed, _ODD).sum(axis=1) / np.maximum(count - 2, 1)
    expected = rate * np.exp(effect[:, 0]) * today
    certain = np.maximum(weight.sum(axis=1) / _MEDIAN_VARIANCE, 1e-12)
    unsure = np.exp(effect[:, 0]) * today / certain
    variance = np.maximum(over, 1.0) * expected * (1 + unsure)
    return expected, variance
