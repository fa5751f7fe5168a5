"""What crosses the reports' door: the content of a report, without a word of its looks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from adhelm.core.ads import Period
from adhelm.decide.optimization.types import Advice
from adhelm.understand.analysis.types import Findings
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
