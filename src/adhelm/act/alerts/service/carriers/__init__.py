"""Hand messages over, one module for each kind of channel."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from adhelm.act.alerts.service.post import Post
from adhelm.act.alerts.types import Attachment, ChannelKind, Doubt, Message


@dataclass(frozen=True, slots=True)
class Parcel:
    """A message ready to be handed over, with what only its channel knows."""

    workspace_id: str
    delivery_id: str
    message: Message
    settings: Mapping[str, Any]
    secrets: Mapping[str, str] = field(repr=False)
    recipients: Sequence[str] = ()
    attachments: Sequence[Attachment] = ()


Carry = Callable[[Post, Parcel], None]
"""Hands a message over; raises Throttled, Doubtful, Rejected, or an error of `core.http`."""


def carrier(kind: ChannelKind) -> Carry:
    """Return what hands messages over to a kind of channel; loaded when one needs it."""
    from importlib import import_module

    module = "slack" if kind is ChannelKind.slack_app else kind.value
    found: Carry = getattr(import_module(f"{__name__}.{module}"), f"to_{kind.value}")
    return found


def in_doubt(kind: ChannelKind, settings: Mapping[str, Any]) -> Doubt:
    """Return what to do with a message of which nobody knows whether it arrived."""
    if kind in {ChannelKind.pagerduty, ChannelKind.webhook, ChannelKind.browser}:
        # They know an event by its id.
        return Doubt.resend
    return Doubt(settings.get("in_doubt", Doubt.stop.value))
