"""Rules over HTTP: written and changed in versions, tried out, replayed, and what they fired."""

from __future__ import annotations

from adhelm.decide.rules.routes.handlers import router

__all__ = ["router"]
