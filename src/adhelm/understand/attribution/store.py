"""Every query of journeys."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from adhelm.core import upserts
from adhelm.understand.attribution.tables import CONVERSION, RUN, SOURCE, TOUCHPOINT
from adhelm.understand.attribution.types import Conversion, Kept, Source, Stored, Touchpoint

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
) -> Iterator[tuple[str, datetime, str, str, str, str]]:
    """Yield person, instant, kind, channel, platform and campaign of touches, the oldest first."""
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
    ordered = query.order_by(column.at, column.id).execution_options(yield_per=_BATCH)
    for each in connection.execute(ordered).partitions():
        yield from (tuple(row) for row in each)


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


def put_run(connection: sa.Connection, workspace_id: str, run: Stored) -> None:
    """Keep what an attribution found."""
    told = {name: getattr(run, name) for name in Stored.__dataclass_fields__}
    connection.execute(RUN.insert().values(workspace_id=workspace_id, **told))


def run(connection: sa.Connection, workspace_id: str, run_id: str) -> Stored | None:
    """Return one that is kept."""
    wanted = (RUN.c.workspace_id == workspace_id) & (RUN.c.id == run_id)
    row = connection.execute(RUN.select().where(wanted)).one_or_none()
    return None if row is None else _stored(row)


def runs(
    connection: sa.Connection,
    workspace_id: str,
    *,
    limit: int,
    after: tuple[datetime, str] | None = None,
) -> Sequence[Stored]:
    """Return those that are kept, the latest first, from a place on; without their rows."""
    whole = RUN.c.document
    told = [column for column in RUN.c if column is not whole]
    query = sa.select(
        *told, whole["totals"].label("totals"), whole["provenance"]["by"].label("by")
    ).where(RUN.c.workspace_id == workspace_id)
    if after is not None:
        same = (RUN.c.made_at == after[0]) & (RUN.c.id < after[1])
        query = query.where((RUN.c.made_at < after[0]) | same)
    ordered = query.order_by(RUN.c.made_at.desc(), RUN.c.id.desc()).limit(limit)
    return [
        _stored(row, {"totals": row.totals, "provenance": {"by": row.by}})
        for row in connection.execute(ordered)
    ]


def latest(
    connection: sa.Connection, workspace_id: str, *, question: str, before: Stored | None = None
) -> Stored | None:
    """Return the last one of a question, or the last before another."""
    query = RUN.select().where(RUN.c.workspace_id == workspace_id, RUN.c.question == question)
    if before is not None:
        query = query.where(RUN.c.made_at < before.made_at)
    row = connection.execute(query.order_by(RUN.c.made_at.desc(), RUN.c.id.desc()).limit(1)).first()
    return None if row is None else _stored(row)


def put_source(connection: sa.Connection, workspace_id: str, source: Source) -> None:
    """Keep where journeys are fetched from, over what was kept of it."""
    row = {
        "workspace_id": workspace_id, "url": source.url, "since": source.since,
        "fetched_at": source.fetched_at,
    }  # fmt: skip
    upserts.put(connection, SOURCE, [row])


def sources(connection: sa.Connection, workspace_id: str) -> Sequence[Source]:
    """Return where journeys are fetched from."""
    query = SOURCE.select().where(SOURCE.c.workspace_id == workspace_id).order_by(SOURCE.c.url)
    return [Source(row.url, row.since, row.fetched_at) for row in connection.execute(query)]


def remove_source(connection: sa.Connection, workspace_id: str, url: str) -> bool:
    """Fetch no more from there; say whether it was known."""
    wanted = (SOURCE.c.workspace_id == workspace_id) & (SOURCE.c.url == url)
    return bool(connection.execute(SOURCE.delete().where(wanted)).rowcount)


def _stored(row: Any, document: Mapping[str, Any] | None = None) -> Stored:
    names = [name for name in Stored.__dataclass_fields__ if name != "document"]
    kept = row.document if document is None else document
    return Stored(**{name: getattr(row, name) for name in names}, document=kept)


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
    stamp = {"workspace_id": workspace_id, "received_at": at}
    upserts.put(connection, table, [{**stamp, **row} for row in (*new, *changed)])
    return Kept(len(new), len(changed), len(rows) - len(new) - len(changed))


def _within(table: sa.Table, workspace_id: str, span: Span) -> list[sa.ColumnElement[bool]]:
    return [table.c.workspace_id == workspace_id, table.c.at >= span[0], table.c.at < span[1]]
