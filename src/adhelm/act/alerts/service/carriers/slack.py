"""Slack: an incoming webhook, or an app whose buttons answer."""

from __future__ import annotations

import json

from adhelm.act.alerts.logic.forms import slack
from adhelm.act.alerts.service.carriers import Parcel
from adhelm.act.alerts.service.carriers.calling import post
from adhelm.act.alerts.service.post import Post
from adhelm.act.alerts.types import Rejected, Throttled

_STUMBLES = frozenset(
    {"internal_error", "fatal_error", "service_unavailable", "request_timeout", "ratelimited"}
)


def to_slack(made: Post, parcel: Parcel) -> None:
    """Hand a message to an incoming webhook."""
    body = json.dumps(slack.payload(parcel.message)).encode()
    post(made, parcel.secrets["url"], body, {"content-type": "application/json"})


def to_slack_app(made: Post, parcel: Parcel) -> None:
    """
    Post a message as the app, with its buttons.

    :raises Throttled: if Slack stumbled.
    :raises Rejected: if it refuses.
    """
    told = slack.payload(parcel.message, buttons=True)
    body = json.dumps({**told, "channel": parcel.settings["channel"]}).encode()
    headers = {
        "content-type": "application/json; charset=utf-8",
        "authorization": f"Bearer {parcel.secrets['token']}",
    }
    answer = post(made, f"{made.addresses['slack']}/chat.postMessage", body, headers)
    try:
        said = answer.json()
    except ValueError:
        raise Rejected("Slack answered something else than JSON") from None
    if isinstance(said, dict) and said.get("ok") is True:
        return
    error = str(said.get("error", "")) if isinstance(said, dict) else ""
    if error in _STUMBLES:
        raise Throttled(f"Slack says {error}")
    raise Rejected(f"Slack says {error or 'no'}")
