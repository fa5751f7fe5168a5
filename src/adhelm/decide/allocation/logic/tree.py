"""The optimum under caps and floors of groups within groups: prices from the inside out.

A group that hits its cap closes itself off at a price of its own. For everything outside, its
entities then are entities with tighter limits, so that one level after the other is a plain
water filling, and the root is the last.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from adhelm.decide.allocation.logic.filling import Spans, fill
from adhelm.decide.allocation.logic.groups import Branch
from adhelm.decide.allocation.logic.models import Model
from adhelm.decide.allocation.logic.sums import sums
from adhelm.decide.allocation.types import NO_LIMIT, Bools, Floats, Ints

_SAME = 1e-13
_MOSTLY = 0.5
"""Where no fewer of the groups are open, picking out their entities takes longer than it saves."""


@dataclass(slots=True)
class Room:
    """
    Each entity's least and most in the currency, which become tighter as groups close.

    Arrays are replaced, never written to: at first they are the caller's.
    """

    model: Model
    low: Floats
    high: Floats
    own_low: Floats
    """The entity's own limits, changed only where a group leaves it no choice at all."""
    own_high: Floats

    @classmethod
    def of(cls, model: Model, low: Floats, high: Floats) -> Room:
        """Return the room between limits."""
        return cls(model, low, high, low, high)


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
        _solve(room, of, held & ~pinned, (least, caps, most), prices.cap, at_cap=True)
    if branch.floors.any():
        floors = branch.floors.astype(np.float64) * unit
        least, most = sums(of, room.low, count), sums(of, room.high, count)
        held = floors > least * (1 + _SAME)
        pinned = held & (floors >= most * (1 - _SAME))
        _pin_high(room, of, pinned, prices.floor)
        _solve(room, of, held & ~pinned, (least, floors, most), prices.floor, at_cap=False)
    return prices


def _pin_low(room: Room, of: Ints, pinned: Bools, price: Floats) -> None:
    """
    Leave no choice where a cap is no more than all the floors within.

    Entities at floors of their own are stuck. Those that the floor of an inner group raised share
    that floor at its price, so the cap's price is at least as high.
    """
    import numpy as np

    if not pinned.any():
        return
    members = pinned[of]
    raised = np.flatnonzero(members & (room.low > room.own_low))
    np.maximum.at(price, of[raised], room.model.take(raised).log_marginal(room.low[raised]))
    stuck = members & (room.low <= room.own_low)
    room.own_high = np.where(stuck, room.own_low, room.own_high)
    room.high = np.where(members, room.low, room.high)


def _pin_high(room: Room, of: Ints, pinned: Bools, price: Floats) -> None:
    """Leave no choice where a floor is no less than all the caps and ceilings within."""
    import numpy as np

    if not pinned.any():
        return
    members = pinned[of]
    lowered = np.flatnonzero(members & (room.high < room.own_high))
    np.minimum.at(price, of[lowered], room.model.take(lowered).log_marginal(room.high[lowered]))
    stuck = members & (room.high >= room.own_high)
    room.own_low = np.where(stuck, room.own_high, room.own_low)
    room.low = np.where(members, room.high, room.low)


def _solve(room: Room, of: Ints, open_: Bools, spans: Spans, into: Floats, *, at_cap: bool) -> None:
    """Fill the groups that are open; what their entities spend is their most, or their least."""
    import numpy as np

    if not open_.any():
        return
    side = room.high if at_cap else room.low
    if open_.mean() >= _MOSTLY:
        found = fill(room.model, (room.low, room.high), of, spans, open_)
        into[open_] = found.price[open_]
        spend = found.spend if open_.all() else np.where(open_[of], found.spend, side)
    else:
        rows, number = np.flatnonzero(open_[of]), np.cumsum(open_) - 1
        least, targets, most = (one[open_] for one in spans)
        found = fill(
            room.model.take(rows), (room.low[rows], room.high[rows]), number[of[rows]],
            (least, targets, most), np.ones(len(targets), dtype=bool),
        )  # fmt: skip
        into[open_] = found.price
        spend = side.copy()
        spend[rows] = found.spend
    if at_cap:
        room.high = spend
    else:
        room.low = spend


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
