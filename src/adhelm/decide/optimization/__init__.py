"""Where money would bring more, and everything else that is recommended, kept until it is decided.

`suggestions` weighs campaigns now. `record` keeps the advice of any source: the engine's own, a
rule's, a platform's; `take` and `dismiss` note what became of it. Nothing here changes a campaign.
"""

from __future__ import annotations

from adhelm.decide.optimization.service import (
    dismiss,
    history,
    open_recommendations,
    recommendation,
    record,
    release,
    snooze,
    suggestions,
    take,
)
from adhelm.decide.optimization.types import (
    ENGINE,
    Advice,
    BadDraft,
    BadSnooze,
    Basis,
    BudgetMove,
    Draft,
    Effect,
    Limits,
    NoSuchRecommendation,
    NotOpen,
    Past,
    Recommendation,
    Silence,
    State,
    Wanted,
)

__all__ = [
    "ENGINE",
    "Advice",
    "BadDraft",
    "BadSnooze",
    "Basis",
    "BudgetMove",
    "Draft",
    "Effect",
    "Limits",
    "NoSuchRecommendation",
    "NotOpen",
    "Past",
    "Recommendation",
    "Silence",
    "State",
    "Wanted",
    "dismiss",
    "history",
    "open_recommendations",
    "recommendation",
    "record",
    "release",
    "snooze",
    "suggestions",
    "take",
]
