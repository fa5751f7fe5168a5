"""Every query of people's marks."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from adhelm.act.alerts.tables import MARK
from adhelm.act.alerts.types import Mark, Opinion

if TYPE_CHECKING:
    import sqlalchemy as sa

_MOST = 10_000


def put(connection: sa.Connection, workspace_id: str, one: Mark) -> None:
    """Keep a mark; somebody has one opinion of an episode."""
    column = MARK.c
    if one.alert_id:
        same = (column.alert_id == one.alert_id) & (column.episode == one.episode)
        mine = (column.workspace_id == workspace_id) & (column.who == one.who)
        connection.execute(MARK.delete().where(mine, same))
    connection.execute(
        MARK.insert().values(
            workspace_id=workspace_id, id=one.id, opinion=one.opinion.value,
            alert_id=one.alert_id, episode=one.episode, detector=one.detector, who=one.who,
            at=one.at, what=one.what, day=one.day,
        )
    )  # fmt: skip


def since(connection: sa.Connection, workspace_id: str, at: datetime) -> list[Mark]:
    """Return the marks since an instant, the newest first."""
    mine = (MARK.c.workspace_id == workspace_id) & (MARK.c.at >= at)
    query = MARK.select().where(mine).order_by(MARK.c.at.desc(), MARK.c.id).limit(_MOST)
    return [_mark(row) for row in connection.execute(query)]


def _mark(row: Any) -> Mark:
    return Mark(
        id=row.id, opinion=Opinion(row.opinion), who=row.who, at=row.at, alert_id=row.alert_id,
        episode=row.episode, detector=row.detector, what=row.what, day=row.day,
    )  # fmt: skip
