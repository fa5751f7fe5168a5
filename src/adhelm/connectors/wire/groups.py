"""Columns whose rows are summed by what is the same: places of rows, sums by place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from adhelm.core.columns import column_of
from adhelm.core.tables import NUMBER

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

    Places = NDArray[np.int64]

_ROOM = 2**62
"""What sums of 64 bits hold, with room to spare."""


def places_of(column: pa.Array) -> Places:
    """Return whole numbers that are all there, such as places of rows, as numpy's."""
    import numpy as np
    import pyarrow as pa

    plain = column.cast(pa.int64())
    found: Places = np.frombuffer(plain.buffers()[1] or b"", dtype=np.int64)
    return found[plain.offset : plain.offset + len(plain)]


def as_column(places: Places) -> pa.Array:
    """Return places as a column, without pandas, which Arrow's own `array` imports."""
    import numpy as np
    import pyarrow as pa

    data = pa.py_buffer(np.ascontiguousarray(places, dtype=np.int64))
    return pa.Array.from_buffers(pa.int64(), len(places), [None, data])


def where(told: pa.Array) -> Places:
    """Return the places at which a column of yes and no says yes."""
    import pyarrow.compute as pc

    return places_of(pc.indices_nonzero(told))


def codes(column: pa.Array) -> tuple[Places, list[Any]]:
    """Return, for each row, the number of its value, and the values by number."""
    import pyarrow.compute as pc

    found = pc.dictionary_encode(column, null_encoding="encode")
    return places_of(found.indices), found.dictionary.to_pylist()


def alike(columns: Sequence[pa.Array], rows: int) -> tuple[Places, Places]:
    """Return each row's group, rows that are the same in all columns, and each group's first."""
    import numpy as np

    mark = np.zeros(rows, dtype=np.int64)
    for column in columns:
        numbers, values = codes(column)
        mark = np.unique(mark * max(len(values), 1) + numbers, return_inverse=True)[1]
    _, first, group = np.unique(mark, return_index=True, return_inverse=True)
    # Groups in the order in which they come up.
    order = np.argsort(first)
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    return rank[group], first[order]


def sums(keys: Places, columns: Mapping[str, pa.Array]) -> tuple[Places, dict[str, pa.Array]]:
    """Return the keys in order, and the sums of columns by key; NULL where nothing is told."""
    import numpy as np

    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    starts = np.flatnonzero(np.diff(ordered, prepend=ordered[:1] - 1))
    return ordered[starts], {
        name: _summed(column, order, starts) for name, column in columns.items()
    }


def totals(owner: Places, amounts: pa.Array, rows: int) -> pa.Array:
    """Return, for each of so many rows, the sum of what is its own; zero where that is nothing."""
    import numpy as np
    import pyarrow as pa

    kind = "BIGINT" if pa.types.is_int64(amounts.type) else NUMBER
    nothing = column_of(kind, [0] * rows)
    keys = np.concatenate([owner, np.arange(rows)])
    return sums(keys, {"sum": pa.concat_arrays([amounts, nothing])})[1]["sum"]


def _summed(column: pa.Array, order: Places, starts: Places) -> pa.Array:
    """Return the sums of runs of a column, in an order; Arrow's own grouping imports pandas."""
    import numpy as np
    import pyarrow as pa

    if not len(order):
        return column
    valid = _valid(column)[order]
    whole = pa.types.is_int64(column.type)
    units = (places_of(column) if whole else _units(column))[order] * valid
    most = _ROOM // len(units)
    if units.max() >= most or units.min() <= -most:
        return _summed_one_by_one(column, order, starts)
    found = np.add.reduceat(units, starts)
    # An amount is two words: the second is all sign.
    data = found if whole else np.column_stack([found, found >> 63])
    told = np.packbits(np.add.reduceat(valid, starts) > 0, bitorder="little")
    buffers = [pa.py_buffer(told), pa.py_buffer(np.ascontiguousarray(data))]
    return pa.Array.from_buffers(column.type, len(starts), buffers)


def _valid(column: pa.Array) -> Places:
    """Return 1 for what is told and 0 for NULL."""
    import numpy as np

    bits = column.buffers()[0] if column.null_count else None
    if bits is None:
        return np.ones(len(column), dtype=np.int64)
    told = np.unpackbits(np.frombuffer(bits, dtype=np.uint8), bitorder="little")
    return told[column.offset : column.offset + len(column)].astype(np.int64)


def _units(amounts: pa.Array) -> Places:
    """Return amounts in units of their last decimal; one that is too large for it as the most."""
    import numpy as np

    words = np.frombuffer(amounts.buffers()[1], dtype=np.int64).reshape(-1, 2)
    low, high = words[amounts.offset : amounts.offset + len(amounts)].T
    return np.where(high == low >> 63, low, _ROOM)


def _summed_one_by_one(column: pa.Array, order: Places, starts: Places) -> pa.Array:
    values = column.take(as_column(order)).to_pylist()
    ends = [*starts[1:].tolist(), len(values)]
    runs = (values[start:end] for start, end in zip(starts.tolist(), ends, strict=True))
    told = ([one for one in run if one is not None] for run in runs)
    kind = NUMBER if any(isinstance(one, Decimal) for one in values) else "BIGINT"
    return column_of(kind, [sum(run[1:], run[0]) if run else None for run in told])
