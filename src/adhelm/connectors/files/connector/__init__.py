"""Reads the files that platforms export, whatever their language, encoding and layout."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from adhelm.connectors.contract import FileReport, Hints, Progress, StagedFile
from adhelm.connectors.files.client import table
from adhelm.connectors.files.connector import ours
from adhelm.connectors.files.connector.books import inspect_book, sought, stage_book
from adhelm.connectors.files.connector.opening import Opened, Sniffed, opened, sniff, transaction
from adhelm.connectors.files.connector.reading import Read, read
from adhelm.connectors.files.mapping import canonical, fill, shown, totals
from adhelm.connectors.files.mapping.lexicon import Lexicon, load_lexicon

if TYPE_CHECKING:
    import duckdb

_STEPS = 4
_LITTLE: dict[str, str | bool | int | float | list[str]] = {"memory_limit": "1GB"}


class ExportReader:
    """The `FileReader` of the platforms' own exports (`connectors.contract`)."""

    def __init__(self, *, extra_lexicon: Path | None = None) -> None:
        """Add the words of `extra_lexicon`, a file like `lexicon.yaml`, to ours."""
        self._extra = extra_lexicon

    def stage(
        self, path: Path, *, into: duckdb.DuckDBPyConnection, hints: Hints, progress: Progress
    ) -> StagedFile:
        """
        Read one plain file into the staging tables; nothing is staged if it fails.

        :raises Ambiguous: if something only a person can settle is open.
        :raises Invalid: if it is no readable table.
        """
        lexicon = load_lexicon(self._extra)
        progress(0, _STEPS, "reading")
        sniffed = sniff(path, lexicon, sought(hints) if hints.book else hints)
        shown.settle(into)
        with table.ordered(into):
            if hints.book:
                return stage_book(sniffed, into, lexicon, hints)
            if _is_ours(sniffed, hints):
                return ours.stage(sniffed, into, hints)
            return _stage_export(sniffed, into, lexicon, hints, progress)

    def inspect(self, path: Path, *, hints: Hints) -> FileReport:
        """
        Say what a file is; decisions about a column look at all of it.

        :raises Ambiguous: as `stage` does.
        :raises Invalid: as `stage` does.
        """
        import duckdb

        lexicon = load_lexicon(self._extra)
        sniffed = sniff(path, lexicon, sought(hints) if hints.book else hints)
        with (
            tempfile.TemporaryDirectory(prefix="adhelm-") as scratch,
            duckdb.connect(Path(scratch) / "inspect.duckdb", config=_LITTLE) as connection,
        ):
            if hints.book:
                return inspect_book(sniffed, connection, lexicon, hints)
            if _is_ours(sniffed, hints):
                return ours.inspect(sniffed, connection, hints)
            with opened(sniffed, connection, lexicon, hints) as file:
                return read(connection, file, lexicon, hints).report


def _is_ours(sniffed: Sniffed, hints: Hints) -> bool:
    return canonical.is_canonical(sniffed.header) and not hints.columns


def _stage_export(
    sniffed: Sniffed,
    connection: duckdb.DuckDBPyConnection,
    lexicon: Lexicon,
    hints: Hints,
    progress: Progress,
) -> StagedFile:
    with opened(sniffed, connection, lexicon, hints) as file:
        progress(1, _STEPS, "understanding")
        found = read(connection, file, lexicon, hints)
        progress(2, _STEPS, "checking")
        with transaction(connection):
            staged = _stage(connection, file, found)
        progress(_STEPS, _STEPS, "staged")
        return staged


def _stage(connection: duckdb.DuckDBPyConnection, file: Opened, found: Read) -> StagedFile:
    warnings = fill.reject_rows(connection, found.plan)
    with table.unordered(connection):
        fill.fill_tables(connection, found.plan)
    sums = fill.sums_of(connection, found.plan)
    checks = totals.check_totals(connection, found.plan, found.edges.totals)
    rejected = fill.rejected_rows(connection)
    fill.quarantine(connection, file.path.name, file.header.names, file.lines(set(rejected)))
    fill.quarantine_lines(connection, file.path.name, file.rejects)
    return StagedFile(
        report=found.report,
        rows_read=file.rows + len(file.rejects),
        rows_staged=sums.rows,
        rows_rejected=len(rejected) + len(file.rejects),
        rows_skipped=file.rows - sums.rows - len(rejected),
        first_day=sums.first_day,
        last_day=sums.last_day,
        sums=sums.measures,
        totals=checks,
        warnings=(*found.report.notes, *warnings),
    )
