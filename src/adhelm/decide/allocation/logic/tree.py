"""The optimum under caps and floors of groups within groups: prices from the inside out.

A group that hits its cap closes itself off at a price of its own. For everything outside, its
entities then are entities with tighter limits, so that one level after the other is a plain
water filling, and the root is the last.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from adhelm.decide.allocation.logic.filling import fill
from adhelm.decide.allocation.logic.groups import Branch
from adhelm.decide.allocation.logic.models import Model
from adhelm.decide.allocation.logic.sums import sums
from adhelm.decide.allocation.types import NO_LIMIT, Bools, Floats, Ints

_SAME = 1e-13


@dataclass(slots=True)
class Room:
    """Each entity's least and most in the currency, which become tighter as groups close."""

    model: Model
    low: Floats
    high: Floats
    own_low: Floats
    """The entity's own limits, changed only where a group leaves it no choice at all."""
    own_high: Floats

    @classmethod
    def of(cls, model: Model, low: Floats, high: Floats) -> Room:
        """Return the room between limits."""
        return cls(model, low.copy(), high.copy(), low.copy(), high.copy())


@dataclass(frozen=True, slots=True)
class Prices:
    """Log prices at which the groups of one level close: at their cap, and at their floor."""

    cap: Floats
    floor: Floats


def close(room: Room, branch: Branch, unit: float) -> Prices:
    """Solve each group that its cap or floor holds, and tighten its entities' room to it."""
    import numpy as np

    prices = Prices(np.full(branch.count, -np.inf), np.full(branch.count, np.inf))
    of, count = branch.of, branch.count
    if (branch.caps < NO_LIMIT).any():
        caps = branch.caps.astype(np.float64) * unit
        least, most = sums(of, room.low, count), sums(of, room.high, count)
        held = caps < most * (1 - _SAME)
        pinned = held & (caps <= least * (1 + _SAME))
        _pin_low(room, of, pinned, prices.cap)
        _solve(room, of, held & ~pinned, caps, prices.cap, at_cap=True)
    if branch.floors.any():
        floors = branch.floors.astype(np.float64) * unit
        least, most = sums(of, room.low, count), sums(of, room.high, count)
        held = floors > least * (1 + _SAME)
        pinned = held & (floors >= most * (1 - _SAME))
        _pin_high(room, of, pinned, prices.floor)
        _solve(room, of, held & ~pinned, floors, prices.floor, at_cap=False)
    return prices


def _pin_low(room: Room, of: Ints, pinned: Bools, price: Floats) -> None:
    """
    Leave no choice where a cap is no more than all the floors within.

    Entities at floors of their own are stuck. Those that the floor of an inner group raised share
    that floor at its price, so the cap's price is at least as high.
    """
    import numpy as np

    members = pinned[of]
    if not members.any():
        return
    raised = np.flatnonzero(members & (room.low > room.own_low))
    np.maximum.at(price, of[raised], room.model.take(raised).log_marginal(room.low[raised]))
    stuck = members & (room.low <= room.own_low)
    room.own_high[stuck] = room.own_low[stuck]
    room.high[members] = room.low[members]


def _pin_high(room: Room, of: Ints, pinned: Bools, price: Floats) -> None:
    """Leave no choice where a floor is no less than all the caps and ceilings within."""
    import numpy as np

    members = pinned[of]
    if not members.any():
        return
    lowered = np.flatnonzero(members & (room.high < room.own_high))
    np.minimum.at(price, of[lowered], room.model.take(lowered).log_marginal(room.high[lowered]))
    stuck = members & (room.high >= room.own_high)
    room.own_low[stuck] = room.own_high[stuck]
    room.low[members] = room.high[members]


def _solve(
    room: Room, of: Ints, open_: Bools, targets: Floats, into: Floats, *, at_cap: bool
) -> None:
    import numpy as np

    if not open_.any():
        return
    inside, number = open_[of], np.cumsum(open_) - 1
    rows: slice | Ints = slice(None) if inside.all() else np.flatnonzero(inside)
    model = room.model if isinstance(rows, slice) else room.model.take(rows)
    found = fill(model, room.low[rows], room.high[rows], number[of[rows]], targets[open_])
    into[open_] = found.price
    if at_cap:
        room.high[rows] = np.minimum(room.high[rows], found.spend)
    else:
        room.low[rows] = np.maximum(room.low[rows], found.spend)


def prices_of(
    tree: Sequence[Branch], closed: Sequence[Prices], root: float
) -> tuple[list[tuple[Floats, Floats]], Floats | None]:
    """
    Return (outer price, own price) of the groups of each level, and what the innermost ask.

    A group pays the price outside it, unless that is below the one its cap asks or above the one
    its floor asks. Without levels the second is None: all pay the root's.
    """
    import numpy as np

    above = np.array([root])
    found = []
    for branch, one in zip(tree, closed, strict=True):
        outer = above[branch.parent]
        above = np.clip(outer, one.cap, np.maximum(one.floor, one.cap))
        found.append((outer, above))
    return found, above if tree else None
