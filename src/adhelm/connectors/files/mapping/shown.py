"""Rows that are typed already appear as a canonical table through a view, not written once more."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from adhelm.core.tables import STAGED, Table

if TYPE_CHECKING:
    import duckdb

_TABLES: Mapping[str, Table] = {table.name: table for table in STAGED}


def show(
    connection: duckdb.DuckDBPyConnection, name: str, columns: Mapping[str, str], source: str
) -> None:
    """
    Let the rows of `source` appear as a staged table; `columns` says in SQL what each one is.

    What `source` reads must stay until the staging area goes. Beside rows that are there already
    they are written.
    """
    values = ", ".join(
        f"{columns.get(column.name, 'NULL')}::{column.type} AS {column.name}"
        for column in _TABLES[name].staged
    )
    rows = f"SELECT {values} FROM {source}"
    if connection.execute(f"FROM {name} LIMIT 1").fetchone():
        connection.execute(f"INSERT INTO {name} BY NAME {rows}")
        return
    connection.execute(f"DROP TABLE {name}")
    connection.execute(f"CREATE VIEW {name} AS {rows}")


def settle(connection: duckdb.DuckDBPyConnection) -> None:
    """Write what views show, so that what they read can be used for another file."""
    views = connection.execute("SELECT view_name FROM duckdb_views() WHERE NOT internal").fetchall()
    for (name,) in views:
        if name in _TABLES:
            connection.execute(f"CREATE TABLE {name}_settled AS FROM {name}")
            connection.execute(f"DROP VIEW {name}")
            connection.execute(f"ALTER TABLE {name}_settled RENAME TO {name}")
