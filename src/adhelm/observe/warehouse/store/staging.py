"""The staging area: a private DuckDB per batch, gone at the end, swept if its owner died."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from adhelm.core.errors import Conflict
from adhelm.core.tables import STAGED, TABLES
from adhelm.observe.warehouse.logic import sql
from adhelm.observe.warehouse.store.handle import Warehouse
from adhelm.observe.warehouse.store.storage import remove_tree, safe

if TYPE_CHECKING:
    import duckdb


class BatchBusy(Conflict):
    """Another process is staging the same batch."""

    code = "warehouse.batch_busy"


@contextmanager
def open_staging(
    warehouse: Warehouse, batch_id: str, *, threads: int | None = None
) -> Iterator[duckdb.DuckDBPyConnection]:
    """
    Yield a connection to an empty staging area; it is deleted when the block ends.

    `threads` work at a query of it, the caller's own among them; None: as many as the warehouse's.

    :raises BatchBusy: if another process has it open.
    """
    import duckdb

    # In memory, spilling to the folder past the memory limit: a database file would write
    # every row twice, once here and once to the Parquet that readers see.
    with scratch_folder(warehouse, batch_id) as folder, duckdb.connect(":memory:") as connection:
        warehouse.configure(connection, threads=threads)
        connection.execute(f"SET temp_directory = {sql.text(folder)}")
        connection.execute("; ".join(map(sql.create_staged, STAGED)))
        yield connection


def say_alike(
    connection: duckdb.DuckDBPyConnection, *, table: str, values: Mapping[str, str]
) -> bool:
    """
    Let all rows of a staging table say these texts (by column); return whether they do now.

    Such columns take no room, and nobody reads them row by row: rows are inserted without them. A
    table that has rows already stays as it is.
    """
    if connection.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone():
        return False
    connection.execute(sql.create_staged(TABLES[table], values))
    return True


def use_threads(connection: duckdb.DuckDBPyConnection, threads: int) -> None:
    """Let the queries of a staging area run on so many threads, the caller's own among them."""
    connection.execute(f"SET threads = {threads}")


@contextmanager
def scratch_folder(warehouse: Warehouse, name: str) -> Iterator[Path]:
    """
    Yield an empty folder for what is not finished; swept by the next one if we die.

    :raises BatchBusy: if another process has one of that name open.
    """
    root = warehouse.storage.scratch
    root.mkdir(parents=True, exist_ok=True)
    folder = root / safe(name)
    with _alone(root):
        _sweep(root)
        lock = _lock(folder)
    if lock is None:
        raise BatchBusy(f"the batch '{name}' is being staged", hint="wait for it to end")
    try:
        remove_tree(folder)
        folder.mkdir()
        yield folder
    finally:
        _remove(folder, lock)


def sweep(root: Path) -> None:
    """Delete the staging areas whose owners are dead; the living hold a lock."""
    if root.exists():
        with _alone(root):
            _sweep(root)


@contextmanager
def _alone(root: Path) -> Iterator[None]:
    """Let one pass at a time: who sweeps tries locks, and must not try one just being taken."""
    handle = os.open(root, os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _sweep(root: Path) -> None:
    for path in root.glob("*.lock"):
        folder = path.with_suffix("")
        if (lock := _lock(folder)) is not None:
            _remove(folder, lock)


def _lock(folder: Path) -> int | None:
    path = folder.with_name(f"{folder.name}.lock")
    while True:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            return None
        if _names(path, handle):
            return handle
        # Its last owner unlinked it between our open and our lock: lock the new file instead.
        os.close(handle)


def _names(path: Path, handle: int) -> bool:
    try:
        return os.path.samestat(path.stat(), os.fstat(handle))
    except FileNotFoundError:
        return False


def _remove(folder: Path, lock: int) -> None:
    remove_tree(folder)
    folder.with_name(f"{folder.name}.lock").unlink(missing_ok=True)
    os.close(lock)
