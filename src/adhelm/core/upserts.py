"""Rows of the application database that may be there already: written over, or written once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy.dialects import postgresql, sqlite

if TYPE_CHECKING:
    import sqlalchemy as sa


def put(connection: sa.Connection, table: sa.Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write rows, each over the one of its primary key; all of them name the same columns."""
    if not rows:
        return
    insert = _insert(connection, table)
    key = table.primary_key.columns.keys()
    over = {name: insert.excluded[name] for name in rows[0] if name not in key}
    connection.execute(insert.on_conflict_do_update(index_elements=key, set_=over), list(rows))


def put_once(connection: sa.Connection, table: sa.Table, row: Mapping[str, Any]) -> bool:
    """Write a row unless one of its key is there, which stays; say whether it was written."""
    made = _insert(connection, table).values(**row).on_conflict_do_nothing()
    # How many rows an insert wrote is not told on PostgreSQL; what it returns is, on both.
    return connection.execute(made.returning(*table.primary_key.columns)).first() is not None


def _insert(connection: sa.Connection, table: sa.Table) -> Any:
    # The same calls on both, in classes that have no common one for them.
    return (postgresql if connection.dialect.name == "postgresql" else sqlite).insert(table)
