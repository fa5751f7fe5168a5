"""The proof of a split: what no other split within the limits can exceed, by weak duality.

For concave curves f, prices t ≥ 0 and any split y within the limits, Σ f(y) is at most
Σ f(z) + Σ max over the box of (f'(z) − μ)(y − z) + Σ t × what the group has left, with μ the sum of
the prices an entity pays. Only slopes are needed, and every term is zero at the optimum.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from adhelm.decide.allocation.logic.groups import Branch
from adhelm.decide.allocation.logic.kernels import compiled
from adhelm.decide.allocation.logic.models import Model
from adhelm.decide.allocation.logic.sums import sums
from adhelm.decide.allocation.types import Floats, Ints

_MOST = 700.0


@dataclass(frozen=True, slots=True)
class Proof:
    """What a split returns, and by how much any other may exceed it."""

    primal: float
    excess: float
    marginal: float
    """Price of the budget."""
    worth: tuple[Floats, ...]
    """By level: what a unit more of each group's cap (or less of its floor) would bring."""


def prove(
    model: Model,
    spend: Floats,
    room: tuple[Floats, Floats],
    tree: Sequence[Branch],
    prices: tuple[float, list[tuple[Floats, Floats]], Floats | None],
    *,
    budget: float,
    unit: float,
    target: float | None,
) -> Proof:
    """Return the proof of `spend`; `room` are the entities' own limits, in the currency."""
    import numpy as np

    root, levels, own = prices
    price = _exp(np.array([root]))[0] if np.isfinite(root) else 0.0
    pays = np.array([price]) if own is None else _exp(own)
    of = np.zeros(len(spend), np.int64) if own is None else tree[-1].of
    true, excess = _weighed(model, spend, room, of, pays)
    worth = []
    for branch, (outer, inner) in zip(tree, levels, strict=True):
        more = _exp(inner) - _exp(outer)
        limit = np.where(more > 0, branch.caps * unit, branch.floors * unit)
        left = limit - sums(branch.of, spend, branch.count)
        excess += float((more * left)[more != 0].sum())
        worth.append(more)
    total = float(spend.sum())
    if target is not None:
        scarce = price / (target - price) if price < target else np.inf
        short = true - target * total
        return Proof(
            true, float((1 + scarce) * excess + scarce * short), float(price), tuple(worth)
        )
    return Proof(true, float(excess + price * (budget - total)), float(price), tuple(worth))


def _weighed(
    model: Model, spend: Floats, room: tuple[Floats, Floats], of: Ints, pays: Floats
) -> tuple[float, float]:
    """Return what `spend` brings, and how much more any other within the entities' limits could."""
    import numpy as np

    low, high = room
    arrays, kernels = model.arrays(), compiled(len(spend))
    if kernels is not None and arrays is not None and model.jumps() is None:
        return kernels.weigh(*arrays[:5], low, high, spend, of, pays)
    free = high > low
    gain = _exp(model.log_marginal(spend)) - pays[of]
    gains = gain * np.where(gain > 0, high - spend, low - spend)
    true = promised = float(model.true_value(spend).sum())
    if model.jumps() is not None:
        promised = float(model.value(spend).sum())
    return true, float(gains[free].sum()) + promised - true


def _exp(power: Floats) -> Floats:
    import numpy as np

    return np.asarray(np.exp(np.clip(power, -_MOST, _MOST)))
