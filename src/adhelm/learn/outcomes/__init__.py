"""Did it work: what each applied change did, against what would have been without it.

Reads what `act.publishing` applied and what was promised for it; judges each advice once, on final
days alone. `track_record` says how right a recommender was, `earned` whether that is enough for
autopilot. Nothing imports this: its results are a table.
"""

from __future__ import annotations

from adhelm.learn.outcomes.service import earned, judge, keep, outcome, outcomes, track_record
from adhelm.learn.outcomes.types import (
    Applied,
    Autopilot,
    Basis,
    Foreign,
    NoSuchOutcome,
    Outcome,
    Record,
    Verdict,
)

__all__ = [
    "Applied",
    "Autopilot",
    "Basis",
    "Foreign",
    "NoSuchOutcome",
    "Outcome",
    "Record",
    "Verdict",
    "earned",
    "judge",
    "keep",
    "outcome",
    "outcomes",
    "track_record",
]
