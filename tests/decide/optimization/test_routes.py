"""Anomalies and recommendations over HTTP …"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from tests.app.api.conftest import Installation, house
from tests.understand.metrics.conftest import fact

from adhelm.core.principal import Principal, local
from adhelm.core.tables import TABLES
from adhelm.decide.optimization import suggestions
from adhelm.observe.warehouse import Warehouse, publish, staging
from adhelm.observe.warehouse.types import Batch
from adhelm.understand.analysis import incidents

__all__ = ["house"]
_ANOMALIES, _MOVES = "/anomalies", "/recommendations"


@pytest.fixture(scope="module", autouse=True)
def _figures(house: Installation) -> None:
    """Ten weeks of two campaigns; one of them spends ten times as much on one day."""
    house.clock.set(datetime(2026, 3, 1, 9, tzinfo=UTC))
    rows: list[dict[str, Any]] = []
    first = date(2025, 12, 20)
    for day in range(70):
        for campaign, spend, won in (("c1", 100, 10), ("c2", 100, 30)):
            wave = (day * 7 + len(campaign)) % 5
            burst = 10 if (day, campaign) == (60, "c1") else 1
            rows.append(
                fact(
                    campaign=campaign, date=first + timedelta(days=day),
                    spend=(spend + wave) * burst, clicks=50 + wave, impressions=1000 + wave,
                    conversions=won + wave,
                )
            )  # fmt: skip
    _publish(house.services.get(Warehouse), local("acme"), rows)


def _publish(warehouse: Warehouse, principal: Principal, rows: list[dict[str, Any]]) -> None:
    names = [column.name for column in TABLES["facts"].staged]
    with staging(warehouse, batch_id="b1") as area:
        area.executemany(
            f"INSERT INTO facts ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})",
            [[row.get(name) for name in names] for row in rows],
        )
        publish(warehouse, principal=principal, staging=area, batch=Batch("b1", "api"))


def parts(house: Installation) -> dict[str, Any]:
    return {
        "principal": local("acme"), "warehouse": house.services.get(Warehouse),
        "clock": house.clock,
    }  # fmt: skip


class TestAnomalies:
    def test_are_those_that_the_analysis_finds(self, house: Installation):
        told = house.call("viewer", "GET", _ANOMALIES)
        found = incidents(**parts(house))
        assert found.incidents
        assert [one["id"] for one in told.json()["rows"]] == [one.id for one in found.incidents]
        assert told.json()["provenance"]["tests"] == found.tests
        assert house.call("viewer", "GET", _ANOMALIES).json() == told.json()

    def test_are_chosen_by_platform_account_and_severity(self, house: Installation):
        whole = house.call("viewer", "GET", _ANOMALIES).json()["rows"]
        one = house.call("viewer", "GET", f"{_ANOMALIES}?limit=1").json()["rows"]
        assert one == whole[:1]
        for query, keeps in (
            ("severity=high", lambda row: row["severity"] == "high"),
            ("account=1", lambda row: row["account_id"] == "1"),
            ("account=none", lambda _: False),
            ("platform=meta", lambda _: False),
        ):
            rows = house.call("viewer", "GET", f"{_ANOMALIES}?{query}").json()["rows"]
            assert rows == [row for row in whole if keeps(row)], query
        assert house.call("viewer", "GET", f"{_ANOMALIES}?range=2026-01-01..2026-01-02").json()
        for wrong in ("platform=myspace", "severity=mad", "range=soon", "limit=0"):
            assert house.call("viewer", "GET", f"{_ANOMALIES}?{wrong}").status_code == 422

    def test_of_another_workspace_are_not_seen(self, house: Installation):
        assert house.call("other workspace", "GET", _ANOMALIES).json()["rows"] == []
        assert house.call("other workspace", "GET", _MOVES).json()["rows"] == []


class TestRecommendations:
    def test_are_those_that_the_engine_suggests(self, house: Installation):
        told = house.call("viewer", "GET", _MOVES)
        advice = suggestions(**parts(house))
        assert [one["id"] for one in told.json()["rows"]] == [one.id for one in advice.moves]
        assert len(told.json()["provenance"]["silences"]) == len(advice.silences)
        for row, move in zip(told.json()["rows"], advice.moves, strict=True):
            assert (row["amount"], row["reason"]) == (format(move.amount, "f"), move.reason)
        none = house.call("viewer", "GET", f"{_MOVES}?account=none").json()
        assert none["rows"] == []
        assert house.call("viewer", "GET", f"{_MOVES}?platform=x'").status_code == 422
