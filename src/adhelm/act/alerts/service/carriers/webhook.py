"""A signed webhook to a program of one's own."""

from __future__ import annotations

from adhelm.act.alerts.logic.forms import hook
from adhelm.act.alerts.service.carriers import Parcel
from adhelm.act.alerts.service.carriers.calling import post
from adhelm.act.alerts.service.post import Post


def to_webhook(made: Post, parcel: Parcel) -> None:
    """Hand a message over; a repeat has the same id and body, and a new time and signature."""
    body = hook.body(
        parcel.message, workspace_id=parcel.workspace_id, delivery_id=parcel.delivery_id
    )
    seconds = int(made.clock.now().timestamp())
    headers = hook.headers(
        body, delivery_id=parcel.delivery_id, seconds=seconds, secret=parcel.secrets["secret"]
    )
    post(made, parcel.secrets["url"], body, headers)
