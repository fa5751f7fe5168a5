"""Pacing over HTTP and on the command line …"""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from click.testing import CliRunner
from tests.app.api.conftest import Installation, house
from tests.understand.pacing.spending import FEBRUARY, Home

from adhelm.app.cli import cli
from adhelm.core.db import Database
from adhelm.observe.plans.types import Reach
from adhelm.observe.warehouse import Warehouse
from adhelm.understand.pacing.routes import OneOut, PacingOut

__all__ = ["house"]
TODAY = date(2026, 3, 11)


@pytest.fixture(scope="module")
def budgeted(house: Installation) -> tuple[Installation, str]:
    home = Home(house.services.get(Database), house.services.get(Warehouse), house.clock)
    found = home.budget("1000.00")
    home.budget("9000.00", reach=Reach("tiktok"))
    home.budget(month=FEBRUARY)
    home.sync(TODAY)
    home.sync(TODAY, account="2", platform="tiktok")
    home.ask()
    return house, found.id


class TestOverHTTP:
    def test_budgets_are_listed_those_that_need_a_hand_first(
        self, budgeted: tuple[Installation, str]
    ):
        house, _ = budgeted
        told = house.call("all but write", "GET", "/pacing")
        assert told.status_code == 200, told.text
        PacingOut.model_validate_json(told.content)
        found = told.json()
        assert [(row["reach"], row["state"]) for row in found["rows"]] == [
            ("meta", "over"), ("tiktok", "under"),
        ]  # fmt: skip
        first = found["rows"][0]
        assert first["month"] == "2026-03"
        assert float(first["low"]) <= float(first["projected"]) <= float(first["high"])
        assert first["runs_out_on"] < "2026-03-15"
        assert found["provenance"]["sql"]
        assert found["provenance"]["data_version"] == 2
        page = house.call("all but write", "GET", "/pacing?limit=1").json()
        more = house.call(
            "all but write", "GET", f"/pacing?limit=1&cursor={page['next_cursor']}"
        ).json()
        assert page["rows"] + more["rows"] == found["rows"]
        under = house.call("all but write", "GET", "/pacing?state=under").json()["rows"]
        assert [row["reach"] for row in under] == ["tiktok"]
        past = house.call("all but write", "GET", "/pacing?month=2026-02").json()["rows"]
        assert [row["state"] for row in past] == ["landed"]

    def test_one_is_shown_day_by_day(self, budgeted: tuple[Installation, str]):
        house, budget_id = budgeted
        told = house.call("all but write", "GET", f"/pacing/{budget_id}")
        assert told.status_code == 200, told.text
        OneOut.model_validate_json(told.content)
        found = told.json()
        assert len(found["days"]) == 31
        assert found["days"][0] == {
            "date": "2026-03-01", "spent": "50.00", "expected": None, "total": "50.00",
        }  # fmt: skip
        assert found["budget"]["budget_id"] == budget_id

    @pytest.mark.parametrize(
        "query",
        ["month=x", "month=2026-13", "month=2026-03-01", "state=x", "limit=0", "cursor=x",
         "platform=nowhere", "as_of=-1"],
    )  # fmt: skip
    def test_a_question_without_sense_is_refused(
        self, budgeted: tuple[Installation, str], query: str
    ):
        told = budgeted[0].call("all but write", "GET", f"/pacing?{query}")
        assert told.status_code == 422, told.text
        assert told.json()["code"]

    def test_another_workspace_has_budgets_of_its_own(self, budgeted: tuple[Installation, str]):
        house, budget_id = budgeted
        assert house.call("other workspace", "GET", "/pacing").json()["rows"] == []
        assert house.call("other workspace", "GET", f"/pacing/{budget_id}").status_code == 404
        assert house.call("all but write", "GET", "/pacing/none").status_code == 404
        assert house.call("anonymous", "GET", "/pacing").status_code == 401


@pytest.fixture
def run(agency: Home, tmp_path, monkeypatch) -> Any:
    monkeypatch.setenv("ADHELM_WAREHOUSE__LOCATION", str(tmp_path / "warehouse"))
    monkeypatch.setenv("ADHELM_PROFILE", "test")
    monkeypatch.setenv("ADHELM_CLOCK", "2026-03-11T09:00:00Z")

    def run(*args: str) -> Any:
        whose = ["--home", str(tmp_path / "home"), "--workspace", "acme"]
        return CliRunner().invoke(cli, ["pace", *args, *whose])

    return run


class TestOnTheCommandLine:
    def test_budgets_are_listed_and_shown(self, agency: Home, run: Any):
        budget = agency.budget("1000.00")
        agency.sync(TODAY)
        told = run("ls", "--json")
        assert told.exit_code == 0, told.output
        (row,) = json.loads(told.stdout)["rows"]
        assert (row["state"], row["budget_id"]) == ("over", budget.id)
        shown = run("show", budget.id, "--json")
        found = json.loads(shown.stdout)
        assert len(found["rows"]) == 31
        assert found["provenance"]["budget"]["state"] == "over"
        table = run("show", budget.id)
        assert "used up on" in table.stderr
        assert "estimates" in run("ls").stderr

    def test_says_what_is_missing(self, run: Any):
        told = run("ls")
        assert told.exit_code == 0, told.output
        assert "nothing is planned" in told.stderr
        assert run("show", "none").exit_code == 3
        assert run("ls", "--month", "March").exit_code == 5
