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
# As many counts does it take before a weekday speaks for itself.
_SHAPE_COUNTS = 40.0
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
    expected = np.exp(level + effect[:, 0]) * exposure[start:]
    if not counting:
        return Baseline(expected, spread, expected, known, effect)
    counted = _counted(values, exposure, shape, start=start, weeks=weeks)
    few = ~(counted.expected >= FEW)
    return Baseline(
        np.where(few, counted.expected, expected),
        spread,
        counted.variance,
        known,
        np.where(few[:, None], counted.shape, effect),
    )


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


@dataclass(frozen=True, slots=True)
class _Counted:
    expected: Floats
    variance: Floats
    shape: Floats


def _counted(
    values: Floats, exposure: Floats, shape: Floats | None, *, start: int, weeks: int
) -> _Counted:
    """Return the day's mean and variance as a count: weekly rates' median, over-dispersed."""
    import numpy as np

    seen, weight = _history(values, start, weeks), _history(exposure, start, weeks)
    usable = ~np.isnan(seen) & ~np.isnan(weight) & (weight > 0)
    seen, weight = np.where(usable, seen, 0.0), np.where(usable, weight, 0.0)
    prior = np.zeros((len(seen), WEEK)) if shape is None else shape
    flat = _rate(seen, weight * np.exp(np.tile(prior, (1, weeks))), weeks)
    effect = _count_weekdays(seen, flat[:, None] * weight, prior, weeks)
    weight = weight * np.exp(np.tile(effect, (1, weeks)))
    rate = _rate(seen, weight, weeks)
    mean = rate[:, None] * weight
    strayed = np.where(usable & (mean > 0), (seen - mean) ** 2 / np.maximum(mean, 1e-12), 0.0)
    over = np.minimum(strayed, _ODD).sum(axis=1) / np.maximum(usable.sum(axis=1) - 2, 1)
    today = np.exp(effect[:, 0]) * exposure[start:]
    unsure = today * _MEDIAN_VARIANCE / np.maximum(weight.sum(axis=1), 1e-12)
    return _Counted(rate * today, np.maximum(over, 1.0) * rate * today * (1 + unsure), effect)


def _rate(seen: Floats, weight: Floats, weeks: int) -> Floats:
    import numpy as np

    per_week = weight.reshape(-1, weeks, WEEK).sum(axis=2)
    with np.errstate(divide="ignore", invalid="ignore"):
        rates = seen.reshape(-1, weeks, WEEK).sum(axis=2) / per_week
    return median(rates)


def _count_weekdays(seen: Floats, mean: Floats, prior: Floats, weeks: int) -> Floats:
    """Return log weekday effects, as if some counts had been seen at the prior's already."""
    import numpy as np

    capped = np.minimum(seen, mean + 3 * np.sqrt(mean) + 1)
    total = np.nan_to_num(capped).reshape(-1, weeks, WEEK).sum(axis=1)
    usual = np.nan_to_num(mean).reshape(-1, weeks, WEEK).sum(axis=1)
    effect: Floats = np.log((total + _SHAPE_COUNTS * np.exp(prior)) / (usual + _SHAPE_COUNTS))
    return effect
