"""What each day should have looked like, from the weeks before it: level, weekday, spread.

Two ways: rates of counts, whose spread is what chance allows and a dispersion learned from the
series themselves; and logarithms of large figures, with a rolling median and its deviation.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from adhelm.core.rolling import rolling_median_mad
from adhelm.understand.analysis.logic.counts import counts
from adhelm.understand.analysis.logic.past import WEEK, Told, by_weeks, median, sum_before

if TYPE_CHECKING:
    from adhelm.understand.analysis.logic.panel import Bools, Floats, Ints

LEVEL_DAYS = 21
FEW = 30.0
"""Counts expected below this are held against an exact tail, not a z-score."""
# MAD of a normal sample times this is its standard deviation.
MAD_TO_SIGMA = 1.4826
# A median's variance over a mean's, for normal samples.
_MEDIAN_VARIANCE = 1.5708
# How far weekday effects (in logs) usually lie from nothing, and a campaign's from its account's.
_ACCOUNT_SHAPE, _CAMPAIGN_SHAPE = 0.30, 0.10
# Relative noise below which no platform reports: keeps flat series from being infinitely certain.
_LEAST_SIGMA = 0.03
# A series' own spread is worth so many days, the usual one of its kind so many more.
_OWN_FREEDOM, _KIND_FREEDOM = 0.3, 6.0
_COMPILED_FROM = 20_000
"""Cells from which compiling a kernel pays."""


@dataclass(frozen=True, slots=True)
class Baseline:
    """Per series and day: what is expected of it and how far it may stray."""

    expected: Floats
    """In the units of the numerator, for the exposure the day really had."""
    few: Bools
    """Where a count is so small that its exact tail is taken."""
    variance: Floats
    """Variance of the count, over-dispersion and the level's own uncertainty included."""
    sigma: Floats
    """Spread of the log of a day around what is expected of it."""
    freedom: Floats
    """Degrees of freedom of that spread."""
    known: Floats
    """Days with data in the history."""


def baseline(told: Told) -> Baseline:
    """Return what is expected of each day of each series from the days before it."""
    import numpy as np

    usable = np.isfinite(told.values) & np.isfinite(told.exposure) & (told.exposure > 0)
    known = sum_before(usable.astype(float), told.weeks * WEEK)
    continuous = _logs(told, usable, known)
    if not told.counting:
        return continuous
    mean, variance = counts(told, usable)
    few = ~(mean >= FEW)
    return Baseline(
        expected=np.where(few | np.isnan(continuous.expected), mean, continuous.expected),
        few=few | np.isnan(continuous.expected),
        variance=variance,
        sigma=continuous.sigma,
        freedom=continuous.freedom,
        known=known,
    )


def rolled(values: Floats, window: int, *, least: int) -> tuple[Floats, Floats]:
    """Return median and deviation of the `window` days before each day."""
    compiled = None if values.size >= _COMPILED_FROM else False
    return rolling_median_mad(
        values, window=window, min_periods=least, inclusive=False, compiled=compiled
    )


def _logs(told: Told, usable: Bools, known: Floats) -> Baseline:
    """Return the baseline of large figures: rolling medians of logs without their weekdays."""
    import numpy as np

    half = 0.5 if told.counting else 0.0
    good = usable & (told.values + half > 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        y = np.where(good, np.log((told.values + half) / told.exposure), np.nan)
    effect, weight = _effects(y, told)
    rest = y - effect
    level, _ = rolled(rest, LEVEL_DAYS, least=WEEK)
    _, deviation = rolled(rest, told.weeks * WEEK, least=2 * WEEK - 1)
    sigma = _spread(deviation, known, weight)
    weeks = np.maximum(known / WEEK, 1.0)
    off = 1 + _MEDIAN_VARIANCE * (1 / LEVEL_DAYS + weight**2 / weeks)
    usual = _by_kind(sigma, told.kind)
    own = np.maximum(_OWN_FREEDOM * known, 1.0)
    freedom = own + _KIND_FREEDOM
    both = np.sqrt((own * sigma**2 + _KIND_FREEDOM * usual**2) / freedom)
    with np.errstate(over="ignore", invalid="ignore"):
        expected = np.exp(level + effect) * told.exposure
    return Baseline(
        expected=expected,
        few=np.zeros(expected.shape, dtype=bool),
        variance=expected,
        sigma=np.maximum(both, _LEAST_SIGMA) * np.sqrt(off),
        freedom=freedom,
        known=known,
    )


def _effects(y: Floats, told: Told) -> tuple[Floats, Floats]:
    """
    Return each day's log weekday effect, and how far its series speaks for itself.

    Week by week, so that no day's effect is learned from itself or from later days; the first two
    weeks, which are only ever looked back on, have theirs from each other.
    """
    import numpy as np

    first = int(told.weekday[0])
    cube = by_weeks(y, first)
    padded = np.concatenate([np.full((len(y), told.weeks, WEEK), np.nan), cube], axis=1)
    past = np.lib.stride_tricks.sliding_window_view(padded, told.weeks, axis=1)
    past = np.moveaxis(past[:, : cube.shape[1]], -1, 2).copy()
    past[:, :2] = past[:, 2:3] if past.shape[1] > 2 else np.nan  # noqa: PLR2004 - of two weeks
    shape, weight = _weekdays(past, told)

    def flat(by_week: Floats) -> Floats:
        days: Floats = by_week.reshape(len(y), -1)[:, first : first + y.shape[1]]
        return days

    return flat(shape), flat(np.broadcast_to(weight, shape.shape))


def _weekdays(past: Floats, told: Told) -> tuple[Floats, Floats]:
    """
    Return log weekday effects by series, week and weekday, and how far each speaks for itself.

    `past` are, by series and week, the weeks before by weekday.
    """
    import numpy as np

    raw = past - median(past)[..., None]
    own = median(np.swapaxes(raw, 2, 3))
    strayed = np.abs(raw - own[:, :, None, :]).reshape(*past.shape[:2], -1)
    noise = (MAD_TO_SIGMA * median(strayed))[..., None]
    weeks = np.maximum((~np.isnan(past)).sum(axis=(2, 3)) / WEEK, 1.0)[..., None]
    own = np.where(np.isnan(own), 0.0, own)
    lone = (told.parent == np.arange(len(past)))[:, None, None]
    reach = np.where(lone, _ACCOUNT_SHAPE, _CAMPAIGN_SHAPE)
    with np.errstate(invalid="ignore"):
        weight = reach**2 / (reach**2 + _MEDIAN_VARIANCE / weeks * noise**2)
    weight = np.where(np.isnan(weight), 0.0, weight)
    prior = np.where(lone, 0.0, (weight * own)[told.parent])
    return weight * own + (1 - weight) * prior, weight


def _spread(deviation: Floats, known: Floats, weight: Floats) -> Floats:
    import numpy as np

    freedom = np.maximum(known - 1 - 6 * weight, 1.0)
    grown: Floats = MAD_TO_SIGMA * deviation * np.sqrt(np.maximum(known, 1.0) / freedom)
    return np.maximum(grown, _LEAST_SIGMA)


def _by_kind(sigma: Floats, kind: Ints) -> Floats:
    """Return for each series and day the spread that was usual for its kind until then."""
    import numpy as np

    usual = np.full(sigma.shape, _LEAST_SIGMA)
    order = np.argsort(kind, kind="stable")
    for rows in np.split(order, np.flatnonzero(np.diff(kind[order])) + 1):
        usual[rows] = median(sigma[rows].T)[None, :]
    settled, _ = rolled(usual, LEVEL_DAYS, least=1)
    return np.where(np.isnan(settled), _LEAST_SIGMA, settled)
