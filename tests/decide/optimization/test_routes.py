"""Anomalies and recommendations over HTTP …"""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from tests.app.api.conftest import Installation, house
from tests.understand.metrics.conftest import fact

from adhelm.core import telemetry
from adhelm.core.principal import Principal, local
from adhelm.core.tables import TABLES
from adhelm.core.web import cursor
from adhelm.decide.optimization import suggestions
from adhelm.observe.warehouse import Warehouse, publish, staging
from adhelm.observe.warehouse.types import Batch
from adhelm.understand.analysis import incidents

__all__ = ["house"]
_ANOMALIES, _MOVES = "/anomalies", "/recommendations/moves"


@pytest.fixture(scope="module", autouse=True)
def _figures(house: Installation) -> None:
    """Ten weeks of two campaigns; one of them spends ten times as much on one day."""
    house.http.timeout = 60
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
                    platform_conversions=won + wave,
                )
            )  # fmt: skip
        rows += _answering(first, day)
    _publish(house.services.get(Warehouse), local("acme"), rows)


def _answering(first: date, day: int) -> list[dict[str, Any]]:
    """Return a day of two accounts in which the second campaign answers to money, the first not."""
    rng = random.Random(day)  # noqa: S311 - no secret
    rows = []
    for account in ("2", "3"):
        for name, rate in (("weak", 5), ("strong", 40)):
            share = rng.lognormvariate(0, 0.2)
            won = round(rate * share**0.6 * rng.lognormvariate(0, 0.05))
            rows.append(
                fact(
                    campaign=f"{name}{account}", account_id=account,
                    date=first + timedelta(days=day), spend=round(100 * share, 2), clicks=50,
                    impressions=1000, platform_conversions=won,
                )
            )  # fmt: skip
    return rows


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
    def test_and_anomalies_are_counted_as_inferences(self, house: Installation):
        house.call("viewer", "GET", _MOVES)
        house.call("viewer", "GET", _ANOMALIES)
        told = telemetry.exposition().decode()
        for model in ("budget_moves", "anomalies"):
            assert f'adhelm_prediction_seconds_count{{model="{model}"}}' in told

    def test_are_those_that_the_engine_suggests(self, house: Installation):
        told = house.call("viewer", "GET", _MOVES)
        advice = suggestions(**parts(house))
        assert [one["id"] for one in told.json()["rows"]] == [one.id for one in advice.moves]
        assert len(told.json()["provenance"]["silences"]) == len(advice.silences)
        for row, move in zip(told.json()["rows"], advice.moves, strict=True):
            assert (row["amount"], row["reason"]) == (format(move.amount, "f"), move.reason)
        whole = told.json()["rows"]
        assert len({row["account_id"] for row in whole}) > 1, advice.silences
        first = house.call("viewer", "GET", f"{_MOVES}?limit=1").json()
        paged = list(first["rows"])
        while first["next_cursor"]:
            path = f"{_MOVES}?limit=1&cursor={first['next_cursor']}"
            first = house.call("viewer", "GET", path).json()
            paged += first["rows"]
        assert paged == whole
        for wrong in ("WyJ4Il0", cursor(1), cursor(1, 2**63), cursor(10**6, 1)):
            told = house.call("viewer", "GET", f"{_MOVES}?cursor={wrong}")
            assert told.status_code in {404, 422}, told.text
        none = house.call("viewer", "GET", f"{_MOVES}?account=none").json()
        assert none["rows"] == []
        assert house.call("viewer", "GET", f"{_MOVES}?platform=x'").status_code == 422

    def test_learn_nothing_from_days_that_the_calendar_knows_as_unlike(self, house: Installation):
        before = house.call("viewer", "GET", _MOVES).json()["rows"]
        body = {
            "kind": "promotion", "name": "Sale", "first_day": "2026-01-05",
            "last_day": "2026-01-25", "account": "google_ads/2",
        }  # fmt: skip
        made = house.call("analyst", "POST", "/calendar", json=body)
        assert made.status_code == 201, made.text
        after = house.call("viewer", "GET", _MOVES).json()["rows"]
        assert [row for row in after if row["account_id"] == "1"] == [
            row for row in before if row["account_id"] == "1"
        ]
        assert after != before
