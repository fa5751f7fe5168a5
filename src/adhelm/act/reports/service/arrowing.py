"""Rows of an answer as Arrow arrays of the types that a file has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from adhelm.core.columns import column_of, decimals, texts
from adhelm.understand.metrics import Cells


def arrays(rows: Sequence[tuple[Any, ...]], kinds: Sequence[Any]) -> list[Any]:
    """Return an array of each type, of texts, days or decimals: exact, NULL where a cell is."""
    if isinstance(rows, Cells):
        known = zip(rows.columns, kinds, strict=True)
        return [_of_column(column, len(rows), kind) for column, kind in known]
    columns: list[Any] = list(zip(*rows, strict=True)) or [()] * len(kinds)
    return [_array(cells, kind) for cells, kind in zip(columns, kinds, strict=True)]


def _of_column(column: Any, count: int, kind: Any) -> Any:
    """Return a column of a large answer as Arrow; numbers and days without making its cells."""
    import pyarrow as pa

    if pa.types.is_string(kind):
        return _array(column.cells(0, count), kind)
    return column.arrow().cast(kind)


def _array(cells: Sequence[Any], kind: Any) -> Any:
    """Return cells as Arrow; to let it look at them itself loads pandas."""
    import pyarrow as pa

    if pa.types.is_decimal(kind):
        return decimals(cells, kind.scale)
    if pa.types.is_string(kind):
        return texts([None if cell is None else str(cell) for cell in cells])
    return column_of("DATE", cells)
