"""What sources say, and the alerts that are made of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any


class Severity(StrEnum):
    """How much an alert matters, in rising order."""

    low = "low"
    medium = "medium"
    high = "high"
    critical = "critical"

    @property
    def rank(self) -> int:
        """Return its place in the order, from 0."""
        return list(Severity).index(self)


class State(StrEnum):
    """Where an alert is."""

    firing = "firing"
    acknowledged = "acknowledged"
    resolved = "resolved"


class Source(StrEnum):
    """Who noticed it."""

    incident = "incident"
    pacing = "pacing"
    sync = "sync"
    quality = "quality"
    reconciliation = "reconciliation"
    action = "action"
    stop = "stop"
    connection = "connection"
    approval = "approval"
    interface = "interface"
    slo = "slo"
    rule = "rule"
    other = "other"


@dataclass(frozen=True, slots=True)
class Entity:
    """What an alert is about; all empty: the workspace."""

    platform: str = ""
    account: str = ""
    """'connector/account'."""
    level: str = ""
    id: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number beside what it is held against, both as people read them."""

    label: str
    value: str
    was: str = ""
    """What is usual, allowed or planned."""


@dataclass(frozen=True, slots=True)
class Point:
    """One day of a small chart; None: not known."""

    label: str
    value: float | None
    expected: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """What a source says is so; as long as it says so, the alert of the same identity fires."""

    source: Source
    detector: str
    severity: Severity
    claim: str
    """One line: what happened, to what, since when."""
    entity: Entity = Entity()
    metric: str = ""
    figures: tuple[Figure, ...] = ()
    cause: str = ""
    since: datetime | None = None
    days: tuple[date, date] | None = None
    """First and last day that it is about."""
    measure: Decimal | None = None
    """How bad it is; what grows by a quarter has worsened."""
    labels: Mapping[str, str] = field(default_factory=dict)
    chart: tuple[Point, ...] = ()
    path: str = ""
    """Where to look in the web app, from its root; '': made of entity, metric and days."""
    ref: str = ""
    """The source's own id for it: another detector may find the same thing first."""
    covers: tuple[str, ...] = ()
    """Ids of things inside the entity that it accounts for."""
    data_version: int | None = None
    momentary: bool = False
    """It has happened and does not last: told once, and resolved at once."""
    plan_id: str = ""
    """The plan that waits for a yes, where that is what it is about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Snooze:
    """Until when nobody wants to hear of it."""

    until: datetime | None = None
    """None: until it worsens."""
    measure: Decimal | None = None
    """As bad as it was when it was put off."""
    severity: Severity = Severity.low


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """One alert through its life; its id is made of detector, entity and metric."""

    id: str
    state: State
    signal: Signal
    """As it was said last."""
    episode: int
    """How often it has begun to fire."""
    first_at: datetime
    """Of this episode."""
    last_at: datetime
    version: int
    resolved_at: datetime | None = None
    acked_at: datetime | None = None
    acked_by: str = ""
    snooze: Snooze | None = None
    inhibited_by: str = ""
    """The alert that accounts for it; '' if none."""
    steps: int = 0
    """Escalation steps that were taken in this episode."""
    told_at: datetime | None = None
    """When this episode was first handed to a channel; None: nobody was told yet."""

    @property
    def severity(self) -> Severity:
        """Return how much it matters."""
        return self.signal.severity

    @property
    def open(self) -> bool:
        """Say whether it still holds."""
        return self.state is not State.resolved


class Change(StrEnum):
    """What can happen to an alert."""

    fired = "fired"
    worsened = "worsened"
    changed = "changed"
    acknowledged = "acknowledged"
    snoozed = "snoozed"
    woken = "woken"
    resolved = "resolved"
    inhibited = "inhibited"
    released = "released"
    muted = "muted"
    routed = "routed"
    escalated = "escalated"
    sent = "sent"
    failed = "failed"
    marked = "marked"


@dataclass(frozen=True, slots=True)
class Happened:
    """One line of an alert's history."""

    number: int
    at: datetime
    change: Change
    who: str
    """'<actor>:<id>'."""
    data: Mapping[str, Any]


class Opinion(StrEnum):
    """What people say of an alert, or of none where one should have been."""

    useful = "useful"
    useless = "useless"
    missed = "missed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Somebody's opinion."""

    id: str
    opinion: Opinion
    who: str
    at: datetime
    alert_id: str = ""
    """'' of what was missed."""
    episode: int = 0
    detector: str = ""
    what: str = ""
    """What was missed, or why it was useless."""
    day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How the alerts of a detector did, by people's marks."""

    detector: str
    alerts: int
    useful: int
    useless: int
    missed: int
