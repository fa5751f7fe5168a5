"""Delta tables: created plain, opened at a pinned version, changed in one commit per publication.

No partition columns and no deletion vectors: whoever reads the Parquet files sees the truth.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from adhelm.core.tables import NUMBER, TABLES
from adhelm.observe.warehouse.store import log
from adhelm.observe.warehouse.store.handle import FileEntry, Warehouse

if TYPE_CHECKING:
    from deltalake import DeltaTable, Schema

_TYPES = {
    "VARCHAR": "string",
    "DATE": "date",
    "TINYINT": "byte",
    "BIGINT": "long",
    "TIMESTAMPTZ": "timestamp",
    NUMBER: "decimal(38,9)",
}
_PRUNED_BY = (
    "workspace_id", "source_id", "connector", "platform", "account_id", "level", "date", "month",
    "period_start", "period_end", "day", "start_date", "end_date", "base", "quote",
)  # fmt: skip


class TableChanged(Exception):
    """Somebody else committed to a table in between; the work must be planned again."""


@dataclass(slots=True)
class Change:
    """What one publication does to one table."""

    table: str
    add: list[FileEntry] = field(default_factory=list)
    remove: list[FileEntry] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.add or self.remove)


def pruned_by(table: str) -> list[str]:
    """Return the columns of a table whose least and greatest values each file carries."""
    return [column for column in TABLES[table].names if column in _PRUNED_BY]


def files(warehouse: Warehouse, table: str, version: int | None) -> tuple[FileEntry, ...]:
    """Return the files of a table at a pinned version; none if it did not exist then."""
    if version is None:
        return ()
    known = warehouse.entries.get((table, version))
    if known is None:
        known = log.entries(warehouse, table, version)
        if known is None:
            known = _entries(_open(warehouse, table, version))
        warehouse.remember((table, version), known)
    return known


def commit_all(
    warehouse: Warehouse, changes: Sequence[Change], *, pinned: Mapping[str, int], now_ms: int
) -> dict[str, int]:
    """
    Commit the changes of several tables side by side; return the tables' new versions.

    :raises TableChanged: if another writer was faster with one of them.
    """
    # Two threads that load parts of it at once would find it half there.
    import deltalake  # noqa: F401

    def made(change: Change) -> int:
        return commit(warehouse, change, pinned=pinned.get(change.table), now_ms=now_ms)

    # Most of the time each waits for the disk.
    with ThreadPoolExecutor(len(changes)) as pool:
        return dict(zip((one.table for one in changes), pool.map(made, changes), strict=True))


def commit(warehouse: Warehouse, change: Change, *, pinned: int | None, now_ms: int) -> int:
    """
    Add and remove files in one commit; return the table's new version.

    What a killed publication left behind (a version newer than the pinned one) is undone first.
    :raises TableChanged: if another writer was faster.
    """
    from deltalake.exceptions import CommitFailedError
    from deltalake.transaction import AddAction, CommitProperties

    before = files(warehouse, change.table, pinned)
    table = _recovered(warehouse, change.table, pinned)
    actions: list[Any] = [
        AddAction(entry.path, entry.size, {}, now_ms, True, _stats(entry))  # noqa: FBT003
        for entry in change.add
    ]
    actions += [_removal(entry, now_ms) for entry in change.remove]
    try:
        table.create_write_transaction(
            actions,
            mode="append",
            schema=table.schema(),
            commit_properties=CommitProperties(max_commit_retries=0),
        )
    except CommitFailedError as error:
        raise TableChanged(change.table) from error
    version: int = table.version() + 1
    warehouse.storage.sync(f"{change.table}/_delta_log/{version:020d}.json")
    gone = {entry.path for entry in change.remove}
    stayed = [entry for entry in before if entry.path not in gone]
    warehouse.remember((change.table, version), (*stayed, *change.add))
    return version


def exists(warehouse: Warehouse, table: str) -> bool:
    """Say whether a table was ever created."""
    return warehouse.storage.exists(f"{table}/_delta_log/{0:020d}.json")


def _open(warehouse: Warehouse, table: str, version: int | None = None) -> DeltaTable:
    from deltalake import DeltaTable

    return DeltaTable(warehouse.storage.uri(table), version=version)


def _recovered(warehouse: Warehouse, name: str, pinned: int | None) -> DeltaTable:
    if not exists(warehouse, name):
        warehouse.tables[name] = _create(warehouse, name)
    table = _newest(warehouse, name)
    target = pinned or 0
    if table.version() != target:
        wanted = {entry.path for entry in _entries(_open(warehouse, name, target))}
        if {entry.path for entry in _entries(table)} != wanted:
            table.restore(target)
            table = warehouse.tables[name] = _open(warehouse, name)
    return table


def _newest(warehouse: Warehouse, name: str) -> DeltaTable:
    """Return a table at its newest version: to read on in its log is quicker than to open it."""
    from deltalake.exceptions import DeltaError

    known: DeltaTable | None = warehouse.tables.get(name)
    try:
        if known is not None:
            known.update_incremental()
            return known
    except DeltaError:
        # Its log is no longer the one that was opened.
        warehouse.tables.pop(name)
    opened = warehouse.tables[name] = _open(warehouse, name)
    return opened


def _create(warehouse: Warehouse, name: str) -> DeltaTable:
    from deltalake import DeltaTable

    kept = f"interval {warehouse.as_of_days} days"
    return DeltaTable.create(
        warehouse.storage.uri(name),
        schema=_schema(name),
        mode="ignore",
        configuration={
            "delta.logRetentionDuration": kept,
            "delta.deletedFileRetentionDuration": kept,
            "delta.enableDeletionVectors": "false",
            # A version may be pinned long after its log entry has grown old.
            "delta.enableExpiredLogCleanup": "false",
        },
    )


def _schema(name: str) -> Schema:
    from deltalake import Field, Schema
    from deltalake.schema import PrimitiveType

    columns = TABLES[name].columns
    return Schema([Field(column.name, PrimitiveType(_TYPES[column.type])) for column in columns])


def _entries(table: DeltaTable) -> tuple[FileEntry, ...]:
    import pyarrow as pa

    # Not `pa.table(…)`: it would import pandas to see whether that is what it was given.
    stream = pa.RecordBatchReader.from_stream(table.get_add_actions(flatten=True))
    rows: Iterable[dict[str, Any]] = stream.read_all().to_pylist()
    return tuple(
        FileEntry(
            path=row["path"],
            size=row["size_bytes"],
            rows=row["num_records"],
            low=_bounds(row, "min."),
            high=_bounds(row, "max."),
        )
        for row in rows
    )


def _bounds(row: dict[str, Any], prefix: str) -> dict[str, object]:
    start = len(prefix)
    return {
        key[start:]: value
        for key, value in row.items()
        if key.startswith(prefix) and value is not None
    }


def _stats(entry: FileEntry) -> str:
    return json.dumps(
        {
            "numRecords": entry.rows,
            "minValues": {key: _plain(value) for key, value in entry.low.items()},
            "maxValues": {key: _plain(value) for key, value in entry.high.items()},
        }
    )


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def _removal(entry: FileEntry, now_ms: int) -> object:
    from deltalake._internal import RemoveAction

    return RemoveAction(entry.path, True, now_ms, entry.size, {})  # noqa: FBT003


def overlapping(
    entries: Sequence[FileEntry], *, column: tuple[str, str], first: date, last: date
) -> list[FileEntry]:
    """Return the files that may hold days from `first` to `last`, both included."""
    low, high = column
    return [
        entry
        for entry in entries
        if not _before(entry.high.get(high), first) and not _before(last, entry.low.get(low))
    ]


def _before(left: object, right: object) -> bool:
    return isinstance(left, date) and isinstance(right, date) and left < right
