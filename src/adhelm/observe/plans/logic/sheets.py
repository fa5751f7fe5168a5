"""Planning sheets: CSV and XLSX to rows, each knowing where it was written, and back to both."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TypeVar

from adhelm.core.ads import currency
from adhelm.core.errors import AdhelmError
from adhelm.observe.plans.logic import carrying, reaching, words
from adhelm.observe.plans.logic.workbooks import workbook
from adhelm.observe.plans.types import (
    Aim,
    BadPlan,
    BadSheet,
    BudgetRow,
    Form,
    Goal,
    Reach,
    RowProblem,
    TargetRow,
    Terms,
)

T = TypeVar("T", BudgetRow, TargetRow)
MOST_BYTES = 5_000_000
_MOST_EXPANDED = 50_000_000
_MOST_ROWS = 10_000
_MOST_COLUMNS = 60
_REACH = ("platform", "account", "group", "campaign")
BUDGET_COLUMNS = ("month", *_REACH, "amount", "currency", "net/gross", "carry", "note")
TARGET_COLUMNS = (
    "metric", "first day", "last day", *_REACH, "comparator", "value", "unit", "currency", "note",
)  # fmt: skip


# With apostrophes before it that were written already: one is put there, and one taken away.
_FORMULA = re.compile(r"'*[=+\-@\t\r]")


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of one sheet as text by our columns, and where each was written."""

    columns: frozenset[str]
    rows: tuple[tuple[str, Mapping[str, str]], ...]


def read(data: bytes, *, file: str) -> Sheet:
    """
    Return the rows of a CSV, TSV or XLSX file (its first sheet with a known header).

    :raises BadSheet: if it is no such file, too large, or has no header that is known.
    """
    if len(data) > MOST_BYTES:
        raise _unreadable(file, f"has {len(data):,} bytes", f"at most {MOST_BYTES:,}")
    grids = [*_grids(data, file)]
    for name, grid in grids:
        sheet = _sheet(name, grid)
        if sheet is not None:
            return sheet
    raise _unreadable(file, "has no header that is known", ", ".join(BUDGET_COLUMNS))


def budget_rows(sheet: Sheet, *, file: str) -> list[BudgetRow]:
    """
    Return the budgets of a sheet; a month and reach may be there once.

    :raises BadSheet: naming each row that cannot be; then there are none.
    """
    _require(sheet, ("month", "amount", "currency"), file)
    rows, problems = _each(sheet, _budget)
    keys = [(row.month, row.reach) for row in rows]
    problems += [
        RowProblem(rows[at].where, f"{rows[at].month:%Y-%m} {rows[at].reach} is there twice")
        for at in reaching.twice(keys)
    ]
    return _all_or_none(rows, problems)


def target_rows(sheet: Sheet, *, file: str) -> list[TargetRow]:
    """
    Return the targets of a sheet; a metric, reach and range of days may be there once.

    :raises BadSheet: naming each row that cannot be; then there are none.
    """
    _require(sheet, ("metric", "value"), file)
    if not sheet.columns & {"month", "first_day"}:
        raise _unreadable(file, "says no days", "a column 'month', or 'first day' and 'last day'")
    rows, problems = _each(sheet, _target)
    problems += [
        RowProblem(rows[at].where, f"{rows[at].aim.metric} {rows[at].aim.reach} is there twice")
        for at in reaching.twice([row.aim for row in rows])
    ]
    return _all_or_none(rows, problems)


def written(
    columns: Sequence[str], rows: Iterable[Sequence[object]], *, form: Form = Form.csv
) -> bytes:
    """Return rows as CSV or XLSX; what a spreadsheet would take for a formula is text."""
    if form is Form.xlsx:
        cells = (
            [_harmless(cell) if isinstance(cell, str) else cell for cell in row] for row in rows
        )
        return workbook(columns, cells)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return out.getvalue().encode()


def budget_cells(row: BudgetRow) -> tuple[object, ...]:
    """Return a budget as a row of `BUDGET_COLUMNS`."""
    terms = row.terms
    return (
        f"{row.month:%Y-%m}", *row.reach.parts, terms.amount, terms.currency,
        terms.basis.value, terms.carry.value, row.why,
    )  # fmt: skip


def target_cells(row: TargetRow) -> tuple[object, ...]:
    """Return a target as a row of `TARGET_COLUMNS`."""
    aim, goal = row.aim, row.goal
    return (
        aim.metric, aim.first_day, aim.last_day, *aim.reach.parts, goal.comparator.value,
        goal.value, goal.unit.value, goal.currency, row.why,
    )  # fmt: skip


def _grids(data: bytes, file: str) -> Iterator[tuple[str, list[list[str]]]]:
    if data.startswith(b"PK"):
        yield from _workbook(data, file)
        return
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        text = data.decode("utf-16" if wide else "utf-8-sig")
        first = next((line for line in text.splitlines() if line.strip()), "")
        delimiter = max(",;\t", key=first.count)
        lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        yield f"{file} line", list(lines)
    except (UnicodeError, csv.Error) as error:
        raise _unreadable(file, f"is no table of text: {error}", "CSV in UTF-8, or XLSX") from error


def _workbook(data: bytes, file: str) -> Iterator[tuple[str, list[list[str]]]]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(part.file_size for part in packed.infolist()) > _MOST_EXPANDED:
                raise _unreadable(file, "is too large unpacked", f"at most {_MOST_EXPANDED:,}")
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        for name in book.sheet_names:
            rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            yield f"{file} sheet {name} row", [[_text(cell) for cell in row] for row in rows]
    except (CalamineError, zipfile.BadZipFile, OSError, ValueError) as error:
        raise _unreadable(file, f"is no workbook: {error}", "an .xlsx file") from error


def _sheet(name: str, grid: Sequence[Sequence[str]]) -> Sheet | None:
    filled = [(at, row) for at, row in enumerate(grid, start=1) if any(map(str.strip, row))]
    if not filled:
        return None
    columns = [words.column_of(cell) for cell in filled[0][1][:_MOST_COLUMNS]]
    if len({*columns} - {""}) < 2:  # noqa: PLR2004 - one known word may be chance
        return None
    if len(filled) - 1 > _MOST_ROWS:
        raise _unreadable(name, f"has {len(filled) - 1:,} rows", f"at most {_MOST_ROWS:,}")
    doubled = [columns[at] for at in reaching.twice(columns) if columns[at]]
    if doubled:
        raise _unreadable(name, f"has two columns '{doubled[0]}'", "one of each")
    rows = tuple(
        (
            f"{name} {at}",
            {column: cell.strip() for column, cell in zip(columns, row, strict=False) if column},
        )
        for at, row in filled[1:]
    )
    return Sheet(frozenset(columns) - {""}, rows)


def _each(
    sheet: Sheet, make: Callable[[str, Mapping[str, str]], T]
) -> tuple[list[T], list[RowProblem]]:
    rows: list[T] = []
    problems = []
    for where, cells in sheet.rows:
        try:
            rows.append(make(where, cells))
        except AdhelmError as error:
            problems.append(RowProblem(where, error.message, error.hint))
    return rows, problems


def _budget(where: str, cells: Mapping[str, str]) -> BudgetRow:
    code = currency(cells.get("currency", ""))
    amount = carrying.exact(words.amount_of(cells.get("amount", "")), code)
    return BudgetRow(
        month=words.month_of(cells.get("month", "")),
        reach=_reach(cells),
        terms=Terms(
            amount, code, words.basis_of(cells.get("basis", "")),
            words.carry_of(cells.get("carry", "")),
        ),
        why=reaching.line(_said(cells), what="note", longest=2000),
        where=where,
    )  # fmt: skip


def _target(where: str, cells: Mapping[str, str]) -> TargetRow:
    code = currency(cells["currency"]) if cells.get("currency") else ""
    first, last = _days(cells)
    goal = Goal(
        words.comparator_of(cells.get("comparator", "")),
        words.amount_of(cells.get("value", "")),
        words.unit_of(cells.get("unit", ""), currency=code),
        code,
    )
    aim = Aim(reaching.metric(cells.get("metric", "")), first, last, _reach(cells))
    why = reaching.line(_said(cells), what="note", longest=2000)
    return TargetRow(aim, goal, why=why, where=where)


def _days(cells: Mapping[str, str]) -> tuple[date, date]:
    if cells.get("month"):
        month = words.month_of(cells["month"])
        return month, carrying.last_of(month)
    try:
        return date.fromisoformat(cells.get("first_day", "")), date.fromisoformat(
            cells.get("last_day", "")
        )
    except ValueError:
        raise BadPlan("there is no month and no range of days", hint="2026-03-01") from None


def _reach(cells: Mapping[str, str]) -> Reach:
    return reaching.reach(**{name: _unquoted(cells.get(name, "")) for name in _REACH})


def _said(cells: Mapping[str, str]) -> str:
    return _unquoted(cells.get("why", ""))


def _require(sheet: Sheet, columns: Sequence[str], file: str) -> None:
    missing = [name for name in columns if name not in sheet.columns]
    if missing:
        raise _unreadable(file, f"has no column '{missing[0]}'", ", ".join(columns))


def _all_or_none(rows: list[T], problems: list[RowProblem]) -> list[T]:
    if problems:
        raise BadSheet(problems)
    return rows


def _text(cell: object) -> str:
    if isinstance(cell, (datetime, date)):
        return (cell.date() if isinstance(cell, datetime) else cell).isoformat()
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else _plain(Decimal(repr(cell)))
    return "" if cell is None else str(cell)


def _plain(amount: Decimal) -> str:
    text = format(amount, "f")
    # Three digits behind the point may be thousands to another reader; four may not.
    return f"{text}0" if re.fullmatch(r"\d+\.\d{3}", text) else text


def _harmless(cell: object) -> str:
    text = _plain(cell) if isinstance(cell, Decimal) else "" if cell is None else str(cell)
    return f"'{text}" if _FORMULA.match(text) else text


def _unquoted(text: str) -> str:
    return text[1:] if text[:1] == "'" and _FORMULA.match(text) else text


def _unreadable(where: str, found: str, right: str) -> BadSheet:
    return BadSheet([RowProblem(where, found, right)])
