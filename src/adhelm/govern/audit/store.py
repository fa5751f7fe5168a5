"""Every query of the audit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from adhelm.core.db import Database, lock_in_transaction
from adhelm.govern.audit.logic import FIRST
from adhelm.govern.audit.tables import ENTRY
from adhelm.govern.audit.types import Entry, Outcome

_PAGE = 1000
# Made once: SQLAlchemy takes longer to make a query and to find it again than to run it.
_HEAD = (
    sa.select(ENTRY.c.number, ENTRY.c.hash)
    .where(ENTRY.c.workspace_id == sa.bindparam("workspace"))
    .order_by(ENTRY.c.number.desc())
    .limit(1)
)


def head(connection: sa.Connection, workspace_id: str) -> tuple[int, str]:
    """Return number and hash of a workspace's last entry, which nobody follows meanwhile."""
    lock_in_transaction(connection, f"audit {workspace_id}")
    row = connection.execute(_HEAD, {"workspace": workspace_id}).one_or_none()
    return (row.number, row.hash) if row else (0, FIRST)


def add(connection: sa.Connection, values: dict[str, object]) -> None:
    """Add an entry."""
    connection.execute(ENTRY.insert(), values)


def read(
    database: Database,
    workspace_id: str,
    *,
    subject: str = "",
    request_id: str = "",
    before: int | None = None,
    limit: int,
) -> list[Entry]:
    """Return entries, newest first, older than the number `before`."""
    conditions = [ENTRY.c.workspace_id == workspace_id]
    if subject:
        conditions.append(ENTRY.c.subject == subject)
    if request_id:
        conditions.append(ENTRY.c.request_id == request_id)
    if before is not None:
        conditions.append(ENTRY.c.number < before)
    query = sa.select(ENTRY).where(*conditions).order_by(ENTRY.c.number.desc()).limit(limit)
    with database.reading() as connection:
        return [_entry(row) for row in connection.execute(query)]


def all_of(database: Database, workspace_id: str) -> Iterator[Entry]:
    """Yield a workspace's entries in order, a page at a time."""
    after = 0
    while True:
        query = (
            sa.select(ENTRY)
            .where(ENTRY.c.workspace_id == workspace_id, ENTRY.c.number > after)
            .order_by(ENTRY.c.number)
            .limit(_PAGE)
        )
        with database.reading() as connection:
            page = [_entry(row) for row in connection.execute(query)]
        yield from page
        if len(page) < _PAGE:
            return
        after = page[-1].number


def _entry(row: sa.Row[Any]) -> Entry:
    values = {**row._mapping, "outcome": Outcome(row.outcome)}  # noqa: SLF001 - its public name
    return Entry(**values)
