"""Days that the calendar knows …"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.understand.analysis.fleet import FIRST, account, campaign, changed

from adhelm.core.ads import Period
from adhelm.observe.plans.types import CalendarDay, DayKind, Reach
from adhelm.understand.analysis.logic import find
from adhelm.understand.analysis.service import with_calendar
from adhelm.understand.analysis.types import Series

SALE = range(40, 54)
AFTER = Period(FIRST + timedelta(days=54), FIRST + timedelta(days=90))
COLUMNS = ("spend", "impressions", "clicks", "conversions")


def entry(first: int, last: int, kind: DayKind = DayKind.promotion, **reach: str) -> CalendarDay:
    days = [FIRST + timedelta(days=n) for n in (first, last)]
    return CalendarDay(
        "day_1", kind, "Black Week", days[0], days[1], Reach(**reach), None, "", "1",
        "person:ann", datetime(2026, 1, 1, tzinfo=UTC), 1,
    )  # fmt: skip


def times(one: Series, days: Any, factor: float) -> Series:
    for column in COLUMNS:
        one = changed(one, column, days, factor)
    return one


def found(series: Series, *days: CalendarDay, period: Period = AFTER) -> list[Any]:
    return list(find(with_calendar([series], days), period=period).incidents)


class TestAKnownPromotion:
    def test_is_no_measure_of_the_days_after_it(self):
        """Three weeks of history hold two of the sale: the usual days after it would look small."""
        sold = times(campaign(), SALE, 4)
        short = Period(FIRST + timedelta(days=54), FIRST + timedelta(days=58))

        assert found(sold, period=short)
        assert found(sold, entry(SALE[0], SALE[-1]), period=short) == []

    def test_is_named_by_an_incident_on_its_days(self):
        sold = times(campaign(), [70], 5)
        (unknown,) = found(sold)
        (known,) = found(sold, entry(70, 71))

        assert (unknown.calendar, known.calendar) == ((), ("promotion 'Black Week'",))
        assert (
            known.reason
            == f"{unknown.reason} The calendar has promotion 'Black Week' on these days."
        )
        assert known.id == unknown.id

    def test_of_an_outage_is_named_by_the_silence(self):
        silent = times(campaign(), range(70, 73), 0)
        (known,) = found(silent, entry(70, 72, DayKind.outage))

        assert (known.detector, known.calendar) == ("zero_delivery", ("outage 'Black Week'",))

    @pytest.mark.parametrize(
        ("reach", "concerned"),
        [
            ({}, True), ({"platform": "meta"}, True), ({"platform": "x"}, False),
            ({"account": "meta/1"}, True), ({"account": "meta/2"}, False),
            ({"group": "BEAN*"}, True), ({"group": "*tea*"}, False),
            ({"platform": "meta", "campaign": "id-Beans"}, True),
            ({"platform": "meta", "campaign": "id-Tea"}, False),
        ],
    )  # fmt: skip
    def test_concerns_what_it_is_for(self, reach, concerned):
        (one,) = with_calendar([campaign()], [entry(1, 2, **reach)])
        days = [FIRST + timedelta(days=n) for n in (1, 2)] if concerned else []
        assert list(one.calendar) == days

    def test_of_one_campaign_is_none_of_its_account(self):
        (one,) = with_calendar([account([campaign()])], [entry(1, 2, group="Beans")])
        assert one.calendar == {}

    def test_that_is_any_other_day_changes_nothing(self):
        (one,) = with_calendar([campaign()], [entry(1, 2, DayKind.other)])
        assert one.calendar == {}
