"""Every query of channels."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from adhelm.act.alerts.tables import CHANNEL
from adhelm.act.alerts.types import Channel, ChannelKind

if TYPE_CHECKING:
    import sqlalchemy as sa


def find(connection: sa.Connection, workspace_id: str, channel_id: str) -> Channel | None:
    """Return a channel, also one that is gone; None if there never was one."""
    row = connection.execute(CHANNEL.select().where(_is(workspace_id, channel_id))).one_or_none()
    return None if row is None else _channel(row)


def every(connection: sa.Connection, workspace_id: str) -> list[Channel]:
    """Return the channels of a workspace by name."""
    mine = (CHANNEL.c.workspace_id == workspace_id) & (CHANNEL.c.removed == 0)
    query = CHANNEL.select().where(mine).order_by(CHANNEL.c.name, CHANNEL.c.id)
    return [_channel(row) for row in connection.execute(query)]


def put(connection: sa.Connection, workspace_id: str, one: Channel, *, before: int) -> bool:
    """Write a channel in place of version `before` (0: a new one); say whether it still was."""
    values = {
        "name": one.name, "kind": one.kind.value, "settings": dict(one.settings),
        "per_window": one.per_window, "window_s": int(one.window.total_seconds()),
        "paused": int(one.paused), "removed": int(one.removed), "version": one.version,
    }  # fmt: skip
    if not before:
        given = {"workspace_id": workspace_id, "id": one.id, "made_at": one.made_at, "error": ""}
        connection.execute(CHANNEL.insert().values(**given, **values))
        return True
    this = _is(workspace_id, one.id) & (CHANNEL.c.version == before)
    return connection.execute(CHANNEL.update().where(this).values(**values)).rowcount == 1


def note(
    connection: sa.Connection, workspace_id: str, channel_id: str, *, at: datetime, error: str
) -> None:
    """Write down how the last message went; '' if it arrived."""
    told = {"failed_at": at, "error": error} if error else {"ok_at": at, "error": ""}
    connection.execute(CHANNEL.update().where(_is(workspace_id, channel_id)).values(**told))


def _is(workspace_id: str, channel_id: str) -> sa.ColumnElement[bool]:
    return (CHANNEL.c.workspace_id == workspace_id) & (CHANNEL.c.id == channel_id)


def _channel(row: Any) -> Channel:
    return Channel(
        id=row.id, name=row.name, kind=ChannelKind(row.kind), settings=row.settings,
        per_window=row.per_window, window=timedelta(seconds=row.window_s),
        paused=bool(row.paused), removed=bool(row.removed), version=row.version,
        made_at=row.made_at, ok_at=row.ok_at, failed_at=row.failed_at, error=row.error,
    )  # fmt: skip
