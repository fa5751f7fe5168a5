"""Every query of journeys."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from adhelm.understand.attribution.tables import CONVERSION, TOUCHPOINT
from adhelm.understand.attribution.types import Conversion, Kept, Touchpoint

_BATCH = 1000
Span = tuple[datetime, datetime]


def put_touchpoints(
    connection: sa.Connection,
    workspace_id: str,
    touches: Sequence[tuple[str, Touchpoint]],
    *,
    at: datetime,
) -> Kept:
    """Keep touches, each with the hash of its person, over those of the same id."""
    rows = [
        {
            "id": one.id, "person": person, "at": one.at, "kind": one.kind.value,
            "channel": one.channel, "platform": one.platform, "account": one.account,
            "campaign": one.campaign,
        }
        for person, one in touches
    ]  # fmt: skip
    return _put(connection, TOUCHPOINT, workspace_id, rows, at=at)


def put_conversions(
    connection: sa.Connection,
    workspace_id: str,
    conversions: Sequence[tuple[str, Conversion]],
    *,
    at: datetime,
) -> Kept:
    """Keep conversions, each with the hash of its person, over those of the same id."""
    rows = [
        {
            "id": one.id, "person": person, "at": one.at, "name": one.name,
            "value": None if one.value is None else format(one.value, "f"),
            "currency": one.currency,
        }
        for person, one in conversions
    ]  # fmt: skip
    return _put(connection, CONVERSION, workspace_id, rows, at=at)


def touches(
    connection: sa.Connection, workspace_id: str, span: Span
) -> Sequence[tuple[str, datetime, str, str, str, str]]:
    """Return person, instant, kind, channel, platform and campaign of touches, the oldest first."""
    column = TOUCHPOINT.c
    wanted = (
        column.person,
        column.at,
        column.kind,
        column.channel,
        column.platform,
        column.campaign,
    )
    query = sa.select(*wanted).where(*_within(TOUCHPOINT, workspace_id, span))
    return [tuple(row) for row in connection.execute(query.order_by(column.at, column.id))]


def count_touches(connection: sa.Connection, workspace_id: str, span: Span) -> int:
    """Return how many touches there are."""
    query = sa.select(sa.func.count()).where(*_within(TOUCHPOINT, workspace_id, span))
    return connection.scalar(query) or 0


def conversions(
    connection: sa.Connection, workspace_id: str, span: Span, *, name: str = ""
) -> Sequence[tuple[str, datetime, Decimal | None, str]]:
    """Return person, instant, value and currency of conversions, the oldest first."""
    column = CONVERSION.c
    named = [column.name == name] if name else []
    query = (
        sa.select(column.person, column.at, column.value, column.currency)
        .where(*_within(CONVERSION, workspace_id, span), *named)
        .order_by(column.at, column.id)
    )
    return [
        (row.person, row.at, None if row.value is None else Decimal(row.value), row.currency)
        for row in connection.execute(query)
    ]


def known_at(connection: sa.Connection, workspace_id: str) -> datetime | None:
    """Return when the last event was received or changed."""
    found = [
        connection.scalar(
            sa.select(sa.func.max(table.c.received_at)).where(table.c.workspace_id == workspace_id)
        )
        for table in (TOUCHPOINT, CONVERSION)
    ]
    return max((each for each in found if each), default=None)


def forget(connection: sa.Connection, workspace_id: str, person: str) -> int:
    """Take all events of a person away; return how many there were."""
    return sum(
        connection.execute(
            table.delete().where(table.c.workspace_id == workspace_id, table.c.person == person)
        ).rowcount
        for table in (TOUCHPOINT, CONVERSION)
    )


def _put(
    connection: sa.Connection,
    table: sa.Table,
    workspace_id: str,
    rows: Sequence[dict[str, Any]],
    *,
    at: datetime,
) -> Kept:
    kept = Kept()
    for begin in range(0, len(rows), _BATCH):
        kept += _put_batch(connection, table, workspace_id, rows[begin : begin + _BATCH], at=at)
    return kept


def _put_batch(
    connection: sa.Connection,
    table: sa.Table,
    workspace_id: str,
    rows: Sequence[dict[str, Any]],
    *,
    at: datetime,
) -> Kept:
    mine = (table.c.workspace_id == workspace_id) & table.c.id.in_([row["id"] for row in rows])
    known = {row["id"]: row for row in connection.execute(table.select().where(mine)).mappings()}
    new = [row for row in rows if row["id"] not in known]
    changed = [
        row
        for row in rows
        if row["id"] in known and any(known[row["id"]][name] != row[name] for name in row)
    ]
    if written := [*new, *changed]:
        upsert = postgresql if connection.dialect.name == "postgresql" else sqlite
        insert = upsert.insert(table)
        over = {
            name: insert.excluded[name] for name in (*written[0], "received_at") if name != "id"
        }
        connection.execute(
            insert.on_conflict_do_update(index_elements=["workspace_id", "id"], set_=over),
            [{"workspace_id": workspace_id, "received_at": at, **row} for row in written],
        )
    return Kept(len(new), len(changed), len(rows) - len(new) - len(changed))


def _within(table: sa.Table, workspace_id: str, span: Span) -> list[sa.ColumnElement[bool]]:
    return [table.c.workspace_id == workspace_id, table.c.at >= span[0], table.c.at < span[1]]
