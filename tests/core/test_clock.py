from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adhelm.core.clock import SetClock, SystemClock, today

_ZONES = st.sampled_from(
    ["UTC", "Europe/Berlin", "America/Los_Angeles", "Asia/Tokyo", "Asia/Kathmandu",
     "Pacific/Apia", "America/St_Johns", "Australia/Lord_Howe"]
)  # fmt: skip


class TestSetClock:
    def test_stands_until_it_is_moved(self, clock: SetClock):
        start = clock.now()
        assert clock.now() == start
        clock.advance(timedelta(hours=2))
        assert clock.now() - start == timedelta(hours=2)
        clock.set(datetime(2026, 1, 1, 1, tzinfo=timezone(timedelta(hours=1))))
        assert clock.now() == datetime(2026, 1, 1, tzinfo=UTC)
        assert clock.now().tzinfo is UTC

    def test_refuses_an_instant_without_a_zone(self):
        with pytest.raises(ValueError, match="time zone"):
            SetClock(datetime(2026, 1, 1))  # noqa: DTZ001 - the point of the test


class TestSystemClock:
    def test_is_aware_and_never_runs_back_a_day(self):
        clock = SystemClock()
        first, second = clock.now(), clock.now()
        assert first.tzinfo is UTC
        assert second - first < timedelta(days=1)


class TestToday:
    @given(st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)), _ZONES)  # noqa: DTZ001
    def test_is_the_local_day(self, moment: datetime, zone: str):
        day = today(SetClock(moment), zone)
        assert abs((day - moment.date()).days) <= 1
        start = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone))
        # Two wall clocks of one zone are compared without their offsets; so compare instants.
        assert start.astimezone(UTC) <= moment

    @pytest.mark.parametrize(
        ("zone", "day", "hours"),
        [
            ("Europe/Berlin", date(2026, 3, 29), 23),
            ("Europe/Berlin", date(2026, 10, 25), 25),
            ("America/Los_Angeles", date(2026, 3, 8), 23),
            ("America/Los_Angeles", date(2026, 11, 1), 25),
            ("Asia/Tokyo", date(2026, 3, 29), 24),
            ("UTC", date(2026, 3, 29), 24),
        ],
    )
    def test_lasts_as_long_as_the_local_day(self, zone: str, day: date, hours: int):
        moment = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=24)
        steps = [moment + timedelta(minutes=30 * n) for n in range(144)]
        assert sum(today(SetClock(at), zone) == day for at in steps) == hours * 2
