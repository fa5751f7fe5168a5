"""Connections as they are remembered, their credentials sealed, and when they run by themselves."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from adhelm.connectors.contract import Address
from adhelm.core import jobs, secrets
from adhelm.core.clock import Clock
from adhelm.core.db import Database
from adhelm.core.secrets import Keyring
from adhelm.observe.ingest.tables import ACCOUNT, ASSIGNMENT, CONNECTION, SOURCE
from adhelm.observe.ingest.types import Connection, ConnectionExists, Trouble, UnknownConnection

SYNC = "ingest.sync"
_MOST = 10_000


def add(
    database: Database,
    keyring: Keyring,
    *,
    workspace_id: str,
    connection: Connection,
    credential: Mapping[str, str],
    clock: Clock,
) -> None:
    """
    Keep a connection, its credential sealed, and ask for its sync on schedule.

    :raises ConnectionExists: if there is a source of that name.
    """
    where = connection.address or Address("")
    with database.durable() as doing:
        _refuse_taken(doing, workspace_id, connection.name)
        doing.execute(
            CONNECTION.insert().values(
                workspace_id=workspace_id,
                name=connection.name,
                connector=connection.connector,
                base_url=where.base_url,
                token_url=where.token_url,
                every_s=int(connection.every.total_seconds()) if connection.every else None,
                added_at=connection.added_at,
            )
        )
        secrets.put_secret(
            doing,
            keyring,
            workspace_id=workspace_id,
            name=_secret(connection.name),
            value=json.dumps(dict(credential)),
            clock=clock,
        )
        _schedule_sync(doing, workspace_id, connection, first_at=connection.added_at)


def reschedule(
    doing: sa.Connection, workspace_id: str, connection: Connection, *, first_at: datetime
) -> None:
    """Write down how often a connection is synced, in the caller's transaction."""
    every = int(connection.every.total_seconds()) if connection.every else None
    this = _is(workspace_id, connection.name)
    doing.execute(CONNECTION.update().where(this).values(every_s=every))
    jobs.unschedule(doing, workspace_id=workspace_id, name=_schedule(connection.name))
    _schedule_sync(doing, workspace_id, connection, first_at=first_at)


def next_runs(database: Database, workspace_id: str) -> dict[str, datetime]:
    """Return connection -> when it is synced next by itself; those that are paused left out."""
    begin = _schedule("")
    with database.reading() as reading:
        found = jobs.list_schedules(reading, workspace_id=workspace_id, limit=_MOST)
    return {
        one.name.removeprefix(begin): one.next_at
        for one in found
        if one.name.startswith(begin) and not one.paused
    }


def remove(database: Database, workspace_id: str, name: str) -> None:
    """
    Forget a connection, its credential, accounts and assignments; what was fetched stays.

    :raises UnknownConnection: if there is none of that name.
    """
    with database.durable() as doing:
        jobs.unschedule(doing, workspace_id=workspace_id, name=_schedule(name))
        secrets.delete_secret(doing, workspace_id=workspace_id, name=_secret(name))
        mine = (ACCOUNT.c.workspace_id == workspace_id) & (ACCOUNT.c.connection == name)
        doing.execute(ACCOUNT.delete().where(mine))
        given = (ASSIGNMENT.c.owner_id == workspace_id) & (ASSIGNMENT.c.connection == name)
        doing.execute(ASSIGNMENT.delete().where(given))
        gone = doing.execute(CONNECTION.delete().where(_is(workspace_id, name)))
    if gone.rowcount == 0:
        raise unknown(name)


def get(database: Database, workspace_id: str, name: str) -> Connection:
    """
    Return one connection.

    :raises UnknownConnection: if there is none of that name.
    """
    with database.reading() as reading:
        row = reading.execute(CONNECTION.select().where(_is(workspace_id, name))).one_or_none()
    if row is None:
        raise unknown(name)
    return _connection(row)


def every(database: Database, workspace_id: str) -> list[Connection]:
    """Return all connections, by name."""
    mine = CONNECTION.select().where(CONNECTION.c.workspace_id == workspace_id)
    with database.reading() as reading:
        return [_connection(row) for row in reading.execute(mine.order_by(CONNECTION.c.name))]


def credential(
    database: Database, keyring: Keyring, *, workspace_id: str, name: str
) -> dict[str, str]:
    """Return the values of a connection's credential, unsealed."""
    with database.reading() as reading:
        sealed = secrets.get_secret(reading, keyring, workspace_id=workspace_id, name=_secret(name))
    values: dict[str, str] = json.loads(sealed.reveal())
    return values


def keep_renewed(
    database: Database,
    keyring: Keyring,
    *,
    workspace_id: str,
    name: str,
    changed: Mapping[str, str],
    clock: Clock,
) -> None:
    """Seal renewed values of a credential; on disk on return."""
    with database.durable() as doing:
        sealed = secrets.get_secret(doing, keyring, workspace_id=workspace_id, name=_secret(name))
        values = {**json.loads(sealed.reveal()), **changed}
        secrets.put_secret(
            doing,
            keyring,
            workspace_id=workspace_id,
            name=_secret(name),
            value=json.dumps(values),
            clock=clock,
        )


def checked(
    database: Database, workspace_id: str, name: str, *, at: datetime, error: Trouble | None
) -> None:
    """Note when a connection was last asked for its accounts, and what went wrong if anything."""
    values = {"checked_at": at, "error": dict(error) if error else None}
    with database.transaction() as doing:
        doing.execute(CONNECTION.update().where(_is(workspace_id, name)).values(values))


def unknown(name: str) -> UnknownConnection:
    """Return the error for a connection that is not there."""
    return UnknownConnection(
        f"there is no connection '{name}'", hint="`adhelm source ls` lists them"
    )


def _refuse_taken(doing: sa.Connection, workspace_id: str, name: str) -> None:
    drop = (SOURCE.c.workspace_id == workspace_id) & (SOURCE.c.name == name)
    for query in (CONNECTION.select().where(_is(workspace_id, name)), SOURCE.select().where(drop)):
        if doing.execute(query).first():
            raise ConnectionExists(
                f"there is a source '{name}' already",
                hint=f"choose another name, or `adhelm source rm {name}` first",
            )


def _schedule_sync(
    doing: sa.Connection, workspace_id: str, connection: Connection, *, first_at: datetime
) -> None:
    if connection.every:
        jobs.schedule(
            doing,
            workspace_id=workspace_id,
            name=_schedule(connection.name),
            kind=SYNC,
            payload={"names": [connection.name]},
            every=connection.every,
            first_at=first_at,
        )


def _is(workspace_id: str, name: str) -> sa.ColumnElement[bool]:
    return sa.and_(CONNECTION.c.workspace_id == workspace_id, CONNECTION.c.name == name)


def _secret(name: str) -> str:
    return f"connection {name}"


def _schedule(name: str) -> str:
    return f"ingest.connection:{name}"


def _connection(row: sa.Row[Any]) -> Connection:
    return Connection(
        name=row.name,
        connector=row.connector,
        address=Address(row.base_url, row.token_url) if row.base_url else None,
        every=timedelta(seconds=row.every_s) if row.every_s else None,
        added_at=row.added_at,
        checked_at=row.checked_at,
        error=row.error,
    )
