"""Rows into DuckDB: one staging table of texts, whatever the file was."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from adhelm.connectors.files.client.text import TruncatedFile
from adhelm.core.errors import Invalid

if TYPE_CHECKING:
    import duckdb

RAW = "files_raw"
MISSING = ("", "-", "--", " --", "—", "–")
NULLS = ("", "NULL")
"""What stands for no value in a table of ours."""
_REJECTS, _SCANS = "files_rejects", "files_scans"
_BATCH = 10_000
_MOST_REJECTS = 100_000
_EDGE = 1 << 16


class Unreadable(Invalid):
    """The table breaks off or is torn in a way that cannot be read."""

    code = "file.torn"


class WrongEncoding(Exception):
    """Bytes deep in the file contradict the encoding that its head suggested."""


@dataclass(frozen=True, slots=True)
class Reject:
    """A line that is no row of the table."""

    line: int
    code: str
    reason: str
    text: str


@dataclass(frozen=True, slots=True)
class Rows:
    """What was loaded into `RAW`; `source` finds physical lines again, '' if rows are lines."""

    count: int
    rejects: tuple[Reject, ...] = ()


def literal(text: str) -> str:
    """Return a text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def name_of(index: int) -> str:
    """Return the staging column of the file's column `index` (from 0)."""
    return f"c{index}"


def load_delimited(
    connection: duckdb.DuckDBPyConnection, path: Path, *, delimiter: str, skip: int, width: int
) -> Rows:
    """
    Load a UTF-8 file below its header. Rows that are too long or torn are rejected.

    :raises WrongEncoding: if it is not UTF-8 after all.
    :raises Unreadable: if DuckDB finds no table in it.
    """
    shape = _Shape(delimiter, skip, width)
    rows = _try_loading(connection, path, shape)
    if any(reject.code == "row.too_short" for reject in rows.rejects):
        _refuse_cut_off(path, delimiter, width)
        rows = _try_loading(connection, path, replace(shape, more=", null_padding=true"))
    return rows


@dataclass(frozen=True, slots=True)
class _Shape:
    """How a delimited file is laid out, and what else its scan is told."""

    delimiter: str
    skip: int
    width: int
    more: str = ""


@contextmanager
def ordered(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Keep rows in the order of the file: totals stand at its ends, and rows are found by place."""
    with _order(connection, kept=True):
        yield


@contextmanager
def unordered(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Let rows land in any order: a quarter faster, and a table of facts has none."""
    with _order(connection, kept=False):
        yield


@contextmanager
def _order(connection: duckdb.DuckDBPyConnection, *, kept: bool) -> Iterator[None]:
    row = connection.execute("SELECT current_setting('preserve_insertion_order')").fetchone()
    connection.execute(f"SET preserve_insertion_order = {kept}")
    try:
        yield
    finally:
        connection.execute(f"SET preserve_insertion_order = {bool(row and row[0])}")


def _try_loading(connection: duckdb.DuckDBPyConnection, path: Path, shape: _Shape) -> Rows:
    import duckdb

    try:
        return _loaded(connection, _scan(path, shape))
    except duckdb.Error as error:
        if shape.more and "parallel" not in shape.more:
            # The parallel scanner cannot pad rows whose quoted texts hold line breaks.
            more = f"{shape.more}, parallel=false"
            return _try_loading(connection, path, replace(shape, more=more))
        if any(word in str(error).lower() for word in ("unicode", "encod", "utf-8")):
            raise WrongEncoding from error
        raise Unreadable(
            f"{path.name} is no readable table: {str(error).splitlines()[0]}",
            hint="export it again, or save it as CSV",
        ) from error


def typed_scan(path: Path, columns: Mapping[str, str], *, delimiter: str, skip: int) -> str:
    """Return the SQL that reads a UTF-8 file straight into typed columns."""
    return _csv_sql(path, columns, delimiter, skip, NULLS)


def run_scan(connection: duckdb.DuckDBPyConnection, statement: str) -> Rows:
    """
    Run a statement that writes rows of `typed_scan`; return how many, and the lines it rejected.

    :raises WrongEncoding: if the file is not UTF-8 after all.
    """
    _drop(connection, _REJECTS, _SCANS)
    written = connection.execute(statement).fetchone()
    return Rows(written[0] if written else 0, _rejects(connection))


def edge_rows(path: Path, *, delimiter: str, skip: int, width: int) -> list[list[str]]:
    """Return some of the first and of the last rows of a UTF-8 file, as its lines show them."""
    with path.open("rb") as file:
        for _ in range(skip):
            file.readline()
        first = file.read(_EDGE)
        file.seek(max(file.tell(), path.stat().st_size - _EDGE))
        last = file.read()
    # The block's end cuts a line in two, and its beginning another; what is left is whole.
    lines = [*first.splitlines()[:-1], *last.splitlines()[1:]] or first.splitlines()
    texts = (line.decode("utf-8", "replace") for line in lines)
    return [row for row in csv.reader(texts, delimiter=delimiter) if len(row) == width]


def _scan(path: Path, shape: _Shape) -> str:
    columns = {name_of(at): "VARCHAR" for at in range(shape.width)}
    return _csv_sql(path, columns, shape.delimiter, shape.skip, MISSING, more=shape.more)


def _csv_sql(
    path: Path,
    columns: Mapping[str, str],
    delimiter: str,
    skip: int,
    nulls: Iterable[str],
    *,
    more: str = "",
) -> str:
    types = ", ".join(f"'{name}': '{kind}'" for name, kind in columns.items())
    return (
        f"read_csv({literal(str(path))}, columns={{{types}}}, auto_detect=false, header=false,"
        f" delim={literal(delimiter)}, quote='\"', escape='\"', skip={skip},"
        f" nullstr=[{', '.join(literal(text) for text in nulls)}], compression='none',"
        f" ignore_errors=true, store_rejects=true, rejects_table='{_REJECTS}',"
        f" rejects_scan='{_SCANS}', rejects_limit={_MOST_REJECTS}{more})"
    )


def _loaded(connection: duckdb.DuckDBPyConnection, scan: str) -> Rows:
    _drop(connection, RAW, _REJECTS, _SCANS)
    connection.execute(f"CREATE TEMP TABLE {RAW} AS SELECT * FROM {scan}")
    count = connection.execute(f"SELECT count(*) FROM {RAW}").fetchone()
    return Rows(count[0] if count else 0, _rejects(connection))


def _drop(connection: duckdb.DuckDBPyConnection, *tables: str) -> None:
    for name in tables:
        connection.execute(f"DROP TABLE IF EXISTS {name}")


def _rejects(connection: duckdb.DuckDBPyConnection) -> tuple[Reject, ...]:
    found = connection.execute(
        "SELECT line, min(error_type::VARCHAR), string_agg(error_message, '; '),"
        f" any_value(csv_line) FROM {_REJECTS} GROUP BY line ORDER BY line"
    ).fetchall()
    _drop(connection, _REJECTS, _SCANS)
    if any(kind == "INVALID ENCODING" for _, kind, _, _ in found):
        raise WrongEncoding
    return tuple(_reject(row) for row in found)


_CODES = {
    "CAST": "value.unreadable",
    "TOO MANY COLUMNS": "row.too_long",
    "MISSING COLUMNS": "row.too_short",
    "UNQUOTED VALUE": "row.bad_quotes",
    "LINE SIZE OVER MAXIMUM": "row.too_big",
}


def _reject(row: tuple[int, str, str, str]) -> Reject:
    line, kind, message, text = row
    return Reject(line, _CODES.get(kind, "row.unreadable"), message.splitlines()[0], text or "")


def _refuse_cut_off(path: Path, delimiter: str, width: int) -> None:
    """A last line without an end, of several cells but too few, was cut off on its way here."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - (1 << 16)))
        tail = file.read().decode("utf-8", "ignore")
    last = tail.rsplit("\n", 1)[-1]
    cells = next(iter(csv.reader([last], delimiter=delimiter)), [])
    if 1 < len(cells) < width:
        raise TruncatedFile(
            f"{path.name} ends inside a row: {last[:60]!r}",
            hint="the download was cut off: fetch it again",
        )


def load_rows(
    connection: duckdb.DuckDBPyConnection, rows: Iterable[Sequence[str | None]], *, width: int
) -> Rows:
    """Load rows of texts that Python holds (a sheet's, a JSON document's)."""
    names = [name_of(at) for at in range(width)]
    columns = ", ".join(f"{name} VARCHAR" for name in names)
    lists = ", ".join("unnest(?::VARCHAR[])" for _ in names)
    connection.execute(f"DROP TABLE IF EXISTS {RAW}")
    connection.execute(f"CREATE TEMP TABLE {RAW} ({columns})")
    count = 0
    for batch in _batches(rows):
        texts = [[_text(row, at) for row in batch] for at in range(width)]
        connection.execute(f"INSERT INTO {RAW} SELECT {lists}", texts)
        count += len(batch)
    return Rows(count)


def load_query(connection: duckdb.DuckDBPyConnection, query: str, columns: Sequence[str]) -> Rows:
    """Load what a DuckDB query gives, each column as text."""
    nulls = ", ".join(literal(text) for text in MISSING)
    texts = ", ".join(
        f"CASE WHEN {column}::VARCHAR NOT IN ({nulls}) THEN {column}::VARCHAR END AS {name_of(at)}"
        for at, column in enumerate(columns)
    )
    connection.execute(f"DROP TABLE IF EXISTS {RAW}")
    connection.execute(f"CREATE TEMP TABLE {RAW} AS SELECT {texts} FROM ({query})")
    count = connection.execute(f"SELECT count(*) FROM {RAW}").fetchone()
    return Rows(count[0] if count else 0)


def lines_of(
    path: Path, *, delimiter: str, skip: int, rejected: set[int], wanted: set[int]
) -> dict[int, int]:
    """Return the first physical line (from 1) of the rows numbered `wanted` (from 0)."""
    found: dict[int, int] = {}
    if not wanted:
        return found
    for row, line in enumerate(_row_lines(path, delimiter, skip, rejected)):
        if row in wanted:
            found[row] = line
            if len(found) == len(wanted):
                break
    return found


def _row_lines(path: Path, delimiter: str, skip: int, rejected: set[int]) -> Iterator[int]:
    with path.open(encoding="utf-8", newline="") as file:
        for _ in range(skip):
            file.readline()
        reader, line = csv.reader(file, delimiter=delimiter), skip + 1
        for row in reader:
            if row and line not in rejected:
                yield line
            line = skip + reader.line_num + 1


def _batches(rows: Iterable[Sequence[str | None]]) -> Iterator[list[Sequence[str | None]]]:
    batch: list[Sequence[str | None]] = []
    for row in rows:
        batch.append(row)
        if len(batch) >= _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _text(row: Sequence[str | None], at: int) -> str | None:
    text = row[at] if at < len(row) else None
    return None if text is None or text in MISSING else text
