"""Passes over many entities in compiled code, where the extra `fast` (numba) is installed.

`sweep` and `slide` take the same steps as `families.inverse` and the clipping and adding after it,
`span` those of `filling`'s bracket and `settle` those of its end, `weigh` those of `certificate`,
`ground` and `climb` those of `rounding`, each in one loop. Without numba, or for few entities,
numpy takes them array by array.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from adhelm.decide.allocation.types import Bools, Floats, Ints

FROM = 512
"""Entities from which on compiled code is worth having."""
_MOST = 700.0
_LEAST = 1e-300
_POWER = 3
_ROUNDS = 40
_CLOSE = 1e-5
_LEAST_BEND = 0.3


@dataclass(frozen=True, slots=True)
class Kernels:
    """The passes, compiled."""

    add: Callable[..., None]
    nest: Callable[..., int]
    span: Callable[..., None]
    sweep: Callable[..., None]
    slide: Callable[..., None]
    settle: Callable[..., None]
    weigh: Callable[..., tuple[float, float]]
    ground: Callable[..., None]
    climb: Callable[..., None]


def compiled(count: int) -> Kernels | None:
    """Return the compiled passes, or None where they do not pay or numba is not installed."""
    return _compiled() if count >= FROM else None


@cache
def _compiled() -> Kernels | None:
    try:
        from numba import njit
    except ImportError:
        return None
    try:
        return _made(njit(cache=True, nogil=True, error_model="numpy"))
    except RuntimeError:  # no folder to keep the compiled code in
        return _made(njit(nogil=True, error_model="numpy"))


def _made(njit: Any) -> Kernels:
    return Kernels(*map(njit, (add, nest, span, sweep, slide, settle, weigh, ground, climb)))


def add(of: Ints, values: Floats | Ints, into: Floats | Ints) -> None:
    """Add `values` up by group."""
    for i in range(len(values)):
        into[of[i]] += values[i]


def nest(of: Ints, above: Ints, parent: Ints) -> int:
    """Put each group into the group outside it; return an entity that is astray, or −1."""
    astray = -1
    for i in range(len(of)):
        parent[of[i]] = above[i]
    for i in range(len(of)):
        if parent[of[i]] != above[i]:
            astray = i
            break
    return astray


def span(  # noqa: PLR0917 - a loop over arrays, as those below
    family: Ints, _top: Floats, scale: Floats, shape: Floats, start: Floats, _begin: Floats,
    touch: Floats, chord: Floats, low: Floats, high: Floats, of: Ints, share: Floats,
    lowest: Floats, highest: Floats, weighed: Floats, weight: Floats,
) -> None:  # fmt: skip
    """
    Ask each entity that has a choice for the log of its marginal return at its group's `share`.

    Of these, each group gets the least and the most, and their sum, weighed by spend.
    """
    chords = len(chord) > 0
    for i in range(len(scale)):
        room = high[i] - low[i]
        if room <= 0.0:
            continue
        group = of[i]
        at = low[i] + share[group] * room
        if chords and at < touch[i]:
            mark = chord[i]
        elif family[i] == 0:
            mark = start[i] - at / scale[i]
        elif family[i] == 1:
            mark = start[i] - math.log(scale[i] + at)
        else:
            u = math.log(max(at / scale[i], _LEAST))
            mark = start[i] + (shape[i] - 1.0) * u
            if family[i] != _POWER:
                mark -= 2.0 * math.log1p(math.exp(min(shape[i] * u, _MOST)))
        lowest[group] = min(lowest[group], mark)
        highest[group] = max(highest[group], mark)
        weighed[group] += at * mark
        weight[group] += at


def sweep(  # noqa: C901, PLR0917 - one loop, no calls: that is its point
    family: Ints, _top: Floats, scale: Floats, shape: Floats, start: Floats, begin: Floats,
    touch: Floats, chord: Floats, s: Floats, of: Ints, low: Floats, high: Floats, done: Bools,
    warm: Floats, x: Floats, slope: Floats, total: Floats, reach: Floats,
) -> None:  # fmt: skip
    """
    Add up each group's spend at its price, and how fast that falls with the log of the price.

    Groups that are done are passed over. `x` and `slope` take what each entity adds, or are empty:
    writing them at every pass would take longer than the sums. `warm` keeps where Hill's steps
    ended the last time, not a number at first. `chord` is empty where no entity has one.
    """
    chords, keep = len(chord) > 0, len(x) > 0
    for i in range(len(scale)):
        group = of[i]
        if done[group]:
            continue
        price, rise = s[group], start[i] - s[group]
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
            far = min(far, rise / (1.0 - a)) if a < 1.0 else far
            far = max(min(far, _MOST), -_MOST)
            u = far if math.isnan(warm[i]) else min(warm[i], far)
            steep = -1.0
            for _ in range(_ROUNDS):
                risen = math.exp(min(a * u, _MOST))
                filled = risen / (1.0 + risen)
                steep = min((a - 1.0) - 2.0 * a * filled, -1e-9)
                step = (rise + (a - 1.0) * u - 2.0 * math.log1p(risen)) / steep
                curved = max(1.0 + step * a * a * filled * (1.0 - filled) / steep, _LEAST_BEND)
                fresh = max(min(u - step / curved, far), -_MOST)
                moved, u = abs(fresh - u), fresh
                if moved < _CLOSE:
                    break
            warm[i] = u
            wish = scale[i] * math.exp(u)
            bend = wish / -steep
        if chords and price < chord[i] and wish < touch[i]:
            wish, bend = touch[i], 0.0
        spend = min(max(wish, low[i]), high[i])
        bend = bend if spend == wish else 0.0
        total[group] += spend
        reach[group] += bend
        if keep:
            x[i] = spend
            slope[i] = bend


def slide(  # noqa: PLR0917 - as `sweep`, for which it stands
    _family: Ints, _top: Floats, scale: Floats, _shape: Floats, start: Floats, _begin: Floats,
    _touch: Floats, _chord: Floats, s: Floats, of: Ints, low: Floats, high: Floats, _done: Bools,
    _warm: Floats, x: Floats, slope: Floats, total: Floats, reach: Floats,
) -> None:  # fmt: skip
    """
    Sweep where all curves are exponential: no branch that depends on an entity.

    Groups that are done are added up again: to ask each time takes longer.
    """
    keep = len(x) > 0
    total[:] = 0.0
    reach[:] = 0.0
    for i in range(len(scale)):
        wish = scale[i] * (start[i] - s[of[i]])
        spend = min(max(wish, low[i]), high[i])
        bend = scale[i] * (spend == wish)
        total[of[i]] += spend
        reach[of[i]] += bend
        if keep:
            x[i] = spend
            slope[i] = bend


def settle(  # noqa: PLR0917
    slope: Floats, moved: Floats, of: Ints, low: Floats, high: Floats, x: Floats
) -> None:
    """Move what each entity spends along its slope, by as much as its group's price moves."""
    for i in range(len(x)):
        x[i] = min(max(x[i] - slope[i] * moved[of[i]], low[i]), high[i])


def weigh(  # noqa: PLR0917
    family: Ints, top: Floats, scale: Floats, shape: Floats, start: Floats, low: Floats,
    high: Floats, spend: Floats, of: Ints, pays: Floats,
) -> tuple[float, float]:  # fmt: skip
    """Return what `spend` brings, and the most that any other could gain at the groups' prices."""
    value = gains = 0.0
    for i in range(len(spend)):
        x = spend[i]
        if family[i] == 0:
            falls = math.expm1(-x / scale[i])
            value -= top[i] * falls
            marginal = top[i] / scale[i] * (1.0 + falls)
        elif family[i] == 1:
            value += top[i] * math.log1p(x / scale[i])
            marginal = top[i] / (scale[i] + x)
        else:
            u = math.log(max(x / scale[i], _LEAST))
            risen = math.exp(min(shape[i] * u, _MOST))
            mark = start[i] + (shape[i] - 1.0) * u
            if family[i] == _POWER:
                value += top[i] * risen
            else:
                value += top[i] * (risen / (1.0 + risen))
                mark -= 2.0 * math.log1p(risen)
            marginal = math.exp(max(min(mark, _MOST), -_MOST))
        if high[i] > low[i]:
            gain = marginal - pays[of[i]]
            # At the optimum its sign is a matter of rounding: no branch foretells it.
            gains += max(gain * (high[i] - x), gain * (low[i] - x))
    return value, gains


def ground(  # noqa: PLR0917
    values: Floats, low: Ints, high: Ints, of: Ints, snap: float, made: Ints, steps: Floats,
    sums: Ints, parts: Floats,
) -> None:  # fmt: skip
    """
    Round down within limits into `made`, and what that left off where there is room into `steps`.

    `sums` and `parts` add both up by group.
    """
    for i in range(len(values)):
        base = min(max(math.floor(values[i] + snap), low[i]), high[i])
        part = min(values[i] - base, 1.0) if base < high[i] else 0.0
        part = part if part >= 2.0 * snap else 0.0
        made[i], steps[i] = base, part
        sums[of[i]] += base
        parts[of[i]] += part


def climb(  # noqa: PLR0917
    steps: Floats, of: Ints, stairs: Floats, low: Ints, high: Ints, made: Ints, rest: Ints
) -> None:
    """
    Add a unit wherever a group's stairs, which begin between 0 and 1, pass a whole number.

    Limits are kept. `rest` is what each group is to have, and then what it still lacks.
    """
    for i in range(len(steps)):
        before = stairs[of[i]]
        stairs[of[i]] = before + steps[i]
        risen = made[i] + math.floor(stairs[of[i]]) - math.floor(before)
        made[i] = min(max(risen, low[i]), high[i])
        rest[of[i]] -= made[i]
