"""Foresee, score engines, keep what was said and look back at it."""

from __future__ import annotations

from adhelm.understand.forecasting.service.choosing import choice, score, use
from adhelm.understand.forecasting.service.foreseeing import forecast
from adhelm.understand.forecasting.service.keeping import keep, review, said

__all__ = ["choice", "forecast", "keep", "review", "said", "score", "use"]
