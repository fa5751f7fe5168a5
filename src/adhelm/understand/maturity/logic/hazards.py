"""Reverse hazards (chain ladder): of all platforms, of each shrunk to that, of accounts to theirs.

The hazard of an age is what came at it over what was known by then; what is known at an age is
the product of one minus the hazards after it. A day of which nobody saw the beginning still
tells of the ages at which it was seen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from adhelm.understand.maturity.logic.seen import Steps

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

PRIOR_UNITS = 60.0
"""So many conversions of its own weigh as much as what the others say."""
_LEAST_DAYS, _LEAST_UNITS = 4, 15.0
"""Below these an age was not seen often enough by anybody."""
_FIRST = 2
"""The first age at which something comes to a day that was over at its first report."""
_FALLS = 0.005
"""So much of what moves is taken back where figures fall at all."""


@dataclass(frozen=True, slots=True)
class Pool:
    """Hazards by row (an account, a platform, all) and age, and how much stands behind them."""

    hazard: Floats
    gross: Floats
    """The same of what moved either way."""
    volume: Floats
    days: Floats

    def rows(self, chosen: Ints) -> Pool:
        """Return some of the rows, or one several times."""
        return Pool(self.hazard[chosen], self.gross[chosen], self.volume[chosen], self.days[chosen])


@dataclass(frozen=True, slots=True)
class Shape:
    """Curves by row and age."""

    known: Floats
    """NaN: unknown."""
    moves: Floats
    """How much still moves, either way: 1 − known where nothing is taken back."""
    doubt: Floats
    """Relative standard error of `known`."""
    falls: NDArray[np.bool_]
    """Whether something is taken back, by row."""


def pools(made: Steps, unit: Floats, groups: Ints, longest: int) -> tuple[Pool, Pool, Pool]:
    """
    Return the hazards of all, of each platform and of each account, at ages below `longest`.

    `groups` names each account's platform by number, `unit` what one conversion is in its figures.
    """
    import numpy as np

    place, size = made.account * longest + made.age, len(unit) * longest
    scale = unit[made.account]
    weights = {
        "came": made.came / scale,
        "moved": np.abs(made.came) / scale,
        "volume": np.maximum(made.upto, 0.0) / scale,
        "days": np.ones(len(place)),
    }
    parts = {
        name: np.bincount(place, each, minlength=size).astype(float).reshape(-1, longest)
        for name, each in weights.items()
    }
    count = int(groups.max()) + 1
    platforms = {
        name: np.stack([each[groups == row].sum(axis=0) for row in range(count)])
        for name, each in parts.items()
    }
    top = _pool({name: each.sum(axis=0, keepdims=True) for name, each in parts.items()}, None)
    middle = _pool(platforms, top.rows(np.zeros(count, dtype=np.int64)))
    return top, middle, _pool(parts, middle.rows(groups))


def growth(top: Pool) -> Floats:
    """Return what comes at each age, as a share of what there will be."""
    import numpy as np

    grown: Floats = np.maximum(_after(top.hazard)[0] * np.maximum(top.hazard[0], 0.0), 1e-6)
    return grown


def shape(pool: Pool, top: Pool) -> Shape:
    """Return the curves of a pool; unknown up to the last age that nobody saw often enough."""
    import numpy as np

    known = _after(pool.hazard)
    moves = 1.0 - _after(np.minimum(pool.gross, 0.999))
    volume = pool.volume + PRIOR_UNITS
    error = pool.gross / np.maximum(1.0 - pool.gross, 1e-3) / volume
    doubt = np.sqrt(np.maximum(np.cumsum(error[:, ::-1], axis=1)[:, ::-1] - error, 0.0))
    seen_enough = (top.days[0] >= _LEAST_DAYS) & (top.volume[0] >= _LEAST_UNITS)
    missing = np.flatnonzero(~seen_enough[_FIRST:]) + _FIRST
    if len(missing):
        known[:, : missing.max()] = np.nan
    # A day that still runs grows for another reason.
    known[:, 0] = np.nan
    moved = (pool.gross * volume).sum(axis=1)
    back = ((pool.gross - pool.hazard) * volume).sum(axis=1) / 2
    return Shape(known, moves, doubt, back > _FALLS * np.maximum(moved, 1e-12))


def _pool(parts: Mapping[str, Floats], above: Pool | None) -> Pool:
    import numpy as np

    weight = PRIOR_UNITS if above is not None else 0.0
    volume = parts["volume"] + weight
    came, moved = parts["came"], parts["moved"]
    if above is not None:
        came, moved = came + weight * above.hazard, moved + weight * above.gross

    def hazard(part: Floats) -> Floats:
        made = np.divide(part, volume, out=np.zeros_like(volume), where=volume > 0)
        return np.clip(made, -2.0, 0.999)

    return Pool(hazard(came), hazard(moved), parts["volume"], parts["days"])


def _after(hazard: Floats) -> Floats:
    """Return the product of one minus the hazards after each age."""
    import numpy as np

    turned = np.cumprod((1.0 - hazard)[:, ::-1], axis=1)[:, ::-1]
    after: Floats = np.concatenate([turned[:, 1:], np.ones((len(hazard), 1))], axis=1)
    return after
