"""What is made of columns of numbers: sums, which rows have any, rows below each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cache, reduce
from typing import TYPE_CHECKING

from adhelm.core.columns import column_of
from adhelm.core.tables import NUMBER

if TYPE_CHECKING:
    import pyarrow as pa


def summed(columns: Sequence[pa.Array]) -> pa.Array:
    """Return the sums of amounts, row by row; NULL where no column has one."""
    told = [column for column in columns if column.null_count < len(column)]
    if len(told) <= 1:
        return (told or columns)[0]
    rows = zip(*(column.to_pylist() for column in told), strict=True)
    return column_of(NUMBER, [_sum([part for part in row if part is not None]) for row in rows])


def happened(columns: Iterable[pa.Array]) -> pa.Array:
    """Say of each row whether any of its amounts is more or less than zero."""
    import pyarrow.compute as pc

    return reduce(pc.or_kleene, [pc.not_equal(column, _zero()) for column in columns])


def joined(tables: Sequence[Mapping[str, pa.Array]]) -> dict[str, pa.ChunkedArray]:
    """Return rows below each other; a column that some of them leave out is NULL there."""
    import pyarrow as pa

    several = [pa.Table.from_arrays([*one.values()], names=[*one]) for one in tables]
    if not several:
        return {}
    whole = pa.concat_tables(several, promote_options="default")
    return {name: whole.column(name) for name in whole.column_names}


def _sum(parts: Sequence[Decimal]) -> Decimal | None:
    return sum(parts[1:], parts[0]) if parts else None


@cache
def _zero() -> pa.Scalar:
    # Made by Arrow's own `scalar`, it would import pandas.
    return column_of(NUMBER, [Decimal(0)])[0]
