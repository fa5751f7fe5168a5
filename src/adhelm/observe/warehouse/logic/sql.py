"""Texts of SQL over the canonical tables. Names come from the catalogue, values are quoted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from adhelm.core.tables import TABLES, Table


def text(value: object) -> str:
    """Return a value as an SQL literal."""
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, datetime):
        return f"TIMESTAMPTZ '{value.isoformat()}'"
    if isinstance(value, date):
        return f"DATE '{value.isoformat()}'"
    return "'" + str(value).replace("'", "''") + "'"


def name(identifier: str) -> str:
    """Return a quoted identifier."""
    return '"' + identifier.replace('"', '""') + '"'


def constant(value: str) -> str:
    """Return a text that is the same in all rows: as an enumeration it costs nothing per row."""
    return f"CAST({text(value)} AS ENUM({text(value)}))"


def names(identifiers: Iterable[str], *, of: str = "") -> str:
    """Return quoted identifiers, separated by commas, each `of` a relation."""
    prefix = f"{of}." if of else ""
    return ", ".join(prefix + name(identifier) for identifier in identifiers)


def scan(table: str, paths: Sequence[str], *, named: bool = False) -> str:
    """Return a relation over Parquet files; one without rows if there are none."""
    if paths:
        listed = ", ".join(text(path) for path in paths)
        filename = ", filename = true" if named else ""
        return f"read_parquet([{listed}], hive_partitioning = false{filename})"
    typed = ", ".join(
        f"CAST(NULL AS {column.type}) AS {name(column.name)}" for column in TABLES[table].columns
    )
    return f"(SELECT {typed} WHERE FALSE)"


def create_staged(table: Table, alike: Mapping[str, str] | None = None) -> str:
    """Return the statement that creates a staging table; `alike`: what all rows are to say."""
    told = {
        column: f" GENERATED ALWAYS AS ({text(value)})" for column, value in (alike or {}).items()
    }
    columns = ", ".join(
        f"{name(column.name)} {column.type}{told.get(column.name, '')}" for column in table.staged
    )
    return f"CREATE OR REPLACE TABLE {name(table.name)} ({columns})"


def same(columns: Iterable[str], left: str, right: str) -> str:
    """Return the condition that two rows agree in columns, NULL being equal to NULL."""
    return " AND ".join(
        f"{left}.{name(column)} {_equal(column)} {right}.{name(column)}" for column in columns
    )


def differ(columns: Iterable[str], left: str, right: str) -> str:
    """Return the condition that two rows differ in any of the columns."""
    pairs = (f"{left}.{name(c)} IS DISTINCT FROM {right}.{name(c)}" for c in columns)
    return " OR ".join(pairs)


def _equal(column: str) -> str:
    # Plain equality hashes faster; of the keys, the hour alone may be NULL.
    return "IS NOT DISTINCT FROM" if column in {"hour", "attributes"} else "="
