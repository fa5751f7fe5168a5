"""Rows as a Parquet file, batch by batch: exact decimals, days as days."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from adhelm.act.reports.types import Column

_PLACES = 12
"""Decimals that a column has; quotients are rounded to them, amounts have nine at most."""
_ROWS = 10_000
"""Of a row group, at least: until it is written, all its columns are in memory."""
_TEXTS = {"text", "time"}
Arrays = Callable[[Sequence[tuple[Any, ...]], Sequence[Any]], Sequence[Any]]
"""Makes Arrow arrays of given types of the columns of rows."""


class Parquet:
    """A file that grows: what was written is handed out and forgotten."""

    def __init__(self, columns: Sequence[Column], arrays: Arrays) -> None:
        self._columns, self._arrays = columns, arrays
        self._sink = _Sink()
        self._held: list[Any] = []
        self._writer: Any = None
        self._schema: Any = None

    def write(self, rows: Sequence[tuple[Any, ...]]) -> bytes:
        """Take rows; return the bytes that are ready."""
        # Held as Arrow, they take a fifth of what they take as Python's own.
        self._held.append(self._batch(rows))
        if sum(batch.num_rows for batch in self._held) >= _ROWS:
            self._flush()
        return self._sink.take()

    def end(self) -> bytes:
        """Return the bytes that are left."""
        self._flush()
        self._writer.close()
        return self._sink.take()

    def _batch(self, rows: Sequence[tuple[Any, ...]]) -> Any:
        import pyarrow as pa

        if self._schema is None:
            kinds = [(column.name, self._kind(column)) for column in self._columns]
            self._schema = pa.schema(kinds)
        arrays = self._arrays(rows, self._schema.types)
        return pa.RecordBatch.from_arrays(arrays, schema=self._schema)

    def _flush(self) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        held, self._held = self._held or [self._batch([])], []
        if self._writer is None:
            self._writer = pq.ParquetWriter(self._sink, self._schema, compression="zstd")
        self._writer.write_table(pa.Table.from_batches(held))

    @staticmethod
    def _kind(column: Column) -> Any:
        import pyarrow as pa

        if column.unit == "date":
            return pa.date32()
        return pa.string() if column.unit in _TEXTS else pa.decimal128(38, _PLACES)


class _Sink:
    """A file that cannot be wound back."""

    closed = False

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._size = 0

    def write(self, data: Any) -> int:
        taken = bytes(data)
        self._parts.append(taken)
        self._size += len(taken)
        return len(taken)

    def tell(self) -> int:
        return self._size

    def flush(self) -> None:
        """Do nothing: what is written is there."""

    def close(self) -> None:
        """Do nothing: what is written is taken still."""

    @staticmethod
    def writable() -> bool:
        return True

    @staticmethod
    def readable() -> bool:
        return False

    @staticmethod
    def seekable() -> bool:
        return False

    def take(self) -> bytes:
        found = b"".join(self._parts)
        self._parts.clear()
        return found
