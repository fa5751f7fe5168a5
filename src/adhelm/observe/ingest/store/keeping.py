"""Carries rows that a platform no longer names into the delivery that lacks them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from adhelm.core.ads import Period
from adhelm.core.tables import TABLES

if TYPE_CHECKING:
    import duckdb

CARRIED = ("facts", "conversions")
"""The tables of which `keep_vanished` carries rows."""
_WHO = "platform, account_id, level, entity_id"
_IN_SPAN = (
    "source_id = $1 AND connector = $2 AND account_id = $3 AND level = $4 AND breakdown = $5 "
    "AND (hour IS NOT NULL) = $6 AND date BETWEEN $7 AND $8"
)


def gone(
    area: duckdb.DuckDBPyConnection, reader: duckdb.DuckDBPyConnection, *, source_id: str
) -> list[str]:
    """Return the entities that readers see in the staged windows and the staged rows lack."""
    _name(area, date.min, date.max)
    found: set[str] = set()
    for span in _spans(area, date.min, date.max):
        rows = reader.execute(
            f"SELECT DISTINCT {_WHO} FROM facts WHERE {_IN_SPAN}", [source_id, *span]
        ).fetchall()
        found |= {" ".join(row) for row in rows}
    named = area.execute(f"SELECT {_WHO} FROM named").fetchall()
    return sorted(found - {" ".join(row) for row in named})


def keep_vanished(
    area: duckdb.DuckDBPyConnection,
    reader: duckdb.DuckDBPyConnection,
    *,
    source_id: str,
    within: Period | None = None,
) -> int:
    """
    Stage what readers see of entities that the staged windows lack; return how many rows.

    With `within`, only its days are looked at: those of one fetch among several.
    """
    first, last = (within.start, within.last) if within else (date.min, date.max)
    _name(area, first, last)
    return sum(
        _carry(area, reader, table, [source_id, *span])
        for table in CARRIED
        for span in _spans(area, first, last)
    )


def close_recommendations(
    area: duckdb.DuckDBPyConnection,
    reader: duckdb.DuckDBPyConnection,
    *,
    connector: str,
    account_id: str,
) -> int:
    """Stage as closed what readers see as open and the staged list of an account lacks."""
    columns = [column.name for column in TABLES["recommendations"].staged]
    told = ", ".join(f'"{name}"' for name in columns)
    theirs = "connector = $1 AND account_id = $2"
    named = area.execute(
        f"SELECT recommendation_id FROM recommendations WHERE {theirs}", [connector, account_id]
    ).fetchall()
    known = {row[0] for row in named}
    place, status = columns.index("recommendation_id"), columns.index("status")
    gone = [
        [*row[:status], "closed", *row[status + 1 :]]
        for row in reader.execute(
            f"SELECT {told} FROM recommendations WHERE {theirs} AND status <> 'closed'",
            [connector, account_id],
        ).fetchall()
        if row[place] not in known
    ]
    if gone:
        marks = ", ".join("?" for _ in columns)
        area.executemany(f"INSERT INTO recommendations ({told}) VALUES ({marks})", gone)
    return len(gone)


def _name(area: duckdb.DuckDBPyConnection, first: date, last: date) -> None:
    area.execute(
        f"CREATE OR REPLACE TABLE named AS SELECT DISTINCT {_WHO} FROM facts "
        "WHERE date BETWEEN $1 AND $2",
        [first, last],
    )


def _spans(area: duckdb.DuckDBPyConnection, first: date, last: date) -> list[tuple[object, ...]]:
    return area.execute(
        "SELECT DISTINCT connector, account_id, level, breakdown, grain = 'hour', start_date, "
        "end_date FROM coverage WHERE start_date >= $1 AND end_date <= $2",
        [first, last],
    ).fetchall()


def _carry(
    area: duckdb.DuckDBPyConnection,
    reader: duckdb.DuckDBPyConnection,
    table: str,
    span: list[object],
) -> int:
    columns = ", ".join(f'"{column.name}"' for column in TABLES[table].staged)
    old = reader.sql(
        f"SELECT {columns} FROM {table} WHERE {_IN_SPAN}",
        params=span,
    ).to_arrow_table()
    area.register("old", old)
    try:
        query = f"SELECT {columns} FROM old ANTI JOIN named USING ({_WHO})"
        carried: int = area.execute(f"SELECT count(*) FROM ({query})").fetchall()[0][0]
        area.execute(f"INSERT INTO {table} ({columns}) {query}")
    finally:
        area.unregister("old")
    return carried
