"""Rows as a Parquet file, batch by batch: exact decimals, days as days."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Context, Decimal
from typing import Any

from adhelm.act.reports.types import Column

_PLACES = 12
"""Decimals that a column has; quotients are rounded to them, amounts have nine at most."""
_UNIT = Decimal(1).scaleb(-_PLACES)
_WIDE = Context(prec=60)
_ROWS = 30_000
_TEXTS = {"text", "time"}


class Parquet:
    """A file that grows: what was written is handed out and forgotten."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self._columns = columns
        self._sink = _Sink()
        self._rows: list[tuple[Any, ...]] = []
        self._writer: Any = None
        self._schema: Any = None

    def write(self, rows: Sequence[tuple[Any, ...]]) -> bytes:
        """Take rows; return the bytes that are ready."""
        self._rows += rows
        if len(self._rows) >= _ROWS:
            self._flush()
        return self._sink.take()

    def end(self) -> bytes:
        """Return the bytes that are left."""
        self._flush()
        self._writer.close()
        return self._sink.take()

    def _flush(self) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        rows, self._rows = self._rows, []
        columns = list(zip(*rows, strict=True)) or [()] * len(self._columns)
        if self._writer is None:
            kinds = [self._kind(column) for column in self._columns]
            names = [column.name for column in self._columns]
            self._schema = pa.schema(list(zip(names, kinds, strict=True)))
            self._writer = pq.ParquetWriter(self._sink, self._schema, compression="zstd")
        arrays = [
            _array(cells, field.type) for cells, field in zip(columns, self._schema, strict=True)
        ]
        self._writer.write_table(pa.Table.from_arrays(arrays, schema=self._schema))

    @staticmethod
    def _kind(column: Column) -> Any:
        import pyarrow as pa

        if column.unit == "date":
            return pa.date32()
        return pa.string() if column.unit in _TEXTS else pa.decimal128(38, _PLACES)


def _array(cells: Sequence[Any], kind: Any) -> Any:
    import pyarrow as pa

    if pa.types.is_decimal(kind):
        cells = [None if cell is None else _exact(cell) for cell in cells]
    elif pa.types.is_string(kind):
        cells = [None if cell is None else str(cell) for cell in cells]
    return pa.array(cells, type=kind)


def _exact(cell: Decimal | int) -> Decimal:
    return Decimal(cell).quantize(_UNIT, context=_WIDE)


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
