"""Intervals from what a model got wrong before, by horizon; and how often they held."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.int64]

SHARES = (0.8, 0.95)
_EDGES = (3, 7, 14, 28, 56)
"""Days ahead whose errors are looked at together end here."""
_STRATA, _FEW = 4, 200
_OWN = 56
"""So many days of the fleet's errors weigh as much as a series' own."""
_LEAST = {0.8: 20, 0.95: 60}
"""Errors below which their own tails tell too little; then they are taken for normal ones."""
_NORMAL = {0.8: 1.2816, 0.95: 1.96}
_NONE = 8
"""Errors below which there is no honest interval."""
_WEEK = 7


@dataclass(frozen=True, slots=True)
class Bands:
    """Lower and upper ends per share: arrays of series by days; NaN where none is honest."""

    low: dict[float, Floats]
    high: dict[float, Floats]


def bent(values: Floats) -> Floats:
    """Return square roots with a sign: in them, errors of small and large figures are alike."""
    import numpy as np

    found: Floats = np.copysign(np.sqrt(np.abs(values)), values)
    return found


def unbent(values: Floats) -> Floats:
    """Return what `bent` was given."""
    found: Floats = values * abs(values)
    return found


def spread(values: Floats, ends: Sequence[int]) -> Floats:
    """Return how far each series moves from week to week before each end: series by ends."""
    import numpy as np

    moved = np.abs(bent(values[:, _WEEK:]) - bent(values[:, :-_WEEK]))
    known = ~np.isnan(moved)
    total = np.cumsum(np.where(known, moved, 0.0), axis=1)
    count = np.cumsum(known, axis=1)
    place = np.array(ends) - _WEEK - 1
    found = np.where(
        (place >= 0)[None, :], total[:, np.maximum(place, 0)] / np.maximum(count[:, place], 1), 0.0
    )
    least = np.where(found > 0, found, np.nan)
    usual = np.nanmedian(least) if np.isfinite(least).any() else 1.0
    # A series that never moved is not infinitely certain.
    return np.maximum(found, 0.05 * usual)


def errors(actual: Floats, said: Floats, scale: Floats) -> Floats:
    """Return errors in units of each series' own movement: series by ends by days."""
    found: Floats = (bent(actual) - bent(said)) / scale[:, :, None]
    return found


def bands(said: Floats, scale: Floats, past: Floats, noise: Floats, *, floor: Floats) -> Bands:
    """
    Return the intervals around `said` (series by days) that would have held in the `past`.

    `past` are errors (series by ends by days) of known days only, else NaN. `noise` tells series
    of a kind: each kind is judged by its own. Nothing is below `floor`.
    """
    import numpy as np

    own = _own(past)
    kind = _kinds(noise)
    relative = past / own[:, None, None]
    low = {share: np.full(said.shape, np.nan) for share in SHARES}
    high = {share: np.full(said.shape, np.nan) for share in SHARES}
    middle, unit = bent(said), (scale * own)[:, None]
    for which in np.unique(kind):
        mine = kind == which
        for days in _spans(said.shape[1]):
            seen = relative[mine][:, :, days]
            seen = np.sort(seen[~np.isnan(seen)])
            for share in SHARES:
                ends = _quantiles(seen, share)
                cells = np.ix_(mine, np.arange(said.shape[1])[days])
                low[share][cells] = np.maximum(
                    unbent(middle[cells] + ends[0] * unit[mine]), floor[mine][:, None]
                )
                high[share][cells] = np.maximum(
                    unbent(middle[cells] + ends[1] * unit[mine]), floor[mine][:, None]
                )
    return Bands(low, high)


def held(actual: Floats, found: Bands) -> dict[float, Floats]:
    """Return for each share whether a known day lay within, 1 or 0, NaN where it cannot be said."""
    import numpy as np

    told = {}
    for share in SHARES:
        within = (actual >= found.low[share]) & (actual <= found.high[share])
        known = ~np.isnan(actual) & ~np.isnan(found.low[share])
        told[share] = np.where(known, within, np.nan)
    return told


def _own(past: Floats) -> Floats:
    """Return how large a series' errors are, drawn to the fleet's where they are few."""
    import numpy as np

    known = ~np.isnan(past)
    count = known.sum(axis=(1, 2))
    total = np.where(known, np.abs(past), 0.0).sum(axis=(1, 2))
    usual = total.sum() / max(int(count.sum()), 1)
    own = (total + _OWN * usual) / (count + _OWN)
    found: Floats = np.where(own > 0, own, 1.0)
    return found


def _kinds(noise: Floats) -> Ints:
    import numpy as np

    if len(noise) < _FEW:
        return np.zeros(len(noise), dtype=np.int64)
    edges = np.quantile(noise, np.arange(1, _STRATA) / _STRATA)
    return np.searchsorted(edges, noise)


def _spans(horizon: int) -> list[slice]:
    edges = [0, *(edge for edge in _EDGES if edge < horizon), horizon]
    return [slice(a, b) for a, b in pairwise(edges)]


def _quantiles(ordered: Floats, share: float) -> tuple[float, float]:
    count = len(ordered)
    if count < _NONE:
        return float("nan"), float("nan")
    if count < _LEAST[share]:
        # Of few errors the largest is seldom among them.
        reach = _NORMAL[share] * (1 + 2 / count) * float((ordered**2).mean() ** 0.5)
        return -reach, reach
    # One more than was seen: the next error may be the largest yet.
    tail = int((1 - share) / 2 * (count + 1))
    return float(ordered[max(tail - 1, 0)]), float(ordered[min(count - tail, count - 1)])
