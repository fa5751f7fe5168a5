"""A day that still runs looks low everywhere: nothing is found in it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from adhelm.core.clock import SetClock
from adhelm.observe import plans
from adhelm.observe import warehouse as warehouses
from adhelm.observe.plans.types import DayKind
from adhelm.observe.warehouse.types import Batch
from adhelm.understand.analysis import incidents
from adhelm.understand.metrics import last_days

LAST = date(2026, 3, 1)
READ_LATER = datetime(2026, 3, 4, tzinfo=UTC)


@pytest.fixture
def account(warehouse, principal, clock):
    """Sixty even days of an account in Tokyo, read later; the last has a tenth of what is usual."""
    clock.set(READ_LATER)
    return filled(warehouse, principal)


def filled(warehouse, principal):
    rows = []
    for back in range(60):
        share = 1 if back == 0 else 10
        wobble = 1 + (back * 7 % 5) / 100
        rows.append(
            (LAST - timedelta(days=back), int(100 * share * wobble), 4 * share, 2 * share * wobble)
        )
    with warehouses.staging(warehouse, batch_id="b") as area:
        area.executemany(
            "INSERT INTO facts BY NAME SELECT 'meta' AS connector, 'meta' AS platform,"
            " '1' AS account_id, 'account' AS level, '1' AS entity_id, ?::DATE AS date,"
            " '' AS breakdown, '' AS breakdown_key, 'JPY' AS currency,"
            " 'Asia/Tokyo' AS account_tz, ? AS impressions, ? AS clicks, ? AS spend",
            rows,
        )
        warehouses.publish(warehouse, principal=principal, staging=area, batch=Batch("b", "files"))
    return warehouse


def found(account, principal, now: datetime) -> list[date]:
    findings = incidents(principal=principal, warehouse=account, clock=SetClock(now))
    return [one.date for one in findings.incidents]


class TestIncidents:
    def test_wait_until_the_day_is_over_where_the_account_is(self, account, principal):
        before_midnight = datetime(2026, 3, 1, 14, 59, tzinfo=UTC)
        after_midnight = datetime(2026, 3, 1, 15, 0, tzinfo=UTC)

        assert found(account, principal, before_midnight) == []
        assert LAST in found(account, principal, after_midnight)

    def test_leave_out_a_day_that_ran_when_it_was_read_however_long_ago(
        self, warehouse, principal, clock
    ):
        clock.set(datetime(2026, 3, 1, 14, 59, tzinfo=UTC))
        read = filled(warehouse, principal)

        assert found(read, principal, READ_LATER) == []

    def test_know_a_day_that_was_read_just_after_midnight_where_the_account_is(
        self, warehouse, principal, clock
    ):
        clock.set(datetime(2026, 3, 1, 15, tzinfo=UTC))
        read = filled(warehouse, principal)

        assert LAST in found(read, principal, READ_LATER)


class TestLastDays:
    def test_follow_each_accounts_own_midnight(self, account, principal):
        for hour, day in ((14, LAST - timedelta(days=1)), (15, LAST)):
            clock = SetClock(datetime(2026, 3, 1, hour, tzinfo=UTC))
            told = last_days(principal=principal, warehouse=account, clock=clock)
            assert told == {("meta", "1"): day}


class TestTheCalendarOfTheWorkspace:
    def test_is_told_with_what_is_found(self, account, principal, sqlite_database):
        clock = SetClock(datetime(2026, 3, 1, 15, tzinfo=UTC))
        parts: dict[str, Any] = {
            "principal": principal,
            "database": sqlite_database,
            "clock": clock,
        }
        plans.add_day(**parts, kind=DayKind.outage, name="Shop closed", first_day=LAST)
        findings = incidents(warehouse=account, **parts)

        told = [one.calendar for one in findings.incidents if one.date == LAST]
        assert told == [("outage 'Shop closed'",)] * len(told)
        assert told
