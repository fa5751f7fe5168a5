"""Judge what was done, and read how right its advice was."""

from __future__ import annotations

from adhelm.learn.outcomes.service.judging import judge
from adhelm.learn.outcomes.service.keeping import keep
from adhelm.learn.outcomes.service.reading import earned, outcome, outcomes, track_record

__all__ = ["earned", "judge", "keep", "outcome", "outcomes", "track_record"]
