"""To whole minor units: sums stay exact at every level and no limit is passed."""

from __future__ import annotations

from adhelm.decide.allocation.logic.kernels import compiled
from adhelm.decide.allocation.logic.sums import exact_sums
from adhelm.decide.allocation.types import Floats, Ints

_SNAP = 1e-6


def whole(values: Floats, low: Ints, high: Ints, of: Ints, totals: Ints) -> Ints:
    """
    Round `values` to whole numbers that add up to `totals` by group and keep `low` and `high`.

    Each is rounded up or down, never farther, unless a total cannot be met that way. `low` and
    `high` must leave room for every total.
    """
    import numpy as np

    kernels = compiled(len(values))
    if kernels is None:
        made = np.clip(_climbed(values, low, high, of, totals), low, high)
        rest = totals - exact_sums(of, made, len(totals))
    else:
        made, steps = np.empty_like(low), np.empty_like(values)
        sums_, parts = np.zeros_like(totals), np.zeros(len(totals))
        kernels.ground(values, low, high, of, _SNAP, made, steps, sums_, parts)
        rest = totals.copy()
        kernels.climb(steps, of, _shift(totals - sums_, parts), low, high, made, rest)
    return _mended(made, low, high, of, rest)


def _climbed(values: Floats, low: Ints, high: Ints, of: Ints, totals: Ints) -> Ints:
    import numpy as np

    count = len(totals)
    base = np.clip(np.floor(values + _SNAP).astype(np.int64), low, high)
    part = np.where(base < high, np.clip(values - base, 0.0, 1.0), 0.0)
    part[part < 2 * _SNAP] = 0.0
    order = np.argsort(of, kind="stable")
    group, climbed = of[order], np.cumsum(part[order])
    sizes = np.bincount(of, minlength=count)
    ends = np.cumsum(sizes)
    padded = np.concatenate([[0.0], climbed])
    start, end = padded[ends - sizes], padded[ends]
    rest = totals - exact_sums(of, base, count)
    shift = _shift(rest, end - start)[group] - start[group]
    before = np.concatenate([[0.0], climbed[:-1]])
    before[(ends - sizes)[sizes > 0]] = start[sizes > 0]
    up = np.floor(climbed + shift) - np.floor(before + shift)
    made = base.copy()
    made[order] += up.astype(np.int64)
    return made


def _shift(rest: Ints, parts: Floats) -> Floats:
    """
    Return where each group's staircase begins between two steps: that decides the sum.

    All of a group climb one staircase, each by its part; the whole numbers that they pass are to
    be `rest`.
    """
    import numpy as np

    first, last = np.maximum(rest - parts, 0.0), np.minimum(rest + 1 - parts, 1.0)
    return np.clip(0.5 * (first + last), 0.0, 1.0)


def _mended(made: Ints, low: Ints, high: Ints, of: Ints, rest: Ints) -> Ints:
    """Put the rest of a group (huge sums beyond a float's digits) where there is room."""
    import numpy as np

    for group in np.flatnonzero(rest):
        members, left = np.flatnonzero(of == group), int(rest[group])
        while left:
            room = high[members] - made[members] if left > 0 else made[members] - low[members]
            open_ = np.flatnonzero(room > 0)
            if not len(open_):
                break
            share = np.zeros(len(members), dtype=np.int64)
            each, more = divmod(abs(left), len(open_))
            share[open_] = each
            share[open_[:more]] += 1
            step = np.minimum(share, room)
            made[members] += step if left > 0 else -step
            left -= int(step.sum()) if left > 0 else -int(step.sum())
    return made
