"""Every query of models and scores."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from adhelm.decide.prediction.tables import FILE, MODEL, SCORE
from adhelm.decide.prediction.types import (
    Bin,
    Goal,
    Model,
    Score,
    ScoreCard,
    Standing,
    Trial,
)

_BATCH = 500
_ORDER = (SCORE.c.platform, SCORE.c.account_id, SCORE.c.entity_id, SCORE.c.currency)
_MOST_HISTORY = 400


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
    return [_score(row) for row in connection.execute(query.order_by(*_ORDER).limit(limit))]


def history(
    connection: sa.Connection,
    workspace_id: str,
    *,
    level: str,
    entity_id: str,
    account: str = "",
    accounts: Collection[str] | None = None,
) -> list[Score]:
    """Return what was said of all entities of an id, the newest first."""
    column = SCORE.c
    query = sa.select(SCORE).where(
        column.workspace_id == workspace_id, column.level == level, column.entity_id == entity_id
    )
    if account:
        query = query.where(column.account == account)
    if accounts is not None:
        query = query.where(column.account.in_(sorted(accounts)))
    ordered = query.order_by(column.made_on.desc(), *_ORDER).limit(_MOST_HISTORY)
    return [_score(row) for row in connection.execute(ordered)]


def known(
    connection: sa.Connection, workspace_id: str, *, level: str, since: date
) -> Iterator[tuple[tuple[str, str, str, str], date, Mapping[str, Any]]]:
    """Yield what was known of each entity on each morning it was scored, as it was then."""
    column = SCORE.c
    query = sa.select(*_ORDER, column.day, column.features).where(
        column.workspace_id == workspace_id, column.level == level, column.made_on >= since
    )
    for row in connection.execute(query):
        yield (row.platform, row.account_id, row.entity_id, row.currency), row.day, row.features


def put_scores(
    connection: sa.Connection, workspace_id: str, made_on: date, rows: Sequence[Mapping[str, Any]]
) -> None:
    """Keep the scores of a day, in place of those said earlier that day."""
    mine = (SCORE.c.workspace_id == workspace_id) & (SCORE.c.made_on == made_on)
    connection.execute(sa.delete(SCORE).where(mine))
    same = {"workspace_id": workspace_id, "made_on": made_on}
    for first in range(0, len(rows), _BATCH):
        some = [{**row, **same} for row in rows[first : first + _BATCH]]
        connection.execute(sa.insert(SCORE), some)


def forget_scores(connection: sa.Connection, workspace_id: str, before: date) -> None:
    """Take away what was said before a day."""
    mine = (SCORE.c.workspace_id == workspace_id) & (SCORE.c.made_on < before)
    connection.execute(sa.delete(SCORE).where(mine))


def models(
    connection: sa.Connection,
    workspace_id: str,
    *,
    level: str = "",
    alias: str = "",
    before: int | None = None,
    limit: int | None = None,
) -> list[Model]:
    """Return versions of models, the newest first."""
    query = sa.select(MODEL).where(MODEL.c.workspace_id == workspace_id)
    if level:
        query = query.where(MODEL.c.name == f"score.{level}")
    if alias:
        query = query.where(MODEL.c.alias == alias)
    if before is not None:
        query = query.where(MODEL.c.version < before)
    ordered = query.order_by(MODEL.c.version.desc()).limit(limit)
    return [_model(row) for row in connection.execute(ordered)]


def model(connection: sa.Connection, workspace_id: str, version: int) -> Model | None:
    """Return one version."""
    mine = (MODEL.c.workspace_id == workspace_id) & (MODEL.c.version == version)
    row = connection.execute(sa.select(MODEL).where(mine)).one_or_none()
    return None if row is None else _model(row)


def file(connection: sa.Connection, workspace_id: str, sha256: str) -> bytes | None:
    """Return the bytes that a hash names; None: they are not kept any more."""
    mine = (FILE.c.workspace_id == workspace_id) & (FILE.c.sha256 == sha256)
    body: bytes | None = connection.scalar(sa.select(FILE.c.body).where(mine))
    return body


def put_models(
    connection: sa.Connection, workspace_id: str, made: Sequence[tuple[Model, bytes]]
) -> list[Model]:
    """Keep new versions of a line of models; those before give up their names."""
    newest = sa.select(sa.func.max(MODEL.c.version)).where(MODEL.c.workspace_id == workspace_id)
    first = (connection.scalar(newest) or 0) + 1
    line = (MODEL.c.workspace_id == workspace_id) & (MODEL.c.name == made[0][0].name)
    connection.execute(sa.update(MODEL).where(line, MODEL.c.alias != "").values(alias=""))
    found = []
    for version, (one, body) in enumerate(made, start=first):
        row = {
            "workspace_id": workspace_id, "version": version, "name": one.name,
            "recipe": one.recipe, "sha256": one.sha256, "params": dict(one.params),
            "first_day": one.first_day, "last_day": one.last_day, "metrics": asdict(one.card),
            "parent": one.parent, "alias": one.alias, "made_at": one.made_at,
            "data_version": one.data_version,
        }  # fmt: skip
        connection.execute(sa.insert(MODEL).values(row))
        if file(connection, workspace_id, one.sha256) is None:
            kept = {"workspace_id": workspace_id, "sha256": one.sha256, "body": body}
            connection.execute(sa.insert(FILE).values(kept))
        found.append(_model(connection.execute(sa.select(MODEL).where(
            MODEL.c.workspace_id == workspace_id, MODEL.c.version == version
        )).one()))  # fmt: skip
    return found


def forget_files(connection: sa.Connection, workspace_id: str, before: datetime) -> None:
    """Take away the files of models that serve no more and were made before an instant."""
    kept = sa.select(MODEL.c.sha256).where(
        MODEL.c.workspace_id == workspace_id,
        (MODEL.c.alias != "") | (MODEL.c.made_at >= before),
    )
    mine = FILE.c.workspace_id == workspace_id
    connection.execute(sa.delete(FILE).where(mine, FILE.c.sha256.not_in(kept)))


def _score(row: Any) -> Score:
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


def _model(row: Any) -> Model:
    kept = dict(row.metrics)
    kept["trials"] = {name: Trial(**each) for name, each in kept["trials"].items()}
    kept["calibration"] = tuple(Bin(**each) for each in kept["calibration"])
    return Model(
        version=row.version,
        level=row.name.removeprefix("score."),
        recipe=row.recipe,
        alias=row.alias,
        sha256=row.sha256,
        params=row.params,
        first_day=row.first_day,
        last_day=row.last_day,
        card=ScoreCard(**kept),
        parent=row.parent,
        made_at=row.made_at,
        data_version=row.data_version,
    )
