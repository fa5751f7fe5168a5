"""What crosses the analysis' door."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from adhelm.core.ads import Period
from adhelm.core.errors import NotFound
from adhelm.understand.metrics.types import Provenance

Day = date


class Severity(StrEnum):
    """How much an incident matters, by the money at stake."""

    low = "low"
    medium = "medium"
    high = "high"


@dataclass(frozen=True, slots=True)
class Series:
    """
    The daily figures of one account or campaign, one value per day from `first` on.

    None is a day that nobody reported (no import covers it); 0 is a day without delivery.
    """

    platform: str
    account_id: str
    level: str
    """'account' or 'campaign'."""
    entity_id: str
    entity: str
    currency: str
    first: date
    spend: tuple[Decimal | None, ...]
    impressions: tuple[int | None, ...]
    clicks: tuple[int | None, ...]
    conversions: tuple[Decimal | None, ...]
    active: bool = True
    """False where the platform says that it is paused or ended: then silence is no incident."""
    calendar: Mapping[date, str] = field(default_factory=dict)
    """Days known to be unlike others, and why: no other day is held against them."""
    effects: Mapping[date, Decimal] = field(default_factory=dict)
    """The change that the calendar says to expect of a day: 0.3 is thirty percent more."""
    maturity: tuple[float, ...] = ()
    """Least share of a day's conversions known after 0, 1, … days; empty: the usual curve."""

    @property
    def days(self) -> int:
        """Return how many days the series spans."""
        return len(self.spend)

    def day(self, index: int) -> date:
        """Return the date of the value at `index`."""
        return self.first + timedelta(days=index)


@dataclass(frozen=True, slots=True)
class Young:
    """The last days of an account up to an earlier hour, as they were known then, hour by hour."""

    clicks: tuple[int | None, ...]
    conversions: tuple[Decimal | None, ...]


@dataclass(frozen=True, slots=True)
class Hours:
    """
    The figures of one account or campaign hour by hour: 24 a local day, from `first` 0:00 on.

    None is an hour that nobody reported or that is no plain hour of its clock; 0 one without
    delivery. The last one is over.
    """

    platform: str
    account_id: str
    level: str
    entity_id: str
    entity: str
    currency: str
    first: date
    spend: tuple[Decimal | None, ...]
    impressions: tuple[int | None, ...]
    clicks: tuple[int | None, ...]
    conversions: tuple[Decimal | None, ...]
    active: bool = True
    maturity: tuple[float, ...] = ()
    unlike: frozenset[date] = frozenset()
    """Days of the calendar: more or dearer delivery is no incident on them."""
    earlier: tuple[Young, ...] = ()
    """How its account looked on days before at the hour of the last one; empty: not known."""


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """What counts as odd. The defaults keep false alarms rare rather than find everything."""

    false_discovery_rate: float = 0.05
    """Share of findings that may be chance, over all series, metrics and days tested at once."""
    smallest_change: float = 0.25
    """Relative change below which nothing is reported, however certain."""
    weeks: int = 5
    """Whole weeks of history that a day is compared with."""
    least_days: int = 14
    """Days with data that the history must hold."""


class CauseKind(StrEnum):
    """How a change came about."""

    one = "one"
    """It happened in few entities alone."""
    rate = "rate"
    """The same things are worth more or less than they were."""
    mix = "mix"
    """Each is worth what it was; more or less goes to those that are worth less or more."""
    volume = "volume"
    """There was more or less of everything."""


@dataclass(frozen=True, slots=True)
class Cause:
    """What brought a change about, by a dimension; shares of the change add up to one."""

    kind: CauseKind
    dimension: str
    """'campaign', or 'metric' where the steps from spend to conversion are told apart."""
    rate: float
    """Share of the change that is the parts' own rates' doing …"""
    mix: float
    """… and share that is how much went to which."""
    parts: tuple[tuple[str, float], ...] = ()
    """The parts that did most of it, each with its share of the change."""


@dataclass(frozen=True, slots=True)
class Incident:
    """Something odd about one metric of one entity, on one day or a run of days."""

    id: str
    """Stable: detector + entity + metric + day, never the text."""
    detector: str
    """'robust_z', 'level_shift', 'zero_delivery', 'tracking_break'; of plans 'missed_target', …"""
    platform: str
    account_id: str
    level: str
    entity_id: str
    entity: str
    metric: str
    date: date
    """The first day."""
    observed: Decimal | None
    """On the oddest day, as `expected`, `low`, `high` and `score` are."""
    expected: Decimal
    low: Decimal
    high: Decimal
    score: float
    """Signed robust z-score, or the equivalent of a tail probability."""
    severity: Severity
    at_stake: Decimal
    """Money over all its days, in `currency`."""
    currency: str
    reason: str
    """One sentence a person understands."""
    last_date: Day | None = None
    """The last day of the run; None for a single day."""
    provisional: bool = False
    """The platform may still restate the figures behind it."""
    also: tuple[str, ...] = ()
    """Other metrics of the same entity that moved with it."""
    explains: tuple[str, ...] = ()
    """Campaigns whose own incidents this account-wide one accounts for."""
    calendar: tuple[str, ...] = ()
    """What the calendar knows of its days: "promotion 'Black Week'"."""
    planned: bool = False
    """It was to come: more in a promotion, less on a holiday, as much as a budget was moved by."""
    cause: Cause | None = None
    joint: float | None = None
    """How unlike other days the oddest is in all metrics together, 0 to 1; None: too few days."""
    since: str | None = None
    """The account's local hour it began with: 2026-01-31T09:00; None: known by the day only."""
    notes: tuple[str, ...] = ()
    """What people of the workspace wrote about its days."""

    @property
    def days(self) -> int:
        """Return how many days it lasts."""
        return ((self.last_date or self.date) - self.date).days + 1


@dataclass(frozen=True, slots=True)
class Findings:
    """What a search for incidents came to."""

    incidents: tuple[Incident, ...]
    """Most money at stake first."""
    period: Period
    """The days that were examined."""
    series: int
    tests: int
    data_version: int = 0
    notes: tuple[str, ...] = ()
    """What was not examined and why."""
    provenance: Provenance | None = None


class State(StrEnum):
    """Where an incident stands."""

    open = "open"
    """It may still go on."""
    resolved = "resolved"
    """It lies behind: the days after it are as usual."""
    withdrawn = "withdrawn"
    """Figures were restated, and it is none any more."""


@dataclass(frozen=True, slots=True)
class Life:
    """An incident over data versions: when it was first told, and last."""

    incident: Incident
    """As it was found last."""
    state: State
    opened_version: int
    opened_at: datetime
    seen_version: int
    """The data version in which it was last examined."""
    seen_at: datetime
    closed_at: datetime | None = None

    @property
    def id(self) -> str:
        """Return the incident's id."""
        return self.incident.id


@dataclass(frozen=True, slots=True)
class Past:
    """What was known of an incident from a data version on."""

    data_version: int
    at: datetime
    state: State
    incident: Incident


class NoSuchIncident(NotFound):
    """There is no incident of that id, or none was kept."""

    code = "analysis.no_incident"
