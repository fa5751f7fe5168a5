"""Rows and records as tables for people: aligned, grouped in thousands, folded to the width."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import ROUND_HALF_EVEN, Decimal
from typing import TYPE_CHECKING, TextIO

from adhelm.core.terminal.formats import NOTHING, Row, is_number, is_numeric, text

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

PLAIN_WIDTH = 160
"""Columns of a pipe or a file: nobody sees an edge there, so little is folded."""
_NARROWEST = 16
_BETWEEN = 2


def print_rows(rows: Sequence[Row], columns: Sequence[str], *, title: str, stream: TextIO) -> None:
    """Print a table that fits the terminal, or `PLAIN_WIDTH` where there is none."""
    console = open_console(stream)
    cells = {name: _column(rows, name) for name in columns}
    numeric = {name for name in columns if is_numeric(rows, name)}
    if not rows or _fits(cells, numeric, console.width):
        console.print(_table(cells, numeric, title, len(rows)))
        return
    if title:
        console.print(title, style="bold", markup=False)
    for index in range(len(rows)):
        console.print(_pairs({name: cells[name][index] for name in columns}))


def print_record(record: Mapping[str, object], *, stream: TextIO) -> None:
    """Print the fields of one thing, one per line."""
    cells = {name: cell(value) for name, value in record.items()}
    open_console(stream).print(_pairs(cells))


def open_console(stream: TextIO) -> Console:
    """Return a rich console on `stream`; plain and wide unless it is a terminal."""
    from rich.console import Console

    terminal = stream.isatty()
    return Console(
        file=stream,
        width=None if terminal else shutil.get_terminal_size((PLAIN_WIDTH, 0)).columns,
        highlight=False,
        emoji=False,
        markup=False,
        force_terminal=None if terminal else False,
    )


def cell(value: object, decimals: int | None = None) -> str:
    """Return one value for a person: thousands grouped, instants to the second, NULL a dash."""
    if value is None:
        return NOTHING
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (int, float, Decimal)):
        return _number(value, decimals)
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds").replace("+00:00", "Z")
    if isinstance(value, (list, tuple)):
        return ", ".join(text(inner) for inner in value)
    return text(value)


def _column(rows: Sequence[Row], name: str) -> list[str]:
    values = [row.get(name) for row in rows]
    decimals = _decimals(values)
    return [cell(value, decimals) for value in values]


def _decimals(values: Sequence[object]) -> int:
    """Choose the decimals a column shows: none for whole numbers, four where all are small."""
    numbers = [value for value in values if is_number(value)]
    finite = [value for value in (Decimal(str(value)) for value in numbers) if value.is_finite()]
    if all(value == value.to_integral_value() for value in finite):
        return 0
    return 2 if max(abs(value) for value in finite) >= 10 else 4  # noqa: PLR2004


def _number(value: float | Decimal, decimals: int | None) -> str:
    exact = Decimal(str(value))
    if not exact.is_finite():
        return NOTHING
    shown = _decimals([value]) if decimals is None else decimals
    return f"{exact.quantize(Decimal(1).scaleb(-shown), rounding=ROUND_HALF_EVEN):,f}"


def _fits(cells: Mapping[str, Sequence[str]], numeric: set[str], width: int) -> bool:
    needed = sum(_least(name, column, numeric) for name, column in cells.items())
    return needed + _BETWEEN * len(cells) <= width


def _table(cells: Mapping[str, Sequence[str]], numeric: set[str], title: str, length: int) -> Table:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, title=title or None, title_justify="left", pad_edge=False)
    for name in cells:
        table.add_column(
            name.replace("_", " "),
            justify="right" if name in numeric else "left",
            no_wrap=False,
            overflow="fold",
            min_width=_least(name, cells[name], numeric),
        )
    for index in range(length):
        table.add_row(*(_text(column[index]) for column in cells.values()))
    return table


def _least(name: str, column: Sequence[str], numeric: set[str]) -> int:
    """Return the columns below which a number or a word of the heading would be torn apart."""
    heading = max(len(word) for word in name.split("_"))
    widest = max((len(entry) for entry in column), default=0)
    return max(heading, widest if name in numeric else min(widest, _NARROWEST))


def _pairs(cells: Mapping[str, str]) -> Table:
    from rich.table import Table

    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    for name, value in cells.items():
        table.add_row(_text(name.replace("_", " ")), _text(value))
    table.add_row("", "")
    return table


def _text(value: str) -> Text:
    from rich.text import Text

    return Text(value)
