"""Read scores, make them, and train what makes them."""

from __future__ import annotations

from adhelm.decide.prediction.service.making import TRAIN, ask_training, keep, score
from adhelm.decide.prediction.service.making import train as train_models
from adhelm.decide.prediction.service.reading import (
    champion,
    latest_scores,
    model,
    models,
    page,
    scores_as_of,
    show,
)

__all__ = [
    "TRAIN",
    "ask_training",
    "champion",
    "keep",
    "latest_scores",
    "model",
    "models",
    "page",
    "score",
    "scores_as_of",
    "show",
    "train_models",
]
