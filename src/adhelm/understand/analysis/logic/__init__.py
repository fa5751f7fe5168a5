"""Find what is odd: test every day, keep what is no chance, merge, roll up, say it in words."""

from __future__ import annotations

from adhelm.understand.analysis.logic.incidents import find

__all__ = ["find"]
