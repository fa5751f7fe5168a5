"""How many messages a channel takes: the rest is held back, and told in one summary."""

from __future__ import annotations

from datetime import datetime, timedelta

from adhelm.act.alerts.service.post import Post, new_id
from adhelm.act.alerts.service.queueing import queue
from adhelm.act.alerts.store import deliveries
from adhelm.act.alerts.types import Channel, ChannelKind, Delivered, Delivery, Event, Message
from adhelm.core.db import Connection, lock_in_transaction

SUMMARY_OF = "summary_of"
"""The label of a message that is written when it is sent."""
_LISTED = 20


def held_back(
    post: Post, connection: Connection, workspace: str, channel: Channel, one: Delivery
) -> bool:
    """Hold a message about an alert back if its channel has had enough; say whether it did."""
    if one.message.event is not Event.trigger or channel.kind is ChannelKind.pagerduty:
        # Who is on call is paged, and PagerDuty limits that itself.
        return False
    lock_in_transaction(connection, f"alerts {workspace} {channel.id}")
    now = post.clock.now()
    since = now - channel.window
    if deliveries.sent_since(connection, workspace, channel.id, since) < channel.per_window:
        return False
    deliveries.move(
        connection, workspace, one.id, was=(Delivered.queued,), to=Delivered.held, next_at=None,
        code="alerts.held", error=f"more than {channel.per_window} messages in {channel.window}",
    )  # fmt: skip
    _promise(post, connection, workspace, channel, now=now)
    return True


def summary(connection: Connection, workspace: str, one: Delivery, *, at: datetime) -> Message:
    """Return what was held back in one message, kept for the next attempt, off the list."""
    found = deliveries.held(connection, workspace, one.channel_id)
    for each in found:
        deliveries.move(
            connection, workspace, each.id, was=(Delivered.held,), to=Delivered.dropped,
            code="alerts.summarised", error=f"told in {one.id}",
        )  # fmt: skip
    listed = [f"[{each.message.severity}] {each.message.subject}" for each in found[:_LISTED]]
    rest = [f"… and {len(found) - _LISTED} more"] if len(found) > _LISTED else []
    plural = "alert was" if len(found) == 1 else "alerts were"
    made = Message(
        subject=f"{len(found)} more {plural} held back", text="\n".join([*listed, *rest]),
        link=one.message.link, at=at,
    )  # fmt: skip
    deliveries.rewrite(connection, workspace, one.id, made)
    return made


def _promise(
    post: Post, connection: Connection, workspace: str, channel: Channel, *, now: datetime
) -> None:
    """Queue the summary for the end of the window, once."""
    window = max(channel.window, timedelta(minutes=1))
    begun = datetime.fromtimestamp(now.timestamp() // window.total_seconds()
                                   * window.total_seconds(), tz=now.tzinfo)  # fmt: skip
    due = begun + window
    made = Delivery(
        id=new_id("dlv"), key=f"held {channel.id} {due.isoformat()}", channel_id=channel.id,
        recipients=(), state=Delivered.queued, attempts=0, made_at=now, next_at=due,
        message=Message(
            subject="alerts were held back", at=now, labels={SUMMARY_OF: channel.id},
            link=f"{post.web_url}/automations/alerts" if post.web_url else "",
        ),
    )  # fmt: skip
    queue(connection, workspace, made, clock=post.clock)
