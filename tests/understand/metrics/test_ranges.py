"""Ranges …"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adhelm.core.ads import Period
from adhelm.understand.metrics.logic import ranges
from adhelm.understand.metrics.logic.ranges import UnknownRange

TODAY = date(2026, 3, 1)
days = st.dates(date(1990, 1, 1), date(2080, 1, 1))


class TestParse:
    @pytest.mark.parametrize(
        ("text", "first", "last"),
        [
            ("28d", "2026-02-01", "2026-02-28"),
            ("last 7 days", "2026-02-22", "2026-02-28"),
            ("7D", "2026-02-22", "2026-02-28"),
            ("yesterday", "2026-02-28", "2026-02-28"),
            ("mtd", "2026-02-01", "2026-02-28"),
            ("qtd", "2026-01-01", "2026-02-28"),
            ("ytd", "2026-01-01", "2026-02-28"),
            ("last month", "2026-02-01", "2026-02-28"),
            ("last_quarter", "2025-10-01", "2025-12-31"),
            ("last year", "2025-01-01", "2025-12-31"),
            ("3m", "2025-12-01", "2026-02-28"),
            ("last week", "2026-02-16", "2026-02-22"),
            ("2026-01", "2026-01-01", "2026-01-31"),
            ("2025-Q4", "2025-10-01", "2025-12-31"),
            ("2024", "2024-01-01", "2024-12-31"),
            ("2023-01-01..2023-02-28", "2023-01-01", "2023-02-28"),
            ("2023-01..2023-02", "2023-01-01", "2023-02-28"),
        ],
    )
    def test_reads(self, text: str, first: str, last: str):
        found = ranges.parse(text, today=TODAY).period
        assert found == Period.closed(date.fromisoformat(first), date.fromisoformat(last))

    def test_takes_all_as_no_limit(self):
        assert ranges.parse("all", today=TODAY).period is None

    @pytest.mark.parametrize(
        "text", ["28 dogs", "0d", "2023-13", "2023-02-30", "2023-02-01..2023-01-01", "lst month"]
    )
    def test_refuses(self, text: str):
        with pytest.raises(UnknownRange):
            ranges.parse(text, today=TODAY)

    def test_names_what_was_meant(self):
        with pytest.raises(UnknownRange) as error:
            ranges.parse("lst month", today=TODAY)
        assert error.value.hint == "did you mean 'last month'?"


class TestCompared:
    @given(days, st.integers(1, 400))
    @settings(max_examples=60, deadline=None)
    def test_previous_meets_the_same_weekdays_and_never_overlaps(self, start: date, length: int):
        period = Period(start, start + timedelta(days=length))
        earlier = ranges.compared(period, "previous", match_weekday=True, today=TODAY)
        assert earlier.days == period.days
        assert earlier.start.weekday() == period.start.weekday()
        assert earlier.end <= period.start

    def test_previous_is_the_period_before_where_weekdays_do_not_matter(self):
        period = Period.closed(date(2026, 2, 1), date(2026, 2, 10))
        earlier = ranges.compared(period, "previous", match_weekday=False, today=TODAY)
        assert earlier == period.previous()

    @given(days)
    @settings(max_examples=40, deadline=None)
    def test_year_is_a_year_ago(self, start: date):
        period = Period(start, start + timedelta(days=7))
        by_weekday = ranges.compared(period, "year", match_weekday=True, today=TODAY)
        by_date = ranges.compared(period, "year", match_weekday=False, today=TODAY)
        assert by_weekday.start.weekday() == start.weekday()
        assert by_date.start.month == start.month
        assert by_date.start.year == start.year - 1


class TestBucket:
    @given(days, st.sampled_from(["day", "week", "month", "quarter", "year"]))
    @settings(max_examples=100, deadline=None)
    def test_holds_the_day_and_ends_where_the_next_begins(self, day: date, kind: str):
        first = ranges.bucket(kind, day)
        assert first <= day < ranges.next_bucket(kind, first)
        assert ranges.bucket(kind, first) == first
