"""The values that fields had, as far as anybody looked: ours and others', in the order found."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from adhelm.act.publishing.tables import VALUE
from adhelm.core.db import lock_in_transaction

Thing = tuple[str, str, str, str]
"""Connector, account, level, entity."""


# Made once: SQLAlchemy takes longer to make a query and to find it again than to run it.
_OURS = VALUE.c.workspace_id == sa.bindparam("workspace")
_LAST = sa.select(sa.func.max(VALUE.c.number)).where(_OURS)
_NEWER = VALUE.select().where(_OURS, VALUE.c.number > sa.bindparam("last")).order_by(VALUE.c.number)


@dataclass(frozen=True, slots=True)
class Seen:
    """A field's value since an instant."""

    thing: Thing
    field: str
    value: str | None
    at: datetime
    ours: bool
    number: int = 0


def add(connection: sa.Connection, workspace_id: str, found: Iterable[Seen]) -> None:
    """Keep values."""
    rows = list(found)
    if not rows:
        return
    lock_in_transaction(connection, f"publishing values {workspace_id}")
    last = int(connection.scalar(_LAST, {"workspace": workspace_id}) or 0)
    connection.execute(
        VALUE.insert(),
        [
            {
                "workspace_id": workspace_id,
                "number": last + place,
                "connector": one.thing[0],
                "account_id": one.thing[1],
                "level": one.thing[2],
                "entity_id": one.thing[3],
                "field": one.field,
                "value": one.value,
                "at": one.at,
                "ours": int(one.ours),
            }
            for place, one in enumerate(rows, 1)
        ],
    )


def since(
    connection: sa.Connection,
    workspace_id: str,
    *,
    moment: datetime,
    fields: Collection[str] = (),
    account: tuple[str, str] | None = None,
) -> list[Seen]:
    """Return what was found after an instant, and before it the last of each field; in order."""
    mine = [VALUE.c.workspace_id == workspace_id]
    if fields:
        mine.append(VALUE.c.field.in_(sorted(fields)))
    if account:
        mine += [VALUE.c.connector == account[0], VALUE.c.account_id == account[1]]
    earlier = (
        sa.select(sa.func.max(VALUE.c.number))
        .where(*mine, VALUE.c.at <= moment)
        .group_by(
            VALUE.c.connector, VALUE.c.account_id, VALUE.c.level, VALUE.c.entity_id, VALUE.c.field
        )
    )
    either = sa.or_(VALUE.c.at > moment, VALUE.c.number.in_(earlier))
    query = VALUE.select().where(*mine, either).order_by(VALUE.c.number)
    return list(map(_seen, connection.execute(query)))


def newer(connection: sa.Connection, workspace_id: str, number: int) -> list[Seen]:
    """Return what was found after the one of a number, in order."""
    found = connection.execute(_NEWER, {"workspace": workspace_id, "last": number})
    return list(map(_seen, found))


def of_thing(
    connection: sa.Connection, workspace_id: str, thing: Thing, *, limit: int = 200
) -> list[Seen]:
    """Return what was found of one thing, the newest first."""
    connector, account_id, level, entity_id = thing
    query = VALUE.select().where(
        VALUE.c.workspace_id == workspace_id,
        VALUE.c.connector == connector,
        VALUE.c.account_id == account_id,
        VALUE.c.level == level,
        VALUE.c.entity_id == entity_id,
    )
    return list(map(_seen, connection.execute(query.order_by(VALUE.c.number.desc()).limit(limit))))


def _seen(row: Any) -> Seen:
    thing = (row.connector, row.account_id, row.level, row.entity_id)
    return Seen(thing, row.field, row.value, row.at, bool(row.ours), row.number)
