"""What is odd in the figures: incidents with their money at stake, few false alarms.

Every metric of every account and campaign is tested each day, with the false discovery rate held
over all of them; one event is one incident, with its cause. `score_series` scores a plain series.
"""

from __future__ import annotations

from adhelm.understand.analysis.logic.stream import score_series
from adhelm.understand.analysis.service import (
    compared,
    history,
    incidents,
    keep,
    lives,
    read_range,
    standing,
)
from adhelm.understand.analysis.types import (
    Findings,
    Hours,
    Incident,
    Life,
    NoSuchIncident,
    Sensitivity,
    Series,
    Severity,
    State,
    Young,
)

__all__ = [
    "Findings",
    "Hours",
    "Incident",
    "Life",
    "NoSuchIncident",
    "Sensitivity",
    "Series",
    "Severity",
    "State",
    "Young",
    "compared",
    "history",
    "incidents",
    "keep",
    "lives",
    "read_range",
    "score_series",
    "standing",
]
