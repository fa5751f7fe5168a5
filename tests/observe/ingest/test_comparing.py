"""A parallel run …"""

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from adhelm.observe.ingest.logic.comparing import MEASURES, Sums, differences

KEY = ("meta", "shop", "2026-01", "EUR")
amounts = st.none() | st.decimals(
    min_value=-1000, max_value=1000, places=2, allow_nan=False, allow_infinity=False
)
sums = st.builds(
    Sums, rows=st.integers(1, 100), of=st.fixed_dictionaries(dict.fromkeys(MEASURES, amounts))
)


def verdict(measure: str, file: str, there: str, rows: int = 10) -> str:
    one, other = Sums(rows, {measure: Decimal(file)}), Sums(rows, {measure: Decimal(there)})
    (found,) = differences({KEY: one}, {KEY: other})
    return found.verdict


class TestVerdict:
    def test_is_ok_where_nothing_differs(self):
        assert verdict("spend", "10.00", "10") == "ok"

    def test_is_rounding_up_to_a_cent_a_row(self):
        assert verdict("spend", "10.10", "10.00", rows=10) == "rounding"
        assert verdict("spend", "10.11", "10.00", rows=10) == "unexplained"

    def test_never_rounds_what_is_counted(self):
        assert verdict("impressions", "1001", "1000", rows=1000) == "unexplained"

    def test_tells_what_one_side_does_not_report(self):
        (found,) = differences({KEY: Sums(1, {"spend": Decimal(1)})}, {})
        assert (found.verdict, found.difference, found.share) == ("absent", None, None)

    @given(sums, sums)
    @settings(max_examples=50)
    def test_is_the_same_from_both_sides(self, one: Sums, other: Sums):
        there = differences({KEY: one}, {KEY: other})
        back = differences({KEY: other}, {KEY: one})
        assert [found.verdict for found in there] == [found.verdict for found in back]

    @given(sums, sums, sums)
    @settings(max_examples=50)
    def test_does_not_depend_on_how_files_were_cut(self, one: Sums, other: Sums, third: Sums):
        assert one.plus(other).plus(third) == one.plus(other.plus(third))


class TestShare:
    def test_is_of_the_warehouse(self):
        one, other = Sums(1, {"spend": Decimal(110)}), Sums(1, {"spend": Decimal(100)})
        (found,) = differences({KEY: one}, {KEY: other})
        assert (found.difference, found.share) == (Decimal(10), Decimal("0.1"))

    def test_of_nothing_is_not_told(self):
        one, other = Sums(1, {"spend": Decimal(1)}), Sums(1, {"spend": Decimal(0)})
        (found,) = differences({KEY: one}, {KEY: other})
        assert found.share is None
