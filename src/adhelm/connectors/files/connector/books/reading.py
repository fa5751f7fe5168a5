"""Reads one file of a book into the staging area."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from adhelm.connectors.contract import (
    Ambiguous,
    FileReport,
    Hints,
    MappedColumn,
    Question,
    StagedFile,
)
from adhelm.connectors.files.client.table import RAW
from adhelm.connectors.files.connector.books import flat, ga4
from adhelm.connectors.files.connector.books.flat import BAD, TYPED, Flat
from adhelm.connectors.files.connector.books.words import LEADS, ORDERS, Book, bind, plain
from adhelm.connectors.files.connector.opening import (
    NoRows,
    Opened,
    Sniffed,
    opened,
    transaction,
    utf8_text,
)
from adhelm.connectors.files.mapping import fill
from adhelm.connectors.files.mapping.lexicon import Lexicon
from adhelm.core.ads import Level
from adhelm.core.errors import Invalid
from adhelm.core.tables import STAGED

if TYPE_CHECKING:
    import duckdb

_FLAT: Mapping[str, Book] = {book.name: book for book in (ORDERS, LEADS)}
BOOKS = (*_FLAT, "ga4")


class UnknownBook(Invalid):
    """There is no book of that name."""

    code = "book.unknown"


class ColumnMissing(Invalid):
    """A column without which the book says nothing is not in the file."""

    code = "book.column_missing"


def sought(hints: Hints) -> Hints:
    """
    Return the hints by which the header of a book's file is found: its words are ours.

    :raises UnknownBook: if `hints.book` is none of `BOOKS`.
    """
    if hints.book not in BOOKS:
        raise UnknownBook(f"there is no book '{hints.book}'", hint=f"one of {', '.join(BOOKS)}")
    book = _FLAT.get(hints.book)
    if book is None:
        return hints
    words = [spoken for each in book.words.values() for word in each
             for spoken in (word, word.replace("_", " "))]  # fmt: skip
    known = {f"word {at}": word for at, word in enumerate(words)}
    return replace(hints, columns={**known, **hints.columns})


def stage_book(
    sniffed: Sniffed, connection: duckdb.DuckDBPyConnection, lexicon: Lexicon, hints: Hints
) -> StagedFile:
    """
    Stage one file of orders, leads or web analytics.

    :raises Ambiguous: if currency or time zone are neither in the file nor said.
    :raises ColumnMissing: if a needed column cannot be found.
    """
    if hints.timezone is None:
        _ask(sniffed.path.name, "timezone", "whose days are these?", "--timezone Europe/Berlin")
    book = _FLAT.get(hints.book or "")
    if book is None:
        return _stage_ga4(sniffed, connection, hints)
    with opened(sniffed, connection, lexicon, sought(hints)) as file, transaction(connection):
        return _stage_flat(file, connection, book, hints)


def inspect_book(
    sniffed: Sniffed, connection: duckdb.DuckDBPyConnection, lexicon: Lexicon, hints: Hints
) -> FileReport:
    """
    Say what a book's file is, in a private database.

    :raises Ambiguous: as `stage_book` does.
    """
    for table in STAGED:
        columns = ", ".join(f'"{column.name}" {column.type}' for column in table.staged)
        connection.execute(f"CREATE TABLE {table.name} ({columns})")
    return stage_book(sniffed, connection, lexicon, hints).report


def _ask(file: str, code: str, text: str, flag: str) -> None:
    raise Ambiguous(file, [Question(f"book.{code}", text, flag)])


def _stage_flat(
    file: Opened, connection: duckdb.DuckDBPyConnection, book: Book, hints: Hints
) -> StagedFile:
    names = file.header.names
    bound = bind(book, names, hints.columns)
    _check_bound(file, book, bound, hints)
    one = Flat(book, bound, hints, account=hints.account or book.name)
    connection.execute(flat.typed(one))
    connection.execute(flat.rejected())
    bad = connection.execute(f"SELECT rid, code, reason FROM {BAD} ORDER BY rid").fetchall()
    _quarantine(connection, file, bad)
    connection.execute(flat.events(one))
    mapped = {at: name for name, at in bound.items()}
    columns = tuple(MappedColumn(name, mapped.get(at)) for at, name in enumerate(names))
    report = _report(file.path, hints, format_=file.format, encoding=file.encoding)
    report = replace(report, delimiter=file.header.delimiter, header_line=file.header.line,
                     columns=columns)  # fmt: skip
    rejected = len(bad) + len(file.rejects)
    for name in (TYPED, BAD):
        connection.execute(f"DROP TABLE {name}")
    return _staged(connection, report, read=file.rows + len(file.rejects), rejected=rejected)


def _check_bound(file: Opened, book: Book, bound: Mapping[str, int], hints: Hints) -> None:
    for name in book.needed:
        if name not in bound:
            words = ", ".join(book.words[name][:4])
            raise ColumnMissing(
                f"{file.path.name} has no column that says '{name}' ({words}, …)",
                hint=f"map it: --map {name}=HEADER; its columns: {', '.join(file.header.names)}",
            )
    if "value" in bound and "currency" not in bound and not hints.currency:
        _ask(file.path.name, "currency", "in which currency are the amounts?", "--currency EUR")


def _quarantine(
    connection: duckdb.DuckDBPyConnection, file: Opened, bad: list[tuple[int, str, str]]
) -> None:
    fill.quarantine_lines(connection, file.path.name, file.rejects)
    lines = file.lines({rid for rid, _, _ in bad})
    for rid, code, reason in bad:
        row = connection.execute(
            f"SELECT to_json(raw)::VARCHAR FROM {RAW} raw WHERE rowid = ?", [rid]
        ).fetchone()
        connection.execute(
            "INSERT INTO quarantine BY NAME SELECT ? AS file, ? AS line, ? AS code, ? AS reason,"
            ' ? AS "row"',
            [file.path.name, lines.get(rid), code, reason, row and row[0]],
        )


def _stage_ga4(sniffed: Sniffed, connection: duckdb.DuckDBPyConnection, hints: Hints) -> StagedFile:
    with tempfile.TemporaryDirectory(prefix="adhelm-") as scratch, transaction(connection):
        parquet = sniffed.format == "parquet"
        path = sniffed.path if parquet else utf8_text(sniffed, Path(scratch))
        source = ga4.scan(connection, path, parquet=parquet)
        read = connection.execute(f"SELECT count(*) FROM {source}").fetchall()[0][0]
        if not read:
            raise NoRows(f"{sniffed.path.name} holds no events", hint="export a day with visits")
        query = ga4.typed(source)
        account, zone = hints.account or "ga4", hints.timezone or "UTC"
        connection.execute(ga4.events(query, account=account, zone=zone))
    report = _report(
        sniffed.path, hints, format_=sniffed.format, encoding=sniffed.encoding, account=account
    )
    return _staged(connection, report, read=read, rejected=0)


def _report(
    path: Path, hints: Hints, *, format_: str, encoding: str, account: str = ""
) -> FileReport:
    book = hints.book or ""
    return FileReport(
        file=path.name,
        format=format_,
        encoding=encoding,
        delimiter="",
        platform="own",
        connector=book,
        account_id=account or hints.account or book,
        level=Level.account,
        grain="day",
        language="en",
        currency=hints.currency or "",
        account_tz=hints.timezone or "",
        breakdown="",
        decimal_mark=hints.decimal_mark or ".",
        date_order=hints.date_order or "ymd",
        header_line=0,
        columns=(),
        fingerprint=plain(book),
    )


def _staged(
    connection: duckdb.DuckDBPyConnection, report: FileReport, *, read: int, rejected: int
) -> StagedFile:
    rows, first, last, value, currencies = connection.execute(
        "SELECT count(*), min(date), max(date), sum(value),"
        " string_agg(DISTINCT currency, ',' ORDER BY currency) FROM own_events"
    ).fetchall()[0]
    return StagedFile(
        report=replace(report, currency=report.currency or currencies or ""),
        rows_read=read,
        rows_staged=rows,
        rows_rejected=rejected,
        rows_skipped=max(0, read - rows - rejected),
        first_day=first,
        last_day=last,
        # Amounts of several currencies have no sum.
        sums={"value": Decimal(value) if value is not None and "," not in currencies else None},
        totals=(),
    )
