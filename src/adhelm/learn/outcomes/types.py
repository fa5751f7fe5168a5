"""What crosses the door: verdicts on advice that was taken, and the record of who gave it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from adhelm.core.errors import AdhelmError, Kind, NotFound
from adhelm.govern.compliance.types import Change

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
else:
    Floats = Ints = Any


class NoSuchOutcome(NotFound):
    """There is no such verdict in this workspace, or of accounts that one does not see."""

    code = "outcomes.not_found"


class Unsayable(AdhelmError):
    """Nothing can be said of an effect; the message says why."""

    kind = Kind.conflict
    code = "outcomes.unsayable"


class Verdict(StrEnum):
    """What became of a change."""

    better = "better"
    worse = "worse"
    no_difference = "no_difference"
    """None was seen: it may be smaller than what could have been seen."""
    unsayable = "unsayable"
    """It cannot be said, and it will not be."""
    waiting = "waiting"
    """Its days are not over, or still change."""


JUDGED = frozenset({Verdict.better, Verdict.worse, Verdict.no_difference})


class Basis(StrEnum):
    """What a change is held against."""

    controls = "controls"
    """Campaigns of the same account that nobody changed."""
    forecast = "forecast"
    """What was expected on the day before the change."""
    none = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """One change that a platform took."""

    action_id: str
    plan_id: str
    recommendation_id: str
    """'' where nobody had advised it."""
    source: str
    """Who gave the advice, or made the plan."""
    change: Change
    at: datetime
    undo_of: str = ""
    """The plan that it takes back."""

    @property
    def advice_id(self) -> str:
        """Return what it is judged as a part of."""
        return self.recommendation_id or self.plan_id


@dataclass(frozen=True, slots=True)
class Foreign:
    """A change that somebody else made, or the platform by itself."""

    at: datetime
    who: str
    """'': the platform."""
    field: str
    name: str
    """Of what was changed, for people."""


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """The days of what was changed and of what was not, up to the end of the window."""

    came: Floats
    """Of all that was changed together, day by day: counts, or their value."""
    controls: Floats
    """m × days of what is alike and was left alone."""
    start: int
    """The window's first day."""
    unit: float = 1.0
    """What one conversion is worth, where values are judged."""
    foreseen: float | None = None
    """What had been expected of the window; None: nobody had said."""

    @property
    def days(self) -> int:
        """Return how long the window is."""
        return len(self.came) - self.start


@dataclass(frozen=True, slots=True)
class Compared:
    """A measured effect per day, in units of the metric."""

    effect: float
    low: float
    """With `high`: a 90 % interval."""
    high: float
    sure_low: float
    """With `sure_high`: a 95 % interval, by which verdicts are passed."""
    sure_high: float
    came: float
    """Per day in the window."""
    expected: float
    """Per day, without the change."""
    basis: Basis
    controls: int
    placebos: int
    """Windows before the change on which the same comparison was tried."""
    error: float
    """How far it was off there, relative, typically."""


@dataclass(frozen=True, slots=True)
class Promise:
    """What was expected of a change, per day."""

    expected: Decimal
    low: Decimal | None
    high: Decimal | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one piece of advice, or of one plan that nobody had advised."""

    id: str
    advice_id: str
    """The recommendation's id, or the plan's."""
    recommender: str
    """'engine', 'rule:<id>', the connector whose advice it was, or 'person'."""
    field: str
    account: str
    """'connector/account'."""
    platform: str
    account_id: str
    currency: str
    metric: str
    applied_at: datetime
    first_day: date
    """Of the days that are judged, the account's local ones; the day of the change is not."""
    last_day: date
    verdict: Verdict
    why: str
    effect: Decimal | None
    """Per day, in the metric's unit; an estimate."""
    low: Decimal | None
    """With `high`: a 90 % interval."""
    high: Decimal | None
    promise: Promise | None
    """None: nothing was promised."""
    basis: Basis
    details: Mapping[str, Any]
    """Plain values: what was changed, the figures behind the verdict, and what was said beside."""
    made_at: datetime
    data_version: int

    @property
    def judged(self) -> bool:
        """Say whether it counts in a record."""
        return self.verdict in JUDGED

    @property
    def held(self) -> bool | None:
        """Say whether the promised interval held the measured effect; None: cannot be said."""
        promise, effect = self.promise, self.effect
        if promise is None or promise.low is None or promise.high is None or effect is None:
            return None
        return promise.low <= effect <= promise.high

    @property
    def agrees(self) -> bool | None:
        """Say whether promised and measured intervals meet; None: cannot be said."""
        promise, low, high = self.promise, self.low, self.high
        if promise is None or promise.low is None or promise.high is None:
            return None
        return None if low is None or high is None else low <= promise.high and promise.low <= high


@dataclass(frozen=True, slots=True)
class Autopilot:
    """Whether a recommender has earned to act by itself, and by which numbers."""

    earned: bool
    since: datetime | None
    """When its record last changed that; None: never."""
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Record:
    """How right a recommender was about one kind of change in one metric."""

    recommender: str
    field: str
    metric: str
    currency: str
    """Of values; '' for counts."""
    judged: int
    better: int
    worse: int
    no_difference: int
    unsayable: int
    waiting: int
    covered: float | None
    """Share of promised intervals that held the measured effect; None: none was promised."""
    agreed: float | None
    """Share whose promised and measured intervals meet."""
    bias: Decimal | None
    """Mean of measured less promised effect per day: below 0 is to promise too much."""
    delivered: float | None
    """Measured over promised, all of them together."""
    effect: Decimal | None
    """Measured, per day, all of them together."""
    low: Decimal | None
    high: Decimal | None
    autopilot: Autopilot
