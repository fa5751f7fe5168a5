"""What is recommended, over HTTP …"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from tests.app.api.conftest import Installation, house
from tests.decide.optimization.test_keeping import draft

from adhelm.core.db import Database
from adhelm.core.principal import local
from adhelm.decide.optimization import Recommendation, record

__all__ = ["house"]
_PATH = "/recommendations"


@pytest.fixture(scope="module", autouse=True)
def said(house: Installation) -> list[Recommendation]:
    """Seven recommendations of two sources."""
    database, until = house.services.get(Database), house.clock.now() + timedelta(days=2)
    made: list[Recommendation] = []
    with database.transaction() as connection:
        for source, count in (("engine", 5), ("meta", 2)):
            made += record(
                principal=local("acme"), connection=connection, clock=house.clock, source=source,
                drafts=[draft(f"{source} {n}", expires_at=until) for n in range(count)],
            )  # fmt: skip
    return made


def rows(house: Installation, query: str = "", who: str = "viewer") -> list[dict[str, Any]]:
    told = house.call(who, "GET", f"{_PATH}{query}")
    assert told.status_code == 200, told.text
    found: list[dict[str, Any]] = told.json()["rows"]
    return found


class TestRecommendations:
    def test_are_told_with_changes_effect_cost_and_evidence(
        self, house: Installation, said: list[Recommendation]
    ):
        (row,) = [one for one in rows(house) if one["id"] == said[0].id]
        assert row["changes"][0] == {
            "connector": "google_ads", "account_id": "1", "platform": "google_ads",
            "level": "campaign", "entity_id": "c1", "name": "Brand", "field": "daily_budget",
            "before": "100.00", "after": "119.00", "currency": "EUR",
        }  # fmt: skip
        assert row["effect"] == {
            "metric": "conversion_value", "currency": "EUR", "expected": "33.51", "low": "1.20",
            "high": "60.00", "basis": "platform", "days": 7,
        }  # fmt: skip
        assert (row["cost_if_wrong"], row["data_version"], row["state"]) == ("0.00", 7, "open")
        told = house.call("viewer", "GET", _PATH).json()
        assert told["provenance"]["data_versions"] == [7]

    def test_are_chosen_and_paged(self, house: Installation, said: list[Recommendation]):
        assert {one["id"] for one in rows(house)} == {one.id for one in said}
        assert len(rows(house, "?source=meta")) == 2
        assert rows(house, "?state=taken") == []
        assert rows(house, "?platform=tiktok") == []
        assert rows(house, "?account=nobody") == []
        assert len(rows(house, "?kind=budgets&account=1")) == 7
        path, paged = "?limit=3", []
        while True:
            told = house.call("viewer", "GET", f"{_PATH}{path}").json()
            paged += [one["id"] for one in told["rows"]]
            if not told["next_cursor"]:
                break
            path = f"?limit=3&cursor={told['next_cursor']}"
        assert paged == [one["id"] for one in rows(house)]
        for wrong in ("state=odd", "limit=0", "platform=x'", "cursor=x", "account=%00"):
            assert house.call("viewer", "GET", f"{_PATH}?{wrong}").status_code == 422, wrong

    def test_are_put_off_and_called_back(self, house: Installation, said: list[Recommendation]):
        path = f"{_PATH}/{said[-1].id}/snooze"
        told = house.call("operator", "POST", path, json={"until": "1h"})
        assert (told.status_code, told.json()["state"]) == (200, "open")
        assert told.json()["snoozed_until"]
        assert said[-1].id not in {one["id"] for one in rows(house, "?snoozed=false")}
        assert [one["id"] for one in rows(house, "?snoozed=true")] == [said[-1].id]
        assert house.call("viewer", "POST", path, json={"until": "1h"}).status_code == 403
        for wrong in ({"until": "soon"}, {"until": ""}, {}, {"until": "1h", "zone": "x\u0000"}):
            assert house.call("operator", "POST", path, json=wrong).status_code == 422, wrong
        house.call("operator", "POST", path, json={"until": "now"})
        assert rows(house, "?snoozed=true") == []

    def test_of_another_workspace_are_not_there(
        self, house: Installation, said: list[Recommendation]
    ):
        assert rows(house, who="other workspace") == []
        told = house.call("other workspace", "GET", f"{_PATH}/{said[0].id}")
        assert told.status_code == 404, told.text

    def test_are_dismissed_once_by_who_may_propose(
        self, house: Installation, said: list[Recommendation]
    ):
        path = f"{_PATH}/{said[1].id}/dismiss"
        assert house.call("viewer", "POST", path, json={}).status_code == 403
        key = {"idempotency-key": "once"}
        body = {"reason": "the budget is fixed"}
        told = house.call("operator", "POST", path, json=body, headers=key)
        assert (told.status_code, told.json()["state"]) == (200, "dismissed")
        again = house.call("operator", "POST", path, json=body, headers=key)
        assert again.json() == told.json()
        other = house.call("operator", "POST", path, json=body)
        assert (other.status_code, other.json()["code"]) == (409, "optimization.not_open")
        whole = house.call("viewer", "GET", f"{_PATH}/{said[1].id}").json()
        assert [one["state"] for one in whole["history"]] == ["dismissed", "open"]
        assert whole["reason"] == "the budget is fixed"
