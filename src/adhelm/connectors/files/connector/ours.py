"""The fast way: a table in our own columns, several platforms and accounts in it or one."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from adhelm.connectors.contract import FileReport, Hints, MappedColumn, StagedFile
from adhelm.connectors.files.connector.opening import (
    NoRows,
    Opened,
    Sniffed,
    transaction,
    utf8_text,
)
from adhelm.connectors.files.connector.reading import fingerprint
from adhelm.connectors.files.mapping import canonical, fill
from adhelm.connectors.files.mapping.canonical import Loaded
from adhelm.connectors.files.mapping.header import Header
from adhelm.core.ads import Level
from adhelm.core.tables import STAGED

if TYPE_CHECKING:
    import duckdb


def stage(sniffed: Sniffed, connection: duckdb.DuckDBPyConnection, hints: Hints) -> StagedFile:
    """
    Stage a canonical table.

    :raises Ambiguous: if currency or time zone are neither in the file nor said.
    :raises NoRows: if it has a header only.
    """
    header = sniffed.header or Header((), 0, 0, ())
    with tempfile.TemporaryDirectory(prefix="adhelm-") as scratch:
        path = utf8_text(sniffed, Path(scratch))
        loaded = canonical.load_canonical(connection, path, header, hints, sniffed.path.name)
        if not loaded.read and not loaded.rejects:
            raise NoRows(f"{sniffed.path.name} has a header and no rows", hint="export the rows")
        opened = Opened(
            sniffed.path,
            sniffed.format,
            sniffed.encoding,
            header,
            loaded.read,
            loaded.rejects,
            path,
        )
        with transaction(connection):
            canonical.show(connection, loaded)
            _quarantine(connection, opened, loaded)
            canonical.fill_coverage(connection, loaded)
            return _staged(connection, opened, loaded)


def inspect(sniffed: Sniffed, connection: duckdb.DuckDBPyConnection, hints: Hints) -> FileReport:
    """
    Say what a canonical table is, in a private database.

    :raises Ambiguous: as `stage` does.
    """
    for table in STAGED:
        columns = ", ".join(f'"{column.name}" {column.type}' for column in table.staged)
        connection.execute(f"CREATE TABLE {table.name} ({columns})")
    return stage(sniffed, connection, hints).report


def _quarantine(connection: duckdb.DuckDBPyConnection, opened: Opened, loaded: Loaded) -> None:
    fill.quarantine_lines(connection, opened.path.name, loaded.rejects)
    if not loaded.bad:
        return
    lines = opened.lines({bad.row for bad in loaded.bad})
    connection.executemany(
        "INSERT INTO quarantine BY NAME SELECT ? AS file, ? AS line, ? AS code, ? AS reason,"
        ' ? AS "row"',
        [
            (opened.path.name, lines.get(bad.row), bad.code, bad.reason, bad.json)
            for bad in loaded.bad
        ],
    )


def _staged(connection: duckdb.DuckDBPyConnection, opened: Opened, loaded: Loaded) -> StagedFile:
    sums = canonical.sums_of(connection, loaded)
    return StagedFile(
        report=_report(connection, opened, loaded),
        rows_read=loaded.read + len(loaded.rejects),
        rows_staged=sums.rows,
        rows_rejected=len(loaded.bad) + len(loaded.rejects),
        rows_skipped=0,
        first_day=sums.first_day,
        last_day=sums.last_day,
        sums=sums.measures,
        totals=(),
    )


def _report(connection: duckdb.DuckDBPyConnection, opened: Opened, loaded: Loaded) -> FileReport:
    def of(name: str) -> str:
        return ",".join(canonical.distinct(connection, name))

    levels = canonical.distinct(connection, "level")
    return FileReport(
        file=opened.path.name,
        format=opened.format,
        encoding=opened.encoding,
        delimiter=opened.header.delimiter,
        platform=of("platform"),
        connector=of("connector"),
        account_id=of("account_id"),
        level=Level(levels[0]) if levels else Level.account,
        grain="day",
        language="en",
        currency=of("currency"),
        account_tz=of("account_tz"),
        breakdown=of("breakdown"),
        decimal_mark=".",
        date_order="ymd",
        header_line=opened.header.line,
        columns=tuple(MappedColumn(name, name, "ours") for name in loaded.columns),
        fingerprint=fingerprint(opened.header.names),
    )
