"""Split money between campaigns, platforms and days: the best split within limits, with proof."""

from __future__ import annotations

from adhelm.decide.allocation.logic.allocating import allocate
from adhelm.decide.allocation.logic.fitting import fit
from adhelm.decide.allocation.logic.money import share_out
from adhelm.decide.allocation.types import (
    NO_LIMIT,
    Allocation,
    Binding,
    Curves,
    Entity,
    Family,
    Fitted,
    GroupLimit,
    Histories,
    Infeasible,
    Level,
    Problem,
)

__all__ = [
    "NO_LIMIT",
    "Allocation",
    "Binding",
    "Curves",
    "Entity",
    "Family",
    "Fitted",
    "GroupLimit",
    "Histories",
    "Infeasible",
    "Level",
    "Problem",
    "allocate",
    "fit",
    "share_out",
]
