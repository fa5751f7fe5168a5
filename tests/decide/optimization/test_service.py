from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from adhelm.decide.optimization.service.suggesting import read_campaigns, without, without_unlike
from adhelm.observe.plans.types import CalendarDay, DayKind, Reach
from adhelm.understand.analysis import Incident, Severity

FIRST = date(2026, 1, 1)


def _rows(days: int) -> list[dict[str, object]]:
    return [
        {
            "platform": "meta", "account_id": "1", "currency": "EUR", "campaign_id": "c",
            "campaign": "Beans", "date": FIRST + timedelta(days=n), "spend": Decimal(10),
            "conversions": None, "conversion_value": None,
        }
        for n in range(days)
    ]  # fmt: skip


def _break(first: int, last: int, level: str = "account", entity: str = "1") -> Incident:
    return Incident(
        id="i", detector="tracking_break", platform="meta", account_id="1", level=level,
        entity_id=entity, entity=entity, metric="conversions", date=FIRST + timedelta(days=first),
        observed=Decimal(0), expected=Decimal(9), low=Decimal(4), high=Decimal(14), score=-5.0,
        severity=Severity.high, at_stake=Decimal(100), currency="EUR", reason="",
        last_date=FIRST + timedelta(days=last),
    )  # fmt: skip


def test_days_of_a_tracking_break_teach_nothing():
    (campaign,) = without(read_campaigns(_rows(30)), [_break(5, 8)], last=FIRST + timedelta(29))

    assert len(campaign.days) == 26
    assert campaign.blocked == ""


def test_a_break_that_may_go_on_blocks_the_campaign():
    (campaign,) = without(read_campaigns(_rows(30)), [_break(26, 29)], last=FIRST + timedelta(29))

    assert "tracking" in campaign.blocked


def test_another_campaigns_break_is_none_of_its_business():
    (campaign,) = without(
        read_campaigns(_rows(30)), [_break(5, 8, "campaign", "other")], last=FIRST + timedelta(29)
    )

    assert len(campaign.days) == 30


def test_rows_without_a_campaign_are_left_out():
    rows = [*_rows(3), {**_rows(1)[0], "campaign_id": None}]

    assert [one.id for one in read_campaigns(rows)] == ["c"]


def test_days_of_the_calendar_that_are_unlike_teach_nothing_to_those_they_concern():
    def day(kind: DayKind, first: int, last: int, **reach: str) -> CalendarDay:
        start, end = FIRST + timedelta(first), FIRST + timedelta(last)
        return CalendarDay(
            "day_1", kind, "Sale", start, end, Reach(**reach), None, "", "", "person:x",
            datetime(2026, 1, 1, tzinfo=UTC), 1,
        )  # fmt: skip

    known = [
        day(DayKind.promotion, 3, 5), day(DayKind.outage, 5, 6, account="meta/1"),
        day(DayKind.holiday, 20, 20, account="meta/2"), day(DayKind.other, 25, 26),
        day(DayKind.promotion, 28, 40, group="*bean*"),
    ]  # fmt: skip
    (campaign,) = without_unlike(read_campaigns(_rows(30)), known)

    gone = {FIRST + timedelta(n) for n in (3, 4, 5, 6, 28, 29)}
    assert set(campaign.days) == {FIRST + timedelta(n) for n in range(30)} - gone
