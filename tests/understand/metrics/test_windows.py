"""Windows …"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Context, Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.understand.metrics.conftest import DAY, fact

from adhelm.core.ads import Period
from adhelm.understand.metrics import QuestionRefused
from adhelm.understand.metrics.logic.ranges import bucket
from adhelm.understand.metrics.logic.windows import Panel, Scaled, Span

D = Decimal
rows_of_two_campaigns = st.dictionaries(
    st.tuples(st.sampled_from(["c1", "c2"]), st.integers(0, 45)),
    st.tuples(
        st.none() | st.decimals(min_value=-50, max_value=5000, places=9),
        st.none() | st.integers(0, 50),
    ),
    min_size=1,
    max_size=30,
)
slow = settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


class TestWindows:
    @given(
        rows_of_two_campaigns, st.sampled_from(["1d", "3d", "7d", "mtd", "prev_7d", "same_weekday"])
    )
    @slow
    def test_hold_exactly_their_days(self, over, rows, window):
        ask = over(
            *(
                fact(campaign=campaign, day=day, spend=spend, clicks=clicks)
                for (campaign, day), (spend, clicks) in rows.items()
            )
        )
        first = DAY + timedelta(days=min(day for _, day in rows))
        found = ask(
            f"spend.{window}", f"clicks.{window}", f"cpc.{window}", by=["campaign_id", "date"]
        )
        assert len(found.rows) == len(rows)
        for campaign, day, spend, clicks, cpc in found.rows:
            days = _days(window, day)
            expected = [_sum(rows, campaign, days, which) for which in (0, 1)]
            if days[0] < first:
                expected = [None, None]
            assert [spend, clicks] == expected
            assert cpc == _ratio(*expected)

    @given(rows_of_two_campaigns)
    @slow
    def test_without_days_end_on_the_last_day_of_the_range(self, over, rows):
        ask = over(
            *(
                fact(campaign=campaign, day=day, spend=spend)
                for (campaign, day), (spend, _) in rows.items()
            )
        )
        last = DAY + timedelta(days=max(day for _, day in rows))
        first = DAY + timedelta(days=min(day for _, day in rows))
        days = _days("7d", last)
        for campaign, spend in ask("spend.7d", by=["campaign_id"]).rows:
            expected = _sum(rows, campaign, days, 0) if days[0] >= first else None
            assert spend == expected

    def test_read_the_days_before_the_range(self, over):
        ask = over(*(fact(day=n, spend=D(1)) for n in range(20)))
        period = Period(DAY + timedelta(days=10), DAY + timedelta(days=12))
        assert ask("spend", "spend.7d", by=["date"], period=period).rows == [
            (date(2026, 1, 11), D(1), D(7)),
            (date(2026, 1, 12), D(1), D(7)),
        ]
        assert ask("spend", "spend.7d", "spend.prev_7d", period=period).rows == [(D(2), D(7), None)]

    def test_have_no_place_by_month(self, over):
        with pytest.raises(QuestionRefused, match="has no place by month"):
            over(fact(spend=D(1)))("spend.7d", by=["month"])

    def test_keep_amounts_that_are_too_large_for_int64(self, over):
        huge = D("9999999999999.123456789")
        ask = over(*(fact(day=n, spend=huge) for n in range(3)))
        assert ask("spend.3d", by=["date"]).rows[-1] == (date(2026, 1, 3), huge * 3)


class TestPanel:
    @given(
        st.dictionaries(
            st.tuples(st.integers(0, 3), st.integers(0, 2000)),
            st.integers(-(2**58), 2**58),
            min_size=1,
            max_size=40,
        ),
        st.integers(1, 40),
    )
    @settings(max_examples=80, deadline=None)
    def test_sums_alike_dense_sparse_and_by_hand(self, cells, days):
        import numpy as np

        codes = np.array([code for code, _ in cells])
        numbers = np.array([day for _, day in cells])
        values = Scaled(np.array(list(cells.values())), 0)
        span = Span(numbers - days + 1, numbers)
        by_hand = [
            sum(v for (c, d), v in cells.items() if c == code and day - days < d <= day)
            for code, day in cells
        ]
        dense = Panel(codes, numbers, reach=days)
        assert [int(n) for n in dense.sums(values, span).numbers] == by_hand
        sparse = Panel(codes, numbers, reach=days)
        sparse._dense = False
        sparse._order = np.argsort(sparse._keys)
        assert [int(n) for n in sparse.sums(values, span).numbers] == by_hand


def _days(window: str, day: date) -> list[date]:
    if window == "mtd":
        start = bucket("month", day)
        return [start + timedelta(days=n) for n in range((day - start).days + 1)]
    length, lag = {"prev_7d": (7, 7), "same_weekday": (1, 7)}.get(window, (0, 0))
    length = length or int(window.removesuffix("d"))
    return [day - timedelta(days=lag + length - 1 - n) for n in range(length)]


def _sum(rows, campaign: str, days: list[date], which: int):
    found = [rows.get((campaign, (day - DAY).days), (None, None))[which] for day in days]
    known = [value for value in found if value is not None]
    return sum(known) if known else None


def _ratio(top, bottom):
    if top is None or not bottom:
        return None
    return Context(prec=28).divide(top, D(bottom))
