"""More or less of everything, as much as a budget was moved by, is nothing to be called for."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import orjson
import pytest
from tests.observe.warehouse.deliveries import deliver

from adhelm.core.clock import SetClock
from adhelm.observe.warehouse import open_warehouse
from adhelm.observe.warehouse.types import Replace
from adhelm.understand.analysis import Incident, Severity, incidents
from adhelm.understand.analysis.logic.budgets import budgeted

LAST = date(2026, 3, 1)
RAISED = LAST - timedelta(days=3)
_WHO = {"connector": "tiktok", "platform": "tiktok", "account_id": "1"}


def incident(times: str, metric: str = "spend", *, also: tuple[str, ...] = ()) -> Incident:
    return Incident(
        id="inc_1", detector="level_shift", platform="tiktok", account_id="1", level="campaign",
        entity_id="c1", entity="Spring", metric=metric, date=RAISED,
        observed=Decimal(100) * Decimal(times), expected=Decimal(100), low=Decimal(90),
        high=Decimal(110), score=9.0, severity=Severity.high, at_stake=Decimal(500),
        currency="JPY", reason="It changed.", also=also,
    )  # fmt: skip


class TestABudget:
    @pytest.mark.parametrize(
        ("times", "now"),
        [("1.8", "180"), ("1.6", "140"), ("0.6", "60"), ("0.65", "75"), ("1.3", "200")],
    )
    def test_explains_as_much_more_or_less_of_everything(self, times: str, now: str):
        told = budgeted(incident(times), Decimal(now), [Decimal(100)])
        assert told.planned
        assert told.reason == f"It changed. Its daily budget was moved from 100 to {now} JPY."

    @pytest.mark.parametrize(
        ("times", "now"),
        [("3", "140"), ("1.8", "100"), ("1.8", "105"), ("0.4", "70"), ("0.6", "140"), ("3", "300")],
    )
    def test_explains_no_more_than_it_moved_nor_more_than_twice_the_money(
        self, times: str, now: str
    ):
        one = incident(times)
        assert budgeted(one, Decimal(now), [Decimal(100)]) == one

    @pytest.mark.parametrize("one", [incident("1.8", "cpm"), incident("1.8", also=("cpm",))])
    def test_explains_no_rate(self, one: Incident):
        assert budgeted(one, Decimal(180), [Decimal(100)]) == one

    def test_that_is_not_known_explains_nothing(self):
        one = incident("1.8")
        assert budgeted(one, None, [Decimal(100)]) == one
        assert budgeted(one, Decimal(180), []) == one

    def test_of_any_of_the_weeks_before_may_explain_it(self):
        told = budgeted(incident("1.8"), Decimal(180), [Decimal(180), Decimal(180), Decimal(100)])
        assert told.planned


class TestASearch:
    @pytest.fixture
    def parts(self, database: Any, principal: Any, tmp_path: Any) -> dict[str, Any]:
        clock = SetClock(datetime(2026, 1, 1, tzinfo=UTC))
        warehouse = open_warehouse(
            location=str(tmp_path / "warehouse"), database=database, clock=clock,
            memory_limit="1GB", threads=2,
        )  # fmt: skip
        return {"principal": principal, "warehouse": warehouse, "clock": clock}

    @pytest.mark.parametrize(
        ("before", "after"),
        [
            ({"c1": "100.00"}, {"c1": "180.00"}),
            ({"g1": "60.00", "g2": "40.00"}, {"g1": "120.00", "g2": "60.00"}),
            ({"g1": "100.00", "g2": "paused"}, {"g1": "100.00", "g2": "80.00"}),
        ],
    )
    def test_leaves_out_what_follows_a_budget_that_was_raised(
        self, parts: dict[str, Any], before: dict[str, str], after: dict[str, str]
    ):
        sync(parts, RAISED - timedelta(days=1), before)
        sync(parts, LAST, after)
        assert found(parts) == []
        (one, *_) = found(parts, planned=True)
        assert one.planned
        assert one.reason.endswith("Its daily budget was moved from 100.00 to 180.00 EUR.")

    def test_tells_the_same_where_no_budget_was_moved(self, parts: dict[str, Any]):
        sync(parts, RAISED - timedelta(days=1), {"c1": "100.00"})
        sync(parts, LAST, {"c1": "100.00"})
        assert [one.metric for one in found(parts)] == ["spend"]


def found(parts: dict[str, Any], **more: Any) -> list[Incident]:
    return list(incidents(**parts, **more).incidents)


def sync(parts: dict[str, Any], until: date, budgets: dict[str, str]) -> None:
    """Publish the days up to one with the budgets of then, of the campaign or its ad groups."""
    parts["clock"].set(datetime.combine(until + timedelta(days=1), time(), UTC))
    days = [until - timedelta(days=back) for back in range(70)]
    covered = {
        **_WHO, "level": "campaign", "breakdown": "", "grain": "day", "start_date": days[-1],
        "end_date": days[0], "fields": "impressions,clicks,spend",
    }  # fmt: skip
    entities = [_entity(name, amount) for name, amount in ({"c1": ""} | budgets).items()]
    deliver(
        parts["warehouse"], principal=parts["principal"], source="api", replace=Replace.window,
        tables={"facts": [_fact(day) for day in days], "coverage": [covered],
                "entities": entities},
    )  # fmt: skip


def _fact(day: date) -> dict[str, Any]:
    times = (1.8 if day >= RAISED else 1.0) * (1 + (day.toordinal() * 7 % 5) / 100)
    return {
        **_WHO, "level": "campaign", "entity_id": "c1", "campaign_id": "c1", "date": day,
        "breakdown": "", "breakdown_key": "", "currency": "EUR", "account_tz": "UTC",
        "impressions": int(10_000 * times), "clicks": int(400 * times),
        "spend": Decimal(round(10_000 * times)) / 100,
    }  # fmt: skip


def _entity(name: str, amount: str) -> dict[str, Any]:
    """Return a campaign or an ad group; one without an amount of its own has no budget."""
    paused = amount == "paused"
    attributes = {"daily_budget": "80.00" if paused else amount} if amount else {}
    return {
        **_WHO, "level": "campaign" if name == "c1" else "ad_group", "entity_id": name,
        "campaign_id": "c1", "name": name, "status": "PAUSED" if paused else "ACTIVE",
        "attributes": orjson.dumps(attributes).decode(),
    }  # fmt: skip
