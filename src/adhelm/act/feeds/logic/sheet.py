"""What a Google sheet is given: columns, cells, ranges. Texts stay texts, formulas too."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

MARKER = "adhelm"
"""The tab that says what is in the other one."""
COLUMNS = (
    ("date", "date"), ("platform", "text"), ("connector", "text"), ("account_id", "text"),
    ("account_name", "text"), ("entity_id", "text"), ("name", "text"), ("status", "text"),
    ("currency", "text"), ("impressions", "integer"), ("clicks", "integer"),
    ("link_clicks", "integer"), ("spend", "number"), ("platform_conversions", "number"),
    ("platform_conversion_value", "number"), ("video_views", "integer"),
    ("engagements", "integer"), ("reach", "integer"), ("source", "text"), ("final_from", "date"),
)  # fmt: skip
NAMES = tuple(name for name, _ in COLUMNS)
MOST_CELLS = 5_000_000
"""Half of what a spreadsheet may hold: the rest is the team's own."""
_FORMATS = {
    "date": {"type": "DATE", "pattern": "yyyy-mm-dd"},
    "integer": {"type": "NUMBER", "pattern": "#,##0"},
    "number": {"type": "NUMBER", "pattern": "#,##0.00"},
}
_DAY_0 = date(1899, 12, 30)
_LETTERS, _MOST_TEXT = 26, 49_000


def title(level: str) -> str:
    """Return the name of the tab of a level."""
    return f"{MARKER}_{level}"


def cell(value: object) -> Any:
    """Return a value as a cell is given it; NULL empties the cell."""
    if value is None:
        # null would leave what is there.
        return ""
    if isinstance(value, date):
        return (value - _DAY_0).days
    if isinstance(value, Decimal):
        return float(value)
    return value[:_MOST_TEXT] if isinstance(value, str) else value


def span(tab: str, *, first: int, rows: int, columns: int) -> str:
    """Return a range from column A on: 'tab'!A2:T11."""
    return f"'{tab}'!A{first}:{letters(columns)}{first + rows - 1}"


def letters(column: int) -> str:
    """Return how a column is called, the first being 1: A, Z, AA."""
    name = ""
    while column:
        column, rest = divmod(column - 1, _LETTERS)
        name = chr(ord("A") + rest) + name
    return name


def added(tab: str, *, rows: int, columns: int) -> dict[str, Any]:
    """Return the request that adds a tab."""
    grid = {"rowCount": rows, "columnCount": columns, "frozenRowCount": 1}
    return {"addSheet": {"properties": {"title": tab, "gridProperties": grid}}}


def sized(sheet_id: int, *, rows: int, columns: int) -> dict[str, Any]:
    """Return the request that makes a tab large enough."""
    grid = {"rowCount": rows, "columnCount": columns}
    return {
        "updateSheetProperties": {
            "properties": {"sheetId": sheet_id, "gridProperties": grid},
            "fields": "gridProperties(rowCount,columnCount)",
        }
    }


def formatted(sheet_id: int) -> list[dict[str, Any]]:
    """Return the requests that make days look like days, and money like money."""
    return [
        {
            "repeatCell": {
                "range": {
                    "sheetId": sheet_id, "startRowIndex": 1, "startColumnIndex": n,
                    "endColumnIndex": n + 1,
                },
                "cell": {"userEnteredFormat": {"numberFormat": _FORMATS[kind]}},
                "fields": "userEnteredFormat.numberFormat",
            }
        }
        for n, (_, kind) in enumerate(COLUMNS)
        if kind in _FORMATS
    ]  # fmt: skip


def pairs(told: Sequence[tuple[str, object]]) -> list[list[Any]]:
    """Return what the marker says as rows."""
    return [[name, cell(value)] for name, value in told]
