"""Any file to one staging table of texts and its header."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from adhelm.connectors.contract import Hints
from adhelm.connectors.files.client import documents, sheets, table, text
from adhelm.connectors.files.client.table import Reject, Rows
from adhelm.connectors.files.mapping import header as heads
from adhelm.connectors.files.mapping import plan
from adhelm.connectors.files.mapping.header import Header
from adhelm.connectors.files.mapping.lexicon import Lexicon
from adhelm.core.errors import Invalid

if TYPE_CHECKING:
    import duckdb

_MAGIC = {
    b"PK\x03\x04": "xlsx",
    b"\xd0\xcf\x11\xe0": "xls",
    b"PAR1": "parquet",
    b"\x1f\x8b": "gzip",
    b"%PDF": "pdf",
    b"\x28\xb5\x2f\xfd": "zstd",
}
_SHEETS = ("xlsx", "xls")


class NotATable(Invalid):
    """The file is of a kind that holds no table we read."""

    code = "file.not_a_table"


class NoRows(Invalid):
    """The file has a header and nothing under it."""

    code = "file.no_rows"


@dataclass(frozen=True, slots=True)
class Opened:
    """A file whose rows lie in the staging table `files_raw`."""

    path: Path
    format: str
    encoding: str
    header: Header
    rows: int
    rejects: tuple[Reject, ...] = ()
    text: Path | None = None
    """Its UTF-8 text, to find the lines of rows again; None where a row is a line."""
    certain_numbers: bool = False
    platform: str = ""
    notes: tuple[str, ...] = ()

    def lines(self, rows: set[int]) -> dict[int, int]:
        """Return the physical line (from 1) on which each of `rows` (from 0) begins."""
        if self.text is None:
            return {row: self.header.line + 1 + row for row in rows}
        return table.lines_of(
            self.text,
            delimiter=self.header.delimiter,
            skip=self.header.skip,
            rejected={reject.line for reject in self.rejects},
            wanted=rows,
        )


@dataclass(frozen=True, slots=True)
class Sniffed:
    """What the first bytes of a file say of it; `header` where it is delimited text."""

    path: Path
    format: str
    encoding: str = ""
    header: Header | None = None


def sniff(path: Path, lexicon: Lexicon, hints: Hints) -> Sniffed:
    """
    Say what a file is by its first bytes; its name is not asked.

    :raises EmptyFile: if it holds nothing.
    :raises NotATable: if it is packed or of a kind we do not read.
    """
    head = text.read_head(path)
    for magic, kind in _MAGIC.items():
        if head.startswith(magic):
            return _binary(path, kind)
    encoding = text.encoding_of(head, lambda sample: heads.known_words(sample, lexicon))
    sample = text.decode_head(head, encoding)
    if sample.lstrip()[:1] in ("{", "["):
        first = sample.strip().split("\n", 1)[0].strip()
        is_lines = first.endswith("}") and first.startswith("{")
        return Sniffed(path, "ndjson" if is_lines and "\n" in sample.strip() else "json", encoding)
    if "\x00" in sample:
        raise NotATable(f"{path.name} is no text", hint="CSV, TSV, XLSX, JSON or Parquet")
    header = heads.find_in_text(sample, lexicon, hints, path.name)
    return Sniffed(path, "tsv" if header.delimiter == "\t" else "csv", encoding, header)


@contextmanager
def opened(
    sniffed: Sniffed, connection: duckdb.DuckDBPyConnection, lexicon: Lexicon, hints: Hints
) -> Iterator[Opened]:
    """
    Load a file's rows into `files_raw` and give its header; the table goes at the end.

    :raises NoRows: if there is nothing under the header.
    """
    with tempfile.TemporaryDirectory(prefix="adhelm-") as scratch, _cleaned_up(connection):
        found = _load(sniffed, connection, lexicon, hints, Path(scratch))
        if not found.rows and not found.rejects:
            raise NoRows(
                f"{sniffed.path.name} has a header and no rows",
                hint="widen the date range or the filters and export it again",
            )
        yield found


@contextmanager
def _cleaned_up(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Leave nothing of our own in the staging area but what the staged tables show."""
    left: tuple[str, ...] = (*plan.TABLES, table.RAW)
    try:
        yield
        left = (*plan.WORK, table.RAW)
    finally:
        connection.execute(f"DROP VIEW IF EXISTS {plan.TYPED}")
        for name in left:
            connection.execute(f"DROP TABLE IF EXISTS {name}")


@contextmanager
def transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Stage all of a file or nothing."""
    connection.execute("BEGIN")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def utf8_text(sniffed: Sniffed, scratch: Path) -> Path:
    """Return the path of a file's text in UTF-8, a copy in `scratch` if need be."""
    if sniffed.encoding == "utf-8":
        return sniffed.path
    copy = scratch / "text"
    text.write_utf8(sniffed.path, sniffed.encoding, copy)
    return copy


def _binary(path: Path, kind: str) -> Sniffed:
    if kind in (*_SHEETS, "parquet"):
        return Sniffed(path, kind)
    raise NotATable(f"{path.name} is {kind}", hint="give the CSV, XLSX, JSON or Parquet inside it")


def _load(
    sniffed: Sniffed,
    connection: duckdb.DuckDBPyConnection,
    lexicon: Lexicon,
    hints: Hints,
    scratch: Path,
) -> Opened:
    if sniffed.format in _SHEETS:
        return _from_sheet(sniffed, connection, lexicon, hints)
    if sniffed.format == "parquet":
        return _from_parquet(sniffed, connection, lexicon, hints)
    if sniffed.format in ("json", "ndjson"):
        return _from_json(sniffed, connection, lexicon, hints, scratch)
    try:
        return _from_text(sniffed, connection, scratch)
    except table.WrongEncoding:
        return _from_text(_sniff_deeper(sniffed, lexicon, hints), connection, scratch)


def _from_text(sniffed: Sniffed, connection: duckdb.DuckDBPyConnection, scratch: Path) -> Opened:
    header = sniffed.header
    if header is None:
        raise NotATable(f"{sniffed.path.name} is no table")
    path = utf8_text(sniffed, scratch)
    rows = table.load_delimited(
        connection, path, delimiter=header.delimiter, skip=header.skip, width=len(header.names)
    )
    if rows.rejects and all(reject.code == "row.too_long" for reject in rows.rejects):
        rows = _retry_wider(connection, path, header, rows)
    return Opened(
        sniffed.path, sniffed.format, sniffed.encoding, header, rows.count, rows.rejects, text=path
    )


def _retry_wider(
    connection: duckdb.DuckDBPyConnection, path: Path, header: Header, rows: Rows
) -> Rows:
    """Read once more where every row ends with one delimiter more than the header."""
    if rows.count:
        return rows
    return table.load_delimited(
        connection,
        path,
        delimiter=header.delimiter,
        skip=header.skip,
        width=len(header.names) + 1,
    )


def _sniff_deeper(sniffed: Sniffed, lexicon: Lexicon, hints: Hints) -> Sniffed:
    """Take another encoding, for bytes behind the head are no UTF-8."""
    if text.is_utf8(sniffed.path):
        raise table.Unreadable(f"{sniffed.path.name} cannot be read", hint="save it as UTF-8")
    head = text.read_head(sniffed.path)
    names = ("cp932", "cp1252", "latin-1") if not head.isascii() else ("cp1252", "cp932", "latin-1")
    encoding = text.best_of(head, lambda sample: heads.known_words(sample, lexicon), names)
    header = heads.find_in_text(text.decode_head(head, encoding), lexicon, hints, sniffed.path.name)
    return Sniffed(sniffed.path, sniffed.format, encoding, header)


def _from_sheet(
    sniffed: Sniffed, connection: duckdb.DuckDBPyConnection, lexicon: Lexicon, hints: Hints
) -> Opened:
    best: tuple[Header, list[list[str]], str] | None = None
    names = []
    for name, rows in sheets.sheets(sniffed.path):
        try:
            header = heads.find_in_rows(rows, lexicon, hints, sniffed.path.name)
        except heads.NoHeader:
            continue
        names.append(name)
        if best is None or header.known > best[0].known:
            best = (header, rows, name)
    if best is None:
        raise heads.no_header(sniffed.path.name)
    header, rows, name = best
    loaded = table.load_rows(connection, rows[header.skip :], width=len(header.names))
    others = [other for other in names if other != name]
    notes = (f"sheet '{name}' was read, not {others}",) if others else ()
    return Opened(sniffed.path, sniffed.format, "", header, loaded.count, notes=notes)


def _from_parquet(
    sniffed: Sniffed, connection: duckdb.DuckDBPyConnection, lexicon: Lexicon, hints: Hints
) -> Opened:
    query = f"SELECT * FROM read_parquet({table.literal(str(sniffed.path))})"
    names = [name for name, *_ in connection.execute(f"DESCRIBE {query}").fetchall()]
    header = heads.find_in_rows([names], lexicon, hints, sniffed.path.name)
    quoted = ['"' + name.replace('"', '""') + '"' for name in names]
    rows = table.load_query(connection, query, quoted)
    header = Header(tuple(names), 0, 0, (), known=header.known)
    return Opened(sniffed.path, "parquet", "", header, rows.count, certain_numbers=True)


def _from_json(
    sniffed: Sniffed,
    connection: duckdb.DuckDBPyConnection,
    lexicon: Lexicon,
    hints: Hints,
    scratch: Path,
) -> Opened:
    document = documents.read_document(
        utf8_text(sniffed, scratch), lines=sniffed.format == "ndjson"
    )
    names = _short_names(document.names, lexicon)
    found = heads.find_in_rows([names], lexicon, hints, sniffed.path.name)
    rows = table.load_rows(connection, document.rows(), width=len(names))
    return Opened(
        sniffed.path,
        sniffed.format,
        sniffed.encoding,
        Header(tuple(names), 0, 0, (), known=found.known),
        rows.count,
        certain_numbers=True,
        platform=document.platform,
        notes=document.notes,
    )


def _short_names(names: tuple[str, ...], lexicon: Lexicon) -> list[str]:
    """Return paths such as `metrics.spend` by their last part where only that is known."""
    short = []
    for name in names:
        last = name.rsplit(".", 1)[-1]
        known = lexicon.meaning(name) is None and lexicon.meaning(last) is not None
        short.append(last if known and last not in names and last not in short else name)
    return short
