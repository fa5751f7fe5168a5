"""Copies of the whole warehouse: what belongs to one, and how it is put back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from adhelm.core.db import Connection
from adhelm.core.principal import Principal, Scope
from adhelm.observe.warehouse.store import commits, copying
from adhelm.observe.warehouse.store.handle import Warehouse


@dataclass(frozen=True, slots=True)
class Holding:
    """What the warehouse holds at one moment."""

    versions: dict[str, int]
    """Workspace -> the data version it sees."""
    files: tuple[str, ...]
    """Paths below the warehouse, of all workspaces."""


def holding(warehouse: Warehouse, *, principal: Principal, connection: Connection) -> Holding:
    """
    Say what belongs to the state that a transaction sees.

    The files stay for as long as that state is promised, whatever is published meanwhile.
    """
    principal.require(Scope.admin)
    found = sorted({stored.path for stored in copying.held(warehouse, connection)})
    return Holding(commits.newest_in(connection), tuple(found))


def open_file(warehouse: Warehouse, path: str) -> IO[bytes]:
    """Open one of the warehouse's files for reading."""
    return warehouse.storage.reading(path)


@contextmanager
def putting(warehouse: Warehouse, path: str) -> Iterator[Path]:
    """Hand out a local file; when the block ends well it is one of the warehouse's, on disk."""
    with warehouse.storage.writing(path) as final:
        yield final


def is_empty(warehouse: Warehouse) -> bool:
    """Say whether nothing was ever kept there."""
    return next(iter(warehouse.storage.list("")), None) is None
