"""Where a table begins: its delimiter, its header row, the lines above it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from adhelm.connectors.contract import Hints
from adhelm.connectors.files.mapping.lexicon import Lexicon, normal
from adhelm.core.errors import Invalid

DELIMITERS = (",", ";", "\t", "|")
_LOOK_AT = 40
_NUMBER = re.compile(r"^[\s\d.,%€$£¥+-]+$")

csv.field_size_limit(1 << 24)


class NoHeader(Invalid):
    """No row of the file looks like the header of an advertising report."""

    code = "file.no_header"


@dataclass(frozen=True, slots=True)
class Header:
    """A table's head. `line` is the header's first physical line from 1, `skip` all up to it."""

    names: tuple[str, ...]
    line: int
    skip: int
    preamble: tuple[str, ...]
    delimiter: str = ""
    known: int = 0
    first_row: tuple[str, ...] = ()


def find_in_text(text: str, lexicon: Lexicon, hints: Hints, file: str) -> Header:
    """
    Return the header of a delimited text, trying each delimiter.

    :raises NoHeader: if no row has words that we or the hints know.
    """
    found = [header for mark in DELIMITERS if (header := _with(text, mark, lexicon, hints))]
    if not found:
        raise no_header(file)
    return max(found, key=lambda header: (header.known, len(header.names)))


def find_in_rows(
    rows: Sequence[Sequence[str]], lexicon: Lexicon, hints: Hints, file: str
) -> Header:
    """
    Return the header of a table whose cells are apart already, such as a sheet's.

    :raises NoHeader: if no row has words that we or the hints know.
    """
    numbered = [(at, at, list(row)) for at, row in enumerate(rows[:_LOOK_AT], start=1)]
    if found := _best(numbered, "", lexicon, hints):
        return found
    raise no_header(file)


def known_words(text: str, lexicon: Lexicon) -> int:
    """Return how many header words the best row of a text holds: a sign of the right encoding."""
    found = [header for mark in DELIMITERS if (header := _with(text, mark, lexicon, Hints()))]
    return max((header.known for header in found), default=0)


def _with(text: str, delimiter: str, lexicon: Lexicon, hints: Hints) -> Header | None:
    return _best(_records(text, delimiter), delimiter, lexicon, hints)


def _records(text: str, delimiter: str) -> list[tuple[int, int, list[str]]]:
    """Return the first records with their first and last physical lines."""
    rows, line = [], 0
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for row in reader:
            rows.append((line + 1, reader.line_num, row))
            line = reader.line_num
            if len(rows) >= _LOOK_AT:
                break
    except csv.Error:
        return rows
    return rows


def _best(
    rows: Iterable[tuple[int, int, list[str]]], delimiter: str, lexicon: Lexicon, hints: Hints
) -> Header | None:
    rows = list(rows)
    wanted = {normal(header) for header in hints.columns.values()}
    scores = [_known(row, lexicon, wanted) for _, _, row in rows]
    best = max(scores, default=0)
    if best < (1 if wanted else 2):
        return None
    at = scores.index(best)
    first, last, names = rows[at]
    return Header(
        names=_trimmed(names),
        line=first,
        skip=last,
        preamble=tuple(delimiter.join(row).strip() for _, _, row in rows[:at] if any(row)),
        delimiter=delimiter,
        known=best,
        first_row=tuple(rows[at + 1][2]) if at + 1 < len(rows) else (),
    )


def _known(row: Sequence[str], lexicon: Lexicon, wanted: set[str]) -> int:
    cells = {cell.strip() for cell in row if cell.strip()}
    if sum(bool(_NUMBER.match(cell)) for cell in cells) > len(cells) / 2:
        return 0
    return sum(normal(cell) in wanted or lexicon.meaning(cell) is not None for cell in cells)


def _trimmed(names: Sequence[str]) -> tuple[str, ...]:
    """Drop the empty cells that a trailing delimiter leaves."""
    clean = [name.strip().lstrip("\ufeff") for name in names]
    while clean and not clean[-1]:
        clean.pop()
    return tuple(clean)


def no_header(file: str) -> NoHeader:
    """Return the error of a file without a header that we know."""
    return NoHeader(
        f"{file}: no row looks like the header of an advertising report",
        hint="map the columns by hand, e.g. --map date=Day --map clicks=Klicks --map spend=Kosten",
    )
