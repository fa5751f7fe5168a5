"""The use cases of recommendations: suggest, keep, renew, close."""

from __future__ import annotations

from adhelm.decide.optimization.service.keeping import (
    dismiss,
    history,
    open_recommendations,
    page,
    recommendation,
    record,
    release,
    snooze,
    take,
)
from adhelm.decide.optimization.service.making import make
from adhelm.decide.optimization.service.suggesting import suggestions

__all__ = [
    "dismiss",
    "history",
    "make",
    "open_recommendations",
    "page",
    "recommendation",
    "record",
    "release",
    "snooze",
    "suggestions",
    "take",
]
