from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adhelm.understand.analysis.logic import tails


class TestTails:
    @pytest.mark.parametrize(
        ("t", "df", "expected"),
        [(2.228, 10, 0.025), (4.587, 10, 0.0005), (1.96, 1e6, 0.025), (0, 5, 0.5)],
    )
    def test_students_t_agrees_with_the_printed_tables(self, t, df, expected):
        assert tails.student_tail(t, df) == pytest.approx(expected, rel=2e-3)

    @given(mean=st.floats(0.1, 30), count=st.integers(1, 40))
    @settings(max_examples=60)
    def test_without_overdispersion_the_tail_is_poissons(self, mean, count):
        exact = 1 - sum(
            math.exp(-mean + k * math.log(mean) - math.lgamma(k + 1)) for k in range(count)
        )

        assert tails.at_least(count, mean, mean) == pytest.approx(exact, rel=0.05, abs=2e-4)

    @given(mean=st.floats(0.1, 30), over=st.floats(1.1, 5), count=st.integers(0, 60))
    @settings(max_examples=60)
    def test_both_tails_cover_everything_once(self, mean, over, count):
        variance = mean * over

        total = tails.at_most(count, mean, variance) + tails.at_least(count + 1, mean, variance)

        assert total == pytest.approx(1, abs=1e-9)

    def test_z_undoes_the_normal_tail(self):
        assert tails.z_of(0.05) == pytest.approx(1.96, abs=1e-3)
        assert tails.z_of(0) < 40


class TestDiscoveries:
    def test_accept_nothing_when_all_is_chance(self):
        assert tails.discoveries([(0.2, 1), (0.5, 2), (0.9, 3)], tests=3, rate=0.05) == 0

    def test_accept_up_to_the_last_p_below_its_share(self):
        found = [(0.001, 1), (0.02, 2), (0.9, 3)]

        assert tails.discoveries(found, tests=3, rate=0.05) == 0.02

    def test_count_the_tests_whose_p_values_were_not_kept(self):
        assert tails.discoveries([(0.001, 1)], tests=10_000, rate=0.05) == 0

    def test_count_one_event_once_however_many_series_show_it(self):
        same = [(1e-9, "outage")] * 50 + [(0.002, "chance")]

        assert tails.discoveries(same, tests=1000, rate=0.05) == 1e-9
