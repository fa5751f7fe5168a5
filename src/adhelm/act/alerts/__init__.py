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
from adhelm.act.alerts.service.inbox import (
    acknowledge,
    get_alert,
    list_alerts,
    list_marks,
    mark,
    put_off,
    resolve,
    tallies,
)
from adhelm.act.alerts.service.looking import Looked, look
from adhelm.act.alerts.service.policies import get_policy, set_policy
from adhelm.act.alerts.service.post import MailServer, Post
from adhelm.act.alerts.service.raising import absorb
from adhelm.act.alerts.service.sending import send
from adhelm.act.alerts.service.telling import tell
from adhelm.act.alerts.types import (
    Alert,
    Channel,
    ChannelKind,
    Delivered,
    Delivery,
    Opinion,
    Severity,
    Signal,
    Source,
    State,
)

__all__ = [
    "Alert",
    "Channel",
    "ChannelKind",
    "Delivered",
    "Delivery",
    "Draft",
    "Looked",
    "MailServer",
    "Opinion",
    "Post",
    "Severity",
    "Signal",
    "Source",
    "State",
    "absorb",
    "acknowledge",
    "add_channel",
    "change_channel",
    "deliver",
    "get_alert",
    "get_channel",
    "get_delivery",
    "get_policy",
    "list_alerts",
    "list_channels",
    "list_deliveries",
    "list_marks",
    "look",
    "mark",
    "probe",
    "put_off",
    "remove_channel",
    "resend",
    "resolve",
    "send",
    "set_policy",
    "tallies",
    "tell",
]
