"""Where money would bring more: budget moves inside an account, with limits and reasons."""

from __future__ import annotations

from adhelm.decide.optimization.service import suggestions
from adhelm.decide.optimization.types import Advice, BudgetMove, Limits, Silence

__all__ = ["Advice", "BudgetMove", "Limits", "Silence", "suggestions"]
