"""What crosses the reports' door: the content of a report, without a word of its looks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from adhelm.core.ads import Period
from adhelm.decide.optimization.types import Advice
from adhelm.observe.ingest.types import HeldSync
from adhelm.understand.analysis.types import Findings, Incident
from adhelm.understand.metrics.types import Provenance

Number = Decimal | int | None


@dataclass(frozen=True, slots=True)
class Measure:
    """How one metric is named, written and judged."""

    name: str
    """The catalogue's name: `roas`."""
    label: str
    unit: str
    """'money', 'price' (money per piece), 'count', 'share' or 'ratio'."""
    better: str
    """'up', 'down' or '' where neither is good in itself."""
    formula: str


@dataclass(frozen=True, slots=True)
class Tile:
    """One key figure, its change, and its days."""

    measure: Measure
    value: Number
    before: Number
    daily: Sequence[Number]
    daily_before: Sequence[Number]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table by platform; platform '' is the total."""

    platform: str
    values: Mapping[str, Number]
    before: Mapping[str, Number]
    name: str = ""
    """Of a campaign; '' where the line is of the whole platform."""


@dataclass(frozen=True, slots=True)
class Marked:
    """Days of the chart that the calendar knows, both included."""

    first: date
    last: date
    what: str
    """"promotion 'Black Week'"."""


@dataclass(frozen=True, slots=True)
class Report:
    """Everything a report shows, in one currency."""

    title: str
    workspace_id: str
    period: Period
    compared: Period | None
    currency: str
    made_at: datetime
    days: Sequence[date]
    measures: Sequence[Measure]
    tiles: Sequence[Tile]
    lines: Sequence[Line]
    total: Line
    trends: Mapping[str, Sequence[Number]]
    """Platform -> daily spend."""
    findings: Findings
    advice: Advice
    provenance: Provenance
    notes: Sequence[str] = ()
    calendar: Sequence[Marked] = ()
    campaigns: Sequence[Line] = ()
    """By campaign, most spend first."""
    names: Mapping[str, str] = field(default_factory=dict)
    """Of accounts by id, as far as they are known."""


@dataclass(frozen=True, slots=True)
class Kpi:
    """One key figure beside the one before."""

    measure: Measure
    formula: str
    """In the catalogue's words."""
    value: Number
    previous: Number
    change: Decimal | None
    """Relative to the previous value; None where there is nothing to compare with."""
    daily: Sequence[Number]
    """One value per day of the period; empty where days were not asked for."""


@dataclass(frozen=True, slots=True)
class Side:
    """One platform beside others: metric -> value, previous, change."""

    platform: str
    values: Mapping[str, Mapping[str, Number]]
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Booked:
    """The key figures of the accounts that book in one currency."""

    currency: str
    values: Mapping[str, Mapping[str, Number]]


@dataclass(frozen=True, slots=True)
class Dashboard:
    """Key figures, platforms side by side, and what is odd."""

    period: Period
    compared: str
    """The days that the period is compared with; '' where there are none."""
    currency: str
    """'' where money is not added up."""
    money: str
    """'booked', 'converted', or 'apart': not added up, for a rate is missing."""
    kpis: Sequence[Kpi]
    booked: Sequence[Booked]
    """By currency; empty where accounts book in one, or one was wanted."""
    sides: Sequence[Side]
    """By platform, and where money is not added up by currency."""
    incidents: Sequence[Incident]
    """Those with the most money at stake."""
    incidents_found: int | None
    """None: not looked for."""
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class Failing:
    """A stream of an account that did not come through the last time."""

    connector: str
    account_id: str
    stream: str
    code: str
    message: str
    hint: str
    failed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Attention:
    """What of the syncs needs a person."""

    failing: Sequence[Failing]
    held: Sequence[HeldSync]
    synced_at: datetime | None
    """The last success of the stream that waits longest; None if none ever came through."""
    syncing: bool


@dataclass(frozen=True, slots=True)
class CampaignReport:
    """What one campaign brought: a platform's, or one of ours over its platform campaigns."""

    id: str
    name: str
    status: str
    parts: Sequence[tuple[str, str, str]]
    """(connector, account id, campaign id) that were added up."""
    period: Period
    compared: str
    currency: str
    """'' where money is not added up."""
    totals: Mapping[str, Mapping[str, Number]]
    """Metric -> value, previous, change."""
    booked: Sequence[Booked]
    """By currency, where accounts book in several and none is the campaign's."""
    days: Sequence[Mapping[str, object]]
    """By date, and where money is not added up by currency."""
    provenance: Provenance | None
    """None: the campaign has no platform campaign yet."""
