"""Read YAML, CSV and XLSX into the same rows of text, each knowing where it was written."""

from __future__ import annotations

import csv
import difflib
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from adhelm.core import nesting
from adhelm.core.errors import Invalid
from adhelm.observe.conventions.types import Problem

if TYPE_CHECKING:
    import yaml

Fetch = Callable[[str], bytes]
"""Reads a look-up file that a convention names, beside it."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of one table."""

    required: tuple[str, ...]
    optional: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """Return all columns that the table may have."""
        return (*self.required, *self.optional)


_DATES = ("valid_from", "valid_to")
_DEEPEST = 100
LAYOUTS = {
    "naming": Layout(("pattern",), ("platforms", "levels", "accounts", *_DATES, "note")),
    "lookups": Layout(("part", "code", "value"), ("note",)),
    "clients": Layout(("client", "primary_kpi"), ("accounts", "note")),
    "conversions": Layout(
        ("action", "event"), ("client", "platform", "event_type", *_DATES, "note")
    ),
    "fees": Layout(
        ("name", "kind"),
        (
            "percent", "fixed", "currency", "per", "platform", "account", "market", "product",
            *_DATES, "note",
        ),
    ),
}  # fmt: skip
_EMPTY = {"", "~", "null", "Null", "NULL"}


@dataclass(frozen=True, slots=True)
class Row:
    """One row: where it was written, and its cells that are not empty."""

    where: str
    cells: Mapping[str, str]


@dataclass(slots=True)
class Sheets:
    """The tables found in one or several files, and what was wrong with them."""

    tables: dict[str, list[Row]] = field(default_factory=dict)
    validity: dict[str, str] = field(default_factory=dict)
    """`valid_from` and `valid_to` as the file says them for all its rows."""
    problems: list[Problem] = field(default_factory=list)

    def add(self, table: str, row: Row) -> None:
        """Take a row into `table`; unknown and missing columns become problems."""
        layout = LAYOUTS[table]
        unknown = [name for name in row.cells if name not in layout.columns]
        for name in unknown:
            self.say(row.where, f"'{name}' is no column of {table}", nearest(name, layout.columns))
        for name in layout.required:
            if name not in row.cells:
                self.say(row.where, f"'{name}' is missing", f"{table} need {_all(layout.required)}")
        self.tables.setdefault(table, []).append(row)

    def say(self, where: str, found: str, right: str = "") -> None:
        """Note a problem."""
        self.problems.append(Problem(where, found, right))

    def merge(self, other: Sheets) -> None:
        """Take over all that another file holds."""
        for table, rows in other.tables.items():
            self.tables.setdefault(table, []).extend(rows)
        self.validity.update(other.validity)
        self.problems += other.problems


def read_yaml(data: bytes, *, file: str, fetch: Fetch) -> Sheets:
    """Read a YAML file; every scalar stays the text that was written (`NO` is Norway)."""
    import yaml

    sheets = Sheets()
    try:
        text = decode(data)
        if nesting.depth(text) > _DEEPEST:
            sheets.say(file, "holds too much inside each other", "tables of plain values")
            return sheets
        root = yaml.compose(text, Loader=yaml.BaseLoader)
    except (yaml.YAMLError, UnicodeError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{file} line {mark.line + 1}" if mark else file
        sheets.say(where, f"is no YAML: {getattr(error, 'problem', error)}")
        return sheets
    if not isinstance(root, yaml.MappingNode):
        sheets.say(file, "holds no tables", f"a key such as {_all(tuple(LAYOUTS))}")
        return sheets
    for key, node in root.value:
        _take_key(sheets, str(key.value), node, file, fetch)
    return sheets


def read_csv(data: bytes, *, file: str, table: str = "") -> Sheets:
    """Read a CSV or TSV file of one table; which one, its columns say unless `table` does."""
    sheets = Sheets()
    try:
        text = decode(data)
        grid = list(csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text)))
    except (csv.Error, UnicodeError) as error:
        sheets.say(file, f"is no readable text table: {error}", "UTF-8 with commas")
        return sheets
    _take_grid(sheets, grid, file=file, table=table, word="line")
    return sheets


def read_xlsx(data: bytes, *, file: str) -> Sheets:
    """Read an XLSX file: each sheet named as a table is that table; others are left alone."""
    from python_calamine import CalamineError, CalamineWorkbook

    sheets = Sheets()
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    except (CalamineError, OSError) as error:
        sheets.say(file, f"is no readable workbook: {error}", "an .xlsx file")
        return sheets
    named = {name.strip().casefold(): name for name in book.sheet_names}
    for table in LAYOUTS:
        if table in named:
            rows = book.get_sheet_by_name(named[table]).to_python(skip_empty_area=False)
            grid = [[_text(cell) for cell in row] for row in rows]
            _take_grid(sheets, grid, file=f"{file} sheet {table}", table=table, word="row")
    if not sheets.tables and not sheets.problems:
        sheets.say(file, f"has the sheets {_all(book.sheet_names)}", f"name one of {_all(LAYOUTS)}")
    return sheets


def decode(data: bytes) -> str:
    """
    Return the text of a small file in UTF-8 or, with a byte order mark, UTF-16.

    :raises UnicodeError: if it is neither.
    """
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    return data.decode("utf-16" if wide else "utf-8-sig")


def nearest(word: str, known: Iterable[str]) -> str:
    """Return what `word` was perhaps meant to be, or all that it could be."""
    choices = tuple(known)
    close = difflib.get_close_matches(word.casefold(), choices, n=1)
    return f"did you mean '{close[0]}'?" if close else f"known: {_all(choices)}"


def _take_key(sheets: Sheets, key: str, node: yaml.Node, file: str, fetch: Fetch) -> None:
    import yaml

    where = f"{file} line {node.start_mark.line + 1}"
    if key in _DATES and isinstance(node, yaml.ScalarNode):
        if node.value not in _EMPTY:
            sheets.validity[key] = node.value
    elif key == "lookups" and isinstance(node, yaml.MappingNode):
        _take_lookups(sheets, node, file, fetch)
    elif key not in LAYOUTS:
        sheets.say(where, f"'{key}' is no key", nearest(key, (*LAYOUTS, *_DATES)))
    elif not isinstance(node, yaml.SequenceNode):
        sheets.say(where, f"'{key}' is no list", "one '- ' per row")
    else:
        for item in node.value:
            _take_item(sheets, key, item, file)


def _take_item(sheets: Sheets, table: str, node: yaml.Node, file: str) -> None:
    import yaml

    where = f"{file} line {node.start_mark.line + 1}"
    if not isinstance(node, yaml.MappingNode):
        sheets.say(where, "is no row", f"such as {{{LAYOUTS[table].required[0]}: …}}")
        return
    cells = {}
    for key, value in node.value:
        text = _scalar(value)
        if text is None:
            sheets.say(f"{file} line {value.start_mark.line + 1}", f"'{key.value}' is no text")
        elif key.value in cells:
            sheets.say(f"{file} line {key.start_mark.line + 1}", f"'{key.value}' is there twice")
        elif text:
            cells[str(key.value)] = text
    sheets.add(table, Row(where, cells))


def _take_lookups(sheets: Sheets, node: yaml.MappingNode, file: str, fetch: Fetch) -> None:
    import yaml

    for part, table in node.value:
        where = f"{file} line {table.start_mark.line + 1}"
        if isinstance(table, yaml.ScalarNode):
            _take_lookup_file(sheets, str(part.value), table.value, where, fetch)
        elif isinstance(table, yaml.MappingNode):
            for code, value in table.value:
                line = f"{file} line {code.start_mark.line + 1}"
                cells = {"part": part.value, "code": code.value, "value": _scalar(value) or ""}
                sheets.add("lookups", Row(line, _filled(cells)))
        else:
            sheets.say(where, f"the look-up of '{part.value}' is no table", "{DE: Germany, …}")


def _take_lookup_file(sheets: Sheets, part: str, name: str, where: str, fetch: Fetch) -> None:
    try:
        text = decode(fetch(name))
    except (Invalid, UnicodeError) as error:
        found = f"the look-up file cannot be read: {error}"
        sheets.say(where, found, "a CSV in UTF-8, beside this file")
        return
    grid = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    for number, cells in enumerate(grid, start=1):
        if number == 1 and [cell.strip().casefold() for cell in cells[:2]] == ["code", "value"]:
            continue
        if any(cell.strip() for cell in cells):
            code, value = (*cells, "", "")[:2]
            row = {"part": part, "code": code.strip(), "value": value.strip()}
            sheets.add("lookups", Row(f"{name} line {number}", _filled(row)))


def _take_grid(
    sheets: Sheets, grid: Sequence[Sequence[str]], *, file: str, table: str, word: str
) -> None:
    rows = [(at, [cell.strip() for cell in cells]) for at, cells in enumerate(grid, start=1)]
    rows = [(at, cells) for at, cells in rows if any(cells)]
    if not rows:
        sheets.say(file, "is empty", "a line of column names, then the rows")
        return
    _, names = rows[0]
    header = [name.casefold().replace(" ", "_") for name in names]
    table = table or _table_of(header)
    if not table:
        found = _all([name for name in header if name])
        sheets.say(file, f"is no table known by its columns {found}", "; ".join(_columns()))
        return
    for at, cells in rows[1:]:
        pairs = {name or f"column {n}": cell for n, (name, cell) in enumerate(_zip(header, cells))}
        sheets.add(table, Row(f"{file} {word} {at}", _filled(pairs)))
    sheets.tables.setdefault(table, [])


def _table_of(header: Sequence[str]) -> str:
    fits = (table for table, layout in LAYOUTS.items() if {*layout.required} <= {*header})
    return next(fits, "")


def _columns() -> Iterator[str]:
    for table, layout in LAYOUTS.items():
        yield f"{table} have {', '.join(layout.required)}"


def _zip(header: Sequence[str], cells: Sequence[str]) -> Iterator[tuple[str, str]]:
    wide = max(len(header), len(cells))
    padded = ([*one, *[""] * (wide - len(one))] for one in (header, cells))
    return zip(*padded, strict=True)


def _delimiter(text: str) -> str:
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max(",;\t", key=first.count)


def _scalar(node: yaml.Node) -> str | None:
    import yaml

    if isinstance(node, yaml.SequenceNode):
        texts = [_scalar(item) for item in node.value]
        return None if None in texts else ", ".join(text for text in texts if text)
    if not isinstance(node, yaml.ScalarNode):
        return None
    return "" if node.style is None and node.value in _EMPTY else str(node.value)


def _filled(cells: Mapping[str, str]) -> dict[str, str]:
    return {name: cell for name, cell in cells.items() if cell not in _EMPTY}


def _text(cell: object) -> str:
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell)


def _all(names: Iterable[str]) -> str:
    return ", ".join(names)
