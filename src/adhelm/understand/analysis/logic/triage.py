"""How unlike other days a day is in all its metrics together: an isolation forest's view."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from adhelm.understand.analysis.logic.detect import Judged
    from adhelm.understand.analysis.logic.panel import Floats
    from adhelm.understand.analysis.logic.runs import Run

_LEAST_DAYS, _MOST_DAYS = 200, 4000
_LEAST_METRICS = 3
_FAR = 8.0
_TREES = 64


def joint_scores(judged: Mapping[str, Judged], found: Sequence[Run]) -> list[float | None]:
    """
    Return for each run the share of all entities' days that are less odd than its oddest one.

    Days are compared by the z-scores of all their metrics at once; None where there are too few.
    """
    import numpy as np

    if not found or len(judged) < _LEAST_METRICS:
        return [None] * len(found)
    z = np.stack([one.z for one in judged.values()], axis=-1)
    known = np.isfinite(z).sum(axis=-1) >= _LEAST_METRICS
    days = np.clip(np.nan_to_num(z[known]), -_FAR, _FAR)
    if len(days) < _LEAST_DAYS:
        return [None] * len(found)
    days = days[:: len(days) // _MOST_DAYS + 1]
    asked = np.array([z[run.series, run.peak.day] for run in found])
    return _ranked(days, np.clip(np.nan_to_num(asked), -_FAR, _FAR))


def _ranked(days: Floats, asked: Floats) -> list[float | None]:
    import numpy as np
    from sklearn.ensemble import IsolationForest

    forest = IsolationForest(n_estimators=_TREES, random_state=0, n_jobs=1).fit(days)
    usual = np.sort(-forest.score_samples(days))
    score = -forest.score_samples(asked)
    below = np.searchsorted(usual, score, side="left") / len(usual)
    return [round(float(each), 3) for each in below]
