"""What crosses the optimization's door."""

from __future__ import annotations

from adhelm.decide.optimization.types.kept import (
    ENGINE,
    BadDraft,
    BadSnooze,
    Basis,
    Draft,
    Effect,
    NoSuchRecommendation,
    NotOpen,
    Past,
    Recommendation,
    State,
    Wanted,
)
from adhelm.decide.optimization.types.moves import (
    Advice,
    BudgetMove,
    Campaign,
    Day,
    Limits,
    Response,
    Silence,
)
from adhelm.decide.optimization.types.pools import (
    Advised,
    Entity,
    Pool,
    Split,
    Steps,
    Term,
)

__all__ = [
    "ENGINE",
    "Advice",
    "Advised",
    "BadDraft",
    "BadSnooze",
    "Basis",
    "BudgetMove",
    "Campaign",
    "Day",
    "Draft",
    "Effect",
    "Entity",
    "Limits",
    "NoSuchRecommendation",
    "NotOpen",
    "Past",
    "Pool",
    "Recommendation",
    "Response",
    "Silence",
    "Split",
    "State",
    "Steps",
    "Term",
    "Wanted",
]
