"""Read scores, make them, and train what makes them."""

from __future__ import annotations

from adhelm.decide.prediction.service.reading import latest_scores, scores_as_of

__all__ = ["latest_scores", "scores_as_of"]
