"""Which days are asked for."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from adhelm.core.ads import Period
from adhelm.observe.ingest.logic.windows import (
    Bounds,
    holds,
    months,
    split,
    united,
    wanted,
    without,
)

TODAY = date(2026, 11, 20)
days = st.integers(-60, 0).map(lambda n: TODAY + timedelta(days=n))
periods = st.tuples(days, st.integers(0, 40)).map(
    lambda one: Period(one[0], one[0] + timedelta(days=one[1]))
)


def set_of(several: object) -> set[date]:
    return {day for one in several for day in one}  # type: ignore[attr-defined]


class TestWanted:
    def test_is_thirty_days_at_first(self):
        assert wanted((), Bounds(TODAY)) == Period.closed(date(2026, 10, 22), TODAY)

    def test_begins_when_a_person_says(self):
        since = date(2026, 1, 1)
        assert wanted((), Bounds(TODAY), since=since) == Period.closed(since, TODAY)

    def test_goes_on_from_the_last_day_less_the_lookback(self):
        covered = (Period.closed(date(2026, 1, 1), date(2026, 11, 18)),)
        found = wanted(covered, Bounds(TODAY, lookback_days=28))
        assert found == Period.closed(date(2026, 10, 21), TODAY)

    def test_does_not_reach_behind_the_first_day_that_was_asked_for(self):
        covered = (Period.closed(date(2026, 11, 10), date(2026, 11, 18)),)
        found = wanted(covered, Bounds(TODAY, lookback_days=28))
        assert found == Period.closed(date(2026, 11, 10), TODAY)

    def test_never_reaches_behind_what_the_platform_remembers(self):
        bounds = Bounds(TODAY, history_days=10)
        assert wanted((), bounds, since=date(2020, 1, 1)) == Period.closed(
            date(2026, 11, 10), TODAY
        )

    def test_stays_in_the_days_that_are_the_workspaces(self):
        bounds = Bounds(TODAY, start=date(2026, 11, 1), end=date(2026, 11, 10))
        assert wanted((), bounds) == Period.closed(date(2026, 11, 1), date(2026, 11, 10))

    def test_ends_when_the_last_day_can_no_longer_change(self):
        end = date(2026, 11, 10)
        covered = (Period.closed(date(2026, 11, 1), end),)
        assert wanted(covered, Bounds(end + timedelta(days=28), 28, end=end)) is not None
        assert wanted(covered, Bounds(end + timedelta(days=29), 28, end=end)) is None

    @given(st.lists(periods, max_size=4), st.integers(0, 30))
    def test_leaves_no_gap_behind_the_last_day(self, covered: list[Period], lookback: int):
        known = united(covered)
        found = wanted(known, Bounds(TODAY, lookback))
        assert found is not None
        assert TODAY in found
        assert not known or found.start <= known[-1].last


class TestSplit:
    @given(periods, st.one_of(st.none(), st.integers(1, 60)))
    def test_keeps_every_day_once(self, period: Period, most: int | None):
        pieces = split(period, most)
        assert [day for one in pieces for day in one] == list(period)
        assert all(0 < one.days <= min(most or 31, 31) for one in pieces)


class TestMonths:
    @given(periods)
    def test_keep_every_day_once_the_newest_first(self, period: Period):
        pieces = months(period)
        assert [day for one in reversed(pieces) for day in one] == list(period)
        assert all(len({day.month for day in one}) == 1 for one in pieces)


class TestUnited:
    @given(st.lists(periods, max_size=6))
    def test_holds_the_same_days_in_periods_apart(self, several: list[Period]):
        found = united(several)
        assert set_of(found) == set_of(several)
        assert all(one.end < other.start for one, other in pairwise(found))

    @given(st.lists(periods, max_size=6), periods)
    def test_tells_what_it_holds_and_what_is_left(self, several: list[Period], period: Period):
        left = list(without(period, several))
        assert set_of(left) == set(period) - set_of(several)
        if period.days:
            assert holds(several, period) == (not left)
