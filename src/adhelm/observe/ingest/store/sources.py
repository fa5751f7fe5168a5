"""Watched drops as they are remembered, with the files last seen there and their schedules."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from adhelm.core import jobs
from adhelm.core.db import Database
from adhelm.observe.ingest.logic import hints as hint_rules
from adhelm.observe.ingest.tables import SOURCE, SOURCE_FILE
from adhelm.observe.ingest.types import Drop, DropExists, DropFile, UnknownDrop

SYNC = "ingest.sync_drop"


def add(database: Database, workspace_id: str, drop: Drop) -> None:
    """
    Keep a drop, and ask for its sync on schedule.

    :raises DropExists: if there is one of that name.
    """
    with database.transaction() as connection:
        if connection.execute(SOURCE.select().where(_is(workspace_id, drop.name))).first():
            raise DropExists(
                f"there is a source '{drop.name}' already",
                hint=f"choose another name, or `adhelm source rm {drop.name}` first",
            )
        connection.execute(
            SOURCE.insert().values(
                workspace_id=workspace_id,
                name=drop.name,
                kind="drop",
                url=drop.url,
                hints=hint_rules.as_record(drop.hints),
                every_s=int(drop.every.total_seconds()) if drop.every else None,
                added_at=drop.added_at,
            )
        )
        if drop.every:
            jobs.schedule(
                connection,
                workspace_id=workspace_id,
                name=_schedule(drop.name),
                kind=SYNC,
                payload={"name": drop.name},
                every=drop.every,
                first_at=drop.added_at,
            )


def remove(database: Database, workspace_id: str, name: str) -> None:
    """
    Forget a drop, the files seen there and its schedule; what was imported stays.

    :raises UnknownDrop: if there is none of that name.
    """
    with database.transaction() as connection:
        jobs.unschedule(connection, workspace_id=workspace_id, name=_schedule(name))
        connection.execute(SOURCE_FILE.delete().where(_files_of(workspace_id, name)))
        gone = connection.execute(SOURCE.delete().where(_is(workspace_id, name)))
    if gone.rowcount == 0:
        raise _unknown(name)


def get(database: Database, workspace_id: str, name: str) -> Drop:
    """
    Return one drop.

    :raises UnknownDrop: if there is none of that name.
    """
    with database.reading() as connection:
        row = connection.execute(SOURCE.select().where(_is(workspace_id, name))).one_or_none()
    if row is None:
        raise _unknown(name)
    return _drop(row)


def every(database: Database, workspace_id: str) -> list[Drop]:
    """Return all drops, by name."""
    mine = SOURCE.select().where(SOURCE.c.workspace_id == workspace_id).order_by(SOURCE.c.name)
    with database.reading() as connection:
        return [_drop(row) for row in connection.execute(mine)]


def seen(database: Database, workspace_id: str, name: str) -> dict[str, tuple[int, str]]:
    """Return path -> size and tag of the files as they were last imported."""
    mine = SOURCE_FILE.select().where(_files_of(workspace_id, name))
    with database.reading() as connection:
        return {row.path: (row.size, row.tag) for row in connection.execute(mine)}


def remember(
    database: Database, workspace_id: str, name: str, file: DropFile, *, at: datetime
) -> None:
    """Note that a file was imported as it is now."""
    this = sa.and_(_files_of(workspace_id, name), SOURCE_FILE.c.path == file.path)
    with database.durable() as connection:
        connection.execute(SOURCE_FILE.delete().where(this))
        connection.execute(
            SOURCE_FILE.insert().values(
                workspace_id=workspace_id,
                source=name,
                path=file.path,
                size=file.size,
                tag=file.tag,
                seen_at=at,
            )
        )


def checked(
    database: Database,
    workspace_id: str,
    name: str,
    *,
    at: datetime,
    error: dict[str, object] | None,
) -> None:
    """Note when a drop was last looked at, and what went wrong if anything did."""
    this = _is(workspace_id, name)
    with database.transaction() as connection:
        connection.execute(SOURCE.update().where(this).values(checked_at=at, error=error))


def _is(workspace_id: str, name: str) -> sa.ColumnElement[bool]:
    return sa.and_(SOURCE.c.workspace_id == workspace_id, SOURCE.c.name == name)


def _files_of(workspace_id: str, name: str) -> sa.ColumnElement[bool]:
    return sa.and_(SOURCE_FILE.c.workspace_id == workspace_id, SOURCE_FILE.c.source == name)


def _schedule(name: str) -> str:
    return f"ingest.drop:{name}"


def _unknown(name: str) -> UnknownDrop:
    return UnknownDrop(f"there is no source '{name}'", hint="`adhelm source ls` lists them")


def _drop(row: sa.Row[Any]) -> Drop:
    return Drop(
        name=row.name,
        url=row.url,
        hints=hint_rules.from_record(row.hints),
        every=timedelta(seconds=row.every_s) if row.every_s else None,
        added_at=row.added_at,
        checked_at=row.checked_at,
        error=row.error,
    )
