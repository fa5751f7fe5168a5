"""Rows as a Parquet file. Money stays DECIMAL; an empty answer keeps its columns."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from adhelm.core.terminal.formats import Row, as_line


def write_parquet(rows: Sequence[Row], columns: Sequence[str], *, target: Path | BinaryIO) -> None:
    """Write the rows to a path or an open binary stream."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    arrays = [pa.array([_cell(row.get(name)) for row in rows]) for name in columns]
    table = pa.Table.from_arrays(arrays, names=list(columns))
    pq.write_table(table, str(target) if isinstance(target, Path) else target)


def _cell(value: object) -> object:
    return as_line(value).strip() if isinstance(value, (dict, list, tuple)) else value
