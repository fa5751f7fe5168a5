"""One pass over many entities in compiled code, where the extra `fast` (numba) is installed.

The same steps as `families.inverse` and the clipping and adding after it, in one loop. Without
numba, or for few entities, numpy does them array by array.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache
from typing import Any

from adhelm.decide.allocation.types import Bools, Floats, Ints

FROM = 512
"""Entities from which on compiled code is worth having."""
_MOST = 700.0
_POWER = 3
_ROUNDS = 40
_CLOSE = 1e-8


@cache
def compiled() -> Callable[..., None] | None:
    """Return the compiled pass, or None where numba is not installed."""
    try:
        from numba import njit
    except ImportError:
        return None
    try:
        return _made(njit(cache=True, nogil=True, error_model="numpy"))
    except RuntimeError:  # no folder to keep the compiled code in
        return _made(njit(nogil=True, error_model="numpy"))


def _made(njit: Any) -> Callable[..., None]:
    made: Callable[..., None] = njit(sweep)
    return made


def sweep(  # noqa: C901, PLR0917 - one loop, no calls: that is its point
    family: Ints, scale: Floats, shape: Floats, start: Floats, begin: Floats, touch: Floats,
    chord: Floats, s: Floats, of: Ints, low: Floats, high: Floats, done: Bools, warm: Floats,
    x: Floats, slope: Floats, total: Floats, reach: Floats,
) -> None:  # fmt: skip
    """
    Fill `x` and `slope` with each entity's spend at its group's price, and add them up by group.

    Groups that are done are passed over.

    `warm` keeps where Newton ended the last time; not a number at first. `chord` is empty where
    no entity has one.
    """
    chords = len(chord) > 0
    for i in range(len(family)):
        if done[of[i]]:
            continue
        price = s[of[i]]
        rise = start[i] - price
        if chords and price >= chord[i]:
            wish, bend = begin[i], 0.0
        elif family[i] == 0:
            wish, bend = scale[i] * rise, scale[i]
        elif family[i] == 1:
            bend = math.exp(min(rise, _MOST))
            wish = bend - scale[i]
        elif family[i] == _POWER:
            wish = min(scale[i] * math.exp(min(rise / (1.0 - shape[i]), _MOST)), 1e300)
            bend = wish / (1.0 - shape[i])
        elif shape[i] == 1.0:
            grown = math.exp(min(0.5 * rise, _MOST))
            wish, bend = scale[i] * (grown - 1.0), 0.5 * scale[i] * grown
        else:
            a = shape[i]
            far = rise / (1.0 + a)
            if a < 1.0:
                far = min(far, rise / (1.0 - a))
            far = max(min(far, _MOST), -_MOST)
            u = far if math.isnan(warm[i]) else min(warm[i], far)
            steep = -1.0
            for _ in range(_ROUNDS):
                risen = math.exp(min(a * u, _MOST))
                steep = min((a - 1.0) - 2.0 * a * (risen / (1.0 + risen)), -1e-9)
                fresh = u - (rise + (a - 1.0) * u - 2.0 * math.log1p(risen)) / steep
                fresh = max(min(fresh, far), -_MOST)
                moved, u = abs(fresh - u), fresh
                if moved < _CLOSE:
                    break
            warm[i] = u
            wish = scale[i] * math.exp(u)
            bend = wish / -steep
        if chords and price < chord[i] and wish < touch[i]:
            wish, bend = touch[i], 0.0
        spend = min(max(wish, low[i]), high[i])
        x[i] = spend
        slope[i] = bend if spend == wish else 0.0
        total[of[i]] += spend
        reach[of[i]] += slope[i]
