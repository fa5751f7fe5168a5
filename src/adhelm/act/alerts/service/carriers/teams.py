"""Microsoft Teams: a workflow's webhook."""

from __future__ import annotations

import json

from adhelm.act.alerts.logic.forms import teams
from adhelm.act.alerts.service.carriers import Parcel
from adhelm.act.alerts.service.carriers.calling import post
from adhelm.act.alerts.service.post import Post


def to_teams(made: Post, parcel: Parcel) -> None:
    """Hand a message to the workflow; it answers as soon as it has queued it."""
    body = json.dumps(teams.payload(parcel.message)).encode()
    post(made, parcel.secrets["url"], body, {"content-type": "application/json"})
