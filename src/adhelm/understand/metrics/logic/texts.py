"""Large answers as lines of text, exact, without making their cells where Arrow can."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from adhelm.understand.metrics.logic.cells import (
    Cells,
    Coded,
    Column,
    Days,
    Values,
    integers,
    lone,
    words,
)
from adhelm.understand.metrics.logic.formula import Atom

Named = Callable[[Any], str]
"""Writes a cell that is text."""


def lines(cells: Cells, named: Named, *, between: str, end: str) -> bytes:
    """
    Return rows as lines in UTF-8: numbers plainly, text as `named` writes it, nothing for None.

    Of one column alone, an empty line and None are the same.
    """
    import numpy as np
    import pyarrow.compute as pc

    # As scalars of Arrow's: to have text made into them loads pandas.
    comma, stop, nothing = words([between, end, ""])
    columns = [_text(column, len(cells), named) for column in cells.columns]
    joined = pc.binary_join_element_wise(
        *columns, comma, null_handling="replace", null_replacement=""
    )
    ended = pc.binary_join_element_wise(joined, stop, nothing)
    if not len(ended):
        return b""
    _, ends, data = ended.buffers()
    return bytes(memoryview(data)[: np.frombuffer(ends, dtype=np.int32)[len(ended)]])


def _text(column: Column, count: int, named: Named) -> Any:
    import pyarrow as pa

    if isinstance(column, Coded):
        written = [None if one is None else named(one) for one in column.values]
        return words(written).take(integers(column.codes))
    if isinstance(column, Days):
        return column.arrow().cast(pa.string())
    found = _of_sum(column) if isinstance(column, Values) else None
    if found is not None:
        return found
    return words([_plainly(one) for one in column.cells(0, count)])


def _of_sum(column: Values) -> Any:
    """Return a sum as text; None where Arrow would write it with an exponent, or has none."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if not isinstance(column.formula, Atom):
        return None
    name = column.formula.column
    array = lone(column.sums[name], whole=name in column.whole)
    if array is None:
        return None
    written = array.cast(pa.string())
    return None if pc.any(pc.match_substring(written, "E")).as_py() else written


def _plainly(cell: object) -> str | None:
    if cell is None:
        return None
    text = str(cell)
    return format(Decimal(text), "f") if "E" in text else text
