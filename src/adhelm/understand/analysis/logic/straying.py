"""How much more than chance hours and days stray, learned from those that lie behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adhelm.understand.analysis.logic.shape import DAY, plain

if TYPE_CHECKING:
    from adhelm.understand.analysis.logic.panel import Bools, Floats

_LEAST_WINDOWS = 48
_USUAL_EXTRA = 0.02
# So many days does it take until a series' own variation outweighs the usual.
_USUAL_DAYS = 3
# Shares of windows, and the deviations that so many stay within by chance.
_TAIL, _BULK = (0.95, 1.96), (0.5, 0.674)
_FAR_OF_NEAR = 2.0
_STEPS = 24


def extra(x: Floats, meant: Floats, learned: slice, *, hours: int) -> Floats:
    """Return per series how much more than chance its windows strayed, long enough ago."""
    import numpy as np

    seen = over(plain(x, meant), hours)[:, learned]
    mean = over(meant, hours)[:, learned]
    good = np.isfinite(seen) & np.isfinite(mean) & (mean > 0)
    enough = good.sum(axis=1) >= _LEAST_WINDOWS
    if not enough.any():
        return np.full(len(x), _USUAL_EXTRA)
    mean = np.where(good, mean, 1.0)
    off = np.where(good, (seen - mean) ** 2, 0.0)
    far, near = (_strayed(off, mean, good, share, z) for share, z in (_TAIL, _BULK))
    # A week that was odd itself is no measure of chance: the bulk of the windows bounds the tail.
    own = np.minimum(far, _FAR_OF_NEAR * near)
    fleet = float(np.median(own[enough]))
    found: Floats = np.where(enough, np.maximum(own, fleet / 2), max(fleet, _USUAL_EXTRA))
    return found


def varied(x: Floats, meant: Floats, learned: slice) -> Floats:
    """Return per series how much more than chance its days varied, as far as days can tell."""
    import numpy as np

    seen, mean = (over(each, DAY)[:, learned] for each in (x, meant))
    good = np.isfinite(seen) & np.isfinite(mean) & (mean > 0)
    mean, seen = np.where(good, mean, 0.0), np.where(good, seen, 0.0)
    # Around their own level: that there was more or less of all of them is no variation.
    mean *= seen.sum(axis=1, keepdims=True) / np.maximum(mean.sum(axis=1, keepdims=True), 1e-12)
    off = seen - mean
    beyond, squares = (off**2 - mean).sum(axis=1), (mean**2).sum(axis=1)
    typical = squares / np.maximum(good.sum(axis=1), 1)
    weight = _USUAL_DAYS * DAY * typical
    found: Floats = (np.maximum(beyond, 0.0) + _USUAL_EXTRA * weight) / np.maximum(
        squares + weight, 1e-12
    )
    return found


def grain(spent: Floats, even: Floats, learned: slice) -> Floats:
    """Return the money that an event costs, by how hours stray from their even part of a day."""
    import numpy as np

    with np.errstate(divide="ignore", invalid="ignore"):
        strayed = ((spent - even) ** 2 / even)[:, learned]
    ready = np.isfinite(strayed)
    held = np.quantile(np.where(ready, strayed, 0.0), _TAIL[0], axis=1) / _TAIL[1] ** 2
    found: Floats = np.where(ready.sum(axis=1) >= _LEAST_WINDOWS, held, np.nan)
    return found


def over(values: Floats, hours: int) -> Floats:
    """Return the sum of the hours up to each; NaN where one of them is not known."""
    import numpy as np

    summed = np.pad(np.cumsum(np.nan_to_num(values), axis=1), ((0, 0), (hours, 0)))
    unknown = np.pad(np.cumsum(np.isnan(values), axis=1), ((0, 0), (hours, 0)))
    total = summed[:, hours:] - summed[:, : values.shape[1]]
    gaps = unknown[:, hours:] - unknown[:, : values.shape[1]]
    found: Floats = np.where(gaps == 0, total, np.nan)
    found[:, : hours - 1] = np.nan
    return found


def _strayed(off: Floats, mean: Floats, good: Bools, share: float, z: float) -> Floats:
    """Return the extra variance at which a `share` of windows stay within `z` deviations."""
    import numpy as np

    low, high = np.zeros(len(mean)), np.full(len(mean), 4.0)
    count = np.maximum(good.sum(axis=1), 1)
    for _ in range(_STEPS):
        middle = (low + high) / 2
        beyond = good & (off > z**2 * (mean + middle[:, None] * mean**2))
        wide = beyond.sum(axis=1) / count > 1 - share
        low, high = np.where(wide, middle, low), np.where(wide, high, middle)
    return high
