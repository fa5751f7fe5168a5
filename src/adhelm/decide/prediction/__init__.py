"""What to expect of an entity: counts by Poisson loss, and the chance that it beats its target.

`latest_scores` and `scores_as_of` read the scores that were told after each sync.
"""

from __future__ import annotations

from adhelm.decide.prediction.logic.counts import Predictor, train
from adhelm.decide.prediction.logic.scores import Scorer, rows, train_score
from adhelm.decide.prediction.service import latest_scores, score, scores_as_of, show, train_models
from adhelm.decide.prediction.types import Card, Features, Goal, Panel, Score, ScoreCard, Standing

__all__ = [
    "Card",
    "Features",
    "Goal",
    "Panel",
    "Predictor",
    "Score",
    "ScoreCard",
    "Scorer",
    "Standing",
    "latest_scores",
    "rows",
    "score",
    "scores_as_of",
    "show",
    "train",
    "train_models",
    "train_score",
]
