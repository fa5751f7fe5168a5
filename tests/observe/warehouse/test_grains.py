"""Days and hours of the same entities, fetched one beside the other."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from tests.observe.warehouse.deliveries import JAN, Fact, conversion, deliver, read

from adhelm.core.principal import Principal
from adhelm.observe.warehouse import Warehouse
from adhelm.observe.warehouse.types import Published, Replace

Span = tuple[str, date, date]


def asked(*spans: Span) -> list[dict[str, Any]]:
    return [
        {
            "connector": "google_ads",
            "platform": "google_ads",
            "account_id": "1",
            "level": "campaign",
            "breakdown": "",
            "grain": grain,
            "start_date": first,
            "end_date": last,
            "fields": "spend,impressions,conversions",
        }
        for grain, first, last in spans
    ]


def fetch(
    warehouse: Warehouse, principal: Principal, facts: Sequence[Fact], *spans: Span, **other: Any
) -> Published:
    tables = {"coverage": asked(*spans), **other}
    how: dict[str, Any] = {"replace": Replace.window, "source": "api", "allow_vanishing": True}
    return deliver(warehouse, facts, principal=principal, tables=tables, **how)


def seen(warehouse: Warehouse, principal: Principal) -> list[tuple[Any, ...]]:
    return read(
        warehouse, principal, "SELECT date, hour, impressions FROM facts ORDER BY date, hour"
    )


class TestWindowsOfDaysAndHours:
    def test_leave_each_other_alone(self, warehouse: Warehouse, principal: Principal):
        days = [Fact("a", JAN, impressions=30)]
        hours = [Fact("a", JAN, impressions=n, hour=n) for n in (1, 2)]
        fetch(warehouse, principal, days, ("day", JAN, JAN))
        fetch(warehouse, principal, hours, ("hour", JAN, JAN))
        assert seen(warehouse, principal) == [(JAN, 1, 1), (JAN, 2, 2), (JAN, None, 30)]
        fetch(warehouse, principal, [Fact("a", JAN, impressions=31)], ("day", JAN, JAN))
        assert seen(warehouse, principal) == [(JAN, 1, 1), (JAN, 2, 2), (JAN, None, 31)]

    def test_are_no_news_of_each_other(self, warehouse: Warehouse, principal: Principal):
        day, hour = Fact("a", JAN, impressions=30), Fact("a", JAN, impressions=30, hour=9)
        fetch(warehouse, principal, [day], ("day", JAN, JAN))
        both = fetch(warehouse, principal, [day, hour], ("day", JAN, JAN), ("hour", JAN, JAN))
        assert (both.added, both.restated) == (1, 0)

    def test_take_away_only_what_they_asked_for(self, warehouse: Warehouse, principal: Principal):
        later = JAN + timedelta(days=9)
        days = [Fact("a", JAN + timedelta(days=n), impressions=n) for n in range(10)]
        hours = [Fact("a", later, impressions=7, hour=7)]
        fetch(warehouse, principal, [*days, *hours], ("day", JAN, later), ("hour", later, later))
        # The days of one week and the hours of ten days come in one batch.
        fetch(
            warehouse, principal, [Fact("a", later, impressions=99)],
            ("day", later, later), ("hour", JAN, later),
        )  # fmt: skip
        kept = [(one.day, None, one.impressions) for one in days[:-1]]
        assert seen(warehouse, principal) == [*kept, (later, None, 99)]

    def test_keep_the_conversions_of_the_others(self, warehouse: Warehouse, principal: Principal):
        sold = [conversion("a", JAN, "sale", "2")]
        fetch(warehouse, principal, [Fact("a", JAN)], ("day", JAN, JAN), conversions=sold)
        fetch(warehouse, principal, [Fact("a", JAN, hour=3)], ("hour", JAN, JAN))
        counted = read(warehouse, principal, "SELECT hour, count FROM conversions")
        assert counted == [(None, Decimal(2))]
        fetch(warehouse, principal, [Fact("a", JAN)], ("day", JAN, JAN))
        assert read(warehouse, principal, "SELECT hour, count FROM conversions") == []


class TestAnEmptyWindow:
    def test_takes_away_what_was_there(self, warehouse: Warehouse, principal: Principal):
        fetch(warehouse, principal, [Fact("a", JAN)], ("day", JAN, JAN))
        done = fetch(warehouse, principal, [], ("day", JAN, JAN))
        assert (done.removed, seen(warehouse, principal)) == (1, [])

    def test_is_told_by_the_coverage(self, warehouse: Warehouse, principal: Principal):
        done = fetch(warehouse, principal, [], ("day", JAN, JAN))
        assert done.changed_data
        spans = read(warehouse, principal, "SELECT grain, start_date, end_date FROM coverage")
        assert spans == [("day", JAN, JAN)]

    def test_is_held_if_nobody_said_so(self, warehouse: Warehouse, principal: Principal):
        fetch(warehouse, principal, [Fact("a", JAN)], ("day", JAN, JAN))
        held = deliver(
            warehouse, [], principal=principal, tables={"coverage": asked(("day", JAN, JAN))},
            source="api", replace=Replace.window,
        )  # fmt: skip
        assert held.held
        assert len(seen(warehouse, principal)) == 1
