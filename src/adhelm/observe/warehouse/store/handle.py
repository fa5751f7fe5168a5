"""The handle of an open warehouse: where it is, what it may use, and what it remembers."""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING

from adhelm.core.clock import Clock
from adhelm.core.db import Database
from adhelm.observe.warehouse.store.storage import Storage
from adhelm.observe.warehouse.types import Run

if TYPE_CHECKING:
    import duckdb
    from deltalake import DeltaTable

_REMEMBERED = 256


@dataclass(frozen=True, slots=True)
class FileEntry:
    """One Parquet file of a Delta table, and the least and greatest values in it."""

    path: str
    """Below the table's folder."""
    size: int
    rows: int
    low: dict[str, object]
    high: dict[str, object]

    def only(self, column: str) -> object:
        """Return the one value a column has in the file; None if it has several."""
        low = self.low.get(column)
        return low if low == self.high.get(column) else None


@dataclass(slots=True, weakref_slot=True, eq=False)
class Warehouse:
    """One warehouse, open. Files never change once written, so what is remembered stays true."""

    storage: Storage
    database: Database
    clock: Clock
    memory_limit: str
    threads: int
    as_of_days: int
    entries: dict[tuple[str, int], tuple[FileEntry, ...]] = field(default_factory=dict)
    runs: dict[str, tuple[Run, ...]] = field(default_factory=dict)
    tables: dict[str, DeltaTable] = field(default_factory=dict)
    """What was opened to write to; touched only by who is alone in the warehouse."""
    lock: Lock = field(default_factory=Lock)
    _engine: duckdb.DuckDBPyConnection | None = None

    def remember(self, key: tuple[str, int], entries: tuple[FileEntry, ...]) -> None:
        """Keep the files of one version of a table; the oldest are forgotten."""
        with self.lock:
            while len(self.entries) >= _REMEMBERED:
                self.entries.pop(next(iter(self.entries)))
            self.entries[key] = entries

    def connection(self) -> duckdb.DuckDBPyConnection:
        """
        Return a connection of its own to the one DuckDB that short reads share.

        Opening a DuckDB takes some thirty milliseconds of processor time, a connection none. What
        is made in it must be TEMP, or others see it.
        """
        import duckdb

        with self.lock:
            if self._engine is None:
                self._engine = duckdb.connect()
                self.configure(self._engine)
            return self._engine.cursor()

    def configure(
        self, connection: duckdb.DuckDBPyConnection, *, threads: int | None = None
    ) -> None:
        """Set the limits of a connection; its days and instants are UTC."""
        connection.execute(
            # Of the whole DuckDB: a setting of this connection would not hold in those made of it.
            "SET GLOBAL TimeZone = 'UTC'; "
            f"SET threads = {threads or self.threads}; "
            f"SET memory_limit = '{self.memory_limit}'; "
            "SET preserve_insertion_order = false"
        )
        if filesystem := self.storage.filesystem():
            connection.register_filesystem(filesystem)
