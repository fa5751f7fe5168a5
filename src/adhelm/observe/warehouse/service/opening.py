"""Opens a warehouse, and the staging area of a batch in it; lands files as received."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

from adhelm.core.clock import Clock
from adhelm.core.db import Database
from adhelm.core.errors import Conflict
from adhelm.core.principal import Principal, Scope
from adhelm.observe.warehouse.store import raw
from adhelm.observe.warehouse.store.handle import Warehouse
from adhelm.observe.warehouse.store.staging import open_staging
from adhelm.observe.warehouse.store.storage import Storage
from adhelm.observe.warehouse.types import Landed

if TYPE_CHECKING:
    import duckdb


def open_warehouse(
    *,
    location: str,
    database: Database,
    clock: Clock,
    memory_limit: str = "2GB",
    threads: int | None = None,
    as_of_days: int = 400,
) -> Warehouse:
    """
    Open the warehouse at a folder or a URL such as `s3://bucket/folder`; made on first use.

    Every version stays readable for `as_of_days` days after it was replaced.
    """
    workers = threads or len(os.sched_getaffinity(0))
    return Warehouse(Storage(location), database, clock, memory_limit, workers, as_of_days)


class FileChanging(Conflict):
    """Somebody writes to a file that is to be landed."""

    code = "warehouse.file_changing"


@contextmanager
def staging(
    warehouse: Warehouse, *, batch_id: str, shared: bool = False
) -> Iterator[duckdb.DuckDBPyConnection]:
    """
    Yield a private database on disk with the empty tables of `core.tables.STAGED`.

    `shared`: several threads fill it at once, each its own part; threads that help one of them
    would be in the way of the others, until it is published.

    It is deleted when the block ends; what killed processes left is swept on the way.
    :raises adhelm.observe.warehouse.store.staging.BatchBusy: if another process stages the batch.
    """
    with open_staging(warehouse, batch_id, threads=1 if shared else None) as connection:
        yield connection


def land(warehouse: Warehouse, *, principal: Principal, path: Path) -> Landed:
    """
    Keep a file as received, compressed, under the hash of its content; on disk on return.

    :raises FileChanging: if it changed while it was read.
    """
    with landing(warehouse, principal=principal, path=path) as under_way:
        if not under_way.wait():
            raise FileChanging(f"{path.name} changes while it is read", hint="try again later")
        return under_way.landed


@contextmanager
def landing(warehouse: Warehouse, *, principal: Principal, path: Path) -> Iterator[raw.Landing]:
    """Yield a file's hash while it is being landed beside other work: `wait` keeps it for good."""
    principal.require(Scope.write)
    with raw.landing(warehouse, principal.workspace_id, path) as under_way:
        yield under_way


def open_raw(warehouse: Warehouse, *, principal: Principal, sha256: str) -> IO[bytes]:
    """
    Open a landed file, unpacked as it is read.

    :raises adhelm.observe.warehouse.store.raw.UnknownRaw: if no such file has landed.
    :raises Narrowed: if the principal does not see all accounts, which a file may hold.
    """
    principal.require(Scope.read)
    principal.require_whole("a file as it was received")
    return raw.open_kept(warehouse, principal.workspace_id, sha256)
