"""One look at a batch's rows: which months of which accounts they are, and what is all the same.

A column that is the same in all rows of a file need not be read, hashed and written row by row.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from adhelm.observe.warehouse.logic import sql
from adhelm.observe.warehouse.logic.shapes import Shape
from adhelm.observe.warehouse.store.writing import Part

if TYPE_CHECKING:
    import duckdb

_LIKELY_SAME = (
    "platform", "level", "breakdown", "currency", "account_tz", "attribution_window", "basis",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Group:
    """Rows of one month of an account that agree in all columns that tend to be the same."""

    part: Part
    same: Mapping[str, str | None]
    first: date | None
    last: date | None
    hours: int
    """Rows with an hour: all of them, or none."""
    rows: int


@dataclass(frozen=True)
class Profile:
    """What a batch's rows of one table are."""

    groups: Sequence[Group]

    @property
    def rows(self) -> int:
        """Return how many rows there are."""
        return sum(group.rows for group in self.groups)

    @cached_property
    def parts(self) -> dict[Part, int]:
        """Return month of an account -> rows."""
        found: dict[Part, int] = {}
        for group in self.groups:
            found[group.part] = found.get(group.part, 0) + group.rows
        return found

    @property
    def same(self) -> set[str]:
        """Return the columns that are the same in all rows, hours that are all NULL among them."""
        found = set(_same(self.groups))
        return found | {"hour"} if not any(group.hours for group in self.groups) else found

    def constants(self, part: Part) -> dict[str, str]:
        """Return column -> value for what is the same in all rows of a part."""
        inside = [group for group in self.groups if _within(group.part, part)]
        whose = {"connector": part.connector, "account_id": part.account_id}
        return {**_same(inside), **whose}


def take(connection: duckdb.DuckDBPyConnection, shape: Shape, source: str) -> Profile:
    """Look at the rows of a staged table once."""
    columns = [column for column in _LIKELY_SAME if column in shape.table.names]
    day, last = (shape.days[0], shape.days[-1]) if shape.days else ("NULL::DATE", "NULL::DATE")
    unsplit = "bool_and(breakdown_key = '')" if "breakdown_key" in shape.table.names else "FALSE"
    hours = "count(hour)" if shape.has_hours else "0"
    hourly = "hour IS NOT NULL" if shape.has_hours else "FALSE"
    listed = "".join(f", {sql.name(column)}" for column in columns)
    rows = connection.execute(
        f"SELECT connector, account_id, year({day}) AS year, month({day}) AS month_number{listed}, "
        f"{unsplit}, {hours}, min({day}), max({last}), count(*) FROM {source} "
        f"GROUP BY connector, account_id, year, month_number{listed}, {hourly} ORDER BY ALL"
    ).fetchall()
    return Profile([_group(row, columns) for row in rows])


def part_of(row: Sequence[Any]) -> Part:
    """Return the part of a row (connector, account, year, month); years are NULL without days."""
    connector, account, year, month = row
    return Part(connector, account, "" if year is None else f"{year:04d}-{month:02d}")


def _group(row: tuple[Any, ...], columns: Sequence[str]) -> Group:
    values = row[4 : 4 + len(columns)]
    unsplit, hours, first, last, rows = row[4 + len(columns) :]
    same = dict(zip(columns, values, strict=True))
    if unsplit:
        same["breakdown_key"] = ""
    return Group(part_of(row[:4]), same, first, last, hours, rows)


def _same(groups: Iterable[Group]) -> dict[str, str]:
    values: dict[str, set[str | None]] = {}
    columns = {*_LIKELY_SAME, "breakdown_key"}
    for group in groups:
        for column in columns:
            values.setdefault(column, set()).add(group.same.get(column))
    only = {column: next(iter(found)) for column, found in values.items() if len(found) == 1}
    return {column: value for column, value in only.items() if value is not None}


def _within(month: Part, part: Part) -> bool:
    whose = (month.connector, month.account_id) == (part.connector, part.account_id)
    return whose and part.month <= month.month <= (part.until or part.month)
