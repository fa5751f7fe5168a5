"""Spreadsheets: cells as texts, merged headers spread, formulas by their cached values."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path

from adhelm.core.errors import Invalid

_UNCALCULATED = re.compile(
    rb"</(?:\w+:)?f>\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>|</(?:\w+:)?c>)"
)
_AMBIGUOUS = re.compile(r"^-?\d{1,3}\.\d{3}$")
_EXACT = 2**53


class UncalculatedSheet(Invalid):
    """The sheet holds formulas whose results were never computed."""

    code = "xlsx.uncalculated"


class BadSheet(Invalid):
    """The workbook cannot be opened."""

    code = "xlsx.unreadable"


def sheets(path: Path) -> Iterator[tuple[str, list[list[str]]]]:
    """
    Yield each sheet's name and its rows as texts, as long as the used area.

    :raises BadSheet: if it is no workbook.
    :raises UncalculatedSheet: if formulas have no cached value.
    """
    import python_calamine

    _refuse_uncalculated(path)
    try:
        book = python_calamine.CalamineWorkbook.from_path(str(path))
        for name in book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            rows = [[_text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
            yield name, _spread(rows, sheet.merged_cell_ranges or [])
    except (python_calamine.CalamineError, zipfile.BadZipFile, ValueError) as error:
        raise BadSheet(
            f"{path.name} cannot be opened: {error}", hint="save it again as .xlsx or .csv"
        ) from error


def _refuse_uncalculated(path: Path) -> None:
    if not zipfile.is_zipfile(path):
        return
    with zipfile.ZipFile(path) as book:
        for name in book.namelist():
            if name.startswith("xl/worksheets/") and _has_uncalculated(book, name):
                raise UncalculatedSheet(
                    f"{path.name} holds formulas that were never calculated",
                    hint="open it in a spreadsheet program and save it, or export values",
                )


def _has_uncalculated(book: zipfile.ZipFile, name: str) -> bool:
    rest = b""
    with book.open(name) as sheet:
        while block := sheet.read(1 << 20):
            if _UNCALCULATED.search(rest + block):
                return True
            rest = block[-64:]
    return False


def _spread(
    rows: list[list[str]], merged: list[tuple[tuple[int, int], tuple[int, int]]]
) -> list[list[str]]:
    """Write a merged cell's text into all rows it covers, so that each header row is whole."""
    for (top, left), (bottom, _) in merged:
        for row in range(top + 1, min(bottom + 1, len(rows))):
            if left < len(rows[row]) and top < len(rows):
                rows[row][left] = rows[top][left]
    return rows


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float):
        return _number(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ") if cell.time() != time() else cell.date().isoformat()
    if isinstance(cell, (date, time)):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell.total_seconds())
    return str(cell)


def _number(value: float) -> str:
    # Above 2**53 a float has lost digits: keep its float look, so that an id is refused.
    if value.is_integer() and abs(value) < _EXACT:
        return str(int(value))
    text = repr(value)
    # The sheet knows that this is a point, not a thousands mark; say so with a fourth digit.
    return f"{text}0" if _AMBIGUOUS.match(text) else text
