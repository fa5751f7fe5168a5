"""Models that are rules: first, last, linear, time decay, position. Any number of channels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adhelm.understand.attribution.types import Model

if TYPE_CHECKING:
    from adhelm.understand.attribution.logic.paths import Floats, Ints, Paths

_ENDS = 0.4
"""What the first and the last touch get by position; the others share the rest."""


def credit(known: Paths, model: Model, *, half_life_days: float) -> tuple[Floats, Floats]:
    """Return the conversions and the value that a rule gives to each channel."""
    import numpy as np

    count, known = len(known.channels), known.converting()
    if not len(known.touch):
        return np.zeros(count), np.zeros(count)
    if model is Model.first:
        return _sums(known.touch[known.start[:-1]], known.conversions, known.values, count)
    if model is Model.last:
        return _sums(known.touch[known.start[1:] - 1], known.conversions, known.values, count)
    weight = _weights(known, model, half_life_days)
    share = weight / np.repeat(np.add.reduceat(weight, known.start[:-1]), known.length)
    path = known.path_of
    conversions, values = (share * each[path] for each in (known.conversions, known.values))
    return _sums(known.touch, conversions, values, count)


def _sums(touch: Ints, conversions: Floats, values: Floats, count: int) -> tuple[Floats, Floats]:
    import numpy as np

    made: list[Floats] = [
        np.bincount(touch, each, minlength=count).astype(np.float64)
        for each in (conversions, values)
    ]
    return made[0], made[1]


def _weights(known: Paths, model: Model, half_life_days: float) -> Floats:
    import numpy as np

    if model is Model.time_decay:
        return _decayed(known, half_life_days)
    weight = np.ones(len(known.touch))
    if model is Model.position:
        length = known.length
        inner = (1 - 2 * _ENDS) / np.maximum(length - 2, 1)
        weight = np.repeat(inner, length)
        # One touch gets both ends, two share alike.
        weight[known.start[:-1]] = _ENDS
        weight[known.start[1:] - 1] = _ENDS
    return weight


def _decayed(known: Paths, half_life_days: float) -> Floats:
    import numpy as np

    steps = np.repeat(known.start[1:], known.length) - np.arange(len(known.touch)) - 1.0
    age = steps if known.age_days is None else known.age_days
    # Only differences matter; the youngest of a path weighs 1, so that nothing underflows to 0/0.
    youngest = np.repeat(np.minimum.reduceat(age, known.start[:-1]), known.length)
    weight: Floats = np.exp2(-(age - youngest) / half_life_days)
    return weight
