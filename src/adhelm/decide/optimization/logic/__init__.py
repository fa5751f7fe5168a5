"""From daily figures to budget moves that keep the total and respect the limits."""

from __future__ import annotations

from adhelm.decide.optimization.logic.moves import suggest
from adhelm.decide.optimization.logic.response import responses

__all__ = ["responses", "suggest"]
