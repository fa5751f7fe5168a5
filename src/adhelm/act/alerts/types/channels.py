"""Channels, what is sent through them, and how that went."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from adhelm.act.alerts.types.alerts import Figure, Point, Severity


class ChannelKind(StrEnum):
    """Ways to people and to their tools."""

    email = "email"
    slack = "slack"
    """An incoming webhook."""
    slack_app = "slack_app"
    """An app with buttons."""
    teams = "teams"
    pagerduty = "pagerduty"
    webhook = "webhook"
    """Signed, to a program."""
    apprise = "apprise"
    """SMS and the long tail."""
    browser = "browser"
    """The web app, while it is open."""


class Doubt(StrEnum):
    """What to do with a message that may have arrived."""

    stop = "stop"
    """It is not sent again by itself; the next step of its route is taken at once."""
    resend = "resend"
    """It is: the other side knows a message by its id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """Where messages go; its address and keys are sealed apart and never shown."""

    id: str
    name: str
    kind: ChannelKind
    settings: Mapping[str, Any] = field(default_factory=dict)
    per_window: int = 20
    """Most messages in `window`; the rest is told in one summary."""
    window: timedelta = timedelta(hours=1)
    paused: bool = False
    removed: bool = False
    version: int = 1
    made_at: datetime
    ok_at: datetime | None = None
    """When something arrived last."""
    failed_at: datetime | None = None
    error: str = ""
    """Why the last one did not; '' after one that did."""


class Event(StrEnum):
    """What a message tells of an alert."""

    trigger = "trigger"
    acknowledge = "acknowledge"
    resolve = "resolve"
    message = "message"
    """It is no alert: a test, a digest, a report."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What is said, before any channel puts it into its own form."""

    subject: str
    text: str = ""
    """For channels without a form of their own, and below the claim elsewhere."""
    html: str = ""
    """Instead of the usual layout of an e-mail."""
    event: Event = Event.message
    severity: Severity = Severity.low
    facts: tuple[Figure, ...] = ()
    cause: str = ""
    chart: tuple[Point, ...] = ()
    link: str = ""
    alert_id: str = ""
    episode: int = 0
    labels: Mapping[str, str] = field(default_factory=dict)
    """'source', 'detector', 'platform', 'account', 'metric', 'entity'."""
    plan_id: str = ""
    at: datetime | None = None


Attachment = tuple[str, str, bytes]
"""(name, media type, bytes)"""


class Delivered(StrEnum):
    """Where a message is."""

    queued = "queued"
    sending = "sending"
    """It is being handed over: the intent is on disk."""
    sent = "sent"
    """The other side has taken it."""
    doubtful = "doubtful"
    """It was handed over and no answer came."""
    held = "held"
    """More than the channel takes: a summary tells of it."""
    failed = "failed"
    dropped = "dropped"
    """Its channel is paused or gone, or it was overtaken by what happened since."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One message on its way to one place."""

    id: str
    key: str
    """The same key is delivered once."""
    channel_id: str
    """'' where recipients are named."""
    recipients: tuple[str, ...]
    message: Message
    state: Delivered
    attempts: int
    made_at: datetime
    next_at: datetime | None
    sent_at: datetime | None = None
    code: str = ""
    error: str = ""
    attachments: int = 0
