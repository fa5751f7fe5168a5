"""Water filling: the one price per group at which its entities' demand adds up to its money."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from adhelm.decide.allocation.logic.kernels import compiled
from adhelm.decide.allocation.logic.sums import sums
from adhelm.decide.allocation.types import Bools, Family, Floats, Ints

if TYPE_CHECKING:
    from adhelm.decide.allocation.logic.models import Model

Swept = tuple[Floats, Floats, Floats, Floats]
"""Spend and slope by entity, and their sums by group."""
Room = tuple[Floats, Floats]
"""The least and the most that each entity may spend."""
Spans = tuple[Floats, Floats, Floats]
"""By group: the least that its entities may spend, what they shall, and the most."""

_TURNS = 160
_PATIENCE, _HALVED = 6, 4
_EXACT = 1e-12
_NARROW = 4e-16
_MARGIN = 1e-9
# No rounding of a sum comes near this.
_JUMP = 1e-9


@dataclass(frozen=True, slots=True)
class Filled:
    """The log price of each group, and the spend of each entity; both add up to the targets."""

    price: Floats
    spend: Floats


def fill(model: Model, room: Room, of: Ints, spans: Spans, open_: Bools) -> Filled:
    """
    Find for every open group the price at which Σ clip(demand, low, high) is its target.

    The target must lie strictly between the sums of `low` and of `high` of its group. What is
    told of other groups and their entities means nothing.
    """
    import numpy as np

    low, high = room
    targets = spans[1]
    count, straight = len(targets), model.straight()
    below, above, s = _bracket(model, room, of, spans, open_)
    sweep = _sweeper(model, low, high, of, count)
    done = ~open_
    for turn in range(_TURNS):
        total, reach = sweep.sums(s, done)
        off = total - targets
        done |= np.abs(off) <= _EXACT * targets
        below, above = np.where(off > 0, s, below), np.where(off < 0, s, above)
        done |= above - below <= _NARROW * np.maximum(1.0, np.abs(s))
        if done.all():
            break
        fresh = _next(s, (below, above), (total, reach, targets), turn, straight=straight)
        if turn > _PATIENCE:
            fresh = _jump(model, of, (fresh, s, off), (below, above))
        s = np.where(done, s, fresh)
    ends = (below, above)
    last = sweep.spend(s, ~open_)
    return Filled(s, _exactly((model, low, high, of), (targets, open_), last, ends))


def _bracket(
    model: Model, room: Room, of: Ints, spans: Spans, open_: Bools
) -> tuple[Floats, Floats, Floats]:
    """
    Return a price too low, one too high and a guess, for every group.

    Where all entities of a group stand at the same part of their room they add up to its target:
    at the lowest of their marginal returns none wants less, at the highest none wants more.
    """
    import numpy as np

    (low, high), (least, targets, most) = room, spans
    count = len(targets)
    share = np.zeros(count)
    np.divide(targets - least, most - least, out=share, where=open_)
    lowest, highest = np.full(count, np.inf), np.full(count, -np.inf)
    kernels, arrays = compiled(len(low)), model.arrays()
    if kernels is not None and arrays is not None:
        weighed, weight = np.zeros(count), np.zeros(count)
        kernels.span(*arrays, low, high, of, share, lowest, highest, weighed, weight)
    else:
        at, free = low + share[of] * (high - low), high > low
        mark, at, of = model.log_marginal(at)[free], at[free], of[free]
        np.minimum.at(lowest, of, mark)
        np.maximum.at(highest, of, mark)
        weighed, weight = sums(of, at * mark, count), sums(of, at, count)
    # Groups that are not open may have nobody to ask.
    lowest[~open_], highest[~open_], weight[~open_] = -1.0, 1.0, 1.0
    guess = np.clip(weighed / weight, lowest, highest)
    return lowest - _MARGIN, highest + _MARGIN, guess


def _next(
    s: Floats, ends: tuple[Floats, Floats], sums_: tuple[Floats, Floats, Floats], turn: int, *,
    straight: bool,
) -> Floats:  # fmt: skip
    """
    Return the next price: Newton on the sum or on its log, else the middle of the bracket.

    Where all demand falls in straight lines with the log of the price, the sum's Newton ends at
    the price as soon as it is between the same two bends.
    """
    import numpy as np

    below, above = ends
    total, reach, targets = sums_
    with np.errstate(divide="ignore", invalid="ignore"):
        over = total - targets if straight else np.log(total / targets) * total
        fresh = s + over / reach
    fails = ~((fresh > below) & (fresh < above))
    # Newton may go to and fro between two bends: now and then the bracket is halved.
    if turn > _PATIENCE and turn % _HALVED == 0:
        fails = np.ones_like(fails)
    return np.where(fails, 0.5 * (below + above), fresh)


def _jump(
    model: Model, of: Ints, turn: tuple[Floats, Floats, Floats], ends: tuple[Floats, Floats]
) -> Floats:
    """Return prices at which the demand jumps, where some lie in the bracket: the rest is there."""
    import numpy as np

    (fresh, s, off), (below, above) = turn, ends
    jumps = model.jumps()
    if jumps is None:
        return fresh
    inside = np.flatnonzero((jumps > below[of]) & (jumps < above[of]))
    found = fresh.copy()
    found[of[inside]] = jumps[inside]
    # At the jump too little, just before it enough: then the jump is the price.
    before = np.nextafter(s, -np.inf)
    return np.where((off < 0) & (s == above) & np.isin(s, jumps), before, found)


def _exactly(
    given: tuple[Model, Floats, Floats, Ints],
    goals: tuple[Floats, Bools],
    last: Swept,
    ends: tuple[Floats, Floats],
) -> Floats:
    """
    Return spend that adds up, moved along the last slope.

    Where the demand jumps (an S-curve's chord, or curves that are the same all along) the
    entities share what lies between both sides of the jump.
    """
    import numpy as np

    (model, low, high, of), (targets, open_) = given, goals
    x, slope, total, reach = last
    off = total - targets
    jumps = open_ & (np.abs(off) > _JUMP * targets)
    with np.errstate(divide="ignore", invalid="ignore"):
        moved = np.where(reach > 0, off / reach, 0.0)
    if kernels := compiled(len(x)):
        kernels.settle(slope, moved, of, low, high, x)
        settled = x
    else:
        settled = np.clip(x - slope * moved[of], low, high)
    if not jumps.any():
        return settled
    count = len(targets)
    more, _ = _demand(model, ends[0][of], low, high)
    less, _ = _demand(model, ends[1][of], low, high)
    most, least = sums(of, more, count), sums(of, less, count)
    with np.errstate(divide="ignore", invalid="ignore"):
        part = np.clip((targets - least) / (most - least), 0.0, 1.0)
    return np.where(jumps[of], np.clip(less + part[of] * (more - less), low, high), settled)


class _Sweeper(Protocol):
    """One pass over all entities at the prices of their groups."""

    def sums(self, s: Floats, done: Bools) -> tuple[Floats, Floats]:
        """Return each group's spend and slope; of groups that are done, those of before."""
        ...

    def spend(self, s: Floats, done: Bools) -> Swept:
        """Return what each entity spends too, of groups that are not done."""
        ...


def _sweeper(model: Model, low: Floats, high: Floats, of: Ints, count: int) -> _Sweeper:
    """Return what passes over entities: compiled where that is possible and pays."""
    arrays = model.arrays()
    kernels = compiled(len(low)) if arrays is not None else None
    if arrays is None or kernels is None:
        return _Plain(model, low, high, of, count)
    sweep = kernels.slide if model.straight() else kernels.sweep
    return _Compiled(sweep, arrays, (of, low, high), count)


@dataclass(frozen=True, slots=True)
class _Plain:
    model: Model
    low: Floats
    high: Floats
    of: Ints
    count: int

    def sums(self, s: Floats, done: Bools) -> tuple[Floats, Floats]:
        return self.spend(s, done)[2:]

    def spend(self, s: Floats, done: Bools) -> Swept:  # noqa: ARG002 - all at once
        x, slope = _demand(self.model, s[self.of], self.low, self.high)
        return x, slope, sums(self.of, x, self.count), sums(self.of, slope, self.count)


class _Compiled:
    def __init__(
        self, sweep: Any, arrays: tuple[Any, ...], room: tuple[Ints, Floats, Floats], count: int
    ) -> None:
        import numpy as np

        self._sweep, self._given, self._room = sweep, arrays, room
        # Only Hill's curves are found by steps that have somewhere to begin.
        steps = int(arrays[0].max(initial=0)) >= Family.hill
        self._warm = np.full(len(room[0]), np.nan) if steps else np.empty(0)
        self._sums = np.zeros(count), np.zeros(count)

    def sums(self, s: Floats, done: Bools) -> tuple[Floats, Floats]:
        import numpy as np

        none = np.empty(0)
        self._pass(s, done, none, none)
        return self._sums

    def spend(self, s: Floats, done: Bools) -> Swept:
        import numpy as np

        x, slope = np.empty_like(self._room[1]), np.empty_like(self._room[1])
        self._pass(s, done, x, slope)
        return x, slope, *self._sums

    def _pass(self, s: Floats, done: Bools, x: Floats, slope: Floats) -> None:
        total, reach = self._sums
        total[~done] = reach[~done] = 0.0
        self._sweep(*self._given, s, *self._room, done, self._warm, x, slope, total, reach)


def _demand(model: Model, s: Floats, low: Floats, high: Floats) -> tuple[Floats, Floats]:
    import numpy as np

    wish, slope = model.inverse(s)
    x = np.clip(wish, low, high)
    return x, slope * (x == wish)
