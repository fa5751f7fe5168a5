"""How far days stray from their curve: earlier reports of a day held against its newest one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from adhelm.understand.maturity.logic.hazards import Shape
from adhelm.understand.maturity.logic.seen import Seen

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

_PRIOR_DAYS = 12.0
_LEAST_SPREAD = 0.02
_COME = 0.5
"""So much of what was to come must have come, or the newest report says too little."""


def spreads(found: Seen, own: Shape, groups: Ints, unit: Floats) -> tuple[Floats, Floats, Floats]:
    """Return the variance per unit that what is known leaves open: all, platforms, accounts."""
    import numpy as np

    over = _over(_strayed(found, own, unit), groups)
    known = np.clip(np.nan_to_num(own.known, nan=1.0), 0.05, None)
    left = np.clip(own.moves, 0.0, None) / known
    count = int(groups.max()) + 1
    middle = np.stack([left[groups == row].mean(axis=0) for row in range(count)])
    return over[0] * left.mean(axis=0, keepdims=True), over[1] * middle, over[2] * left


def _strayed(found: Seen, own: Shape, unit: Floats) -> tuple[Floats, Floats, Floats]:
    """Return by account and age: squares of what was off, what was expected of them, reports."""
    import numpy as np

    newest, longest = found.newest_of_each(), own.known.shape[1]
    at, age, last = found.account, found.age, found.age[newest]
    here, there = np.minimum(age, longest - 1), np.minimum(last, longest - 1)
    moves, still = own.moves[at, here], own.moves[at, there]
    with np.errstate(divide="ignore", invalid="ignore"):
        share = own.known[at, here] / own.known[at, there]
        moved = 1.0 - (1.0 - moves) / (1.0 - still)
    told = (age >= 1) & (age < last) & np.isfinite(share) & (still < _COME * moves)
    final = found.value[newest] / unit[at]
    expected = np.maximum(final, 0.0) * np.clip(share, 0.0, 1.0) * moved
    off = (found.value / unit[at] - share * final) ** 2
    place, size = at * longest + here, len(unit) * longest

    def summed(weights: Floats) -> Floats:
        kept = np.where(told, np.nan_to_num(weights), 0.0)
        return np.bincount(place, kept, minlength=size).astype(float).reshape(-1, longest)

    return summed(off), summed(expected), summed(np.ones(len(at)))


def _over(sums: Sequence[Floats], groups: Ints) -> tuple[Floats, Floats, Floats]:
    """Return the dispersion (1: as of independent events) of all, platforms and accounts by age."""
    import numpy as np

    off, expected, days = (_smooth(each) for each in sums)
    plain = np.ones(off.shape[1])
    top = _ratio(off.sum(axis=0), expected.sum(axis=0), days.sum(axis=0), prior=plain)
    members = [groups == row for row in range(int(groups.max()) + 1)]
    middle = np.stack(
        [
            _ratio(off[of].sum(axis=0), expected[of].sum(axis=0), days[of].sum(axis=0), prior=top)
            for of in members
        ]
    )
    return top[None, :], middle, _ratio(off, expected, days, prior=middle[groups])


def _ratio(off: Floats, expected: Floats, days: Floats, *, prior: Floats) -> Floats:
    import numpy as np

    found = np.divide(off, expected, out=np.zeros_like(off), where=expected > 0)
    weight = np.where(expected > 0, days / (days + _PRIOR_DAYS), 0.0)
    made: Floats = np.maximum(weight * found + (1 - weight) * prior, _LEAST_SPREAD)
    return made


def _smooth(rows: Floats) -> Floats:
    """Return each age with half of its neighbours'."""
    import numpy as np

    wide = np.pad(rows, ((0, 0), (1, 1)))
    smooth: Floats = rows + 0.5 * (wide[:, :-2] + wide[:, 2:])
    return smooth
