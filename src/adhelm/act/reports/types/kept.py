"""What people keep of reports: views, looks, schedules, what was sent, and links to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from adhelm.act.reports.types.documents import Asked, Form
from adhelm.core.errors import Conflict, Invalid, NotFound


class NoSuchView(NotFound):
    """There is no saved view of that id in this workspace."""

    code = "report.no_view"


class NoSuchSchedule(NotFound):
    """There is no schedule of reports of that id in this workspace."""

    code = "report.no_schedule"


class NoSuchReport(NotFound):
    """There is no report of that id in the archive that one may see."""

    code = "report.not_found"


class NoSuchLink(NotFound):
    """The link opens nothing: there is none, it has expired, or was taken back."""

    code = "report.no_link"


class Changed(Conflict):
    """Somebody else has changed it since it was read."""

    code = "report.changed"


class BadReport(Invalid):
    """The report cannot be what is asked for."""

    code = "report.bad"


@dataclass(frozen=True, slots=True)
class Recipients:
    """Who is sent a report: e-mail addresses, and channels of alerts by id."""

    emails: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """A schedule as it is wanted."""

    name: str
    asked: Asked
    forms: tuple[Form, ...]
    recipients: Recipients
    cron: str
    """minute hour day month weekday, by the clocks of `zone`."""
    zone: str = "UTC"
    link_days: int = 14
    """How long the links in messages open it; 0: there are none."""
    paused: bool = False


@dataclass(frozen=True, slots=True)
class Schedule:
    """A schedule as it is kept."""

    id: str
    plan: Plan
    version: int
    author: str
    at: datetime
    next_at: datetime | None
    """None while it is paused."""


@dataclass(frozen=True, slots=True)
class View:
    """A question that was saved."""

    id: str
    name: str
    asked: Asked
    version: int
    author: str
    at: datetime


@dataclass(frozen=True, slots=True)
class FileMade:
    """One file of a report that was made."""

    form: Form
    name: str
    bytes: int
    digest: str
    """SHA-256 of the bytes."""


@dataclass(frozen=True, slots=True)
class Sending:
    """Where a report went."""

    to: str
    """An address, or the id of a channel."""
    delivery_id: str
    """Of `alerts`, whose list says what became of it; '' if it was refused."""
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Sent:
    """A report that was made and kept."""

    id: str
    schedule_id: str
    asked: Asked
    title: str
    period: str
    data_version: int
    made_at: datetime
    author: str
    files: Sequence[FileMade]
    sendings: Sequence[Sending] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True)
class Shared:
    """A link to one file of a report, without its token."""

    id: str
    sent_id: str
    form: Form
    author: str
    made_at: datetime
    expires_at: datetime
    revoked: bool
    opened: int
