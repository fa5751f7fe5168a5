"""The log of a Delta table, read as it is written: what files a version has, and which it added.

Delta's library reads it as well, and sooner where it lies in an object store. But to load it and
its Arrow takes some forty megabytes, which who only asks needs for nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import unquote

from adhelm.core.tables import NUMBER, TABLES
from adhelm.observe.warehouse.store.handle import FileEntry, Warehouse

_READER = 1
"""The protocol that any reader of Delta understands; what asks for more is left to the library."""
_Read = Callable[[Any], object]
_READ: dict[str, _Read] = {"DATE": date.fromisoformat, NUMBER: Decimal}
Actions = Iterator[dict[str, Any]]


class _NotPlain(Exception):
    """The log has what only Delta's library knows how to read."""


def entries(warehouse: Warehouse, table: str, version: int) -> tuple[FileEntry, ...] | None:
    """
    Return the files of a table at a version, the newest first.

    None where the library has to be asked: in an object store, where logs are read side by side,
    and where the log is not as the warehouse has it written.
    """
    if not warehouse.storage.is_local:
        return None
    try:
        return tuple(_entries(table, _backwards(warehouse, table, version)))
    except (_NotPlain, FileNotFoundError, KeyError, ValueError, ArithmeticError):
        return None


def added(warehouse: Warehouse, table: str, *, above: int, pinned: frozenset[int]) -> set[str]:
    """Return the paths that the pinned versions above one added; those without a log, none."""
    found = set()
    for version in (number for number in pinned if number > above):
        with suppress(FileNotFoundError):
            actions = _commit(warehouse, f"{table}/_delta_log", version)
            found |= {unquote(one["add"]["path"]) for one in actions if "add" in one}
    return found


def _entries(table: str, actions: Actions) -> Iterator[FileEntry]:
    """Yield what was added and neither removed nor added anew by what came after."""
    kinds = {column.name: _READ.get(column.type, _as_is) for column in TABLES[table].columns}
    told: set[str] = set()
    for action in actions:
        if protocol := action.get("protocol"):
            _check(protocol["minReaderVersion"])
        about = action.get("add") or action.get("remove")
        if not about or about["path"] in told:
            continue
        told.add(about["path"])
        if action.get("add"):
            yield _entry(about, kinds)


def _entry(add: dict[str, Any], kinds: dict[str, _Read]) -> FileEntry:
    # Paths of ours have nothing to escape, as those of a file that somebody else added may.
    if add.get("deletionVector") or "%" in add["path"]:
        raise _NotPlain
    stats = json.loads(add["stats"], parse_float=Decimal)
    return FileEntry(
        path=add["path"],
        size=add["size"],
        rows=stats["numRecords"],
        low=_bounds(stats["minValues"], kinds),
        high=_bounds(stats["maxValues"], kinds),
    )


def _bounds(values: dict[str, Any], kinds: dict[str, _Read]) -> dict[str, object]:
    return {name: kinds[name](value) for name, value in values.items() if value is not None}


def _as_is(value: Any) -> object:
    return value


def _check(reader: int) -> None:
    if reader > _READER:
        raise _NotPlain


def _backwards(warehouse: Warehouse, table: str, version: int) -> Actions:
    """Yield what the commits up to a version did, the last one first, then where they began."""
    folder = f"{table}/_delta_log"
    checkpoints = _checkpoints(warehouse, folder, version)
    begin = max(checkpoints, default=-1)
    for number in range(version, begin, -1):
        yield from _commit(warehouse, folder, number)
    if checkpoints:
        yield from _checkpoint(warehouse, f"{folder}/{begin:020d}.checkpoint.parquet")


def _commit(warehouse: Warehouse, folder: str, version: int) -> list[dict[str, Any]]:
    with warehouse.storage.reading(f"{folder}/{version:020d}.json") as lines:
        return [json.loads(line) for line in lines]


def _checkpoints(warehouse: Warehouse, folder: str, version: int) -> list[int]:
    found = []
    for stored in warehouse.storage.list(folder):
        name = stored.path.rpartition("/")[2]
        if not name.endswith(".parquet"):
            continue
        number, _, kind = name.partition(".")
        if not number.isdecimal() or kind != "checkpoint.parquet":
            raise _NotPlain
        if int(number) <= version:
            found.append(int(number))
    return found


def _checkpoint(warehouse: Warehouse, path: str) -> Actions:
    import duckdb

    sql = (
        "SELECT add.path, add.size, add.stats, add.deletionVector IS NOT NULL,"
        " protocol.minReaderVersion FROM read_parquet(?)"
        " WHERE add IS NOT NULL OR protocol IS NOT NULL"
    )
    rows: Iterable[tuple[Any, ...]] = ()
    with suppress(duckdb.Error), warehouse.connection() as connection:
        rows = connection.execute(sql, [warehouse.storage.uri(path)]).fetchall()
    # Each checkpoint names the protocol: without a row, it could not be read.
    if not rows:
        raise _NotPlain
    for name, size, stats, cut, reader in rows:
        if reader is not None:
            yield {"protocol": {"minReaderVersion": reader}}
        if name is not None:
            yield {"add": {"path": name, "size": size, "stats": stats, "deletionVector": cut}}
