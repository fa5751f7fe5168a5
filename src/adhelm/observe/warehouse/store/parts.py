"""Which files a merge reads, and which months of which accounts it writes anew."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from adhelm.observe.warehouse.logic import sql
from adhelm.observe.warehouse.logic.shapes import Shape
from adhelm.observe.warehouse.store.delta import overlapping
from adhelm.observe.warehouse.store.handle import FileEntry
from adhelm.observe.warehouse.store.plans import Account, account_of
from adhelm.observe.warehouse.store.writing import Part


@dataclass(frozen=True, slots=True)
class Window:
    """The days of an account that a batch speaks of, the last included."""

    connector: str
    account_id: str
    first: date
    last: date


def month_of(day: date) -> str:
    """Return the month that a day's file is cut by: '2026-03'."""
    return f"{day.year:04d}-{day.month:02d}"


def days_of(month: str) -> tuple[date, date]:
    """Return the first and the last day of a month."""
    first = date(int(month[:4]), int(month[5:]), 1)
    inside_next = first + timedelta(days=31) if (first.year, first.month) < (9999, 12) else None
    return first, inside_next.replace(day=1) - timedelta(days=1) if inside_next else date.max


def accounts_of(parts: Iterable[Part], windows: Iterable[Window]) -> set[Account]:
    """Return the accounts that a merge has to do with."""
    return {(part.connector, part.account_id) for part in parts} | {
        (window.connector, window.account_id) for window in windows
    }


def files_met(
    shape: Shape, entries: Sequence[FileEntry], parts: Iterable[Part], windows: Sequence[Window]
) -> list[FileEntry]:
    """Return the files that may hold rows of the parts and windows."""
    parts = list(parts)
    if not shape.days:
        accounts = accounts_of(parts, windows)
        return [entry for entry in entries if account_of(entry) in accounts]
    spans = [*windows, *(_window(part) for part in parts)]
    return [entry for entry in entries if any(_inside(shape, entry, span) for span in spans)]


def rewritten(
    shape: Shape, old: Sequence[FileEntry], changed: set[Part]
) -> tuple[set[Part], list[FileEntry]]:
    """Return the parts to write and the files they replace: all months of every such file."""
    parts = set(changed)
    while True:
        met = [entry for entry in old if any(meets(shape, entry, part) for part in parts)]
        grown = parts | {part for entry in met for part in _parts_of(shape, entry)}
        if grown == parts:
            return parts, met
        parts = grown


def meets(shape: Shape, entry: FileEntry, part: Part) -> bool:
    """Say whether a file may hold rows of a part."""
    if not shape.days:
        return account_of(entry) == (part.connector, part.account_id)
    return _inside(shape, entry, _window(part))


def in_part(shape: Shape, part: Part, of: str) -> str:
    """Return when a row belongs to a part, as SQL."""
    who = (
        f"{of}.connector = {sql.text(part.connector)} "
        f"AND {of}.account_id = {sql.text(part.account_id)}"
    )
    if not shape.days:
        return who
    first, last = days_of(part.month)
    day = f"{of}.{shape.days[0]}"
    return f"{who} AND {day} >= {sql.text(first)} AND {day} <= {sql.text(last)}"


def part_of(row: Sequence[Any]) -> Part:
    """Return the part of a row (connector, account, year, month); years are NULL without days."""
    connector, account, year, month = row
    return Part(connector, account, "" if year is None else f"{year:04d}-{month:02d}")


def _window(part: Part) -> Window:
    return Window(part.connector, part.account_id, *days_of(part.month))


def _inside(shape: Shape, entry: FileEntry, window: Window) -> bool:
    day = shape.days[0]
    return account_of(entry) == (window.connector, window.account_id) and bool(
        overlapping([entry], column=(day, day), first=window.first, last=window.last)
    )


def _parts_of(shape: Shape, entry: FileEntry) -> set[Part]:
    connector, account = str(entry.only("connector")), str(entry.only("account_id"))
    if not shape.days:
        return {Part(connector, account)}
    low, high = entry.low.get(shape.days[0]), entry.high.get(shape.days[0])
    parts = set()
    while isinstance(low, date) and isinstance(high, date) and low <= high:
        parts.add(Part(connector, account, month_of(low)))
        low = days_of(month_of(low))[1] + timedelta(days=1)
    return parts
