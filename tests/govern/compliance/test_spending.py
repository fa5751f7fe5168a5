"""What may be spent, and the account's own day …"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.govern.compliance.facts import LIVE, change, situation

from adhelm.govern.compliance import (
    InForce,
    Limits,
    Written,
    allowed,
    check,
    day_of,
    exposure,
    start_of_day,
)

D = Decimal
ZONES = ["Europe/Berlin", "America/New_York", "America/Sao_Paulo", "Asia/Tokyo", "Africa/Cairo",
         "America/Havana", "Australia/Lord_Howe", "Pacific/Apia"]  # fmt: skip
_DAYS = st.sampled_from(
    [date(2026, 3, 28), date(2026, 10, 24), date(2026, 3, 7), date(2018, 11, 3), date(2026, 4, 23)]
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


class TestADay:
    @pytest.mark.parametrize(
        ("zone", "now", "began", "hours"),
        [("Europe/Berlin", "2026-03-29T12:00", "2026-03-28T23:00", 23),
         ("Europe/Berlin", "2026-10-25T12:00", "2026-10-24T22:00", 25),
         ("America/Los_Angeles", "2026-03-01T07:59", "2026-02-28T08:00", 24),
         ("Africa/Cairo", "2026-04-24T12:00", "2026-04-23T22:00", 23)],
    )  # fmt: skip
    def test_begins_where_the_account_is(self, zone, now, began, hours):
        assert start_of_day(at(now), zone) == at(began)
        next_one = start_of_day(at(began) + timedelta(hours=hours), zone)
        assert next_one - at(began) == timedelta(hours=hours)
        assert start_of_day(next_one - timedelta(seconds=1), zone) == at(began)

    def test_opens_with_the_value_of_its_first_moment(self):
        values = {"01T10": 100, "01T23": 120, "02T10": 130, "02T11": 90}
        past = [Written(at(f"2026-03-{hour}:00"), D(value)) for hour, value in values.items()]
        day = day_of(past, now=at("2026-03-02T12:00"), zone="UTC")
        assert (day.opening, day.raises_today, day.highest) == (D(120), 1, D(130))
        assert (day.last_raise_at, day.last_cut_at) == (past[2].at, past[3].at)
        berlin = day_of(past, now=at("2026-03-02T12:00"), zone="Europe/Berlin")
        assert berlin.opening == D(120)
        york = day_of(past, now=at("2026-03-02T03:00"), zone="America/New_York")
        assert (york.opening, york.raises_today) == (D(100), 1)

    def test_of_what_was_made_today_opens_with_what_it_was_made_with(self):
        past = [Written(at("2026-03-02T10:00"), D(50)), Written(at("2026-03-02T11:00"), D(55))]
        day = day_of(past, now=at("2026-03-02T12:00"), zone="UTC")
        assert (day.opening, day.raises_today) == (D(50), 1)
        assert day_of([], now=at("2026-03-02T12:00"), zone="UTC").opening is None

    def test_turns_round_for_a_target_return(self):
        past = [Written(at("2026-03-02T10:00"), D(4)), Written(at("2026-03-02T11:00"), D(3))]
        day = day_of(past, now=at("2026-03-02T12:00"), zone="UTC", lower_is_raise=True)
        assert (day.raises_today, day.last_cut_at) == (1, None)

    def test_counts_only_what_was_in_force(self):
        past = [Written(at("2026-03-01T10:00"), D(100)), Written(at("2026-03-02T10:00"), D(500))]
        off = [(at("2026-03-01T10:00"), True), (at("2026-03-02T09:00"), False)]
        asleep = day_of(past, now=at("2026-03-02T12:00"), zone="UTC", enabled=off)
        assert asleep.highest == D(100)
        on = [*off, (at("2026-03-02T11:59"), True)]
        assert day_of(past, now=at("2026-03-02T12:00"), zone="UTC", enabled=on).highest == D(500)
        never = [(at("2026-02-01T10:00"), False)]
        assert day_of(past, now=at("2026-03-02T12:00"), zone="UTC", enabled=never).highest == 0

    @given(
        st.sampled_from(ZONES), _DAYS,
        st.lists(st.tuples(st.integers(1, 400), st.sampled_from(["0.6", "0.9", "1.1", "1.2"])),
                 min_size=5, max_size=40),
    )  # fmt: skip
    @settings(deadline=None, max_examples=50)
    def test_is_never_raised_beyond_its_limits_across_changes_of_the_clock(self, zone, day, steps):
        limits = Limits(
            live=True, cooldown_after_raise=timedelta(0), cooldown_after_cut=timedelta(0)
        )
        now = datetime(day.year, day.month, day.day, tzinfo=UTC)
        written = [Written(now - timedelta(days=1), D(100))]
        for minutes, times in steps:
            now += timedelta(minutes=minutes)
            live = written[-1].value
            known = day_of(written, now=now, zone=zone)
            facts = situation(
                now=now, zone=zone, live=live, data_at=now, opening=known.opening,
                raises_today=known.raises_today, last_raise_at=known.last_raise_at,
                last_cut_at=known.last_cut_at,
            )  # fmt: skip
            wanted = (live * D(times)).quantize(D("0.01"))
            asked = change(before=live, after=wanted)
            if allowed(check(asked, facts, limits)):
                written.append(Written(now, wanted))
        local: dict[date, list[tuple[Decimal, Decimal]]] = {}
        for one, two in pairwise(written):
            local.setdefault(two.at.astimezone(ZoneInfo(zone)).date(), []).append(
                (one.value, two.value)
            )
        for moves in local.values():
            opening = moves[0][0]
            raised = [new for old, new in moves if new > old]
            assert len(raised) <= 2
            assert all(new <= opening * D("1.3") for new in raised)


class TestExposure:
    def test_is_the_highest_budget_of_the_day_times_what_a_platform_overspends(self):
        budgets = [
            InForce("google_ads", "1", "a", D(100)), InForce("google_ads", "1", "a", D(150)),
            InForce("google_ads", "2", "a", D(10)), InForce("meta", "1", "a", D(100)),
            InForce("tiktok", "1", "a", D(100), rate=D("0.5")),
            InForce("x", "1", "a", D(1000), lifetime=True),
        ]  # fmt: skip
        assert exposure(budgets, LIVE) == D(300) + 20 + 125 + D("62.5") + 1000

    def test_is_unknown_where_one_budget_is(self):
        assert exposure([InForce("meta", "1", "a", None)], LIVE) is None
        assert exposure([InForce("meta", "1", "a", D(1), rate=None)], LIVE) is None
        assert exposure([], LIVE) == 0

    @given(st.lists(st.tuples(st.integers(1, 120), st.decimals("1", "999", places=2)), min_size=1),
           st.sampled_from(ZONES))  # fmt: skip
    @settings(deadline=None, max_examples=50)
    def test_never_falls_during_a_day_whatever_is_cut_or_undone(self, steps, zone):
        now = datetime(2026, 3, 28, 3, tzinfo=UTC)
        written = [Written(now - timedelta(days=3), D(50))]
        before, began = D(0), start_of_day(now, zone)
        for minutes, value in steps:
            now += timedelta(minutes=minutes)
            written.append(Written(now, value))
            highest = day_of(written, now=now, zone=zone).highest
            told = exposure([InForce("meta", "1", "a", highest)], LIVE)
            if start_of_day(now, zone) != began:
                before, began = D(0), start_of_day(now, zone)
            assert told is not None
            assert told >= before
            assert told >= value * D("1.25")
            before = told
