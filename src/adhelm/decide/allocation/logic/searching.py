"""S-curves: the best split among those that the envelopes allow, by branch and bound.

The envelope's optimum bounds every split from above and leaves at most one entity per binding
limit inside a chord, where its true curve falls short. That entity's room is parted in two, each
part has tighter envelopes, and the search ends when the bound is met or the work is done.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from heapq import heappop, heappush

from adhelm.core.errors import AdhelmError
from adhelm.decide.allocation.logic.groups import Branch
from adhelm.decide.allocation.logic.models import Enveloped
from adhelm.decide.allocation.logic.solving import Goal, Solved, solve
from adhelm.decide.allocation.logic.sums import sums
from adhelm.decide.allocation.types import PROVEN, Curves, Floats, Ints

_WORK = 300_000
_MOST_NODES = 60


@dataclass(frozen=True, slots=True)
class Found:
    """The best split found, and what no split can exceed."""

    best: Solved
    bound: float


@dataclass(frozen=True, slots=True)
class _Node:
    solved: Solved
    model: Enveloped
    low: Floats
    high: Floats

    @property
    def bound(self) -> float:
        return self.solved.proof.primal + self.solved.proof.excess


def search(curves: Curves, low: Floats, high: Floats, tree: Sequence[Branch], goal: Goal) -> Found:
    """
    Return the best split of curves of which some are S-shaped.

    :raises Infeasible: if no spend reaches the target return.
    """
    first = _node(curves, low, high, tree, goal)
    best, queue, count = first.solved, [(-first.bound, 0, first)], 1
    nodes = max(1, min(_MOST_NODES, _WORK // max(len(low), 1)))
    bound = first.bound
    while queue and count < nodes:
        bound = max(-queue[0][0], best.proof.primal)
        if bound - best.proof.primal <= PROVEN * abs(bound):
            break
        _, _, node = heappop(queue)
        split = _widest(node)
        if split is None:
            heappush(queue, (-node.bound, 0, node))
            break
        for part in _parts(node, split):
            if not _room(*part, tree, goal):
                continue
            made = _try(curves, *part, tree, goal)
            count += 1
            if made is None:
                continue
            if made.solved.proof.primal > best.proof.primal:
                best = made.solved
            heappush(queue, (-made.bound, count, made))
    left = max((-each[0] for each in queue), default=best.proof.primal)
    return Found(best, min(first.bound, max(left, best.proof.primal)))


def _node(curves: Curves, low: Floats, high: Floats, tree: Sequence[Branch], goal: Goal) -> _Node:
    model = Enveloped.of(curves, low, high)
    return _Node(solve(model, low, high, tree, goal), model, low, high)


def _try(
    curves: Curves, low: Floats, high: Floats, tree: Sequence[Branch], goal: Goal
) -> _Node | None:
    try:
        return _node(curves, low, high, tree, goal)
    except AdhelmError:  # this part cannot reach the target
        return None


def _widest(node: _Node) -> int | None:
    """Return the entity whose true curve falls shortest of its envelope; None if none does."""
    import numpy as np

    spend = node.solved.spend
    short = node.model.value(spend) - node.model.true_value(spend)
    worst = int(np.argmax(short))
    return worst if short[worst] > 1e-12 * abs(node.bound) else None


def _parts(node: _Node, index: int) -> list[tuple[Floats, Floats]]:
    """Part an entity's room where it stands: it may spend less than that, or more."""
    at = node.solved.spend[index]
    upper, lower = node.high.copy(), node.low.copy()
    upper[index] = at
    lower[index] = at
    return [(node.low, upper), (lower, node.high)]


def _room(low: Floats, high: Floats, tree: Sequence[Branch], goal: Goal) -> bool:
    """Return whether some split lies between `low` and `high`."""
    import numpy as np

    least, most = low, high
    of: Ints | None = None
    for depth in range(len(tree) - 1, -1, -1):
        branch = tree[depth]
        within = branch.of if of is None else of
        least = np.maximum(sums(within, least, branch.count), branch.floors * goal.unit)
        most = np.minimum(sums(within, most, branch.count), branch.caps * goal.unit)
        if (least > most * (1 + 1e-12)).any():
            return False
        of = branch.parent
    budget = goal.budget * goal.unit
    enough = goal.at_most or float(most.sum()) >= budget * (1 - 1e-12)
    return enough and float(least.sum()) <= budget * (1 + 1e-12)
