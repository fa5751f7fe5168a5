"""Every query of forecasts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from adhelm.understand.forecasting.tables import ENGINE, SAID, SCORE
from adhelm.understand.forecasting.types import Engine, Score

_BATCH = 500


def choice(connection: sa.Connection, workspace_id: str) -> tuple[Engine, bool, datetime] | None:
    """Return the engine of a workspace, whether a person chose it, and when; None: never chosen."""
    query = sa.select(ENGINE.c.engine, ENGINE.c.pinned, ENGINE.c.at)
    row = connection.execute(query.where(ENGINE.c.workspace_id == workspace_id)).one_or_none()
    return None if row is None else (Engine(row.engine), row.pinned, row.at)


def choose(
    connection: sa.Connection,
    workspace_id: str,
    engine: Engine | None,
    *,
    pinned: bool,
    at: datetime,
) -> None:
    """Let an engine answer from now on; None: as if none had ever been chosen."""
    connection.execute(sa.delete(ENGINE).where(ENGINE.c.workspace_id == workspace_id))
    if engine is not None:
        row = {"workspace_id": workspace_id, "engine": engine.value, "pinned": pinned, "at": at}
        connection.execute(sa.insert(ENGINE), [row])


def scores(connection: sa.Connection, workspace_id: str) -> list[tuple[Score, datetime]]:
    """Return the last scoring, and when it was made."""
    query = sa.select(SCORE).where(SCORE.c.workspace_id == workspace_id)
    return [
        (
            Score(
                engine=Engine(row.engine), metric=row.metric, series=row.series, mase=row.mase,
                wape=row.wape, held_80=row.held_80, held_95=row.held_95, seconds=row.seconds,
                note=row.note,
            ),
            row.made_at,
        )
        for row in connection.execute(query.order_by(SCORE.c.metric, SCORE.c.engine))
    ]  # fmt: skip


def put_scores(
    connection: sa.Connection,
    workspace_id: str,
    found: Sequence[Score],
    *,
    at: datetime,
    data_version: int,
) -> None:
    """Keep a scoring in place of the one before."""
    connection.execute(sa.delete(SCORE).where(SCORE.c.workspace_id == workspace_id))
    same = {"workspace_id": workspace_id, "made_at": at, "data_version": data_version}
    rows = [{**asdict(one), "engine": one.engine.value, **same} for one in found]
    if rows:
        connection.execute(sa.insert(SCORE), rows)


def put_said(
    connection: sa.Connection, workspace_id: str, made_on: date, rows: Sequence[Mapping[str, Any]]
) -> None:
    """Keep what was said on a day, in place of what was said earlier that day."""
    mine = (SAID.c.workspace_id == workspace_id) & (SAID.c.made_on == made_on)
    connection.execute(sa.delete(SAID).where(mine))
    for first in range(0, len(rows), _BATCH):
        some = [
            {**row, "workspace_id": workspace_id, "made_on": made_on}
            for row in rows[first : first + _BATCH]
        ]
        connection.execute(sa.insert(SAID), some)


def forget_said(connection: sa.Connection, workspace_id: str, before: date) -> None:
    """Take away what was said before a day."""
    mine = (SAID.c.workspace_id == workspace_id) & (SAID.c.made_on < before)
    connection.execute(sa.delete(SAID).where(mine))


def said(
    connection: sa.Connection,
    workspace_id: str,
    *,
    level: str,
    days: tuple[date, date],
    metrics: Sequence[str],
    limit: int,
    begin: int = 0,
) -> Sequence[sa.Row[Any]]:
    """Return what was said from the first to the last of `days`, the latest first, from `begin`."""
    column = SAID.c
    query = (
        sa.select(SAID)
        .where(column.workspace_id == workspace_id, column.level == level)
        .where(column.made_on.between(*days), column.metric.in_(metrics))
        .order_by(
            column.made_on.desc(), column.platform, column.account_id, column.entity_id,
            column.currency, column.metric,
        )
        .limit(limit)
        .offset(begin)
    )  # fmt: skip
    return connection.execute(query).all()
