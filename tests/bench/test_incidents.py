"""The bench of incidents runs, small, and finds what it plants."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bench.incidents import day_by_day, plain_series, small_counts
from bench.incidents_hours import calm
from bench.showing import shows

from adhelm.core.clock import SetClock
from adhelm.sandbox.market import Account, Market, scenario
from adhelm.sandbox.market.types import Incident


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


def seen(market: Market, account: Account, event: Incident, day: date) -> bool:
    """Say whether what is known at the end of a day shows an event."""
    zone = ZoneInfo(account.zone)
    now = datetime.combine(day + timedelta(days=1), time(), zone).astimezone(UTC)
    market.clock.set(now)
    days = [event.first_day + timedelta(days=n) for n in range((day - event.first_day).days + 1)]
    return shows(market, account, event, [market.hours(account, one) for one in days], now)


class TestWhoKnowsTheTrueRates:
    def test_sees_no_break_begin_while_the_tracking_is_broken_already(self):
        played = scenario("incidents")
        market = Market(played, seed=14, clock=SetClock(played.now))
        account = next(one for one in market.accounts() if one.id == "7012345678905234579")
        breaks = [one for one in market.incidents(account) if one.kind == "tracking_break"]
        november = (one for one in breaks if f"{one.first_day:%Y-%m}" == "2026-11")
        first, second = sorted(november, key=lambda one: one.first_day)
        assert first.first_day < second.first_day < first.last_day < second.last_day
        assert seen(market, account, first, first.last_day)
        assert not seen(market, account, second, first.last_day)
        assert seen(market, account, second, second.last_day)
