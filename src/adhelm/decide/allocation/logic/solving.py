"""The optimum of one concave model under all limits, with its proof."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from adhelm.decide.allocation.logic import tree as trees
from adhelm.decide.allocation.logic.certificate import Proof, prove
from adhelm.decide.allocation.logic.groups import Branch
from adhelm.decide.allocation.logic.limits import refuse
from adhelm.decide.allocation.logic.models import Model
from adhelm.decide.allocation.types import Floats

_HALVINGS = 90
_FAR = 200.0


@dataclass(frozen=True, slots=True)
class Goal:
    """Money to split in minor units, what such a unit is, and the least return on all of it."""

    budget: int
    unit: float
    at_most: bool = False
    target: float | None = None


@dataclass(frozen=True, slots=True)
class Solved:
    """A split before rounding, and its proof."""

    spend: Floats
    proof: Proof
    targeted: bool
    """Whether the target return, not the budget, ends the spending."""


def solve(model: Model, low: Floats, high: Floats, tree: Sequence[Branch], goal: Goal) -> Solved:
    """
    Return the best split of a model's concave curves.

    The limits must be feasible; a target that they cannot reach is refused.

    :raises Infeasible: if no spend reaches the target return.
    """
    room = trees.Room.of(model, low, high)
    closed = [trees.close(room, branch, goal.unit) for branch in reversed(tree)][::-1]
    root = float(trees.close(room, _budget(len(low), goal), goal.unit).cap[0])
    # What is left of every entity's room adds up to the budget: all may take their most.
    spend = room.high
    targeted = goal.target is not None and _short(model, spend, goal.target)
    if targeted and goal.target is not None:
        root, spend = _to_target(room, root, goal.target)
    levels, own = trees.prices_of(tree, closed, root)
    proof = prove(
        model, spend, (room.own_low, room.own_high), tree, (root, levels, own),
        budget=goal.budget * goal.unit, unit=goal.unit, target=goal.target if targeted else None,
    )  # fmt: skip
    return Solved(spend, proof, targeted)


def _budget(count: int, goal: Goal) -> Branch:
    """Return the root: one group of all, its cap the budget."""
    import numpy as np

    none = np.zeros(1, dtype=np.int64)
    return Branch(
        np.zeros(count, np.int64), none, np.array([goal.budget]), none, names=("the budget",)
    )


def _short(model: Model, spend: Floats, target: float) -> bool:
    return float(model.true_value(spend).sum()) < target * float(spend.sum())


def _to_target(room: trees.Room, root: float, target: float) -> tuple[float, Floats]:
    """
    Return the lowest price at which the return on all spend reaches the target.

    Up to the price that equals the target, each step up sheds money that returns less than it.
    """
    import numpy as np

    def at(s: float) -> Floats:
        wish, _ = room.model.inverse(np.full(len(room.low), s))
        return np.clip(wish, room.low, room.high)

    above = math.log(target)
    best = at(above)
    if _short(room.model, best, target):
        reached = float(room.model.true_value(best).sum()) / max(float(best.sum()), 1e-300)
        refuse([(f"the target return of {target:g}", f"the floors: {reached:.6g} is the most")])
    below = root if math.isfinite(root) else above - _FAR
    below = min(below, above)
    for _ in range(_HALVINGS):
        middle = 0.5 * (below + above)
        tried = at(middle)
        if _short(room.model, tried, target):
            below = middle
        else:
            above, best = middle, tried
    return above, best
