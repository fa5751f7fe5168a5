"""Every query of messages on their way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from adhelm.act.alerts.store.documents import read, written
from adhelm.act.alerts.tables import ATTACHMENT, DELIVERY
from adhelm.act.alerts.types import Attachment, Delivered, Delivery, Event, Message

_COLUMN = DELIVERY.c


def of_key(connection: sa.Connection, workspace_id: str, key: str) -> Delivery | None:
    """Return the delivery of a key; None if there is none."""
    mine = (_COLUMN.workspace_id == workspace_id) & (_COLUMN.key == key)
    row = connection.execute(_told().where(mine)).one_or_none()
    return None if row is None else _delivery(row)


def find(connection: sa.Connection, workspace_id: str, delivery_id: str) -> Delivery | None:
    """Return a delivery; None if there is none."""
    row = connection.execute(_told().where(_is(workspace_id, delivery_id))).one_or_none()
    return None if row is None else _delivery(row)


def add(
    connection: sa.Connection,
    workspace_id: str,
    one: Delivery,
    attachments: Sequence[Attachment] = (),
) -> None:
    """Add a new one with what is attached to it."""
    values = {
        "workspace_id": workspace_id, "id": one.id, "key": one.key, "channel_id": one.channel_id,
        "alert_id": one.message.alert_id, "recipients": list(one.recipients),
        "message": written(one.message), "state": one.state.value, "attempts": one.attempts,
        "made_at": one.made_at, "next_at": one.next_at, "code": "", "error": "",
    }  # fmt: skip
    connection.execute(DELIVERY.insert().values(**values))
    rows = [
        {
            "workspace_id": workspace_id, "delivery_id": one.id, "place": place, "name": name,
            "media_type": media_type, "content": content,
        }
        for place, (name, media_type, content) in enumerate(attachments)
    ]  # fmt: skip
    if rows:
        connection.execute(ATTACHMENT.insert(), rows)


def attachments(connection: sa.Connection, workspace_id: str, delivery_id: str) -> list[Attachment]:
    """Return what is attached, in its order."""
    mine = (ATTACHMENT.c.workspace_id == workspace_id) & (ATTACHMENT.c.delivery_id == delivery_id)
    query = ATTACHMENT.select().where(mine).order_by(ATTACHMENT.c.place)
    return [(row.name, row.media_type, row.content) for row in connection.execute(query)]


def move(
    connection: sa.Connection,
    workspace_id: str,
    delivery_id: str,
    *,
    was: Sequence[Delivered],
    to: Delivered,
    **values: Any,
) -> bool:
    """Move one from a state to another; say whether it was in one of them."""
    states = [one.value for one in was]
    this = _is(workspace_id, delivery_id) & _COLUMN.state.in_(states)
    done = connection.execute(DELIVERY.update().where(this).values(state=to.value, **values))
    return done.rowcount == 1


def forget_attachments(connection: sa.Connection, workspace_id: str, before: datetime) -> int:
    """Forget what was attached to messages that ended and were made before an instant."""
    ended = [one.value for one in Delivered if one not in {Delivered.queued, Delivered.sending}]
    old = sa.select(_COLUMN.id).where(
        _COLUMN.workspace_id == workspace_id, _COLUMN.state.in_(ended), _COLUMN.made_at < before
    )
    mine = ATTACHMENT.c.workspace_id == workspace_id
    gone = ATTACHMENT.delete().where(mine, ATTACHMENT.c.delivery_id.in_(old))
    return connection.execute(gone).rowcount


def rewrite(
    connection: sa.Connection, workspace_id: str, delivery_id: str, message: Message
) -> None:
    """Give a message that waits other words."""
    values = {"message": written(message)}
    connection.execute(DELIVERY.update().where(_is(workspace_id, delivery_id)).values(**values))


def sent_since(
    connection: sa.Connection, workspace_id: str, channel_id: str, since: datetime
) -> int:
    """Return how many messages about alerts a channel was handed since an instant."""
    mine = (_COLUMN.workspace_id == workspace_id) & (_COLUMN.channel_id == channel_id)
    handed = _COLUMN.state.in_([Delivered.sent.value, Delivered.doubtful.value, "sending"])
    query = sa.select(sa.func.count()).where(
        mine, handed, _COLUMN.sent_at >= since, _COLUMN.alert_id != ""
    )
    return connection.scalar(query) or 0


def held(connection: sa.Connection, workspace_id: str, channel_id: str) -> list[Delivery]:
    """Return what a channel holds back, the oldest first."""
    mine = (_COLUMN.workspace_id == workspace_id) & (_COLUMN.channel_id == channel_id)
    query = _told().where(mine, _COLUMN.state == Delivered.held.value)
    found = connection.execute(query.order_by(_COLUMN.made_at, _COLUMN.id).limit(500))
    return [_delivery(row) for row in found]


def of_alert(
    connection: sa.Connection, workspace_id: str, alert_id: str, *, channel_id: str | None = None
) -> list[Delivery]:
    """Return the messages about an alert, the newest first."""
    mine = (_COLUMN.workspace_id == workspace_id) & (_COLUMN.alert_id == alert_id)
    if channel_id is not None:
        mine &= _COLUMN.channel_id == channel_id
    query = _told().where(mine).order_by(_COLUMN.made_at.desc(), _COLUMN.id.desc()).limit(200)
    return [_delivery(row) for row in connection.execute(query)]


def page(
    connection: sa.Connection,
    workspace_id: str,
    *,
    wanted: Mapping[str, str],
    before: tuple[datetime, str] | None,
    limit: int,
) -> list[Delivery]:
    """Return deliveries, the newest first."""
    query = _told().where(_COLUMN.workspace_id == workspace_id)
    for name, value in wanted.items():
        query = query.where(_COLUMN[name] == value)
    if before is not None:
        at, last = before
        older = (_COLUMN.made_at < at) | ((_COLUMN.made_at == at) & (_COLUMN.id < last))
        query = query.where(older)
    ordered = query.order_by(_COLUMN.made_at.desc(), _COLUMN.id.desc()).limit(limit)
    return [_delivery(row) for row in connection.execute(ordered)]


def overtaken(connection: sa.Connection, workspace_id: str, one: Delivery) -> list[Delivery]:
    """Return the messages of the same episode in the same channel that came before this one."""
    found = of_alert(connection, workspace_id, one.message.alert_id, channel_id=one.channel_id)
    return [
        each
        for each in found
        if each.id != one.id
        and each.message.episode == one.message.episode
        and each.message.event is Event.trigger
    ]


def _told() -> sa.Select[Any]:
    count = (
        sa.select(sa.func.count())
        .where(
            ATTACHMENT.c.workspace_id == _COLUMN.workspace_id,
            ATTACHMENT.c.delivery_id == _COLUMN.id,
        )
        .scalar_subquery()
    )
    return sa.select(*DELIVERY.columns, count.label("attached"))


def _is(workspace_id: str, delivery_id: str) -> sa.ColumnElement[bool]:
    return (_COLUMN.workspace_id == workspace_id) & (_COLUMN.id == delivery_id)


def _delivery(row: Any) -> Delivery:
    return Delivery(
        id=row.id, key=row.key, channel_id=row.channel_id, recipients=tuple(row.recipients),
        message=read(Message, row.message), state=Delivered(row.state), attempts=row.attempts,
        made_at=row.made_at, next_at=row.next_at, sent_at=row.sent_at, code=row.code,
        error=row.error, attachments=row.attached,
    )  # fmt: skip
