"""A plain series, scored point by point …"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adhelm.understand.analysis import score_series

START = datetime(2026, 1, 1, tzinfo=UTC)


def hourly(count: int) -> list[datetime]:
    return [START + timedelta(hours=n) for n in range(count)]


def seasonal(count: int = 24 * 40, seed: int = 1) -> list[float]:
    import numpy as np

    hours = np.arange(count)
    noise = np.random.default_rng(seed).normal(0, 0.08, count)
    usual = 0.4 * np.sin(2 * np.pi * hours / 24) + 0.1 * np.sin(2 * np.pi * hours / 168)
    return [float(each) for each in 0.3 * np.exp(usual + noise)]


class TestScores:
    def test_are_high_where_a_spike_is_and_hardly_elsewhere(self):
        values = seasonal()
        values[700] *= 4
        scores = score_series(hourly(len(values)), values)
        assert scores[700] > 0.8
        assert sum(score >= 0.5 for score in scores) <= len(scores) * 0.004

    def test_do_not_call_the_hours_of_the_day_odd(self):
        values = seasonal()
        scores = score_series(hourly(len(values)), values)
        assert sum(score >= 0.5 for score in scores) <= len(scores) * 0.004

    def test_tell_one_event_once(self):
        values = seasonal()
        values[700:706] = [each * 4 for each in values[700:706]]
        scores = score_series(hourly(len(values)), values)
        assert sum(score >= 0.5 for score in scores[700:706]) <= 3
        assert max(scores[700:702]) >= 0.5

    def test_know_nothing_of_what_comes_later(self):
        values = seasonal()
        values[500] *= 5
        whole = score_series(hourly(len(values)), values)
        for cut in (300, 501, 777):
            assert score_series(hourly(cut), values[:cut]) == whole[:cut]

    def test_do_not_depend_on_the_unit(self):
        values = seasonal()
        values[700] *= 4
        cents = [each * 100 for each in values]
        times = hourly(len(values))
        assert score_series(times, values) == pytest.approx(score_series(times, cents), abs=1e-6)

    @pytest.mark.parametrize(
        "values", [[], [1.0], [0.0] * 200, [None] * 200, [5.0] * 200, [-1.0] * 200]
    )
    def test_of_nothing_to_go_by_are_nought(self, values):
        assert score_series(hourly(len(values)), values) == [0.0] * len(values)

    def test_of_points_in_any_order_are_those_of_their_times(self):
        values = seasonal(24 * 20)
        values[400] *= 4
        times = hourly(len(values))
        back = score_series(times[::-1], values[::-1])
        assert back[::-1] == score_series(times, values)

    @given(
        st.lists(
            st.tuples(
                st.integers(0, 10**7),
                st.one_of(st.none(), st.floats(allow_nan=True, allow_infinity=True)),
            ),
            max_size=120,
        )
    )
    @settings(max_examples=40, deadline=None)
    def test_are_between_nought_and_one_whatever_comes(self, points):
        times, values = [each[0] * 60.0 for each in points], [each[1] for each in points]
        assert all(0 <= score <= 1 for score in score_series(times, values))
