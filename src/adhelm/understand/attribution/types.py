"""What crosses attribution's door: touches, conversions, questions, credit, and what is refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from adhelm.core.ads import Period
from adhelm.core.errors import Conflict, Invalid, NotFound


class BadJourney(Invalid):
    """A touchpoint or a conversion cannot be what it says."""

    code = "attribution.bad_journey"


class BadJourneyFile(Invalid):
    """A file of journeys cannot be read; nothing of it was kept."""

    code = "attribution.bad_file"


class BadQuestion(Invalid):
    """An attribution was asked for in a way that makes no sense."""

    code = "attribution.bad_question"


class TooManyStates(Invalid):
    """The memory asked for makes more states than can be solved exactly."""

    code = "attribution.too_many_states"


class MixedCurrencies(Invalid):
    """The values of conversions are in several currencies."""

    code = "attribution.mixed_currencies"


class RateMissing(Invalid):
    """A value has no exchange rate on its day."""

    code = "attribution.no_rate"


class TooManyJourneys(Conflict):
    """There are more touchpoints in the range than are attributed at once."""

    code = "attribution.too_many_journeys"


class NoSuchRun(NotFound):
    """The workspace keeps no such attribution."""

    code = "attribution.no_such_run"


class BadSource(Invalid):
    """Journeys cannot be fetched from there."""

    code = "attribution.bad_source"


class Model(StrEnum):
    """Ways to share out the credit for a conversion. None of them is causal."""

    first = "first"
    last = "last"
    linear = "linear"
    time_decay = "time_decay"
    position = "position"
    markov = "markov"
    shapley = "shapley"
    shapley_rate = "shapley_rate"


USUAL = tuple(model for model in Model if model is not Model.shapley_rate)
"""Models that nobody needs to name. A rate says little of small channels: it is for who asks."""


class By(StrEnum):
    """What credit is given to."""

    channel = "channel"
    platform = "platform"
    campaign = "campaign"


class Touched(StrEnum):
    """How a person met an ad."""

    click = "click"
    view = "view"


@dataclass(frozen=True, slots=True)
class Touchpoint:
    """One ad that reached one person; the sender's id, and whatever joins a person's events."""

    id: str
    person: str = field(repr=False)
    at: datetime
    kind: Touched = Touched.click
    channel: str = ""
    """The user's own word for where it was; empty: the platform."""
    platform: str = ""
    account: str = ""
    campaign: str = ""
    """The platform's campaign id."""


@dataclass(frozen=True, slots=True)
class Conversion:
    """One conversion of one person; `value` is None where it is not known.

    A refund is the same conversion sent again with the value that is left.
    """

    id: str
    person: str = field(repr=False)
    at: datetime
    name: str = "purchase"
    value: Decimal | None = None
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of a batch: its events that were new, known as they are, or known otherwise."""

    added: int = 0
    changed: int = 0
    same: int = 0

    def __add__(self, other: Kept) -> Kept:
        return Kept(self.added + other.added, self.changed + other.changed, self.same + other.same)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question: which days, models and windows. Days are UTC; windows are days before."""

    period: Period
    models: tuple[Model, ...] = ()
    """Empty: the usual ones that can be had."""
    by: By = By.channel
    click_days: int = 30
    view_days: int = 1
    half_life_days: float = 7.0
    order: int = 1
    """How many channels Markov remembers."""
    conversion: str = ""
    """Only conversions of this name; empty: all."""
    currency: str = ""
    """What values are converted to; needed where they are in several."""
    compare: str = ""
    """'', 'previous', 'year' or a range `A..B`: earlier days to put beside."""


@dataclass(frozen=True, slots=True)
class Credit:
    """What one model gives to one channel; None: no conversion has a known value."""

    conversions: Decimal
    value: Decimal | None
    error: Decimal | None = None
    """Standard error of `conversions` where they are estimated from samples; None: exact."""


@dataclass(frozen=True, slots=True)
class Line:
    """One channel: how often it was in a path, what its platform claims, what each model gives."""

    name: str
    paths: int
    """Conversions that it was on the way to."""
    claimed: Decimal | None
    """None: no platform reports under this name."""
    claimed_value: Decimal | None
    credit: Mapping[Model, Credit]


@dataclass(frozen=True, slots=True)
class Overlap:
    """Conversions that both of two platforms touched, which both may claim."""

    platform: str
    other: str
    conversions: int
    value: Decimal | None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many conversions there are, by what the journeys say of them."""

    conversions: int = 0
    """All in the range."""
    attributed: int = 0
    never_touched: int = 0
    before_touch: int = 0
    """Touched only after they converted."""
    outside_window: int = 0
    """Touched before, but longer ago than the windows reach."""
    touchpoints: int = 0
    without_conversion: int = 0
    """People who were touched and did not convert."""


@dataclass(frozen=True, slots=True)
class Attribution:
    """All models side by side; each adds up to `conversions` and `value` exactly."""

    asked: Asked
    lines: tuple[Line, ...]
    counts: Counts
    conversions: Decimal
    value: Decimal | None
    currency: str
    overlaps: tuple[Overlap, ...]
    claimed: Decimal | None
    """What all platforms claim together."""
    provenance: Mapping[str, Any]
    warnings: tuple[str, ...] = ()
    earlier: Attribution | None = None
    """The same for the days to compare with."""


@dataclass(frozen=True, slots=True)
class Stored:
    """One attribution as it was kept, with what it knew: data version and latest event."""

    id: str
    made_at: datetime
    question: str
    """Runs of one question, whatever their days, have the same."""
    period: str
    data_version: int
    journeys_at: datetime | None
    document: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Source:
    """Where the journeys of a sandbox are fetched, from which day on."""

    url: str
    since: date
    fetched_at: datetime | None = None
