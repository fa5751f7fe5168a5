"""Every query of alerts and of what happened to them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from adhelm.act.alerts.store.documents import read, written
from adhelm.act.alerts.tables import ALERT, EVENT
from adhelm.act.alerts.types import Alert, Change, Happened, Signal, Snooze, State
from adhelm.core.db import lock_in_transaction

_COLUMN = ALERT.c


def lock(connection: sa.Connection, workspace_id: str) -> None:
    """Let one change of a workspace's alerts at a time pass."""
    lock_in_transaction(connection, f"alerts {workspace_id}")


def find(connection: sa.Connection, workspace_id: str, alert_id: str) -> Alert | None:
    """Return an alert; None if there is none."""
    row = connection.execute(ALERT.select().where(_is(workspace_id, alert_id))).one_or_none()
    return None if row is None else _alert(row)


def many(connection: sa.Connection, workspace_id: str, ids: Collection[str]) -> dict[str, Alert]:
    """Return alerts by their ids."""
    wanted = sorted(set(ids))
    found: dict[str, Alert] = {}
    for first in range(0, len(wanted), 400):
        these = _COLUMN.id.in_(wanted[first : first + 400])
        query = ALERT.select().where(_COLUMN.workspace_id == workspace_id, these)
        found |= {row.id: _alert(row) for row in connection.execute(query)}
    return found


def open_ones(connection: sa.Connection, workspace_id: str) -> list[Alert]:
    """Return the alerts that still hold, the oldest first."""
    mine = (_COLUMN.workspace_id == workspace_id) & (_COLUMN.state != State.resolved.value)
    query = ALERT.select().where(mine).order_by(_COLUMN.first_at, _COLUMN.id)
    return [_alert(row) for row in connection.execute(query)]


def page(
    connection: sa.Connection,
    workspace_id: str,
    *,
    wanted: Mapping[str, Sequence[str]],
    accounts: Collection[str] | None,
    before: tuple[datetime, str] | None,
    limit: int,
) -> list[Alert]:
    """Return alerts, the newest episode first; those of some accounts alone, if they are given."""
    query = ALERT.select().where(_COLUMN.workspace_id == workspace_id)
    for name, values in wanted.items():
        query = query.where(_COLUMN[name].in_(list(values)))
    if accounts is not None:
        query = query.where(_COLUMN.account.in_(sorted(accounts)))
    if before is not None:
        at, last = before
        older = (_COLUMN.first_at < at) | ((_COLUMN.first_at == at) & (_COLUMN.id < last))
        query = query.where(older)
    ordered = query.order_by(_COLUMN.first_at.desc(), _COLUMN.id.desc()).limit(limit)
    return [_alert(row) for row in connection.execute(ordered)]


def put(connection: sa.Connection, workspace_id: str, one: Alert, *, new: bool = False) -> None:
    """Write an alert; who writes holds the lock."""
    entity, signal = one.signal.entity, one.signal
    values = {
        "state": one.state.value, "severity": signal.severity.value,
        "source": signal.source.value, "detector": signal.detector,
        "platform": entity.platform, "account": entity.account, "ref": signal.ref,
        "episode": one.episode, "version": one.version, "first_at": one.first_at,
        "last_at": one.last_at, "resolved_at": one.resolved_at, "acked_at": one.acked_at,
        "acked_by": one.acked_by, "snooze": written(one.snooze) if one.snooze else None,
        "inhibited_by": one.inhibited_by, "steps": one.steps, "told_at": one.told_at,
        "document": written(signal),
    }  # fmt: skip
    if new:
        connection.execute(ALERT.insert().values(workspace_id=workspace_id, id=one.id, **values))
        return
    connection.execute(ALERT.update().where(_is(workspace_id, one.id)).values(**values))


def happened(
    connection: sa.Connection,
    workspace_id: str,
    alert_id: str,
    change: Change,
    *,
    at: datetime,
    who: str,
    data: Mapping[str, Any] | None = None,
) -> None:
    """Add a line to an alert's history."""
    mine = (EVENT.c.workspace_id == workspace_id) & (EVENT.c.alert_id == alert_id)
    last = connection.scalar(sa.select(sa.func.max(EVENT.c.number)).where(mine)) or 0
    connection.execute(
        EVENT.insert().values(
            workspace_id=workspace_id, alert_id=alert_id, number=last + 1, at=at,
            change=change.value, who=who, data=dict(data or {}),
        )
    )  # fmt: skip


def history(
    connection: sa.Connection, workspace_id: str, alert_id: str, *, limit: int = 500
) -> list[Happened]:
    """Return what happened to an alert, the newest first."""
    mine = (EVENT.c.workspace_id == workspace_id) & (EVENT.c.alert_id == alert_id)
    query = EVENT.select().where(mine).order_by(EVENT.c.number.desc()).limit(limit)
    return [
        Happened(row.number, row.at, Change(row.change), row.who, row.data)
        for row in connection.execute(query)
    ]


def fired_since(
    connection: sa.Connection, workspace_id: str, since: datetime
) -> list[tuple[str, str, datetime, bool]]:
    """Return each episode since an instant: (alert, detector, when, whether somebody was told)."""
    mine = (EVENT.c.workspace_id == workspace_id) & (EVENT.c.change == Change.fired.value)
    joined = (ALERT.c.workspace_id == EVENT.c.workspace_id) & (ALERT.c.id == EVENT.c.alert_id)
    query = (
        sa.select(EVENT.c.alert_id, ALERT.c.detector, EVENT.c.at, ALERT.c.told_at)
        .join(ALERT, joined)
        .where(mine, EVENT.c.at >= since)
        .order_by(EVENT.c.at)
    )
    return [
        (row.alert_id, row.detector, row.at, row.told_at is not None)
        for row in connection.execute(query)
    ]


def _is(workspace_id: str, alert_id: str) -> sa.ColumnElement[bool]:
    return (_COLUMN.workspace_id == workspace_id) & (_COLUMN.id == alert_id)


def _alert(row: Any) -> Alert:
    return Alert(
        id=row.id, state=State(row.state), signal=read(Signal, row.document), episode=row.episode,
        first_at=row.first_at, last_at=row.last_at, version=row.version,
        resolved_at=row.resolved_at, acked_at=row.acked_at, acked_by=row.acked_by,
        snooze=read(Snooze, row.snooze) if row.snooze else None, inhibited_by=row.inhibited_by,
        steps=row.steps, told_at=row.told_at,
    )  # fmt: skip
