"""Accounts that connections see, and which days of them belong to which workspace."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from adhelm.connectors.contract import Account
from adhelm.core.db import Database, lock_in_transaction
from adhelm.observe.ingest.tables import ACCOUNT, ASSIGNMENT
from adhelm.observe.ingest.types import AccountTaken, Assignment, Connection, KnownAccount

# A key needs a value: the day before which no account has any.
_ALWAYS = date.min
# Made once: SQLAlchemy takes longer to make a query and to find it again than to run it.
_OWNED = (
    ACCOUNT.select()
    .where(
        sa.exists().where(
            ASSIGNMENT.c.workspace_id == sa.bindparam("workspace"),
            ASSIGNMENT.c.owner_id == ACCOUNT.c.workspace_id,
            ASSIGNMENT.c.connection == ACCOUNT.c.connection,
            ASSIGNMENT.c.connector == ACCOUNT.c.connector,
            ASSIGNMENT.c.account_id == ACCOUNT.c.account_id,
            ASSIGNMENT.c.end_date.is_(None) | (ASSIGNMENT.c.end_date >= sa.bindparam("since")),
        )
    )
    .order_by(ACCOUNT.c.connector, ACCOUNT.c.account_id, ACCOUNT.c.connection)
)


def seen(
    database: Database,
    workspace_id: str,
    connection: Connection,
    accounts: Sequence[Account],
    *,
    at: datetime,
) -> None:
    """Note what a connection sees; a new currency or time zone is noted beside the agreed one."""
    known = {one.account.id: one for one in of_connection(database, workspace_id, connection.name)}
    rows = [
        _row(workspace_id, connection, account, known.get(account.id), at) for account in accounts
    ]
    with database.transaction() as doing:
        this = (
            (ACCOUNT.c.workspace_id == workspace_id)
            & (ACCOUNT.c.connection == connection.name)
            & (ACCOUNT.c.account_id == sa.bindparam("seen"))
        )
        if rows:
            doing.execute(ACCOUNT.delete().where(this), [{"seen": r["account_id"]} for r in rows])
            doing.execute(ACCOUNT.insert(), rows)


def of_connection(database: Database, workspace_id: str, name: str) -> list[KnownAccount]:
    """Return the accounts a connection has seen, by id."""
    mine = (ACCOUNT.c.workspace_id == workspace_id) & (ACCOUNT.c.connection == name)
    with database.reading() as reading:
        query = ACCOUNT.select().where(mine).order_by(ACCOUNT.c.account_id)
        return [_known(row) for row in reading.execute(query)]


def reached(database: Database, workspace_id: str, name: str = "") -> list[KnownAccount]:
    """Return the accounts of a workspace's connections, and those that others gave to it."""
    given = sa.exists().where(
        ASSIGNMENT.c.workspace_id == workspace_id,
        ASSIGNMENT.c.owner_id == ACCOUNT.c.workspace_id,
        ASSIGNMENT.c.connection == ACCOUNT.c.connection,
        ASSIGNMENT.c.connector == ACCOUNT.c.connector,
        ASSIGNMENT.c.account_id == ACCOUNT.c.account_id,
    )
    query = ACCOUNT.select().where(sa.or_(ACCOUNT.c.workspace_id == workspace_id, given))
    if name:
        query = query.where(ACCOUNT.c.connection == name)
    order = (ACCOUNT.c.connector, ACCOUNT.c.account_id, ACCOUNT.c.connection)
    with database.reading() as reading:
        return [_known(row) for row in reading.execute(query.order_by(*order))]


def owned(database: Database, workspace_id: str, *, since: date) -> list[KnownAccount]:
    """Return the accounts of which days from one on belong to a workspace, by platform and id."""
    with database.reading() as reading:
        found = reading.execute(_OWNED, {"workspace": workspace_id, "since": since})
        return [_known(row) for row in found]


def accept(database: Database, workspace_id: str, known: KnownAccount) -> None:
    """Agree to what the platform says of an account now."""
    this = (
        (ACCOUNT.c.workspace_id == workspace_id)
        & (ACCOUNT.c.connection == known.connection)
        & (ACCOUNT.c.account_id == known.account.id)
    )
    now = {
        "currency": known.now_currency or known.account.currency,
        "timezone": known.now_timezone or known.account.timezone,
        "now_currency": "",
        "now_timezone": "",
    }
    with database.durable() as doing:
        doing.execute(ACCOUNT.update().where(this).values(now))


def assign(database: Database, assignments: Iterable[Assignment]) -> None:
    """
    Give accounts to workspaces; what is said of the same first day before is replaced.

    :raises AccountTaken: if some of the days belong to another workspace already.
    """
    with database.durable() as doing:
        for one in assignments:
            lock_in_transaction(doing, f"assignment {one.connector} {one.account_id}")
            _refuse_taken(doing, one)
            doing.execute(ASSIGNMENT.delete().where(_is(one)))
            doing.execute(ASSIGNMENT.insert().values(_columns(one)))


def assigned(database: Database, workspace_id: str) -> list[Assignment]:
    """Return what belongs to a workspace, the latest days of each account last."""
    query = ASSIGNMENT.select().where(ASSIGNMENT.c.workspace_id == workspace_id)
    ordered = query.order_by(
        ASSIGNMENT.c.connector, ASSIGNMENT.c.account_id, ASSIGNMENT.c.start_date
    )
    with database.reading() as reading:
        return [_assignment(row) for row in reading.execute(ordered)]


def give(
    database: Database, owner_id: str, connection: str, assignments: Sequence[Assignment]
) -> None:
    """
    Give the days of a connection's accounts to workspaces, in place of all that was given before.

    :raises AccountTaken: if some of the days are given twice, or by another connection.
    """
    mine = (ASSIGNMENT.c.owner_id == owner_id) & (ASSIGNMENT.c.connection == connection)
    with database.durable() as doing:
        for key in sorted({(one.connector, one.account_id) for one in assignments}):
            lock_in_transaction(doing, f"assignment {key[0]} {key[1]}")
        doing.execute(ASSIGNMENT.delete().where(mine))
        for one in assignments:
            _refuse_taken(doing, one, replacing=False)
            doing.execute(ASSIGNMENT.insert().values(_columns(one)))


def given_to_any(database: Database, workspace_id: str) -> list[Assignment]:
    """Return what a workspace's connections gave to anybody, and what others gave to it."""
    mine = (ASSIGNMENT.c.owner_id == workspace_id) | (ASSIGNMENT.c.workspace_id == workspace_id)
    order = (ASSIGNMENT.c.connector, ASSIGNMENT.c.account_id, ASSIGNMENT.c.start_date)
    with database.reading() as reading:
        query = ASSIGNMENT.select().where(mine).order_by(*order)
        return [_assignment(row) for row in reading.execute(query)]


def given(database: Database, owner_id: str, connection: str) -> list[Assignment]:
    """Return which accounts of a connection were given to whom."""
    mine = (ASSIGNMENT.c.owner_id == owner_id) & (ASSIGNMENT.c.connection == connection)
    with database.reading() as reading:
        query = ASSIGNMENT.select().where(mine).order_by(ASSIGNMENT.c.account_id)
        return [_assignment(row) for row in reading.execute(query)]


def _refuse_taken(doing: sa.Connection, wanted: Assignment, *, replacing: bool = True) -> None:
    same = (ASSIGNMENT.c.connector == wanted.connector) & (
        ASSIGNMENT.c.account_id == wanted.account_id
    )
    for row in doing.execute(ASSIGNMENT.select().where(same)):
        other = _assignment(row)
        replaced = (other.workspace_id, other.start) == (wanted.workspace_id, wanted.start)
        if other.overlaps(wanted) and not (replacing and replaced):
            whose = "this" if other.workspace_id == wanted.workspace_id else "another"
            raise AccountTaken(
                f"days of account {wanted.account_id} belong to {whose} workspace already",
                hint="end that with `adhelm source assign … --until DAY`, or begin later (--from)",
            )


def _columns(one: Assignment) -> dict[str, object]:
    return {
        "workspace_id": one.workspace_id,
        "connector": one.connector,
        "account_id": one.account_id,
        "start_date": one.start or _ALWAYS,
        "end_date": one.end,
        "owner_id": one.owner_id,
        "connection": one.connection,
    }


def _is(one: Assignment) -> sa.ColumnElement[bool]:
    return sa.and_(
        ASSIGNMENT.c.workspace_id == one.workspace_id,
        ASSIGNMENT.c.connector == one.connector,
        ASSIGNMENT.c.account_id == one.account_id,
        ASSIGNMENT.c.start_date == (one.start or _ALWAYS),
    )


def _row(
    workspace_id: str,
    connection: Connection,
    account: Account,
    known: KnownAccount | None,
    at: datetime,
) -> dict[str, object]:
    agreed = known.account if known else account
    return {
        "workspace_id": workspace_id,
        "connection": connection.name,
        "account_id": account.id,
        "connector": connection.connector,
        "name": account.name,
        "currency": agreed.currency,
        "timezone": agreed.timezone,
        "status": account.status,
        "parent": account.parent,
        "now_currency": account.currency if account.currency != agreed.currency else "",
        "now_timezone": account.timezone if account.timezone != agreed.timezone else "",
        "seen_at": at,
    }


def _known(row: sa.Row[Any]) -> KnownAccount:
    return KnownAccount(
        connection=row.connection,
        connector=row.connector,
        account=Account(
            row.account_id, row.name, row.currency, row.timezone, row.status, row.parent
        ),
        seen_at=row.seen_at,
        now_currency=row.now_currency,
        now_timezone=row.now_timezone,
    )


def _assignment(row: sa.Row[Any]) -> Assignment:
    return Assignment(
        workspace_id=row.workspace_id,
        owner_id=row.owner_id,
        connection=row.connection,
        connector=row.connector,
        account_id=row.account_id,
        start=None if row.start_date == _ALWAYS else row.start_date,
        end=row.end_date,
    )
