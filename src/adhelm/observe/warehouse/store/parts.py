"""Which files a merge reads, and which months of which accounts it writes anew."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from adhelm.observe.warehouse.logic import sql
from adhelm.observe.warehouse.logic.shapes import Shape
from adhelm.observe.warehouse.store.delta import overlapping
from adhelm.observe.warehouse.store.handle import FileEntry
from adhelm.observe.warehouse.store.plans import Account, account_of
from adhelm.observe.warehouse.store.writing import Part

GOOD_SIZE = 750_000
"""Rows of a file: large enough to read fast, small enough to write anew for one entity-day."""
_MANY, _TOO_MANY = 8, 32
"""Files of one month from which on they become one: if that is little work, and in any case."""
_LITTLE = 4 * GOOD_SIZE


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


def crowded(shape: Shape, old: Sequence[FileEntry], part: Part) -> bool:
    """Say whether a part has so many files that one more should rather be one in all."""
    met = [entry.rows for entry in old if meets(shape, entry, part)]
    return len(met) >= _TOO_MANY or (len(met) >= _MANY and sum(met) <= _LITTLE)


def rewritten(
    shape: Shape, old: Sequence[FileEntry], changed: set[Part]
) -> tuple[set[Part], list[FileEntry]]:
    """Return the months to write and the files they replace: all months of every such file."""
    parts = set(changed)
    while True:
        met = [entry for entry in old if any(meets(shape, entry, part) for part in parts)]
        grown = parts | {part for entry in met for part in months_of(shape, entry)}
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
    window = _window(part)
    day = f"{of}.{shape.days[0]}"
    return f"{who} AND {day} >= {sql.text(window.first)} AND {day} <= {sql.text(window.last)}"


def month_in(shape: Shape, part: Part) -> str:
    """Return the month of a part's row, as SQL: told by comparing days, not by writing them."""
    *before, last = (one.month for one in _months_between(part))
    kind = f"ENUM({', '.join(sql.text(month) for month in (*before, last))})"
    cases = "".join(
        f" WHEN {shape.days[0]} <= {sql.text(days_of(month)[1])} THEN {sql.text(month)}::{kind}"
        for month in before
    )
    return f"CASE{cases} ELSE {sql.text(last)}::{kind} END" if cases else sql.constant(last)


def grouped(shape: Shape, months: Mapping[Part, int]) -> list[Part]:
    """Join months of an account that follow each other into parts of a good size for a file."""
    if not shape.days:
        return list(months)
    found: list[Part] = []
    rows = 0
    for month in sorted(months, key=lambda part: (part.connector, part.account_id, part.month)):
        if found and rows + months[month] <= GOOD_SIZE and _continues(found[-1], month):
            found[-1] = replace(found[-1], until=month.month)
            rows += months[month]
        else:
            found.append(month)
            rows = months[month]
    return found


def sizes(
    months: Iterable[Part], new: Mapping[Part, int], shape: Shape, old: Sequence[FileEntry]
) -> dict[Part, int]:
    """Return about how many rows each month will have, as if files were spread evenly."""
    found = {month: new.get(month, 0) for month in months}
    for entry in old:
        theirs = months_of(shape, entry) & found.keys()
        for month in theirs:
            found[month] += entry.rows // len(theirs)
    return found


def _continues(before: Part, after: Part) -> bool:
    last = days_of(before.until or before.month)[1]
    same = (before.connector, before.account_id) == (after.connector, after.account_id)
    # Not across years: a file should not grow old with one foot in the present.
    return same and last.month < 12 and month_of(last + timedelta(days=1)) == after.month  # noqa: PLR2004 - December


def _window(part: Part) -> Window:
    first, last = days_of(part.month)[0], days_of(part.until or part.month)[1]
    return Window(part.connector, part.account_id, first, last)


def _inside(shape: Shape, entry: FileEntry, window: Window) -> bool:
    day = shape.days[0]
    return account_of(entry) == (window.connector, window.account_id) and bool(
        overlapping([entry], column=(day, day), first=window.first, last=window.last)
    )


def months_of(shape: Shape, entry: FileEntry) -> set[Part]:
    """Return the months between a file's first and last day."""
    connector, account = str(entry.only("connector")), str(entry.only("account_id"))
    if not shape.days:
        return {Part(connector, account)}
    low, high = entry.low.get(shape.days[0]), entry.high.get(shape.days[0])
    if not isinstance(low, date) or not isinstance(high, date):
        return set()
    return set(_months_between(Part(connector, account, month_of(low), month_of(high))))


def _months_between(part: Part) -> Iterator[Part]:
    month, last = part.month, part.until or part.month
    while month <= last:
        yield Part(part.connector, part.account_id, month)
        month = month_of(days_of(month)[1] + timedelta(days=1))
