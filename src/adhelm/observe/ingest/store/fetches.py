"""What was asked of platforms: each fetch, where its pages lie, and what became of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from adhelm.connectors.contract import Account
from adhelm.core.ads import Period
from adhelm.core.db import Database
from adhelm.observe.ingest.tables import FETCH


class State(StrEnum):
    """Where a fetch stands."""

    open = "open"
    """Begun, and not published: the next sync goes on from the last page that landed."""
    published = "published"
    held = "held"
    """All is there, and a person decides."""
    dropped = "dropped"
    """Of no use: given up, refused, or overtaken by a later one."""


@dataclass(frozen=True, slots=True)
class Record:
    """One fetch as it is remembered."""

    id: str
    connector: str
    account: Account
    """As the platform described it then: a replay maps with the same words."""
    stream: str
    period: Period | None
    today: date
    folder: str
    started_at: datetime
    state: State = State.open
    batch_id: str = ""
    held: dict[str, Any] | None = None
    """What would vanish, for the person who decides; afterwards the decision."""


def begin(database: Database, workspace_id: str, records: Sequence[Record]) -> None:
    """Write fetches down before anything is asked; on disk on return."""
    rows = [_row(workspace_id, one) for one in records]
    if rows:
        with database.durable() as doing:
            doing.execute(FETCH.insert(), rows)


def unfinished(
    database: Database, workspace_id: str, connector: str, account_id: str
) -> list[Record]:
    """Return the fetches of an account that were begun and not published."""
    mine = _of(workspace_id, connector, account_id) & (FETCH.c.state == State.open)
    return _listed(database, FETCH.select().where(mine))


def begun(database: Database, workspace_id: str) -> set[tuple[str, str]]:
    """Return the (connector, account id) of which fetches were begun and not published."""
    mine = (FETCH.c.workspace_id == workspace_id) & (FETCH.c.state == State.open)
    query = sa.select(FETCH.c.connector, FETCH.c.account_id).where(mine).distinct()
    with database.reading() as reading:
        return {(row.connector, row.account_id) for row in reading.execute(query)}


def published(
    database: Database,
    workspace_id: str,
    connector: str,
    account_id: str,
    *,
    streams: Collection[str] = (),
) -> list[Record]:
    """Return the fetches of an account that make up what is known of it, the newest first."""
    mine = _of(workspace_id, connector, account_id) & (FETCH.c.state == State.published)
    if streams:
        mine &= FETCH.c.stream.in_(sorted(streams))
    newest = FETCH.select().where(mine).order_by(FETCH.c.started_at.desc(), FETCH.c.id.desc())
    return _listed(database, newest)


def held(database: Database, workspace_id: str) -> list[Record]:
    """Return the fetches that wait for a person, the newest first."""
    mine = (FETCH.c.workspace_id == workspace_id) & (FETCH.c.state == State.held)
    newest = FETCH.select().where(mine).order_by(FETCH.c.started_at.desc(), FETCH.c.id)
    return _listed(database, newest)


def drop(database: Database, workspace_id: str, ids: Collection[str], *, at: datetime) -> None:
    """Note that fetches are of no use."""
    if not ids:
        return
    with database.durable() as doing:
        settle(doing, workspace_id, ids, state=State.dropped, at=at)


def settle(
    doing: sa.Connection,
    workspace_id: str,
    ids: Iterable[str],
    *,
    state: State,
    at: datetime,
    batch_id: str = "",
    said: dict[str, Any] | None = None,
) -> None:
    """Note what became of fetches, in the caller's transaction."""
    these = (FETCH.c.workspace_id == workspace_id) & FETCH.c.id.in_(list(ids))
    values = {"state": state, "settled_at": at, "batch_id": batch_id, "held": said}
    doing.execute(FETCH.update().where(these).values(values))


def overtake(
    doing: sa.Connection, workspace_id: str, newer: Sequence[Record], *, at: datetime
) -> None:
    """Drop what waits for a person of streams that have been fetched again."""
    if not newer:
        return
    mine = (
        (FETCH.c.workspace_id == workspace_id)
        & (FETCH.c.state == State.held)
        & (FETCH.c.connector == sa.bindparam("newer_connector"))
        & (FETCH.c.account_id == sa.bindparam("newer_account_id"))
        & (FETCH.c.stream == sa.bindparam("newer_stream"))
        & (FETCH.c.id != sa.bindparam("newer_id"))
    )
    rows = [
        {
            "newer_connector": one.connector,
            "newer_account_id": one.account.id,
            "newer_stream": one.stream,
            "newer_id": one.id,
        }
        for one in newer
    ]
    doing.execute(FETCH.update().where(mine).values(state=State.dropped, settled_at=at), rows)


def _of(workspace_id: str, connector: str, account_id: str) -> sa.ColumnElement[bool]:
    return sa.and_(
        FETCH.c.workspace_id == workspace_id,
        FETCH.c.connector == connector,
        FETCH.c.account_id == account_id,
    )


def _listed(database: Database, query: sa.Select[Any]) -> list[Record]:
    with database.reading() as reading:
        return [_record(row) for row in reading.execute(query)]


def _row(workspace_id: str, one: Record) -> dict[str, object]:
    return {
        "workspace_id": workspace_id,
        "id": one.id,
        "connector": one.connector,
        "account_id": one.account.id,
        "stream": one.stream,
        "start_date": one.period.start if one.period else None,
        "end_date": one.period.last if one.period else None,
        "today": one.today,
        "account": asdict(one.account),
        "folder": one.folder,
        "state": one.state,
        "started_at": one.started_at,
        "batch_id": one.batch_id,
    }


def _record(row: sa.Row[Any]) -> Record:
    return Record(
        id=row.id,
        connector=row.connector,
        account=Account(**row.account),
        stream=row.stream,
        period=Period.closed(row.start_date, row.end_date) if row.start_date else None,
        today=row.today,
        folder=row.folder,
        started_at=row.started_at,
        state=State(row.state),
        batch_id=row.batch_id,
        held=row.held,
    )
