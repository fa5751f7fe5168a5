"""Every query of what waits to be told, of routes, and of where sources were read up to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from adhelm.act.alerts.store.documents import read, written
from adhelm.act.alerts.tables import POLICY, REPLY, SEEN, WAITING
from adhelm.act.alerts.types import Event, Policy
from adhelm.core import upserts

_COLUMN = WAITING.c


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Something of an alert that a channel is to be told."""

    channel_id: str
    alert_id: str
    episode: int
    event: Event
    digest: bool
    due_at: datetime


def add(connection: sa.Connection, workspace_id: str, one: Waiting, *, at: datetime) -> None:
    """Let something wait; the same waits once, and as long as what came first."""
    row = {
        "workspace_id": workspace_id, "channel_id": one.channel_id, "alert_id": one.alert_id,
        "episode": one.episode, "event": one.event.value, "digest": int(one.digest),
        "added_at": at, "due_at": one.due_at,
    }  # fmt: skip
    upserts.put_once(connection, WAITING, row)


def due(connection: sa.Connection, workspace_id: str, now: datetime) -> list[Waiting]:
    """
    Return what is to be told now.

    With what is due goes all that waits for the same channel to be told together with it.
    """
    mine = WAITING.select().where(_COLUMN.workspace_id == workspace_id)
    found = [_waiting(row) for row in connection.execute(mine.order_by(_COLUMN.added_at))]
    ripe = {(one.channel_id, one.digest) for one in found if one.due_at <= now}
    return [one for one in found if (one.channel_id, one.digest) in ripe]


def next_due(connection: sa.Connection, workspace_id: str) -> datetime | None:
    """Return when something is to be told next."""
    query = sa.select(sa.func.min(_COLUMN.due_at)).where(_COLUMN.workspace_id == workspace_id)
    found: datetime | None = connection.scalar(query)
    return found


def take(connection: sa.Connection, workspace_id: str, one: Waiting) -> None:
    """Let something wait no longer."""
    connection.execute(
        WAITING.delete().where(
            _COLUMN.workspace_id == workspace_id, _COLUMN.channel_id == one.channel_id,
            _COLUMN.alert_id == one.alert_id, _COLUMN.episode == one.episode,
            _COLUMN.event == one.event.value,
        )
    )  # fmt: skip


def of_alert(connection: sa.Connection, workspace_id: str, alert_id: str) -> list[Waiting]:
    """Return what of an alert waits."""
    mine = (_COLUMN.workspace_id == workspace_id) & (_COLUMN.alert_id == alert_id)
    return [_waiting(row) for row in connection.execute(WAITING.select().where(mine))]


def policy(connection: sa.Connection, workspace_id: str) -> Policy | None:
    """Return the routes that hold; None if nobody wrote any."""
    mine = POLICY.select().where(POLICY.c.workspace_id == workspace_id)
    row = connection.execute(mine.order_by(POLICY.c.version.desc()).limit(1)).first()
    return None if row is None else read(Policy, row.document)


def put_policy(connection: sa.Connection, workspace_id: str, one: Policy, *, at: datetime) -> None:
    """Write a version of the routes."""
    connection.execute(
        POLICY.insert().values(
            workspace_id=workspace_id, version=one.version, document=written(one), by=one.by, at=at
        )
    )


def seen(connection: sa.Connection, workspace_id: str, source: str) -> str:
    """Return up to where a source was read; '' if it never was."""
    mine = (SEEN.c.workspace_id == workspace_id) & (SEEN.c.source == source)
    return connection.scalar(sa.select(SEEN.c.place).where(mine)) or ""


def put_seen(
    connection: sa.Connection, workspace_id: str, source: str, place: str, *, at: datetime
) -> None:
    """Write down up to where a source was read."""
    row = {"workspace_id": workspace_id, "source": source, "place": place, "at": at}
    upserts.put(connection, SEEN, [row])


def first_reply(
    connection: sa.Connection, workspace_id: str, reply_id: str, *, at: datetime
) -> bool:
    """Write down that a button's reply came; say whether it is the first time."""
    row = {"workspace_id": workspace_id, "id": reply_id, "at": at}
    return upserts.put_once(connection, REPLY, row)


def _waiting(row: Any) -> Waiting:
    return Waiting(
        channel_id=row.channel_id, alert_id=row.alert_id, episode=row.episode,
        event=Event(row.event), digest=bool(row.digest), due_at=row.due_at,
    )  # fmt: skip
