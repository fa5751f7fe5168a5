"""PagerDuty: Events API v2."""

from __future__ import annotations

import json

from adhelm.act.alerts.logic.forms import pagerduty
from adhelm.act.alerts.service.carriers import Parcel
from adhelm.act.alerts.service.carriers.calling import post
from adhelm.act.alerts.service.post import Post


def to_pagerduty(made: Post, parcel: Parcel) -> None:
    """Trigger, acknowledge or resolve; the same event twice is one there."""
    told = pagerduty.event(
        parcel.message, workspace_id=parcel.workspace_id, delivery_id=parcel.delivery_id
    )
    body = json.dumps({"routing_key": parcel.secrets["routing_key"], **told}).encode()
    url = f"{made.addresses['pagerduty']}/v2/enqueue"
    post(made, url, body, {"content-type": "application/json"})
