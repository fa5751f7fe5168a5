"""Buttons in Slack: a signed reply acknowledges, puts off or approves, on behalf of a person."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from adhelm.act.alerts.logic.forms import slack
from adhelm.act.alerts.service.channels import named, opened
from adhelm.act.alerts.service.inbox import acknowledge, put_off
from adhelm.act.alerts.service.post import Post
from adhelm.act.alerts.store import waiting
from adhelm.act.alerts.types import (
    BadSignature,
    Channel,
    ChannelKind,
    NoSuchChannel,
    NotLinked,
    NotNow,
)
from adhelm.act.publishing import approve, get_plan
from adhelm.core.errors import AdhelmError, NotFound
from adhelm.core.principal import Principal
from adhelm.govern import accounts
from adhelm.govern.accounts import Caller

if TYPE_CHECKING:
    from adhelm.act.publishing import Desk

WINDOW_S = 300
"""An older reply is a replayed one."""
_VERSION = "v0"
_MOST_BYTES = 200_000


@dataclass(frozen=True, slots=True)
class Reply:
    """What came in."""

    body: bytes
    timestamp: str
    signature: str


def reply(
    *, post: Post, desk: Desk, workspace_id: str, channel_id: str, given: Reply
) -> dict[str, Any]:
    """
    Do what a button asks for, and return what Slack shows instead of it.

    The reply is signed by the app, at most five minutes old, and acted upon once. Who pressed is
    whom the channel's `people` names: what they may not do here they may not do there.

    :raises BadSignature: if it is not signed by the channel's app, or too old.
    """
    channel, secret = _channel(post, workspace_id, channel_id)
    _verify(given, secret, now=post.clock.now().timestamp())
    told = _payload(given.body)
    action = next(iter(told.get("actions") or []), None)
    if not isinstance(action, Mapping):
        return {"text": "There is nothing to do."}
    digest = hashlib.sha256(f"{channel.id} {given.timestamp} ".encode() + given.body).hexdigest()
    with post.database.durable() as connection:
        first = waiting.first_reply(connection, workspace_id, digest, at=post.clock.now())
    if not first:
        return {"text": "That was done already."}
    try:
        who = _who(post, workspace_id, channel, told)
        done = _do(post, desk, who, action)
    except AdhelmError as error:
        return _answer(f"Not done: {error.message}.")
    return _answer(done)


def _channel(post: Post, workspace_id: str, channel_id: str) -> tuple[Channel, str]:
    # To somebody without the secret a channel that is not there looks like a wrong signature.
    with post.database.reading() as connection:
        try:
            channel = named(connection, workspace_id, channel_id)
        except NoSuchChannel:
            channel = None
        if channel is None or channel.kind is not ChannelKind.slack_app:
            raise BadSignature("this is not signed by an app of ours")
        return channel, opened(post, connection, workspace_id, channel)["signing_secret"]


def _verify(given: Reply, secret: str, *, now: float) -> None:
    if len(given.body) > _MOST_BYTES or not given.timestamp.isdigit():
        raise BadSignature("this is not signed by an app of ours")
    if abs(now - int(given.timestamp)) > WINDOW_S:
        raise BadSignature("this reply is too old")
    signed = f"{_VERSION}:{given.timestamp}:".encode() + given.body
    digest = hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(f"{_VERSION}={digest}".encode(), given.signature.encode()):
        raise BadSignature("this is not signed by an app of ours")


def _payload(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(parse_qs(body.decode())["payload"][0])
    except (KeyError, ValueError, UnicodeDecodeError) as error:
        raise BadSignature("this is no reply of a button") from error
    return found if isinstance(found, dict) else {}


def _who(post: Post, workspace_id: str, channel: Channel, told: Mapping[str, Any]) -> Principal:
    user = told.get("user")
    slack_id = str(user.get("id", "")) if isinstance(user, Mapping) else ""
    person_id = channel.settings.get("people", {}).get(slack_id, "")
    if not person_id:
        raise NotLinked("nobody here is known by that name in Slack", hint="the channel's `people`")
    try:
        found = accounts.principal_of(
            database=post.database, caller=Caller(person_id=person_id), workspace_id=workspace_id
        )
        active = accounts.person(database=post.database, person_id=person_id).active
    except NotFound as error:
        raise NotLinked("that person is not in this workspace") from error
    if not active:
        raise NotLinked("that person may not sign in any more")
    return replace(found, behind=person_id)


def _do(post: Post, desk: Desk, who: Principal, action: Mapping[str, Any]) -> str:
    name, value = str(action.get("action_id", "")), str(action.get("value", ""))[:200]
    alert_id = value.partition(":")[0]
    if name == slack.ACKNOWLEDGE:
        one = acknowledge(principal=who, post=post, alert_id=alert_id)
        return f"Acknowledged by {who.id}: {one.signal.claim}"
    if name == slack.SNOOZE:
        one = put_off(principal=who, post=post, alert_id=alert_id, until="tomorrow")
        return f"Put off until tomorrow by {who.id}: {one.signal.claim}"
    if name == slack.APPROVE:
        plan = get_plan(principal=who, database=post.database, plan_id=value)
        approve(principal=who, desk=desk, plan_id=plan.id, digest=plan.hash)
        return f"Approved by {who.id}: {plan.id}"
    raise NotNow("this button does nothing here")


def _answer(text: str) -> dict[str, Any]:
    plain = {"type": "plain_text", "text": text[:2_900]}
    return {"replace_original": False, "text": text, "blocks": [{"type": "section", "text": plain}]}
