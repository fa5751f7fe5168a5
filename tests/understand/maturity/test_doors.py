"""Maturity over HTTP and on the command line …"""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from click.testing import CliRunner
from tests.app.api.conftest import Installation, house
from tests.understand.maturity.growing import FIRST, Farm

from adhelm.app.cli import cli
from adhelm.core.db import Database
from adhelm.observe.warehouse import Warehouse
from adhelm.understand.maturity.routes import MaturityOut

__all__ = ["house"]


@pytest.fixture(scope="module")
def synced(house: Installation) -> Installation:
    home = Farm(house.services.get(Database), house.services.get(Warehouse), house.clock)
    now = house.clock.now()
    home.ask(home.grow(7), FIRST + timedelta(days=6))
    house.clock.set(max(now, house.clock.now()))
    return house


class TestOverHTTP:
    def test_days_are_corrected_page_by_page(self, synced: Installation):
        path = f"/maturity?range={FIRST}..2026-01-06&metric=conversions"
        told = synced.call("viewer", "GET", path)
        assert told.status_code == 200, told.text
        MaturityOut.model_validate_json(told.content)
        found = told.json()
        first = found["rows"][0]
        assert (first["date"], first["age"], first["state"]) == ("2026-01-06", 1, "developing")
        assert float(first["low"]) <= float(first["corrected"]) <= float(first["high"])
        assert found["totals"][0]["days"] == 6
        assert found["provenance"]["data_version"] == 7
        assert found["provenance"]["sql"]

        page = synced.call("viewer", "GET", f"{path}&limit=4").json()
        more = synced.call("viewer", "GET", f"{path}&limit=4&cursor={page['next_cursor']}").json()
        assert page["rows"] + more["rows"] == found["rows"]
        assert more["next_cursor"] is None

    def test_curves_are_listed(self, synced: Installation):
        path = "/maturity/curves?metric=conversions"
        told = synced.call("viewer", "GET", f"{path}&account=1").json()
        (one,) = told["rows"]
        assert told["provenance"]["data_version"] == 7
        assert len(synced.call("viewer", "GET", path).json()["rows"]) == 3
        assert one["account"] == "google_ads/1"
        assert one["known"][0] is None
        assert 0.45 < one["known"][1] < 0.55

    @pytest.mark.parametrize(
        "query",
        ["range=all", "range=x", "metric=clicks", "compare=x", "limit=0", "cursor=x",
         "as_of=-1", "platform=nowhere"],
    )  # fmt: skip
    def test_a_question_without_sense_is_refused(self, synced: Installation, query: str):
        told = synced.call("viewer", "GET", f"/maturity?{query}")
        assert told.status_code == 422, told.text
        assert told.json()["code"]

    def test_another_workspace_has_days_of_its_own(self, synced: Installation):
        assert synced.call("other workspace", "GET", "/maturity").json()["rows"] == []
        assert synced.call("anonymous", "GET", "/maturity").status_code == 401


@pytest.fixture
def run(home: Farm, tmp_path) -> Any:
    def run(*args: str) -> Any:
        whose = ["--home", str(tmp_path / "home"), "--workspace", "acme"]
        return CliRunner().invoke(
            cli, ["maturity", *args, *whose],
            env={"ADHELM_WAREHOUSE__LOCATION": str(tmp_path / "warehouse")},
        )  # fmt: skip

    return run


class TestOnTheCommandLine:
    def test_days_are_listed_and_curves_shown(self, home: Farm, run: Any):
        home.grow(7)
        told = run("ls", "--range", "2026-01-05..2026-01-06", "--compare", "previous", "-o", "json")
        assert told.exit_code == 0, told.output
        found = json.loads(told.stdout)
        assert {row["state"] for row in found["rows"]} == {"developing"}
        assert found["provenance"]["totals"][0]["metric"] == "conversions"
        table = run("ls", "--range", "2026-01-05..2026-01-06", "--metric", "conversions")
        assert "known" in table.stderr
        assert "in the end" in table.stderr
        curve = run("show", "--metric", "conversions", "--age", "3", "--account", "1", "--json")
        rows = json.loads(curve.stdout)["rows"]
        assert [row["age"] for row in rows if row["account"]] == [1, 2, 3]
        assert rows[0]["share_known"] == pytest.approx(0.5, abs=0.03)

    def test_nothing_is_said_where_nothing_was_seen(self, run: Any):
        told = run("show")
        assert told.exit_code == 0, told.output
        assert "sync on" in told.stderr
        assert json.loads(run("ls", "--json").stdout)["rows"] == []
        assert run("ls", "--range", "all").exit_code == 5
