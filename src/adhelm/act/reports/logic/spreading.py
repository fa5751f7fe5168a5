"""Tables of a document as plain columns: values, those before, and how much they changed."""

from __future__ import annotations

from collections.abc import Sequence

from adhelm.act.reports.logic import figures
from adhelm.act.reports.types import Cell, Column, Document, Table

_TEXTS = {"text", "date", "time", "bar"}


def spread(table: Table) -> tuple[list[Column], list[list[Cell]], list[Cell]]:
    """Return the columns, rows and totals of a table as a spreadsheet has them."""
    columns: list[Column] = []
    places: list[tuple[int, str]] = []
    for place, column in enumerate(table.columns):
        if column.unit == "bar":
            continue
        columns.append(_named(column, table.currency))
        places.append((place, "now"))
        if table.before and column.unit not in _TEXTS:
            label = columns[-1].label
            columns.append(Column(f"{column.name}_previous", f"{label}, before", column.unit))
            columns.append(Column(f"{column.name}_change", f"{label}, change", "share"))
            places += [(place, "before"), (place, "change")]
    rows = [
        [_cell(row, table.before[n] if table.before else (), *at) for at in places]
        for n, row in enumerate(table.rows)
    ]
    total = [_cell(table.total, (), *at) for at in places] if table.total else []
    return columns, rows, total


def about(document: Document) -> tuple[list[Column], list[list[Cell]]]:
    """Return what a document says of itself, as a sheet."""
    columns = [Column("what", "About"), Column("said", document.title)]
    rows: list[list[Cell]] = [
        ["Workspace", document.workspace_id],
        ["Period", document.period],
        ["Compared with", document.compared],
        ["Currency", document.currency],
    ]
    rows += [[name, text] for name, text in document.facts.items()]
    return columns, rows


def _named(column: Column, currency: str) -> Column:
    if column.unit not in {"money", "price", "exact"} or not currency:
        return column
    label = f"{column.label}, {currency}"
    return Column(column.name, label, column.unit, column.better, column.total)


def _cell(row: Sequence[Cell], before: Sequence[Cell], place: int, what: str) -> Cell:
    if what == "now":
        return row[place]
    then = before[place] if before else None
    if what == "before":
        return then
    now = row[place]
    if isinstance(now, figures.NUMBERS) and isinstance(then, figures.NUMBERS):
        return figures.change(now, then)
    return None
