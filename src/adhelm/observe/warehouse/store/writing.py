"""Writes Parquet files out of a DuckDB connection, several at once, and takes stock of each."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from adhelm.core.tables import TABLES
from adhelm.observe.warehouse.logic import sql
from adhelm.observe.warehouse.store.delta import pruned_by
from adhelm.observe.warehouse.store.handle import FileEntry, Warehouse
from adhelm.observe.warehouse.store.storage import safe
from adhelm.observe.warehouse.types import Run

if TYPE_CHECKING:
    import duckdb

TAKEN_STOCK_OF = frozenset({"facts", "period_facts"})


@dataclass(frozen=True, slots=True)
class Part:
    """One file to be: whose rows, of which months ('' where a table is not cut by month)."""

    connector: str
    account_id: str
    month: str = ""
    until: str = ""
    """The last month, where the file holds several."""


@dataclass(frozen=True, slots=True)
class Written:
    """A file that is there, and what it holds."""

    entry: FileEntry
    runs: tuple[Run, ...]


def write_parts(
    warehouse: Warehouse,
    connection: duckdb.DuckDBPyConnection,
    *,
    table: str,
    workspace_id: str,
    parts: Mapping[Part, str],
) -> list[Written]:
    """Write the rows that each part's query selects to a file of its own; none for no rows."""

    def write(part: Part) -> Written | None:
        path = _path(table, workspace_id, part)
        with connection.cursor() as cursor:
            return write_file(warehouse, cursor, table=table, path=path, query=parts[part])

    return [written for written in _at_once(warehouse, write, list(parts)) if written]


def write_file(
    warehouse: Warehouse,
    connection: duckdb.DuckDBPyConnection,
    *,
    table: str,
    path: str,
    query: str,
) -> Written | None:
    """Write one file below the location; nothing if the query has no rows."""
    columns = sql.names(TABLES[table].names)
    with warehouse.storage.writing(f"{table}/{path}") as local:
        copy = f"COPY (SELECT {columns} FROM ({query})) TO {sql.text(local)}"
        rows = _one(connection, f"{copy} (FORMAT parquet, COMPRESSION zstd)")[0]
        entry = _entry(connection, table, path, local, rows)
        runs = take_stock(connection, table, str(local)) if rows else ()
    if not rows:
        warehouse.storage.delete(f"{table}/{path}")
        return None
    return Written(entry, runs)


def take_stock(connection: duckdb.DuckDBPyConnection, table: str, path: str) -> tuple[Run, ...]:
    """Return on which days a file has rows, per source, platform, level and breakdown."""
    if table not in TAKEN_STOCK_OF:
        return ()
    who = "source_id, connector, platform, account_id, level, breakdown"
    period = table.startswith("period_")
    grain = "'period'" if period else "CASE WHEN hour IS NULL THEN 'day' ELSE 'hour' END"
    days = "period_start, period_end" if period else "date AS first, date AS last"
    fields = ", ".join(f"count({column}) > 0" for column in _measures(table))
    rows = connection.execute(
        f"SELECT {who}, {grain}, {days}, {fields} FROM {sql.scan(table, [path])} "
        "GROUP BY ALL ORDER BY ALL"
    ).fetchall()
    runs = [_run(row, _measures(table)) for row in rows]
    return tuple(runs if period else _joined(runs))


def discard(warehouse: Warehouse, table: str, entries: Sequence[FileEntry]) -> None:
    """Delete files that were written and will not be committed."""
    for entry in entries:
        warehouse.storage.delete(f"{table}/{entry.path}")


def _path(table: str, workspace_id: str, part: Part) -> str:
    months = f"{part.month}_{part.until}" if part.until else part.month
    pieces = (workspace_id, part.connector, part.account_id, months)
    folder = "/".join(safe(piece) for piece in pieces if piece)
    return f"{folder}/{table}-{uuid.uuid4().hex}.parquet"


def _at_once(
    warehouse: Warehouse, write: Callable[[Part], Written | None], parts: list[Part]
) -> list[Written | None]:
    workers = min(max(warehouse.threads, 1), len(parts), 8)
    if workers <= 1:
        return [write(part) for part in parts]
    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(write, parts))


def _entry(
    connection: duckdb.DuckDBPyConnection, table: str, path: str, local: Path, rows: int
) -> FileEntry:
    columns = pruned_by(table)
    bounds = ", ".join(f"min({sql.name(c)}), max({sql.name(c)})" for c in columns)
    found = _one(connection, f"SELECT {bounds} FROM {sql.scan(table, [str(local)])}")
    low = dict(zip(columns, found[::2], strict=True))
    high = dict(zip(columns, found[1::2], strict=True))
    return FileEntry(path, local.stat().st_size, rows, _known(low), _known(high))


def _known(bounds: dict[str, object]) -> dict[str, object]:
    return {column: value for column, value in bounds.items() if value is not None}


def _measures(table: str) -> list[str]:
    named = {"currency", "account_tz", "breakdown", "connector", "campaign_id", "ad_group_id"}
    return [column for column in TABLES[table].values if column not in named]


def _run(row: tuple[Any, ...], measures: Sequence[str]) -> Run:
    source, connector, platform, account, level, breakdown, grain, first, last, *has = row
    fields = frozenset(name for name, any_ in zip(measures, has, strict=True) if any_)
    return Run(source, connector, platform, account, level, breakdown, first, last, fields, grain)


def _joined(runs: Sequence[Run]) -> list[Run]:
    """Join days that follow each other into runs."""
    joined: list[Run] = []
    keys = sorted(runs, key=lambda run: (*_who(run), run.start))
    for _, same in groupby(keys, key=_who):
        joined += _days_joined(list(same))
    return joined


def _who(run: Run) -> tuple[str, ...]:
    who = (run.source_id, run.connector, run.platform, run.account_id, run.level, run.breakdown)
    return (*who, run.grain, ",".join(sorted(run.fields)))


def _days_joined(days: Sequence[Run]) -> list[Run]:
    starts = {day.start - timedelta(days=i): day for i, day in reversed(list(enumerate(days)))}
    lengths: dict[date, int] = {}
    for i, day in enumerate(days):
        begin = day.start - timedelta(days=i)
        lengths[begin] = lengths.get(begin, 0) + 1
    return [
        replace(first, end=first.start + timedelta(days=lengths[begin] - 1))
        for begin, first in starts.items()
    ]


def _one(connection: duckdb.DuckDBPyConnection, query: str) -> tuple[Any, ...]:
    row = connection.execute(query).fetchone()
    return row or ()
