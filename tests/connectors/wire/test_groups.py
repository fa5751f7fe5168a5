"""Sums by what is the same: exact whatever the size, in the order of the keys, NULL kept apart."""

from decimal import Decimal

import numpy as np  # noqa: TID253 - a test
from hypothesis import given
from hypothesis import strategies as st

from adhelm.connectors.wire import groups
from adhelm.core.columns import column_of
from adhelm.core.tables import NUMBER

AMOUNTS = (
    st.none() | st.decimals(-(10**12), 10**12, places=9) | st.decimals(-(10**27), 10**27, places=2)
)


def summed(rows: list[tuple[int, Decimal | None]]) -> dict[int, Decimal | None]:
    found: dict[int, Decimal | None] = {}
    for key, amount in rows:
        before = found.get(key)
        found[key] = amount if before is None else before + (amount or 0)
    return dict(sorted(found.items()))


class TestSums:
    @given(st.lists(st.tuples(st.integers(0, 5), AMOUNTS), max_size=30))
    def test_of_amounts_are_exact(self, rows: list[tuple[int, Decimal | None]]):
        keys = np.array([key for key, _ in rows], dtype=np.int64)
        amounts = column_of(NUMBER, [amount for _, amount in rows])
        found, columns = groups.sums(keys, {"sum": amounts})
        told = dict(zip(found.tolist(), columns["sum"].to_pylist(), strict=True))
        assert told == summed(rows)

    @given(st.lists(st.tuples(st.integers(0, 5), st.none() | st.integers(-(2**40), 2**40))))
    def test_of_counts_are_exact(self, rows: list[tuple[int, int | None]]):
        keys = np.array([key for key, _ in rows], dtype=np.int64)
        counts = column_of("BIGINT", [count for _, count in rows])
        found, columns = groups.sums(keys, {"sum": counts})
        told = dict(zip(found.tolist(), columns["sum"].to_pylist(), strict=True))
        assert told == summed([(k, None if n is None else Decimal(n)) for k, n in rows])

    def test_of_a_part_of_a_column_are_of_that_part(self):
        whole = column_of(NUMBER, [Decimal(9), None, Decimal(2), Decimal(3)])
        _, columns = groups.sums(np.zeros(3, dtype=np.int64), {"sum": whole[1:]})
        assert columns["sum"].to_pylist() == [Decimal(5)]


class TestTotals:
    def test_are_zero_where_nothing_is_told(self):
        counts = column_of("BIGINT", [4, None, 5])
        owner = np.array([0, 1, 0], dtype=np.int64)
        assert groups.totals(owner, counts, 3).to_pylist() == [9, 0, 0]


class TestGroups:
    @given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("xy")), max_size=20))
    def test_are_rows_that_are_the_same_in_the_order_they_come_up(
        self, rows: list[tuple[str, str]]
    ):
        columns = [column_of("VARCHAR", [row[n] for row in rows]) for n in (0, 1)]
        group, first = groups.alike(columns, len(rows))
        kinds = list(dict.fromkeys(rows))
        assert [kinds[n] for n in group.tolist()] == rows
        assert [rows[n] for n in first.tolist()] == kinds
