"""A merging under way: what it works on, and the files that it plans in."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from adhelm.observe.warehouse.logic import sql
from adhelm.observe.warehouse.logic.shapes import Shape
from adhelm.observe.warehouse.store.arrival import Delivery
from adhelm.observe.warehouse.store.handle import FileEntry, Warehouse
from adhelm.observe.warehouse.store.plans import Plan, present
from adhelm.observe.warehouse.store.profile import Profile
from adhelm.observe.warehouse.store.writing import Part, Selection, write_parts, write_split

if TYPE_CHECKING:
    import duckdb

_HELD = 50_000
"""Rows of old files up to which they are read into memory once."""


@dataclass(frozen=True, slots=True)
class Work:
    """A merging under way."""

    warehouse: Warehouse
    connection: duckdb.DuckDBPyConnection
    delivery: Delivery
    plan: Plan

    def write(
        self,
        table: str,
        parts: Mapping[Part, Selection],
        *,
        replacing: Sequence[FileEntry] = (),
        little: bool = False,
    ) -> int:
        """Write files of a table and plan them in; return their rows; `little`: they are few."""
        written = write_parts(
            self.warehouse,
            self.connection,
            table=table,
            workspace_id=self.delivery.workspace_id,
            parts=parts,
            little=little,
        )
        self.plan.take(table, written, replacing)
        return sum(one.entry.rows for one in written)

    def write_split(
        self, table: str, parts: Sequence[Part], query: str, *, replacing: Sequence[FileEntry] = ()
    ) -> None:
        """Write the rows of one query to files, each row to that of its part, and plan them in."""
        written = write_split(
            self.warehouse,
            self.connection,
            table=table,
            workspace_id=self.delivery.workspace_id,
            parts=parts,
            query=query,
        )
        self.plan.take(table, written, replacing)

    @contextmanager
    def beside(self) -> Iterator[Work]:
        """Yield the same work over a connection of its own, for another thread."""
        with self.connection.cursor() as own:
            own.execute("SET TimeZone = 'UTC'")
            yield replace(self, connection=own)

    def present(self, table: str) -> list[FileEntry]:
        """Return the workspace's files that the plan builds on."""
        return present(self.warehouse, table, self.plan.base, self.delivery.workspace_id)

    def view_old(self, table: str, entries: Sequence[FileEntry]) -> bool:
        """Make the view `old_<table>` over some of the table's files; say if it is in memory."""
        paths = [self.warehouse.storage.uri(f"{table}/{entry.path}") for entry in entries]
        source = sql.scan(table, paths)
        # Several queries read it: to open many small files once is quicker.
        held = len(entries) > 1 and sum(entry.rows for entry in entries) <= _HELD
        if held:
            self.connection.execute(f"CREATE OR REPLACE TABLE held_{table} AS FROM {source}")
            source = f"held_{table}"
        self.connection.execute(f"CREATE OR REPLACE VIEW old_{table} AS FROM {source}")
        return held


@dataclass(frozen=True, slots=True)
class Merge:
    """The merging of one table: its new rows, and the files that may hold old ones."""

    shape: Shape
    new: str
    """The view or table of the new rows."""
    profile: Profile
    old: Sequence[FileEntry]
    hits: int = 0
    """Old rows that give way."""
    held: bool = False
    """Whether the old rows are in memory."""

    @property
    def parts(self) -> Mapping[Part, int]:
        """Return month of an account -> new rows."""
        return self.profile.parts


@dataclass(frozen=True, slots=True)
class Rewrite:
    """What one table's merging writes."""

    merge: Merge
    months: Mapping[Part, int]
    """Months that are written anew, and about how many rows each will have."""
    differing: Collection[Part]
    """Those of them whose rows differ; the others share a file with one of these."""
    beside: Mapping[Part, int]
    """Months whose new rows are written beside what is there."""
    files: Sequence[FileEntry]
    """What the months written anew replace."""

    @property
    def rows(self) -> int:
        """Return about how many rows are written."""
        return sum(self.months.values()) + sum(self.beside.values())
