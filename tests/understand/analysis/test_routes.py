"""Incidents over HTTP …"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from tests.app.api.conftest import Installation, house
from tests.understand.metrics.conftest import fact

from adhelm.core.db import Database
from adhelm.core.principal import local
from adhelm.core.tables import TABLES
from adhelm.observe.warehouse import Warehouse, publish, staging
from adhelm.observe.warehouse.types import Batch
from adhelm.understand.analysis import keep

__all__ = ["house"]
_LIST = "/anomalies"


@pytest.fixture(scope="module")
def kept(house: Installation) -> int:
    """Ten weeks of three campaigns, two of which spend too much on a day; and a search kept."""
    house.clock.set(datetime(2026, 3, 1, 9, tzinfo=UTC))
    first = date(2025, 12, 20)
    rows = [
        fact(
            campaign=campaign, date=first + timedelta(days=day),
            spend=(100 + (day * 7 + 2) % 5) * (10 if (day, campaign) in _BURSTS else 1),
            clicks=50, impressions=1000 + day % 5, conversions=10,
        )
        for day in range(70)
        for campaign in ("c1", "c2", "c3")
    ]  # fmt: skip
    names = [column.name for column in TABLES["facts"].staged]
    warehouse = house.services.get(Warehouse)
    with staging(warehouse, batch_id="b1") as area:
        area.executemany(
            f"INSERT INTO facts ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})",
            [[row.get(name) for name in names] for row in rows],
        )
        publish(warehouse, principal=local("acme"), staging=area, batch=Batch("b1", "api"))
    found = keep(
        principal=local("acme"), database=house.services.get(Database), warehouse=warehouse,
        clock=house.clock,
    )  # fmt: skip
    return found.data_version


_BURSTS = {(60, "c1"), (64, "c2")}


class TestAnomalies:
    def test_come_in_pages_that_make_up_the_whole(self, house: Installation, kept: int):
        whole = house.call("viewer", "GET", _LIST).json()["rows"]
        assert len(whole) >= 2
        paged, cursor = [], ""
        for _ in whole:
            page = house.call("viewer", "GET", f"{_LIST}?limit=1{cursor}").json()
            paged += page["rows"]
            cursor = f"&cursor={page['next_cursor']}"
        assert paged == whole
        assert page["next_cursor"] is None
        assert house.call("viewer", "GET", f"{_LIST}?cursor=bad").status_code == 422

    def test_say_where_they_stand_and_since_when(self, house: Installation, kept: int):
        told = house.call("viewer", "GET", f"{_LIST}?compare={kept}").json()
        assert {one["opened_version"] for one in told["rows"]} == {kept}
        assert {one["change"] for one in told["rows"]} == {"same"}
        assert told["provenance"]["compared"] == {"data_version": kept, "gone": []}
        assert told["provenance"]["sources"]
        (early,) = [one for one in told["rows"] if one["date"] == "2026-02-18"]
        assert early["state"] == "resolved"

    def test_tell_how_one_went_on(self, house: Installation, kept: int):
        one = house.call("viewer", "GET", _LIST).json()["rows"][0]
        told = house.call("viewer", "GET", f"{_LIST}/{one['id']}").json()
        assert told["incident"]["reason"] == one["reason"]
        assert [each["data_version"] for each in told["past"]] == [kept]

    def test_of_another_workspace_are_not_there(self, house: Installation, kept: int):
        one = house.call("viewer", "GET", _LIST).json()["rows"][0]
        answer = house.call("other workspace", "GET", f"{_LIST}/{one['id']}")
        assert (answer.status_code, answer.json()["code"]) == (404, "analysis.no_incident")
        assert house.call("viewer", "GET", f"{_LIST}/none").status_code == 404
