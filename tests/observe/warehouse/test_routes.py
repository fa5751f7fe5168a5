"""Checks, data versions and rates over HTTP …"""

from __future__ import annotations

from typing import Any

import pytest
from tests.app.api.conftest import Installation, house
from tests.observe.warehouse.bank import Bank

from adhelm.core.principal import Actor, Principal, Scope
from adhelm.core.web import cursor
from adhelm.observe import warehouse as warehouses
from adhelm.observe.warehouse import RateSource, Warehouse
from adhelm.observe.warehouse.types import CheckResult

__all__ = ["house"]
OTHERS = "other workspace"
_RATES = [
    {"date": f"2026-02-{day:02}", "base": "EUR", "quote": quote, "rate": f"1.{day:02}"}
    for day in range(1, 6)
    for quote in ("GBP", "USD")
]


@pytest.fixture(scope="module", autouse=True)
def _rates_from_a_bank(house: Installation) -> None:
    house.services.register(RateSource, lambda: Bank(url="https://bank.example").source())


def keep(house: Installation, rates: Any, who: str = "analyst", **more: Any) -> Any:
    return house.call(who, "POST", "/fx", json={"rates": rates, **more})


class TestRates:
    def test_are_kept_once_and_listed_by_day(self, house: Installation):
        first, again = (keep(house, _RATES, source="treasury") for _ in "12")
        assert (first.json()["added"], again.json()["unchanged"]) == (10, 10), first.text
        assert again.json()["data_version"] == first.json()["data_version"]
        shown = house.call("viewer", "GET", "/fx?from=2026-02-01&to=2026-02-28").json()
        assert shown["rows"] == [
            {**one, "rate": one["rate"].rstrip("0"), "source": "treasury"} for one in _RATES
        ]
        assert shown["provenance"]["data_version"] == first.json()["data_version"]
        one = house.call("viewer", "GET", "/fx?currency=USD&from=2026-02-05").json()["rows"]
        assert [(each["quote"], each["rate"]) for each in one] == [("USD", "1.05")]
        assert house.call("viewer", "GET", "/fx?from=2026-02-05&to=2026-02-01").json()["rows"] == []

    def test_are_paged(self, house: Installation):
        keep(house, _RATES, source="treasury")
        whole = house.call("viewer", "GET", "/fx?from=2026-02-01").json()["rows"]
        found: list[Any] = []
        query = ""
        while True:
            page = house.call("viewer", "GET", f"/fx?from=2026-02-01&limit=3{query}").json()
            found += page["rows"]
            if not page["next_cursor"]:
                break
            query = f"&cursor={page['next_cursor']}"
        assert found == whole

    def test_are_noted_and_stay_in_their_workspace(self, house: Installation):
        keep(house, [{**_RATES[0], "rate": "1.5"}])
        entries = house.call("admin", "GET", "/audit").json()["rows"]
        assert "warehouse.load_rates" in [one["action"] for one in entries]
        assert house.call("other workspace", "GET", "/fx?from=2026-01-01").json()["rows"] == []

    @pytest.mark.parametrize(
        "change",
        [
            {"rate": "0"}, {"rate": 1.1}, {"rate": "1e3"}, {"rate": "-1"}, {"quote": "XXQ"},
            {"quote": "EUR"}, {"base": "eur"}, {"date": "2026-02-30"}, {"surprise": 1},
        ],
    )  # fmt: skip
    def test_that_cannot_be_are_refused_all_together(self, house: Installation, change):
        before = house.call("viewer", "GET", "/fx?from=2026-01-01").json()
        other = {**_RATES[0], "date": "2026-01-15"}
        assert keep(house, [other, {**_RATES[1], **change}]).status_code == 422
        assert house.call("viewer", "GET", "/fx?from=2026-01-01").json() == before

    def test_refuse_cursors_of_other_lists(self, house: Installation):
        for wrong in ("WyJ4Il0", "WyJ4IiwieCIsIngiXQ", "?", "limit=0"):
            assert house.call("viewer", "GET", f"/fx?cursor={wrong}&limit=0").status_code == 422


class TestTheBanksRates:
    def test_are_asked_for_once_by_who_may_write(self, house: Installation):
        asked: dict[str, Any] = {"json": {"since": "2026-02-01"}}
        asked["headers"] = {"idempotency-key": "rates once"}
        first, again = (house.call("analyst", "POST", "/fx/refresh", **asked) for _ in "12")
        assert (first.status_code, again.json()) == (202, first.json()), first.text
        job = house.call("viewer", "GET", f"/jobs/{first.json()['job_id']}").json()
        assert (job["kind"], job["state"]) == ("fx.refresh", "queued")
        assert house.call("viewer", "POST", "/fx/refresh", json={}).status_code == 403
        assert house.call("analyst", "POST", "/fx/refresh", json={"since": 1}).status_code == 422
        entries = house.call("admin", "GET", "/audit").json()["rows"]
        assert "warehouse.refresh_rates" in [one["action"] for one in entries]


def paged(house: Installation, path: str, limit: int, who: str = "viewer") -> list[Any]:
    """Return the rows of all pages."""
    rows: list[Any] = []
    query = f"{path}{'&' if '?' in path else '?'}limit={limit}"
    told = house.call(who, "GET", query).json()
    while True:
        rows += told["rows"]
        if not told["next_cursor"]:
            return rows
        told = house.call(who, "GET", f"{query}&cursor={told['next_cursor']}").json()


class TestVersionsAndChecks:
    def test_of_checks_are_paged_and_none_is_missed_or_told_twice(self, house: Installation):
        admin = Principal(Actor.person, "root", "globex", frozenset(Scope))
        found = [
            CheckResult(f"check_{n}", "warn", n % 3 == 0, n, f"message {n}", "meta 1")
            for n in range(10)
        ]
        kept = house.services.get(Warehouse)
        warehouses.record_checks(kept, principal=admin, checks=found)
        whole = paged(house, "/quality", 1000, OTHERS)
        assert [one["check"] for one in whole[:10]] == [f"check_{n}" for n in range(9, -1, -1)]
        assert paged(house, "/quality", 3, OTHERS) == paged(house, "/quality", 5, OTHERS) == whole
        failing = paged(house, "/quality?failing=true", 2, OTHERS)
        assert failing == [one for one in whole if not one["passed"]]
        for wrong in ("WyJ4Il0", "?", cursor(2**63), cursor(1, 2)):
            told = house.call(OTHERS, "GET", f"/quality?cursor={wrong}")
            assert (told.status_code, told.json()["code"]) == (422, "page.bad_cursor")

    def test_are_listed_newest_first(self, house: Installation):
        keep(house, [{**_RATES[0], "date": "2026-01-20"}])
        keep(house, [{**_RATES[0], "date": "2026-01-21"}])
        rows = house.call("viewer", "GET", "/data-versions?limit=2").json()["rows"]
        assert [one["version"] for one in rows] == sorted(
            (one["version"] for one in rows), reverse=True
        )
        assert "exchange rates" in rows[0]["what"]
        assert house.call("viewer", "GET", "/quality?failing=true").json()["rows"] == []
        assert paged(house, "/data-versions", 1) == paged(house, "/data-versions", 1000)
        other = house.call("other workspace", "GET", "/data-versions").json()["rows"]
        assert [one for one in other if "rates" in one["what"]] == []
