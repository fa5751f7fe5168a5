"""The facts that limits are held to, beside a budget's own: minima, learning, idle hours."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.act.publishing.office import Office

from adhelm.act import campaigns, publishing
from adhelm.act.publishing.logic.idling import pauses
from adhelm.act.publishing.service import books, facts, refreshing
from adhelm.act.publishing.service.books import AccountFacts
from adhelm.act.publishing.store.things import Hours, Told
from adhelm.govern.compliance.types import Figures, Limits, Stops

D = Decimal
BERLIN = "Europe/Berlin"


class TestHoursWithoutSpend:
    def test_are_counted_from_the_end_of_the_last_hour_with_spend(self):
        at = datetime(2026, 5, 4, 15, 30, tzinfo=ZoneInfo(BERLIN))
        spent = [(date(2026, 5, 4), hour) for hour in (0, 1, 5, 6, 9)]
        assert pauses(spent, zone=BERLIN, at=at) == (D("5.5"), D("3.0"))

    def test_are_real_hours_in_a_night_of_which_the_clock_skips_one(self):
        at = datetime(2026, 3, 29, 6, 0, tzinfo=ZoneInfo(BERLIN))
        found = pauses([(date(2026, 3, 28), 23)], zone=BERLIN, at=at)
        assert found == (D("5.0"), None)

    def test_are_unknown_where_nothing_was_ever_spent(self):
        assert pauses([], zone=BERLIN, at=datetime(2026, 5, 4, tzinfo=UTC)) == (None, None)

    @given(st.sets(st.integers(0, 400), min_size=2, max_size=60))
    def test_never_exceed_the_time_there_was(self, given_hours):
        start = datetime(2026, 3, 20, tzinfo=UTC)
        moments = [start + timedelta(hours=hour) for hour in sorted(given_hours)]
        at = moments[-1] + timedelta(hours=3)
        idle, usual = pauses([(one.date(), one.hour) for one in moments], zone="UTC", at=at)
        assert idle == D("2.0")
        assert usual is not None
        assert 0 <= usual <= max(given_hours) - min(given_hours)

    def test_say_nothing_where_hours_lag_behind_days(self):
        at = datetime(2026, 5, 4, 20, tzinfo=UTC)
        account = AccountFacts(("tiktok", "1"), "EUR", "UTC", at, "")
        today = date(2026, 5, 4)
        spent = tuple((today, hour) for hour in range(8))
        days = [Figures(today, D(80), 5, D(100))]
        whole, half = (Hours(spent, {today: amount}) for amount in (D(80), D(40)))
        found = refreshing._idle(whole, days, account)
        assert found == {"idle_hours": D("12.0"), "usual_idle_hours": D(0)}
        assert refreshing._idle(half, days, account) == {}
        assert refreshing._idle(None, days, account) == {}


@pytest.mark.parametrize(
    ("platform", "currency", "lifetime", "least"),
    [
        ("tiktok", "USD", False, D("20.00")), ("tiktok", "USD", True, D("50.00")),
        ("linkedin", "GBP", False, D("8.00")), ("google_ads", "JPY", False, D(1)),
        ("x", "USD", False, None), ("nowhere", "USD", False, None), ("meta", "USD", True, None),
        ("meta", "CZK", False, D("11.50")),
    ],
)  # fmt: skip
def test_a_platforms_least_budget_is_what_it_publishes(platform, currency, lifetime, least):
    dollar = D(23) if currency == "CZK" else None
    found = campaigns.least_budget(platform, currency=currency, dollar=dollar, lifetime=lifetime)
    assert found == least


class TestAChange:
    def test_to_less_than_the_platform_takes_is_refused_with_its_number(self, office: Office):
        change = office.budgets()[0]
        plan = office.propose(replace(change, after=D(12)))
        said = {one.limit: one for item in plan.items for one in item.verdicts}
        assert not said["platform_minimum"].allowed

    def test_after_an_important_one_waits_for_the_platform_to_learn(self, office: Office):
        change = office.budgets()[0]
        known = books.load(office.desk, publishing.publisher("acme"), changes=[change])
        now = office.desk.clock.now()

        def learning(*edits: Told, later: timedelta = timedelta(0)) -> str:
            known.edits = {books.thing_of(change): edits}
            found = facts.situation(known, change, Limits(), Stops(), now=now + later)
            return found.learning

        much = Told(now, "somebody", "daily_budget", "100", "150")
        assert not learning()
        assert not learning(replace(much, new="110"))
        assert "learning phase" in learning(much)
        assert not learning(much, later=timedelta(days=8))

    def test_of_what_has_just_begun_is_left_to_a_person(self, office: Office):
        change = office.budgets()[0]
        known = books.load(office.desk, publishing.publisher("acme"), changes=[change])
        now, thing = office.desk.clock.now(), books.thing_of(change)
        begun = str(now.date() - timedelta(days=3))
        known.things = {**known.things, thing: replace(known.things[thing], told={"start": begun})}
        found = facts.situation(known, change, Limits(), Stops(), now=now)
        assert found.learning == f"it began on {begun}, and is in its first 14 days"
