"""A Google sheet as a target: values in batches, as they are, and what is left over is cleared."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from urllib.parse import quote

from adhelm.act.feeds.logic import sheet
from adhelm.act.feeds.store import google
from adhelm.act.feeds.store.google import Google
from adhelm.act.feeds.types import Outside, Progress

_SCOPE = "https://www.googleapis.com/auth/spreadsheets"
_AT_ONCE = 5_000
_ROOM = 100
"""Rows more than are needed, so that a sheet is not made larger each day."""


class Sheet:
    """One spreadsheet, open."""

    def __init__(self, api: Google, spreadsheet: str) -> None:
        self._api = api
        self._root = f"/v4/spreadsheets/{spreadsheet}"

    def marker(self) -> dict[str, str]:
        """Return what the sheet says that it holds."""
        if sheet.MARKER not in self._tabs():
            return {}
        where = sheet.span(sheet.MARKER, first=1, rows=20, columns=2)
        said = self._api.json("GET", self._values(where))
        return {str(row[0]): str(row[1]) for row in said.get("values") or () if len(row) > 1}

    def push(
        self, tab: str, rows: Sequence[Sequence[Any]], *, progress: Progress, begin: str
    ) -> None:
        """Put rows below a header into a tab, and clear what was below and beside them."""
        width = len(sheet.NAMES)
        sheet_id, had = self._make_room(tab, rows=len(rows) + 1, columns=width)
        self.tell([("state", begin)])
        self._put(tab, 1, [list(sheet.NAMES)])
        for done in range(0, len(rows), _AT_ONCE):
            progress(done, len(rows), tab)
            some = rows[done : done + _AT_ONCE]
            self._put(tab, done + 2, [[sheet.cell(value) for value in row] for row in some])
        if had > len(rows) + 1:
            below = had - len(rows) - 1
            left = sheet.span(tab, first=len(rows) + 2, rows=below, columns=width)
            self._api.call("POST", f"{self._values(left)}:clear", json={})
        self._change(sheet.formatted(sheet_id))

    def tell(self, told: Sequence[tuple[str, object]]) -> None:
        """Write what the sheet holds into the tab of the marker."""
        self._make_room(sheet.MARKER, rows=20, columns=2)
        self._put(sheet.MARKER, 1, sheet.pairs(told))

    def _tabs(self) -> dict[str, tuple[int, int, int]]:
        said = self._api.json(
            "GET", self._root,
            params={"fields": "sheets.properties(sheetId,title,gridProperties)"},
        )  # fmt: skip
        found = [one["properties"] for one in said.get("sheets") or ()]
        return {
            one["title"]: (
                one["sheetId"], one["gridProperties"]["rowCount"],
                one["gridProperties"]["columnCount"],
            )
            for one in found
        }  # fmt: skip

    def _make_room(self, tab: str, *, rows: int, columns: int) -> tuple[int, int]:
        """Return a tab's id and how many rows it had."""
        there = self._tabs().get(tab)
        if there is None:
            self._change([sheet.added(tab, rows=rows + _ROOM, columns=columns)])
            return self._tabs()[tab][0], 0
        sheet_id, had, wide = there
        if had < rows or wide < columns:
            size = {"rows": max(had, rows + _ROOM), "columns": max(wide, columns)}
            self._change([sheet.sized(sheet_id, **size)])
        return sheet_id, had

    def _put(self, tab: str, first: int, rows: Sequence[Sequence[Any]]) -> None:
        where = sheet.span(tab, first=first, rows=len(rows), columns=len(rows[0]))
        body = {"range": where, "majorDimension": "ROWS", "values": rows}
        # RAW: what looks like a formula is a text.
        self._api.call("PUT", self._values(where), params={"valueInputOption": "RAW"}, json=body)

    def _change(self, requests: Sequence[Mapping[str, Any]]) -> None:
        self._api.call("POST", f"{self._root}:batchUpdate", json={"requests": list(requests)})

    def _values(self, where: str) -> str:
        return f"{self._root}/values/{quote(where, safe='')}"


@contextmanager
def opened(
    place: Mapping[str, str],
    credential: Mapping[str, str],
    *,
    outside: Outside,
    now: Callable[[], datetime],
) -> Iterator[Sheet]:
    """Open a spreadsheet; nothing is called yet."""
    api = google.opened(
        credential, outside, service="Google Sheets", base_url=outside.sheets, scope=_SCOPE, now=now
    )
    with api.http:
        yield Sheet(api, place["spreadsheet"])
