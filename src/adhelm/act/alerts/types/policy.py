"""Who hears of what: routes as a tree, mutes, digests, escalation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from adhelm.act.alerts.types.alerts import Severity


@dataclass(frozen=True, slots=True)
class Match:
    """What a route or a mute is for; what is empty lets all pass."""

    severity: Severity = Severity.low
    """At least so much."""
    sources: tuple[str, ...] = ()
    detectors: tuple[str, ...] = ()
    platforms: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()
    """'connector/account', with `*`."""
    entities: tuple[str, ...] = ()
    """Names, with `*`."""
    labels: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Digest:
    """When what has gathered is told in one message: at a time of day, in a zone, on some days."""

    at: time
    zone: str = "UTC"
    days: tuple[str, ...] = ()
    """'mon' to 'sun'; empty: every day."""


@dataclass(frozen=True, slots=True)
class Step:
    """Whom to tell when nobody has acknowledged it for so long."""

    after: timedelta
    channels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Route:
    """A branch: the first of its own branches that matches takes the alert, else it does itself."""

    match: Match = Match()
    channels: tuple[str, ...] = ()
    """Ids of channels."""
    digest: Digest | None = None
    """Instead of at once."""
    escalate: tuple[Step, ...] = ()
    routes: tuple[Route, ...] = ()
    go_on: bool = False
    """Let the next branch have it too."""
    group: timedelta = timedelta(minutes=2)
    """Alerts that come so close to each other are one message."""
    resolved: bool = True
    """Whether the end of an alert is told too."""


@dataclass(frozen=True, slots=True)
class Mute:
    """When nobody is told, by the clock on the wall: from, until, on some days."""

    name: str
    match: Match = Match()
    start: time = time(0)
    end: time = time(0)
    """The same as `start`: the whole day."""
    zone: str = "UTC"
    days: tuple[str, ...] = ()
    until: datetime | None = None
    """After this it is over; None: it goes on."""


@dataclass(frozen=True, slots=True)
class Policy:
    """All of it, as a workspace has it; version 0: what comes with Adhelm."""

    root: Route = Route()
    mutes: tuple[Mute, ...] = ()
    version: int = 0
    by: str = ""
    at: datetime | None = None
