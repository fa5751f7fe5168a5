"""Days to come: forecasts of any metric by entity, with intervals that the past bears out.

`forecast` foresees all series of a level at once; `score` holds the engines against days they had
not seen, and the best one answers. What was `said` is kept with its data version: see `review`.
"""

from __future__ import annotations

from adhelm.understand.forecasting.logic.outlook import Outlook, outlook
from adhelm.understand.forecasting.service import choice, forecast, keep, review, said, score, use
from adhelm.understand.forecasting.types import Asked, Engine, Foreseen, Outcome, Said

__all__ = [
    "Asked",
    "Engine",
    "Foreseen",
    "Outcome",
    "Outlook",
    "Said",
    "choice",
    "forecast",
    "keep",
    "outlook",
    "review",
    "said",
    "score",
    "use",
]
