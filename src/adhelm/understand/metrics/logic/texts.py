"""Large answers as lines of text, exact, without making their cells where Arrow can."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from adhelm.core.columns import texts, wholes
from adhelm.understand.metrics.logic.cells import Cells, Coded, Column, Days, Values
from adhelm.understand.metrics.logic.formula import Atom
from adhelm.understand.metrics.logic.windows import Scaled

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
    comma, stop, nothing = texts([between, end, ""])
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
        return texts(written).take(wholes(column.codes))
    if isinstance(column, Days):
        return column.arrow().cast(pa.string())
    found = _of_sum(column) if isinstance(column, Values) else None
    if found is not None:
        return found
    return texts([_plainly(one) for one in column.cells(0, count)])


def _of_sum(column: Values) -> Any:
    """Return a sum as text; None where it is none, or its numbers are longer than int64."""
    if not isinstance(column.formula, Atom):
        return None
    scaled = column.sums[column.formula.column]
    if scaled.numbers.dtype == object:
        return None
    return _amounts(scaled) if scaled.scale > 0 else _counts(scaled.numbers, scaled.known)


def _amounts(scaled: Scaled) -> Any:
    """Return amounts with all their decimals: Arrow itself writes nothing as 0E-9."""
    import numpy as np
    import pyarrow.compute as pc

    unit = 10**scaled.scale
    size = np.abs(scaled.numbers)
    signs = texts(["", "-"]).take(wholes((scaled.numbers < 0).astype(np.int8)))
    whole = _counts(size // unit, scaled.known)
    decimals = pc.utf8_slice_codeunits(_counts(size % unit + unit), 1)
    nothing, point = texts(["", "."])
    return pc.binary_join_element_wise(
        pc.binary_join_element_wise(signs, whole, nothing), decimals, point
    )


def _counts(numbers: Any, known: Any = None) -> Any:
    import pyarrow as pa

    return wholes(numbers, known).cast(pa.string())


def _plainly(cell: object) -> str | None:
    if cell is None:
        return None
    text = str(cell)
    return format(Decimal(text), "f") if "E" in text else text
