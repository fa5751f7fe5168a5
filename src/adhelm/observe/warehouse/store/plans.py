"""What a publication would do: files written, not yet part of any table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock

from adhelm.observe.warehouse.store import delta
from adhelm.observe.warehouse.store.delta import Change
from adhelm.observe.warehouse.store.handle import FileEntry, Warehouse
from adhelm.observe.warehouse.store.writing import Written, discard
from adhelm.observe.warehouse.types import Run, Vanished

Account = tuple[object, object]
"""A connector and one of its accounts."""


@dataclass(slots=True)
class Plan:
    """The changes to all tables, and what they amount to."""

    base: Mapping[str, int]
    changes: dict[str, Change] = field(default_factory=dict)
    accounts: dict[str, set[Account] | None] = field(default_factory=dict)
    """Table -> accounts whose files the plan was made of; None for all of the workspace."""
    runs: dict[str, tuple[Run, ...]] = field(default_factory=dict)
    vanished: Vanished | None = None
    held: bool = False
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0
    restated: int = 0
    lock: Lock = field(default_factory=Lock)
    """Tables may be written side by side."""

    def take(self, table: str, written: Sequence[Written], gone: Sequence[FileEntry]) -> None:
        """Take over what was written for a table, and what it replaces."""
        runs = {f"{table}/{one.entry.path}": one.runs for one in written if one.runs}
        with self.lock:
            change = self.changes.setdefault(table, Change(table))
            change.add += [one.entry for one in written]
            change.remove += gone
            self.runs |= runs

    def count(
        self, *, added: int = 0, changed: int = 0, removed: int = 0, unchanged: int = 0
    ) -> None:
        """Add what the merging of a table comes to."""
        with self.lock:
            self.added += added
            self.changed += changed
            self.removed += removed
            self.unchanged += unchanged


def abandon(warehouse: Warehouse, plan: Plan) -> None:
    """Delete the files of a plan that will not be carried out."""
    for change in plan.changes.values():
        discard(warehouse, change.table, change.add)


def still_holds(warehouse: Warehouse, plan: Plan, now: Mapping[str, int], workspace: str) -> bool:
    """Say whether the files that a plan was made of are still the ones there."""
    return all(
        _paths(present(warehouse, table, plan.base, workspace), accounts)
        == _paths(present(warehouse, table, now, workspace), accounts)
        for table, accounts in plan.accounts.items()
    )


def present(
    warehouse: Warehouse, table: str, pinned: Mapping[str, int], workspace_id: str
) -> list[FileEntry]:
    """Return the files of one workspace at the pinned version of a table."""
    entries = delta.files(warehouse, table, pinned.get(table))
    return [entry for entry in entries if entry.only("workspace_id") == workspace_id]


def account_of(entry: FileEntry) -> Account:
    """Return whose rows a file holds."""
    return entry.only("connector"), entry.only("account_id")


def _paths(entries: Sequence[FileEntry], accounts: set[Account] | None) -> set[str]:
    return {entry.path for entry in entries if accounts is None or account_of(entry) in accounts}
