"""Questions by the hour."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.understand.metrics.conftest import Asker, conversion, fact

from adhelm.understand.metrics.logic.needs import QuestionRefused

Over = Callable[..., Asker]
# Clocks in Berlin go forward on the first of these days, and back on the second.
SHORT, LONG = date(2026, 3, 29), date(2026, 10, 25)


def _hours(day: date, clicks: dict[int, int], **more: Any) -> list[dict[str, Any]]:
    return [fact(date=day, hour=hour, clicks=n, **more) for hour, n in clicks.items()]


class TestByTheHour:
    def test_names_the_local_start_of_each_hour_in_order(self, over: Over) -> None:
        asked = over(*_hours(SHORT, {0: 1, 9: 2, 10: 3}), *_hours(LONG, {2: 4}))
        assert asked.rows("clicks", by=["hour"]) == [
            {"hour": "2026-03-29T00:00", "clicks": 1},
            {"hour": "2026-03-29T09:00", "clicks": 2},
            {"hour": "2026-03-29T10:00", "clicks": 3},
            {"hour": "2026-10-25T02:00", "clicks": 4},
        ]

    def test_tells_of_the_hours_that_a_day_has_by_its_own_clock(self, over: Over) -> None:
        short = {hour: 1 for hour in range(24) if hour != 2}
        # Platforms report both hours of one name as one.
        long = {hour: 2 if hour == 2 else 1 for hour in range(24)}
        asked = over(*_hours(SHORT, short), *_hours(LONG, long))
        rows = {row["hour"]: row["clicks"] for row in asked.rows("clicks", by=["hour"])}
        assert "2026-03-29T02:00" not in rows
        assert rows["2026-10-25T02:00"] == 2
        by_day = asked.rows("clicks", by=["date"])
        assert [row["clicks"] for row in by_day] == [23, 25]

    def test_is_narrowed_by_hours_of_the_clock_and_of_the_day(self, over: Over) -> None:
        asked = over(*_hours(SHORT, {8: 1, 9: 2, 10: 4}), *_hours(LONG, {9: 8}))
        assert asked.rows("clicks", where="hour >= '2026-03-29T09:00' and hour_of_day < 10") == [
            {"clicks": 10}
        ]
        by_clock = asked.rows("clicks", by=["hour_of_day"])
        assert [(row["hour_of_day"], row["clicks"]) for row in by_clock] == [
            (8, 1),
            (9, 10),
            (10, 4),
        ]

    def test_counts_conversions_of_the_hour(self, over: Over) -> None:
        asked = over(
            *_hours(SHORT, {9: 10, 10: 10}),
            conversions=[
                conversion(date=SHORT, hour=9, count=Decimal(2)),
                conversion(date=SHORT, hour=10, count=Decimal(3)),
                conversion(date=SHORT, count=Decimal(5)),
            ],
        )
        rows = asked.rows("purchases", by=["hour"])
        assert [row["purchases"] for row in rows] == [2, 3]
        assert asked.rows("purchases", by=["date"])[0]["purchases"] == 5

    @settings(
        max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
    )
    @given(st.dictionaries(st.integers(0, 23), st.integers(0, 10**6), min_size=1))
    def test_adds_up_to_the_day_exactly_where_both_are_told(
        self, over: Over, spent: dict[int, int]
    ) -> None:
        cents = {hour: Decimal(n) / 100 for hour, n in spent.items()}
        rows = [fact(date=SHORT, hour=hour, spend=amount) for hour, amount in cents.items()]
        asked = over(*rows, fact(date=SHORT, spend=sum(cents.values())))
        hours = [row["spend"] for row in asked.rows("spend", by=["hour"])]
        assert sum(hours) == asked.rows("spend", by=["date"])[0]["spend"] == sum(cents.values())


class TestWhatHasNoHours:
    def test_is_refused_where_only_days_are_known(self, over: Over) -> None:
        asked = over(fact(clicks=5))
        with pytest.raises(QuestionRefused, match="no figures by the hour were collected") as error:
            asked("clicks", by=["hour"])
        assert "hourly stream" in (error.value.hint or "")

    def test_is_named_and_left_out_beside_what_has(self, over: Over) -> None:
        asked = over(
            *_hours(SHORT, {9: 2}), fact(date=SHORT, account_id="2", campaign="c2", clicks=9)
        )
        answer = asked("clicks", by=["account_id", "hour"])
        assert list(answer.rows) == [("1", "2026-03-29T09:00", 2)]
        assert any(
            "google_ads/2: no hours were collected of 2026-03-29" in one
            for one in answer.provenance.warnings
        )

    @pytest.mark.parametrize(
        ("metric", "more", "said"),
        [
            ("clicks.7d", {}, "window"),
            ("billed_cost", {}, "fees"),
            ("own_purchases", {}, "books"),
            ("clicks", {"compare": "previous"}, "do not meet"),
            ("clicks", {"grain": "period"}, "no hour"),
        ],
    )
    def test_is_refused_with_what_to_ask_instead(
        self, over: Over, metric: str, more: dict[str, str], said: str
    ) -> None:
        with pytest.raises(QuestionRefused, match=said) as error:
            over(*_hours(SHORT, {9: 2}))(metric, by=["hour"], **more)
        assert error.value.hint
