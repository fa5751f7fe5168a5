"""How much more than chance counts vary: learned from the days themselves, so that tails hold.

The dispersion of a kind of series is the one under which their days stray as far from their own
forecasts as counts drawn with it do. Each series then has its own share of that, as far as its
days bear it out. What strays very far counts no further: that is what is being looked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from adhelm.understand.analysis.logic.panel import Bools, Floats, Ints

# Squares of z beyond this count as this.
_FAR = 6.25
_STEPS = 14
_MOST = 4.0
_SAMPLE = 20_000
_LEAST_POINTS = 200
_SEED = 20_260_101
# Days' worth of belief that a series is as dispersed as its kind.
_BELIEF = 15.0
_LEAST_SHARE, _MOST_SHARE = 0.7, 6.0


def dispersed(
    values: Floats, mean: Floats, unsure: Floats, repeated: Floats, *, kind: Ints
) -> Floats:
    """
    Return the variance of each day's count around `mean`.

    `unsure` is the relative variance of the level that the mean stands on where days vary by
    chance alone, `repeated` its share of a day's own over-dispersion.
    """
    import numpy as np

    good = np.isfinite(values) & np.isfinite(mean) & (mean > 0)
    variance = np.where(good, mean, np.nan)
    for rows in _groups(kind, good):
        part = tuple(each[rows] for each in (values, mean, unsure, repeated))
        variance[rows] = _of_kind(*part, good=good[rows])
    return variance


def _groups(kind: Ints, good: Bools) -> list[Ints]:
    """Return the rows of each kind; kinds of too few days to learn from are one together."""
    import numpy as np

    days = np.bincount(kind, weights=good.sum(axis=1))
    known = days[kind] >= _LEAST_POINTS
    groups = [np.flatnonzero(known & (kind == each)) for each in np.unique(kind[known])]
    return [*groups, *([np.flatnonzero(~known)] if (~known).any() else [])]


def _of_kind(
    values: Floats, mean: Floats, unsure: Floats, repeated: Floats, *, good: Bools
) -> Floats:
    import numpy as np

    x, mu, off, again = values[good], mean[good], unsure[good], repeated[good]
    extra = _extra(x, mu, off, again)
    variance = np.full(values.shape, np.nan)
    variance[good] = _variance(mu, off, again, extra)
    with np.errstate(invalid="ignore"):
        strayed = np.where(good, np.minimum((values - mean) ** 2 / variance, _FAR), 0.0)
    usual = _drawn(mu, variance[good]) if len(mu) else 1.0
    share = (_BELIEF + strayed.sum(axis=1) / usual) / (_BELIEF + good.sum(axis=1))
    own = variance * np.clip(share, _LEAST_SHARE, _MOST_SHARE)[:, None]
    with np.errstate(invalid="ignore"):
        # Never below what chance alone makes of counts.
        never_below: Floats = np.maximum(own, mean * (1 + mean * unsure))
    return never_below


def _extra(x: Floats, mean: Floats, unsure: Floats, repeated: Floats) -> float:
    """Return the dispersion with which draws stray as far from their means as the days do."""
    if len(x) > _SAMPLE:
        step = len(x) // _SAMPLE + 1
        x, mean, unsure, repeated = (each[::step] for each in (x, mean, unsure, repeated))
    low, high = 0.0, _MOST
    for _ in range(_STEPS if len(x) else 0):
        middle = (low + high) / 2 if high < _MOST else low + (high - low) / 8
        variance = _variance(mean, unsure, repeated, middle)
        if _strayed(x, mean, variance) > _drawn(mean, variance):
            low = middle
        else:
            high = middle
    return high if len(x) and high < _MOST else low


def _variance(mean: Floats, unsure: Floats, repeated: Floats, extra: float) -> Floats:
    return mean + mean**2 * (extra * (1 + repeated) + unsure)


def _strayed(x: Floats, mean: Floats, variance: Floats) -> float:
    import numpy as np

    return float(np.minimum((x - mean) ** 2 / variance, _FAR).mean())


def _drawn(mean: Floats, variance: Floats) -> float:
    """Return how far counts of that mean and variance stray when they are drawn."""
    import numpy as np

    random = np.random.default_rng(_SEED)
    size = mean**2 / np.maximum(variance - mean, 1e-9 * mean)
    drawn = random.poisson(random.gamma(size, mean / size))
    return _strayed(drawn.astype(float), mean, variance)
