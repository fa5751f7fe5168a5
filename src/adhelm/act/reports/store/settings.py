"""Saved views, a workspace's looks, and schedules, in the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from adhelm.act.reports.tables import BRAND, SCHEDULE, VIEW
from adhelm.act.reports.types import Brand
from adhelm.core import upserts
from adhelm.core.db import Connection


@dataclass(frozen=True, slots=True)
class Saved:
    """A view as it is kept."""

    id: str
    name: str
    asked: str
    version: int
    author: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Timed:
    """A schedule as it is kept."""

    id: str
    name: str
    asked: str
    forms: str
    recipients: str
    cron: str
    zone: str
    link_days: int
    paused: bool
    version: int
    author: str
    at: datetime


def add_view(connection: Connection, workspace_id: str, view: Saved) -> None:
    """Keep a new view."""
    connection.execute(VIEW.insert().values(workspace_id=workspace_id, **_values(view, Saved)))


def get_view(connection: Connection, workspace_id: str, view_id: str) -> Saved | None:
    """Return one view."""
    row = connection.execute(VIEW.select().where(*_is(VIEW, workspace_id, view_id))).first()
    return Saved(**_read(row)) if row else None


def list_views(
    connection: Connection, workspace_id: str, *, after: tuple[str, str] | None, limit: int
) -> list[Saved]:
    """Return views by name; `after` are name and id of the last one of the page before."""
    rows = connection.execute(_page(VIEW, workspace_id, after, limit))
    return [Saved(**_read(row)) for row in rows]


def change_view(connection: Connection, workspace_id: str, view: Saved, *, before: int) -> bool:
    """Put a view in place of its version `before`; say whether that was still there."""
    same = (*_is(VIEW, workspace_id, view.id), VIEW.c.version == before)
    made = connection.execute(VIEW.update().where(*same).values(**_values(view, Saved)))
    return bool(made.rowcount)


def remove_view(connection: Connection, workspace_id: str, view_id: str) -> None:
    """Forget a view."""
    connection.execute(VIEW.delete().where(*_is(VIEW, workspace_id, view_id)))


def brand_of(connection: Connection, workspace_id: str) -> tuple[Brand, int]:
    """Return a workspace's looks and their version; 0 where nothing was said."""
    row = connection.execute(BRAND.select().where(BRAND.c.workspace_id == workspace_id)).first()
    if row is None:
        return Brand(), 0
    return Brand(row.name, row.colour, row.accent, bytes(row.logo)), row.version


def put_brand(connection: Connection, workspace_id: str, brand: Brand, *, before: int) -> bool:
    """Keep a workspace's looks in place of version `before`; say whether it was still there."""
    values: dict[str, Any] = {
        "name": brand.name, "colour": brand.colour, "accent": brand.accent, "logo": brand.logo,
        "version": before + 1,
    }  # fmt: skip
    if before == 0:
        return upserts.put_once(connection, BRAND, {"workspace_id": workspace_id, **values})
    same = (BRAND.c.workspace_id == workspace_id, BRAND.c.version == before)
    return bool(connection.execute(BRAND.update().where(*same).values(**values)).rowcount)


def add_schedule(connection: Connection, workspace_id: str, timed: Timed) -> None:
    """Keep a new schedule."""
    connection.execute(SCHEDULE.insert().values(workspace_id=workspace_id, **_values(timed, Timed)))


def get_schedule(connection: Connection, workspace_id: str, schedule_id: str) -> Timed | None:
    """Return one schedule."""
    row = connection.execute(
        SCHEDULE.select().where(*_is(SCHEDULE, workspace_id, schedule_id))
    ).first()
    return Timed(**_read(row)) if row else None


def list_schedules(
    connection: Connection, workspace_id: str, *, after: tuple[str, str] | None, limit: int
) -> list[Timed]:
    """Return schedules by name; `after` are name and id of the last one of the page before."""
    rows = connection.execute(_page(SCHEDULE, workspace_id, after, limit))
    return [Timed(**_read(row)) for row in rows]


def change_schedule(
    connection: Connection, workspace_id: str, timed: Timed, *, before: int
) -> bool:
    """Put a schedule in place of its version `before`; say whether that was still there."""
    same = (*_is(SCHEDULE, workspace_id, timed.id), SCHEDULE.c.version == before)
    made = connection.execute(SCHEDULE.update().where(*same).values(**_values(timed, Timed)))
    return bool(made.rowcount)


def remove_schedule(connection: Connection, workspace_id: str, schedule_id: str) -> None:
    """Forget a schedule."""
    connection.execute(SCHEDULE.delete().where(*_is(SCHEDULE, workspace_id, schedule_id)))


def _page(
    table: sa.Table, workspace_id: str, after: tuple[str, str] | None, limit: int
) -> sa.Select[Any]:
    query = sa.select(table).where(table.c.workspace_id == workspace_id)
    if after:
        name, this = after
        same = sa.and_(table.c.name == name, table.c.id > this)
        query = query.where(sa.or_(table.c.name > name, same))
    return query.order_by(table.c.name, table.c.id).limit(limit)


def _is(table: sa.Table, workspace_id: str, this: str) -> tuple[sa.ColumnElement[bool], ...]:
    return table.c.workspace_id == workspace_id, table.c.id == this


def _values(record: Saved | Timed, kind: type[Saved | Timed]) -> dict[str, Any]:
    return {name: getattr(record, name) for name in kind.__slots__}


def _read(row: sa.Row[Any]) -> dict[str, Any]:
    found: dict[str, Any] = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's own name for it
    found.pop("workspace_id")
    return found
