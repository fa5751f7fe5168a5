"""The bench of incidents runs, small, and finds what it plants."""

from __future__ import annotations

from bench.incidents import day_by_day, plain_series, small_counts
from bench.incidents_hours import calm


class TestTheBench:
    def test_finds_what_is_planted_in_the_sandbox(self):
        told = day_by_day("incidents", 6)
        assert told["planted"] > 0
        assert told["found"] >= told["planted"] * 0.5
        assert told["precision"] >= 0.5

    def test_looks_at_the_hours_of_a_calm_day(self):
        told = calm(1)
        assert told["looks"] == 8
        assert told["accounts"] > 0

    def test_holds_rules_beside_each_other(self):
        told = small_counts(300)
        assert told["false_a_day"]["adhelm"] <= told["false_a_day"]["three_sigma"]
        assert set(told["planted"]) == {"3 sigma", "adhelm at equal recall"}

    def test_scores_a_plain_series(self):
        assert plain_series(1000)["points_per_s"] > 0
