"""Tell a person now: alerts that live until they are over, and messages that arrive once.

Reads incidents, pacing, syncs, plans and rules; one alert is made of detector, entity and metric.
Routes say who hears of it. `deliver` is for whoever else has something to send.
"""

from __future__ import annotations

from adhelm.act.alerts.service.channels import (
    Draft,
    add_channel,
    change_channel,
    get_channel,
    list_channels,
    probe,
    remove_channel,
)
from adhelm.act.alerts.service.delivering import (
    deliver,
    get_delivery,
    list_deliveries,
    resend,
)
from adhelm.act.alerts.service.post import MailServer, Post
from adhelm.act.alerts.service.sending import send
from adhelm.act.alerts.types import Channel, ChannelKind, Delivered, Delivery

__all__ = [
    "Channel",
    "ChannelKind",
    "Delivered",
    "Delivery",
    "Draft",
    "MailServer",
    "Post",
    "add_channel",
    "change_channel",
    "deliver",
    "get_channel",
    "get_delivery",
    "list_channels",
    "list_deliveries",
    "probe",
    "remove_channel",
    "resend",
    "send",
]
