"""Every query of models and scores."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from adhelm.decide.prediction.tables import SCORE
from adhelm.decide.prediction.types import Goal, Score, Standing

_ORDER = (SCORE.c.platform, SCORE.c.account_id, SCORE.c.entity_id, SCORE.c.currency)


def latest(
    connection: sa.Connection,
    workspace_id: str,
    *,
    level: str,
    until: date | None = None,
    accounts: Collection[str] | None = None,
    wanted: Mapping[str, str] | None = None,
    after: tuple[str, str, str, str] | None = None,
    limit: int | None = None,
) -> list[Score]:
    """Return the scores of the last day on which any were made (`until`: at the latest)."""
    column = SCORE.c
    days = sa.select(sa.func.max(column.made_on)).where(
        column.workspace_id == workspace_id, column.level == level
    )
    if until is not None:
        days = days.where(column.made_on <= until)
    query = sa.select(SCORE).where(
        column.workspace_id == workspace_id,
        column.level == level,
        column.made_on == days.scalar_subquery(),
    )
    for name, value in (wanted or {}).items():
        query = query.where(column[name] == value)
    if accounts is not None:
        query = query.where(column.account.in_(sorted(accounts)))
    if after is not None:
        query = query.where(sa.tuple_(*_ORDER) > sa.tuple_(*after))
    return [score_of(row) for row in connection.execute(query.order_by(*_ORDER).limit(limit))]


def score_of(row: Any) -> Score:
    """Return a row as a score."""
    goal: Mapping[str, Any] = row.goal
    value = goal["value"]
    return Score(
        level=row.level,
        platform=row.platform,
        account_id=row.account_id,
        entity_id=row.entity_id,
        entity=row.entity,
        currency=row.currency,
        score=row.score,
        standing=Standing(row.standing),
        goal=Goal(
            goal["metric"], None if value is None else Decimal(value), goal["currency"],
            own=goal["own"], source=goal["source"],
        ),
        model_version=row.model_version,
        made_on=row.made_on,
        day=row.day,
        made_at=row.made_at,
        data_version=row.data_version,
        features=row.features,
    )  # fmt: skip


def put_scores(
    connection: sa.Connection, workspace_id: str, made_on: date, scores: Sequence[Mapping[str, Any]]
) -> None:
    """Keep the scores of a day, in place of those said earlier that day."""
    mine = (SCORE.c.workspace_id == workspace_id) & (SCORE.c.made_on == made_on)
    connection.execute(sa.delete(SCORE).where(mine))
    for first in range(0, len(scores), _BATCH):
        some = scores[first : first + _BATCH]
        same = {"workspace_id": workspace_id, "made_on": made_on}
        connection.execute(sa.insert(SCORE), [{**row, **same} for row in some])


_BATCH = 500
