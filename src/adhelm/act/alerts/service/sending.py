"""Hand queued messages over: each once, tried again where that doubles nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from adhelm.act.alerts.logic import words
from adhelm.act.alerts.service.carriers import Parcel, carrier, in_doubt
from adhelm.act.alerts.service.carriers.calling import masked
from adhelm.act.alerts.service.channels import opened
from adhelm.act.alerts.service.holding import SUMMARY_OF, held_back, summary
from adhelm.act.alerts.service.post import Post
from adhelm.act.alerts.service.queueing import TELL, ask
from adhelm.act.alerts.store import alerts, channels, deliveries
from adhelm.act.alerts.types import (
    Change,
    Channel,
    ChannelKind,
    Delivered,
    Delivery,
    Doubt,
    Doubtful,
    Event,
    NoSuchDelivery,
    Throttled,
)
from adhelm.core.db import Connection
from adhelm.core.errors import AdhelmError
from adhelm.core.http import redact
from adhelm.core.jobs import enqueue
from adhelm.core.principal import Principal, Scope

MOST_ATTEMPTS = 10
_FIRST_WAIT, _LONGEST_WAIT = timedelta(seconds=30), timedelta(hours=1)
_SOON = timedelta(minutes=1)
_MOST_ERROR = 400
_WAITS = (Delivered.queued, Delivered.sending)


@dataclass(frozen=True, slots=True)
class _Claimed:
    """What is handed over now."""

    delivery: Delivery
    channel: Channel | None
    parcel: Parcel

    @property
    def kind(self) -> ChannelKind:
        return self.channel.kind if self.channel else ChannelKind.email

    @property
    def resends(self) -> bool:
        settings = self.channel.settings if self.channel else {}
        return in_doubt(self.kind, settings) is Doubt.resend


def send(*, principal: Principal, post: Post, delivery_id: str) -> Delivery:
    """
    Hand one message over, if it waits; return where it is then.

    The intent is on disk before the call leaves, so that a message that a killed process was
    handing over is known to be in doubt.

    :raises NoSuchDelivery: if there is none in the workspace.
    """
    principal.require(Scope.write)
    workspace = principal.workspace_id
    claimed = _claim(post, workspace, delivery_id)
    if claimed is not None:
        _handed_over(post, workspace, claimed)
    with post.database.reading() as connection:
        found = deliveries.find(connection, workspace, delivery_id)
    if found is None:
        raise NoSuchDelivery(f"there is no delivery '{delivery_id[:64]}'")
    return found


def _claim(post: Post, workspace: str, delivery_id: str) -> _Claimed | None:
    """Write down that a message is being handed over; None if it is not to be, now or at all."""
    with post.database.durable() as connection:
        one = deliveries.find(connection, workspace, delivery_id)
        if one is None or one.state not in _WAITS:
            return None
        channel = channels.find(connection, workspace, one.channel_id) if one.channel_id else None
        made = _Claimed(one, channel, _parcel(post, connection, workspace, one, channel))
        if not _may_go(post, connection, workspace, made):
            return None
        deliveries.move(
            connection, workspace, one.id, was=_WAITS, to=Delivered.sending,
            attempts=one.attempts + 1, sent_at=post.clock.now(), next_at=None,
        )  # fmt: skip
        return replace(made, delivery=replace(one, attempts=one.attempts + 1))


def _may_go(post: Post, connection: Connection, workspace: str, made: _Claimed) -> bool:
    one, channel = made.delivery, made.channel
    if one.state is Delivered.sending and not made.resends:
        # Whoever was handing it over did not live to say how it went.
        error = Doubtful("the process that handed it over was stopped")
        _settle(post, connection, workspace, made, error)
        return False
    if channel is not None and (channel.paused or channel.removed):
        _drop(connection, workspace, one, "its channel is paused or gone")
        return False
    if one.message.event in {Event.resolve, Event.acknowledge}:
        return _is_due(post, connection, workspace, one)
    held = channel is not None and held_back(post, connection, workspace, channel, one)
    return not held


def _is_due(post: Post, connection: Connection, workspace: str, one: Delivery) -> bool:
    """Say whether the end of an alert is to be told: not before its begin, nor without it."""
    begun = deliveries.overtaken(connection, workspace, one)
    told = [each for each in begun if each.state in {Delivered.sent, Delivered.doubtful}]
    if told or not begun:
        return True
    if any(each.state is Delivered.sending for each in begun):
        ask(connection, workspace, one, clock=post.clock, at=post.clock.now() + _SOON)
        return False
    for each in begun:
        _drop(connection, workspace, each, "it was over before it could be told")
    _drop(connection, workspace, one, "its begin was never told")
    return False


def _handed_over(post: Post, workspace: str, made: _Claimed) -> None:
    error: AdhelmError | None = None
    try:
        carrier(made.kind)(post, made.parcel)
    except AdhelmError as raised:
        error = raised
    with post.database.durable() as connection:
        if error is None:
            _arrived(post, connection, workspace, made)
        else:
            _settle(post, connection, workspace, made, error)


def _arrived(post: Post, connection: Connection, workspace: str, made: _Claimed) -> None:
    one = made.delivery
    deliveries.move(
        connection, workspace, one.id, was=(Delivered.sending, Delivered.doubtful),
        to=Delivered.sent, code="", error="", sent_at=post.clock.now(),
    )  # fmt: skip
    _note(post, connection, workspace, made, Change.sent, error="")


def _settle(
    post: Post, connection: Connection, workspace: str, made: _Claimed, error: AdhelmError
) -> None:
    """Write down that a message did not arrive, and try again if that can double nothing."""
    one = made.delivery
    told = masked(redact(error.message), made.parcel.secrets)[:_MOST_ERROR]
    again = isinstance(error, Throttled) or (isinstance(error, Doubtful) and made.resends)
    if again and one.attempts < MOST_ATTEMPTS:
        at = post.clock.now() + _wait(one, error)
        deliveries.move(
            connection, workspace, one.id, was=_WAITS, to=Delivered.queued,
            attempts=one.attempts, code=error.code, error=told, next_at=at,
        )  # fmt: skip
        ask(connection, workspace, one, clock=post.clock, at=at)
        channels.note(connection, workspace, one.channel_id, at=post.clock.now(), error=told)
        return
    to = Delivered.doubtful if isinstance(error, Doubtful) else Delivered.failed
    deliveries.move(
        connection, workspace, one.id, was=_WAITS, to=to, attempts=one.attempts, code=error.code,
        error=told, next_at=None,
    )  # fmt: skip
    _note(post, connection, workspace, made, Change.failed, error=told)
    if one.message.alert_id:
        # Somebody else may be next.
        enqueue(
            connection, workspace_id=workspace, kind=TELL, payload={}, clock=post.clock,
            asked_by="scheduler:alerts",
        )  # fmt: skip


def _wait(one: Delivery, error: AdhelmError) -> timedelta:
    grown = min(_FIRST_WAIT * 2 ** min(max(one.attempts - 1, 0), 10), _LONGEST_WAIT)
    asked = getattr(error, "retry_after_s", None)
    return max(timedelta(seconds=asked), timedelta(seconds=1)) if asked is not None else grown


def _note(
    post: Post,
    connection: Connection,
    workspace: str,
    made: _Claimed,
    change: Change,
    *,
    error: str,
) -> None:
    one, now = made.delivery, post.clock.now()
    channels.note(connection, workspace, one.channel_id, at=now, error=error)
    if one.message.alert_id:
        told = {
            "delivery": one.id, "channel": one.channel_id, "event": one.message.event.value,
            **({"error": error} if error else {}),
        }  # fmt: skip
        alerts.happened(
            connection, workspace, one.message.alert_id, change, at=now, who="scheduler:alerts",
            data=told,
        )  # fmt: skip


def _drop(connection: Connection, workspace: str, one: Delivery, why: str) -> None:
    deliveries.move(
        connection, workspace, one.id, was=(*_WAITS, Delivered.held), to=Delivered.dropped,
        code="alerts.dropped", error=why, next_at=None,
    )  # fmt: skip


def _parcel(
    post: Post, connection: Connection, workspace: str, one: Delivery, channel: Channel | None
) -> Parcel:
    message = one.message
    if message.labels.get(SUMMARY_OF) and one.state is Delivered.queued:
        message = summary(connection, workspace, one, at=post.clock.now())
    return Parcel(
        workspace_id=workspace,
        delivery_id=one.id,
        message=words.harmless(message, redact),
        settings=channel.settings if channel else {},
        secrets=opened(post, connection, workspace, channel) if channel else {},
        recipients=one.recipients,
        attachments=deliveries.attachments(connection, workspace, one.id),
    )
