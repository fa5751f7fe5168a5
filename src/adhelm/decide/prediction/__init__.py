"""What to expect of an entity: counts by Poisson loss, and the chance that it beats its target."""

from __future__ import annotations

from adhelm.decide.prediction.logic.counts import Predictor, train
from adhelm.decide.prediction.logic.scores import Scorer, rows, train_score
from adhelm.decide.prediction.types import Card, Features, Panel, ScoreCard

__all__ = [
    "Card",
    "Features",
    "Panel",
    "Predictor",
    "ScoreCard",
    "Scorer",
    "rows",
    "train",
    "train_score",
]
