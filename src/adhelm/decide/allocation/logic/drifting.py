"""A level that drifts: what each curve explains once that is allowed for, and where it ends.

Return = level x curve, the level a random walk (a local-level model, filtered day by day). Slow
drift then neither passes for an answer to spend, nor does an old level pass for today's.
"""

from __future__ import annotations

from dataclasses import dataclass

from adhelm.decide.allocation.types import Floats

_DRIFTS = (0.0, 0.005, 0.01, 0.015, 0.02, 0.03, 0.05)
"""How far a level may stray from one day to the next, relative: the data choose."""
_ENOUGH = 300
"""So many entities are asked which drift there is."""
_AT_FIRST = 1.0
_STRAY = 4.0
"""A day counts as if it was at most so many times its standard deviation off."""
_AHEAD = 4
"""Days from the end of the history to the middle of the week ahead."""
_WEEK, _BEFORE, LOOKS = 7, 28, 8
"""A week is foretold, of the market by four weeks before it; so often in the past."""


@dataclass(frozen=True, slots=True, eq=False)
class Followed:
    """By entity and point of the grid, entities × points."""

    likelihood: Floats
    """Its log."""
    level: Floats
    """By which factor the returns of the week ahead differ from those of the whole history."""
    error: Floats
    """Standard deviation of `level`."""


@dataclass(frozen=True, slots=True, eq=False)
class Days:
    """What entities got back day by day, and what was due by each point of the grid."""

    ratio: Floats
    y: Floats
    base: Floats
    """What a day brings at the usual spend, by the market's rhythm, as far as it is known."""
    noise: Floats
    """Variance of a day's return, entities × days."""
    bend: float
    """Exponent of the Hill curves."""
    room: Floats
    """The grid: odds of what is not yet saturated at the usual spend."""

    def due(self, day: int) -> Floats:
        """Return what was due on a day, but for the level: entities × points."""
        ratio = self.ratio[:, day, None] ** self.bend
        return self.base[:, day, None] * ratio * (self.room + 1) / (self.room + ratio)

    def take(self, rows: slice) -> Days:
        """Return some of the entities."""
        return Days(
            self.ratio[rows], self.y[rows], self.base[rows], self.noise[rows], self.bend, self.room
        )


def follow(days: Days, drift: float) -> Followed:
    """Return what each elasticity explains, and the level at the end, at a daily drift."""
    import numpy as np

    total = sum(days.due(day) for day in range(days.y.shape[1]))
    scale = days.y.sum(axis=1)[:, None] / total
    level = np.ones_like(scale)
    unsure = np.full_like(scale, _AT_FIRST)
    said = np.zeros_like(scale)
    for day in range(days.y.shape[1]):
        due = scale * days.due(day)
        unsure = unsure + drift**2
        wide = unsure * due**2 + days.noise[:, day, None]
        off = days.y[:, day, None] - level * due
        off = np.clip(off, -_STRAY * np.sqrt(wide), _STRAY * np.sqrt(wide))
        said -= 0.5 * (np.log(wide) + off**2 / wide)
        gain = unsure * due / wide
        level = np.maximum(level + gain * off, 0.0)
        unsure = unsure * (1 - gain * due)
    error = np.sqrt(unsure + _AHEAD * drift**2)
    return Followed(said, scale * level, scale * error)


def drift_of(days: Days, belief: Floats) -> float:
    """Return the daily drift that explains most, by how likely each point of the grid is."""
    import numpy as np

    each = slice(None, None, max(len(days.y) // _ENOUGH, 1))
    some, weight = days.take(each), belief[each]

    def said(drift: float) -> float:
        log = follow(some, drift).likelihood
        most = log.max(axis=1, keepdims=True)
        explained = (np.exp(log - most) * weight).sum(axis=1)
        return float((np.log(np.maximum(explained, 1e-300)) + most[:, 0]).sum())

    return max(_DRIFTS, key=said)


def swing(rhythm: Floats) -> float:
    """Return how far a market strays from one four weeks to the week after, relative."""
    import numpy as np

    count, off = len(rhythm), []
    for look in range(1, LOOKS + 1):
        start = count - look * _WEEK
        if start < _BEFORE:
            break
        before = rhythm[start - _BEFORE : start].mean()
        off.append(float(np.log(rhythm[start : start + _WEEK].mean() / before)))
    return float(np.sqrt(np.mean(np.square(off)))) if off else 0.0
