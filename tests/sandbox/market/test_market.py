"""The market: seeded, additive, honest about the past."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adhelm.core.clock import SetClock
from adhelm.sandbox.market import SCENARIOS, Market, Numbers, Status, scenario
from adhelm.sandbox.market.calendar import midnight, share_by_hour, slots
from adhelm.sandbox.market.editing import ClockRanBack
from adhelm.sandbox.market.types import FIELDS, split

NOW = datetime(2026, 3, 20, 9, tzinfo=UTC)
SPRING_IN_NEW_YORK = date(2026, 3, 8)
accounts = st.integers(0, 9)
seeds = st.integers(0, 1000)
few = settings(max_examples=15, deadline=None)


def market(seed: int = 1, name: str = "growth", now: datetime = NOW) -> Market:
    return Market(scenario(name), seed=seed, clock=SetClock(now))


def same(one: Numbers, other: Numbers) -> bool:
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in FIELDS)


class TestAnswers:
    @few
    @given(seeds, accounts)
    def test_are_the_same_for_the_same_seed_whatever_was_asked_before(self, seed, index):
        fresh, used = market(seed), market(seed)
        account = fresh.accounts()[index]
        used.numbers(used.accounts()[0], date(2026, 1, 1), date(2026, 3, 20))
        used.hours(account, date(2026, 3, 1))
        first, last = date(2026, 2, 27), date(2026, 3, 19)
        assert same(fresh.numbers(account, first, last), used.numbers(account, first, last))

    def test_differ_between_seeds(self):
        account = market().accounts()[0]
        days = (date(2026, 3, 1), date(2026, 3, 2))
        assert not same(market(1).numbers(account, *days), market(2).numbers(account, *days))

    @few
    @given(accounts, st.dates(date(2025, 11, 1), date(2026, 3, 20)))
    def test_of_one_day_equal_that_day_in_a_longer_range(self, index, day):
        one = market()
        account = one.accounts()[index]
        long = one.numbers(account, date(2025, 11, 1), date(2026, 3, 20))
        at = (day - date(2025, 11, 1)).days
        assert same(one.numbers(account, day, day), long.columns(slice(at, at + 1)))

    @pytest.mark.parametrize("name", SCENARIOS)
    def test_exist_for_every_scenario(self, name):
        one = Market(scenario(name), seed=3)
        account = one.accounts()[-1]
        today = one.today(account)
        numbers = one.numbers(account, today - timedelta(days=9), today)
        assert numbers.spend.sum() > 0
        assert (numbers.clicks <= numbers.impressions).all()

    def test_cover_every_currency_and_zone(self):
        found = {(one.currency, one.zone) for one in market().accounts()}
        assert {"USD", "EUR", "JPY", "KWD"} == {currency for currency, _ in found}
        assert {"Australia/Lord_Howe", "Asia/Kolkata"} < {zone for _, zone in found}

    def test_of_a_day_to_come_are_zero(self):
        one = market()
        numbers = one.numbers(one.accounts()[0], date(2026, 3, 21), date(2026, 3, 25))
        assert numbers.spend.sum() == numbers.conversions.sum() == 0


class TestChildren:
    @few
    @given(accounts, st.sampled_from([SPRING_IN_NEW_YORK, date(2026, 3, 15), date(2026, 3, 20)]))
    def test_hours_add_up_to_the_day(self, index, day):
        one = market()
        account = one.accounts()[index]
        hours, whole = one.hours(account, day), one.numbers(account, day, day)
        for name in FIELDS:
            assert np.array_equal(getattr(hours, name).sum(axis=1), getattr(whole, name)[:, 0])

    @few
    @given(accounts)
    def test_ads_add_up_to_their_campaigns(self, index):
        one = market()
        account = one.accounts()[index]
        book = one.book(account)
        ads = one.numbers(account, date(2026, 3, 1), date(2026, 3, 9))
        campaigns = ads.summed(book.campaign_of_ads(), book.count("campaign"))
        assert np.array_equal(ads.spend.sum(axis=0), campaigns.spend.sum(axis=0))

    @given(
        st.lists(st.integers(0, 10**12), min_size=1, max_size=5),
        st.lists(st.floats(0, 1e6), min_size=1, max_size=24),
    )
    def test_of_any_split_add_up(self, totals, weights):
        parts = split(np.array(totals), np.array([weights] * len(totals)))
        assert parts.sum(axis=1).tolist() == totals
        assert (parts >= 0).all()


class TestRestatement:
    @few
    @given(accounts)
    def test_only_adds_conversions_and_ends_after_28_days(self, index):
        day = date(2026, 2, 3)
        seen = []
        for age in range(0, 35, 2):
            one = market(now=datetime(2026, 2, 3, 23, tzinfo=UTC) + timedelta(days=age))
            numbers = one.numbers(one.accounts()[index], day, day)
            seen.append(numbers)
        counts = [int(numbers.conversions.sum()) for numbers in seen[1:]]
        assert counts == sorted(counts)
        assert counts[0] < counts[-1] == int(seen[-1].final.sum())
        assert same(seen[-1], seen[-2])

    def test_moves_spend_while_it_is_an_estimate(self):
        day, spends = date(2026, 3, 2), set()
        for age in range(5):
            one = market(now=datetime(2026, 3, 3, 12, tzinfo=UTC) + timedelta(days=age))
            account = one.accounts("x")[0]
            spends.add(int(one.numbers(account, day, day).spend.sum()))
        assert len(spends) > 1


class TestEdits:
    @few
    @given(accounts, st.sampled_from(["pause", "budget", "create"]), st.integers(0, 23))
    def test_change_only_what_comes_after(self, index, what, hour):
        now = datetime(2026, 3, 12, hour, 30, tzinfo=UTC)
        edited, plain = market(now=now), market(now=now)
        account = edited.accounts()[index]
        today = edited.today(account)
        before = plain.numbers(account, date(2026, 2, 1), today)
        _edit(edited, account, what)
        ads = before.spend.shape[0]
        chosen = np.arange(ads)
        assert same(before, edited.numbers(account, date(2026, 2, 1), today).rows(chosen))
        for one in (edited, plain):
            one.clock.advance(timedelta(days=5))
        then = (today + timedelta(days=1), today + timedelta(days=3))
        new, old = edited.numbers(account, *then), plain.numbers(account, *then)
        assert not np.array_equal(new.spend[:ads], old.spend) or what == "create"
        past = (date(2026, 2, 1), today - timedelta(days=1))
        assert same(edited.numbers(account, *past).rows(chosen), plain.numbers(account, *past))

    def test_of_a_budget_raise_what_is_spent(self):
        one = market()
        account = one.accounts("tiktok")[0]
        book = one.book(account)
        campaign = _running(one, account)
        one.change(
            account, "budget", book.tree.budget_of_campaign[campaign][0], {"amount": 100}, by="t"
        )
        one.clock.advance(timedelta(days=3))
        today = one.today(account)
        spend = one.numbers(account, today - timedelta(days=1), today - timedelta(days=1)).spend
        budgets = np.array(book.tree.budget_of_ad)
        assert spend[budgets == book.tree.budget_of_campaign[campaign][0]].sum() <= 110

    def test_before_an_earlier_one_are_refused(self):
        one = market()
        account = one.accounts()[0]
        one.change(account, "campaign", 0, {"status": Status.paused}, by="t")
        one.clock.advance(timedelta(hours=-1))
        with pytest.raises(ClockRanBack):
            one.change(account, "campaign", 0, {"status": Status.enabled}, by="t")


def _edit(one: Market, account, what: str) -> None:
    campaign = _running(one, account)
    book = one.book(account)
    if what == "pause":
        one.change(account, "campaign", campaign, {"status": Status.paused}, by="test")
    elif what == "budget":
        budget = book.tree.budget_of_campaign[campaign][0]
        amount = max(book.amount(budget, one.today(account).toordinal()) // 10, 1)
        one.change(account, "budget", budget, {"amount": amount}, by="test")
    else:
        fresh = one.create(account, "budget", fields={}, amount=50_000)
        new = one.create(
            account,
            "campaign",
            status=Status.enabled,
            fields={"name": "New"},
            budget=fresh.ordinal,
        )
        group = one.create(
            account, "ad_group", parent=new.ordinal, status=Status.enabled, fields={}
        )
        one.create(account, "ad", parent=group.ordinal, status=Status.enabled, fields={})


def _running(one: Market, account) -> int:
    today = one.today(account)
    book = one.book(account)
    spend = one.numbers(account, today - timedelta(days=3), today).spend.sum(axis=1)
    campaigns = np.bincount(book.campaign_of_ads(), weights=spend)
    return int(campaigns.argmax())


class TestIncidents:
    def test_of_every_kind_are_planted_and_do_what_they_say(self):
        one = market(name="incidents", now=datetime(2026, 11, 20, 9, tzinfo=UTC))
        found = {found.kind for account in one.accounts() for found in one.incidents(account)}
        assert len(found) == 6
        account, broken = next(
            (account, found)
            for account in one.accounts()
            for found in one.incidents(account)
            if found.kind == "tracking_break" and found.last_day < date(2026, 11, 1)
        )
        numbers = one.numbers(account, broken.first_day, broken.last_day)
        assert numbers.conversions.sum() == 0 < numbers.claimed.sum()

    def test_are_none_when_it_is_calm(self):
        one = market(name="calm")
        assert not any(one.incidents(account) for account in one.accounts())


class TestDays:
    @pytest.mark.parametrize(
        ("zone", "day", "halves"),
        [
            ("America/New_York", date(2026, 3, 8), 46),
            ("America/New_York", date(2026, 11, 1), 50),
            ("Europe/Berlin", date(2026, 3, 29), 46),
            ("Asia/Kolkata", date(2026, 3, 29), 48),
            ("Australia/Lord_Howe", date(2026, 4, 5), 49),
            ("Australia/Lord_Howe", date(2026, 10, 4), 47),
        ],
    )
    def test_have_the_hours_they_have(self, zone, day, halves):
        assert len(slots(day, zone)) == halves
        assert sum(slot.share for slot in slots(day, zone)) == pytest.approx(1.0)

    def test_lose_the_hour_the_clock_jumps_over(self):
        start = midnight(SPRING_IN_NEW_YORK, "America/New_York")
        shares = share_by_hour(
            SPRING_IN_NEW_YORK, "America/New_York", start, start + timedelta(days=1)
        )
        assert shares[2] == 0.0 < shares[1]

    def test_begin_at_local_midnight(self):
        begun = midnight(date(2026, 11, 2), "America/New_York")
        assert begun.astimezone(ZoneInfo("America/New_York")).hour == 0


class TestScale:
    def test_answers_for_any_account_without_making_the_others(self):
        one = Market(scenario("scale"), seed=1)
        assert sum(account.campaigns for account in one.accounts()) == 100_000
        account = one.accounts()[57]
        assert one.numbers(account, date(2026, 11, 1), date(2026, 11, 19)).spend.sum() > 0
        assert len(one._books) == 1
