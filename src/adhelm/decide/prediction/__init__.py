"""What to expect of an entity: counts by Poisson loss, and the chance that it beats its target.

`latest_scores` and `scores_as_of` read the scores that were told after each sync.
"""

from __future__ import annotations

from adhelm.decide.prediction.logic.counts import Predictor, train
from adhelm.decide.prediction.logic.scores import Scorer, rows, train_score
from adhelm.decide.prediction.service import latest_scores, scores_as_of
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
    "scores_as_of",
    "train",
    "train_score",
]
