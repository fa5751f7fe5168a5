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

# Of amounts nearly all differ: the sooner their dictionary is given up, the better.
_FORMAT = "FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, DICTIONARY_SIZE_LIMIT 8000"
TAKEN_STOCK_OF = frozenset({"facts", "period_facts"})
_WHO = ("source_id", "connector", "platform", "account_id", "level", "breakdown")


@dataclass(frozen=True, slots=True)
class Part:
    """One file to be: whose rows, of which months ('' where a table is not cut by month)."""

    connector: str
    account_id: str
    month: str = ""
    until: str = ""
    """The last month, where the file holds several."""


@dataclass(frozen=True, slots=True)
class Span:
    """The least and the greatest value of a column in a file, None where nobody knows."""

    low: object
    high: object
    nulls: int | None
    rows: int

    @property
    def all_null(self) -> bool:
        """Say whether no row has a value."""
        return self.nulls == self.rows


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
        rows = _one(connection, f"{copy} ({_FORMAT})")[0]
        written = _look_at(connection, table, path, local) if rows else None
    if written is None:
        warehouse.storage.delete(f"{table}/{path}")
    return written


def spans_of(connection: duckdb.DuckDBPyConnection, table: str, path: str) -> dict[str, Span]:
    """Return what each column of a file spans, by its footer; columns it does not tell are read."""
    known = {}
    for name, low, high, nulls, rows, told in connection.execute(
        "SELECT path_in_schema, min(stats_min_value), max(stats_max_value), "
        "if(count(stats_null_count) = count(*), sum(stats_null_count), NULL), sum(num_values), "
        "bool_and(stats_min_value IS NOT NULL OR stats_null_count = num_values) "
        f"FROM parquet_metadata({sql.text(path)}) GROUP BY path_in_schema"
    ).fetchall():
        known[name] = Span(low if told else None, high if told else None, nulls, rows)
    pruned = {name: known[name] for name in pruned_by(table)}
    # Footers leave out long texts, and tell of days as texts.
    unread = [n for n, span in pruned.items() if not span.all_null and not _is_told(table, n, span)]
    if unread:
        bounds = ", ".join(f"min({sql.name(name)}), max({sql.name(name)})" for name in unread)
        found = _one(connection, f"SELECT {bounds} FROM {sql.scan(table, [path])}")
        for name, low, high in zip(unread, found[::2], found[1::2], strict=True):
            known[name] = replace(known[name], low=low, high=high)
    return known


def take_stock(
    connection: duckdb.DuckDBPyConnection, table: str, path: str, spans: Mapping[str, Span]
) -> tuple[Run, ...]:
    """Return on which days a file has rows, per source, platform, level and breakdown."""
    if table not in TAKEN_STOCK_OF:
        return ()
    who = ", ".join(_value(spans[name], name) for name in _WHO)
    period = table.startswith("period_")
    hours = "FALSE" if period else _some(spans["hour"], "hour")
    grain = "'period'" if period else f"CASE WHEN {hours} THEN 'hour' ELSE 'day' END"
    days = "period_start, period_end" if period else "date AS first, date AS last"
    fields = ", ".join(f"bool_or({_some(spans[name], name)})" for name in _measures(table))
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


def _look_at(connection: duckdb.DuckDBPyConnection, table: str, path: str, local: Path) -> Written:
    spans = spans_of(connection, table, str(local))
    told = {name: spans[name] for name in pruned_by(table) if not spans[name].all_null}
    low = {name: span.low for name, span in told.items()}
    high = {name: span.high for name, span in told.items()}
    rows = spans[TABLES[table].names[0]].rows
    entry = FileEntry(path, local.stat().st_size, rows, low, high)
    return Written(entry, take_stock(connection, table, str(local), spans))


def _is_told(table: str, column: str, span: Span) -> bool:
    kind = next(known.type for known in TABLES[table].columns if known.name == column)
    return span.low is not None and kind == "VARCHAR"


def _value(span: Span, column: str) -> str:
    """Return the SQL of a column, or of the one value that it has."""
    one = span.low is not None and span.low == span.high and span.nulls == 0
    return f"{sql.text(span.low)} AS {sql.name(column)}" if one else sql.name(column)


def _some(span: Span, column: str) -> str:
    """Return the SQL that says whether a row has a value, which the whole file may tell."""
    if span.all_null or span.nulls == 0:
        return sql.text(not span.all_null)
    return f"{sql.name(column)} IS NOT NULL"


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
