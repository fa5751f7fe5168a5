"""Smoothing …"""

from __future__ import annotations

import numpy as np  # noqa: TID253 - the tests are about arrays
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adhelm.core.compiling import can_compile
from adhelm.understand.forecasting import outlook
from adhelm.understand.forecasting.logic.engines import filled, paths
from adhelm.understand.forecasting.logic.smoothing import smoothed
from adhelm.understand.forecasting.types import Engine

WEEKLY = np.array([100.0, 120, 130, 125, 90, 60, 50])
SERIES = st.lists(
    st.lists(
        st.one_of(st.just(float("nan")), st.floats(-1e6, 1e6, allow_subnormal=False)),
        min_size=70, max_size=70,
    ),
    min_size=1, max_size=3,
)  # fmt: skip


class TestSmoothing:
    def test_goes_on_with_the_weeks_of_a_steady_series(self):
        found = smoothed(np.tile(WEEKLY, 20)[None], [140], 14)[0, 0]

        np.testing.assert_allclose(found, np.tile(WEEKLY, 2), rtol=0.03)

    def test_walks_past_gaps(self):
        values = np.tile(WEEKLY, 20)[None].copy()
        values[0, [3, 40, 41, 42, 90, 138, 139]] = np.nan
        found = smoothed(values, [140], 7)[0, 0]

        np.testing.assert_allclose(found, WEEKLY, rtol=0.05)

    def test_follows_a_level_that_moves(self):
        values = np.concatenate([np.tile(WEEKLY, 15), np.tile(2 * WEEKLY, 8)])[None]
        found = smoothed(values, [values.shape[1]], 7)[0, 0]

        assert found.sum() == pytest.approx(2 * WEEKLY.sum(), rel=0.05)

    def test_knows_at_an_end_only_what_was_before_it(self):
        values = np.tile(WEEKLY, 20)[None]
        changed = values.copy()
        changed[0, 100:] *= 9

        np.testing.assert_array_equal(
            smoothed(values, [100, 140], 7)[:, 0], smoothed(changed, [100, 140], 7)[:, 0]
        )

    @pytest.mark.skipif(not can_compile(), reason="numba is not installed")
    @given(series=SERIES)
    @settings(deadline=None, max_examples=50)
    def test_is_the_same_compiled_or_not(self, series):
        values = np.array(series)
        made = [smoothed(values, [40, 70], 14, compiled=each) for each in (True, False)]
        size = np.nanmax(np.abs(values), initial=1)

        np.testing.assert_allclose(made[0], made[1], rtol=1e-6, atol=1e-6 * size)

    @given(series=SERIES, nonnegative=st.booleans())
    @settings(deadline=None, max_examples=50)
    def test_never_says_what_is_not_a_number_of_a_series_with_days(self, series, nonnegative):
        values = np.array(series)
        made = outlook(values, 14, nonnegative=nonnegative)
        known = ~np.isnan(values).all(axis=1)

        assert np.isfinite(made.said[known]).all()
        assert not nonnegative or (made.said[known] >= 0).all()


class TestIntervals:
    @pytest.fixture(scope="class")
    @staticmethod
    def fleet():
        random = np.random.default_rng(3)
        size = random.gamma(1.0, 60, (300, 1))
        level = size * np.exp(np.cumsum(random.normal(0, 0.02, (300, 300)), axis=1))
        return random.poisson(level * np.tile(WEEKLY / WEEKLY.mean(), 43)[:300]).astype(float)

    def test_hold_what_they_say_on_days_to_come(self, fleet):
        made = outlook(fleet[:, :272], 28)
        came = fleet[:, 272:]
        for share, slack in ((0.8, 0.05), (0.95, 0.03)):
            low, high = made.bands.low[share], made.bands.high[share]
            assert abs(((came >= low) & (came <= high)).mean() - share) < slack

    def test_are_shown_with_how_they_held(self, fleet):
        made = outlook(fleet, 28)

        assert np.nanmean(made.held[0.8]) == pytest.approx(0.8, abs=0.05)
        assert np.nanmean(made.held[0.95]) == pytest.approx(0.95, abs=0.03)

    def test_lie_within_each_other_around_what_is_said(self, fleet):
        made = outlook(fleet, 28)
        low, high = made.bands.low, made.bands.high

        assert (low[0.95] <= low[0.8]).all()
        assert (high[0.8] <= high[0.95]).all()
        assert (low[0.95] >= 0).all()

    def test_are_none_where_the_past_is_too_short(self):
        made = outlook(np.tile(WEEKLY, 5)[None], 28)

        assert np.isnan(made.bands.low[0.8]).all()
        assert np.isfinite(made.said).all()

    def test_beat_the_week_before(self, fleet):
        ours, floor = (outlook(fleet, 28, engine=each).mase for each in tuple(Engine)[:2])

        assert np.nanmean(ours) < 0.9 * np.nanmean(floor)


class TestTheWeekBefore:
    def test_is_said_again(self):
        values = np.arange(21.0)[None]

        found = paths(Engine.seasonal_naive, values, [21], 9)[0, 0]
        assert found.tolist() == [14, 15, 16, 17, 18, 19, 20, 14, 15]

    def test_fills_a_gap_with_the_week_before_it(self):
        values = np.arange(21.0)[None].copy()
        values[0, [9, 16]] = np.nan

        assert filled(values)[0, [9, 16]].tolist() == [2, 2]


class TestStatsforecast:
    def test_answers_as_the_other_engines_do(self):
        pytest.importorskip("statsforecast", reason="the extra adhelm[forecast] is not installed")
        values = np.tile(WEEKLY, 12)[None] + np.random.default_rng(1).normal(0, 1, (1, 84))
        for engine in (Engine.auto_ets, Engine.auto_theta):
            found = paths(engine, values, [77, 84], 7)
            np.testing.assert_allclose(found[0, 1], WEEKLY, atol=15)
