"""`records` and `autopilot` …"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adhelm.learn.outcomes.logic.recording import LEAST, autopilot, record, records
from adhelm.learn.outcomes.types import Basis, Outcome, Promise, Verdict

NOW = datetime(2026, 3, 1, tzinfo=UTC)
SIGNS = {"better": (5, 2, 8), "no_difference": (1, -2, 4), "worse": (-5, -8, -2)}


def one(number: int, verdict: str = "better", **more) -> Outcome:
    """An outcome per day; what was promised was 3 (0 to 6)."""
    at = NOW + timedelta(days=number)
    figures = SIGNS.get(verdict)
    effect, low, high = map(Decimal, figures) if figures else (None, None, None)
    made = Outcome(
        id=f"out_{number}", advice_id=f"rec_{number}", recommender="engine", field="daily_budget",
        account="meta/1", platform="meta", account_id="1", currency="EUR", metric="conversions",
        applied_at=at, first_day=date(2026, 3, 2), last_day=date(2026, 3, 8),
        verdict=Verdict(verdict), why="", effect=effect, low=low, high=high,
        promise=Promise(Decimal(3), Decimal(0), Decimal(6)), basis=Basis.controls, details={},
        made_at=at + timedelta(days=40), data_version=1,
    )  # fmt: skip
    return replace(made, **more)


def many(*verdicts: str) -> list[Outcome]:
    return [one(number, verdict) for number, verdict in enumerate(verdicts)]


class TestRecord:
    def test_counts_and_adds_up(self):
        found = record(many("better", "worse", "no_difference", "unsayable", "waiting"))
        assert (found.judged, found.better, found.worse, found.no_difference) == (3, 1, 1, 1)
        assert (found.unsayable, found.waiting) == (1, 1)
        assert found.effect == 1
        # 5, -5 and 1 of 3 promised each: too much was promised.
        assert found.bias == Decimal("-2.6667")
        assert found.delivered == pytest.approx(1 / 9, abs=1e-4)
        assert found.covered == pytest.approx(2 / 3, abs=1e-4)
        assert found.agreed == pytest.approx(2 / 3, abs=1e-4)

    def test_says_nothing_of_promises_where_none_were_made(self):
        found = record([one(1, promise=None)])
        assert (found.covered, found.agreed, found.bias, found.delivered) == (None,) * 4

    def test_counts_each_advice_once(self):
        twice = [*many("better", "worse"), one(0, "better")]
        (found,) = records(twice)
        assert found.judged == 2

    def test_is_apart_for_who_advised_what_in_which_unit(self):
        mixed = [
            one(1), one(2, recommender="rule:r1"), one(3, field="status"),
            one(4, metric="conversion_value"), one(5, metric="conversion_value", currency="USD"),
        ]  # fmt: skip
        assert len(records(mixed)) == 5


class TestAutopilot:
    def test_is_earned_by_enough_good_changes_and_no_sooner(self):
        assert not autopilot(many(*["better"] * (LEAST - 1))).earned
        found = autopilot(many(*["better"] * LEAST))
        assert found.earned
        assert found.since == one(LEAST - 1).made_at

    def test_is_not_earned_by_doing_nothing(self):
        flat = [
            one(n, "no_difference", effect=Decimal(0), low=Decimal(-3), high=Decimal(3))
            for n in range(30)
        ]
        found = autopilot(flat)
        assert not found.earned
        assert "more good than harm" in found.why[0]

    def test_is_not_earned_by_promising_what_never_comes(self):
        bold = Promise(Decimal(50), Decimal(40), Decimal(60))
        found = autopilot([one(n, promise=bold) for n in range(LEAST)])
        assert not found.earned
        assert "0% of its promises" in found.why[0]

    @pytest.mark.parametrize(
        "after",
        [("worse", "worse"), ("worse", "better", "worse", "better", "worse")],
    )
    def test_is_lost_by_misses_and_must_be_earned_anew(self, after):
        good = ["better"] * LEAST
        found = autopilot(many(*good, *after))
        assert not found.earned
        assert "lost by misses" in found.why[0]
        assert not autopilot(many(*good, *after, *["better"] * (LEAST - 1))).earned
        assert autopilot(many(*good, *after, *["better"] * LEAST)).earned

    def test_is_kept_through_a_single_miss(self):
        assert autopilot(many(*["better"] * LEAST, "worse", "better")).earned

    @settings(max_examples=30, deadline=None)
    @given(st.lists(st.sampled_from(["better", "no_difference", "worse"]), max_size=45))
    def test_never_is_where_the_last_two_were_worse(self, verdicts):
        assert not autopilot(many(*verdicts, "worse", "worse")).earned

    @settings(max_examples=30, deadline=None)
    @given(st.lists(st.sampled_from(["better", "no_difference", "worse"]), max_size=45))
    def test_says_why_not(self, verdicts):
        found = autopilot(many(*verdicts))
        assert found.why
        assert found.earned <= (len(verdicts) >= LEAST)
