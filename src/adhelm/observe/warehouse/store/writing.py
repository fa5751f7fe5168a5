"""Writes Parquet files out of a DuckDB connection, several at once, and takes stock of each."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from adhelm.core.tables import TABLES
from adhelm.observe.warehouse.logic import sql
from adhelm.observe.warehouse.store.delta import pruned_by
from adhelm.observe.warehouse.store.handle import FileEntry, Warehouse
from adhelm.observe.warehouse.store.storage import remove_tree, safe
from adhelm.observe.warehouse.types import Run

if TYPE_CHECKING:
    import duckdb

# Of amounts nearly all differ: the sooner their dictionary is given up, the better.
_FORMAT = "FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, DICTIONARY_SIZE_LIMIT 8000"
# Of few rows dictionaries cost half the time, and zstd, begun anew for each column, a third.
_LITTLE_FORMAT = "FORMAT parquet, COMPRESSION snappy, DICTIONARY_SIZE_LIMIT 1"
TAKEN_STOCK_OF = frozenset({"facts", "period_facts"})
_PART = "adhelm_part"
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
class Selection:
    """The query of a file's rows, and what is known of them beforehand."""

    query: str
    bounds: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Column -> least and greatest value: of enumerations DuckDB tells none when it writes them."""


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
    parts: Mapping[Part, Selection],
    little: bool = False,
) -> list[Written]:
    """
    Write the rows that each part's query selects to a file of its own; none for no rows.

    `little`: they are few.
    """

    def write(part: Part) -> Written | None:
        path = _path(table, workspace_id, part)
        with connection.cursor() as cursor:
            return write_file(
                warehouse, cursor, table=table, path=path, selection=parts[part], little=little
            )

    return [written for written in _at_once(warehouse, write, list(parts)) if written]


def write_split(
    warehouse: Warehouse,
    connection: duckdb.DuckDBPyConnection,
    *,
    table: str,
    workspace_id: str,
    parts: Sequence[Part],
    query: str,
) -> list[Written]:
    """
    Write the rows of one query to a file for each part, by the number in its column `part`.

    For little: planning a query for each part would take longer than the rows do.
    """
    columns = sql.names(TABLES[table].names)
    with _room(connection) as room:
        copied = connection.execute(
            f"COPY (SELECT {columns}, part AS {_PART} FROM ({query})) TO {sql.text(room)} "
            f"({_LITTLE_FORMAT}, PARTITION_BY ({_PART}), RETURN_STATS)"
        ).fetchall()
        places = {row[0]: _path(table, workspace_id, parts[int(row[5][_PART])]) for row in copied}
        written = _looked_at(connection, table, {row[0]: row for row in copied}, places, {})
        warehouse.storage.take_in({Path(local): f"{table}/{to}" for local, to in places.items()})
    return written


def write_file(
    warehouse: Warehouse,
    connection: duckdb.DuckDBPyConnection,
    *,
    table: str,
    path: str,
    selection: Selection,
    little: bool = False,
) -> Written | None:
    """Write one file below the location; nothing if the query has no rows."""
    columns, form = sql.names(TABLES[table].names), _LITTLE_FORMAT if little else _FORMAT
    with warehouse.storage.writing(f"{table}/{path}") as local:
        copy = f"COPY (SELECT {columns} FROM ({selection.query})) TO {sql.text(local)}"
        row = _one(connection, f"{copy} ({form}, RETURN_STATS)")
        written = None
        if row and row[1]:
            known = {row[0]: selection.bounds}
            written = _looked_at(connection, table, {row[0]: row}, {row[0]: path}, known)[0]
    if written is None:
        warehouse.storage.delete(f"{table}/{path}")
    return written


def spans_of(connection: duckdb.DuckDBPyConnection, table: str, path: str) -> dict[str, Span]:
    """Return what each column of a file spans, by its footer; columns it does not tell are read."""
    kinds = {column.name: column.type for column in TABLES[table].columns}
    known = {}
    for name, low, high, nulls, rows, told in connection.execute(
        "SELECT path_in_schema, min(stats_min_value), max(stats_max_value), "
        "if(count(stats_null_count) = count(*), sum(stats_null_count), NULL), sum(num_values), "
        "bool_and(stats_min_value IS NOT NULL OR stats_null_count = num_values) "
        f"FROM parquet_metadata({sql.text(path)}) GROUP BY path_in_schema"
    ).fetchall():
        # Footers leave out long texts, and tell of days as texts.
        plain = told and kinds.get(name) == "VARCHAR"
        known[name] = Span(low if plain else None, high if plain else None, nulls, rows)
    return _read(connection, table, path, known)


def take_stock(
    connection: duckdb.DuckDBPyConnection, table: str, spans: Mapping[str, Mapping[str, Span]]
) -> dict[str, tuple[Run, ...]]:
    """
    Return on which days files have rows, per source, platform, level and breakdown.

    `spans` are the files, and what their columns span.
    """
    if table not in TAKEN_STOCK_OF or not spans:
        return {}
    all_of = {name: _joint([each[name] for each in spans.values()]) for name in TABLES[table].names}
    who = ", ".join(_value(all_of[name], name) for name in _WHO)
    period = table.startswith("period_")
    hours = "FALSE" if period else _some(all_of["hour"], "hour")
    grain = "'period'" if period else f"CASE WHEN {hours} THEN 'hour' ELSE 'day' END"
    days = "period_start, period_end" if period else "date AS first, date AS last"
    fields = ", ".join(f"bool_or({_some(all_of[name], name)})" for name in _measures(table))
    rows = connection.execute(
        f"SELECT filename, {who}, {grain}, {days}, {fields} "
        f"FROM {sql.scan(table, list(spans), named=True)} GROUP BY ALL ORDER BY ALL"
    ).fetchall()
    found: dict[str, list[Run]] = {path: [] for path in spans}
    for row in rows:
        found[row[0]].append(_run(row[1:], _measures(table)))
    return {path: tuple(runs if period else _joined(runs)) for path, runs in found.items()}


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


@contextmanager
def _room(connection: duckdb.DuckDBPyConnection) -> Iterator[Path]:
    """Make a folder in the staging area, which is swept if we die."""
    area = _one(connection, "SELECT current_setting('temp_directory')")[0]
    room = Path(area) / f"files-{uuid.uuid4().hex}"
    try:
        yield room
    finally:
        remove_tree(room)


def _looked_at(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    copied: Mapping[str, tuple[Any, ...]],
    places: Mapping[str, str],
    known: Mapping[str, Mapping[str, tuple[str, str]]],
) -> list[Written]:
    """
    Take stock of files by what DuckDB said of them: local path -> row, and where they go.

    `known`: what was known of them beforehand.
    """
    spans = {}
    for local, row in copied.items():
        said = _said(table, row[4], known.get(local, {}), rows=row[1])
        spans[local] = _read(connection, table, local, said)
    runs = take_stock(connection, table, spans)
    return [
        Written(_entry(table, places[local], row[2], spans[local]), runs.get(local, ()))
        for local, row in copied.items()
    ]


def _entry(table: str, path: str, size: int, spans: Mapping[str, Span]) -> FileEntry:
    told = {name: spans[name] for name in pruned_by(table) if not spans[name].all_null}
    low = {name: span.low for name, span in told.items()}
    high = {name: span.high for name, span in told.items()}
    return FileEntry(path, size, spans[TABLES[table].names[0]].rows, low, high)


def _said(
    table: str,
    stats: Mapping[str, Mapping[str, str]],
    known: Mapping[str, tuple[str, str]],
    *,
    rows: int,
) -> dict[str, Span]:
    """Return what columns span by what was known of them, and said when they were written."""
    found = {}
    for column in TABLES[table].columns:
        said = stats.get(sql.name(column.name), {})
        nulls = int(said["null_count"]) if "null_count" in said else None
        bounds = [said.get(end) for end in ("min", "max") if said.get(f"{end}_is_exact") == "true"]
        low, high = bounds if len(bounds) == len(("min", "max")) else (None, None)
        low, high = known.get(column.name, (low, high))
        found[column.name] = Span(_typed(column.type, low), _typed(column.type, high), nulls, rows)
    return found


def _typed(kind: str, value: str | None) -> object:
    if kind != "DATE" or value is None:
        return value
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def _read(
    connection: duckdb.DuckDBPyConnection, table: str, path: str, spans: dict[str, Span]
) -> dict[str, Span]:
    """Look for the bounds that files do not tell: of long texts."""
    unread = [n for n in pruned_by(table) if not spans[n].all_null and spans[n].low is None]
    if unread:
        bounds = ", ".join(f"min({sql.name(name)}), max({sql.name(name)})" for name in unread)
        found = _one(connection, f"SELECT {bounds} FROM {sql.scan(table, [path])}")
        for name, low, high in zip(unread, found[::2], found[1::2], strict=True):
            spans[name] = replace(spans[name], low=low, high=high)
    return spans


def _joint(spans: Sequence[Span]) -> Span:
    """Return what a column spans in several files."""
    nulls = [span.nulls for span in spans if span.nulls is not None]
    same = len({(span.low, span.high) for span in spans}) == 1
    return Span(
        spans[0].low if same else None,
        spans[0].high if same else None,
        sum(nulls) if len(nulls) == len(spans) else None,
        sum(span.rows for span in spans),
    )


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
