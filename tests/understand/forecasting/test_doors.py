"""Forecasts over HTTP, on the command line, from Python and after a sync …"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from click.testing import CliRunner
from tests.app.api.conftest import Installation, house
from tests.understand.series.facts import FIRST, fill, row

import adhelm
from adhelm.app import wiring
from adhelm.app.cli import cli
from adhelm.core.clock import SystemClock
from adhelm.core.db import Database
from adhelm.core.jobs import enqueue
from adhelm.core.principal import local
from adhelm.observe.warehouse import Warehouse
from adhelm.understand.forecasting import store
from adhelm.understand.forecasting.tasks import KEEP

__all__ = ["house"]
TODAY = (datetime(2026, 3, 1, tzinfo=UTC).date() - FIRST).days


def history(*accounts: str) -> list[tuple[Any, ...]]:
    return [
        row(day, f"c{account}", account=account, spend=f"{100 + day % 7 * 10}.10")
        for account in accounts
        for day in range(TODAY - 120, TODAY)
    ]


@pytest.fixture(scope="module")
def full(house: Installation) -> Installation:
    fill(house.services.get(Warehouse), local("acme"), history("1", "2"))
    return house


class TestOverHTTP:
    def test_days_to_come_are_told_with_intervals_and_provenance(self, full: Installation):
        told = full.call("viewer", "GET", "/forecasts?metric=spend&by=account&days=7&limit=1")
        assert told.status_code == 200, told.text
        page = told.json()
        (one,) = page["rows"]

        assert [day["date"] for day in one["days"]] == [f"2026-03-0{n}" for n in range(1, 8)]
        assert all(float(day["low_80"]) <= float(day["value"]) for day in one["days"])
        assert one["total"].keys() == {"value", "low_80", "high_80", "low_95", "high_95"}
        assert one["compared"] == "910.70"
        assert page["provenance"]["data_version"] == 1
        assert page["provenance"]["period"] == "2026-03-01..2026-03-07"
        assert page["provenance"]["metrics"].keys() == {"spend"}

        rest = full.call(
            "viewer", "GET", f"/forecasts?metric=spend&days=7&limit=1&cursor={page['next_cursor']}"
        ).json()
        assert (rest["rows"][0]["account_id"], rest["next_cursor"]) == ("2", None)

    def test_another_workspace_sees_nothing_of_it(self, full: Installation):
        told = full.call("other workspace", "GET", "/forecasts")

        assert (told.status_code, told.json()["rows"]) == (200, [])

    @pytest.mark.parametrize(
        ("query", "status"),
        [
            ("metric=spent", 422), ("days=0", 422), ("days=181", 422), ("by=keyword", 422),
            ("metric=spend.7d", 422), ("compare=2025", 422), ("engine=oracle", 422),
            ("where=spend%20%3E%3E", 422), ("cursor=x", 422), ("as_of=999", 404),
        ],
    )  # fmt: skip
    def test_what_makes_no_sense_is_refused(self, full: Installation, query, status):
        told = full.call("viewer", "GET", f"/forecasts?{query}")

        assert told.status_code == status, told.text
        assert told.json()["code"]

    def test_engines_are_scored_and_chosen(self, full: Installation):
        body = {"metrics": ["spend"], "by": "account"}
        scored = full.call("analyst", "POST", "/forecasts/score", json=body)
        assert scored.status_code == 200, scored.text
        assert {one["engine"] for one in scored.json()["rows"]} == {"smoothing", "seasonal_naive"}

        chosen = full.call("analyst", "PUT", "/forecasts/engine", json={"engine": "seasonal_naive"})
        assert chosen.json()["provenance"]["pinned"]
        told = full.call("viewer", "GET", "/forecasts?metric=spend").json()
        assert told["provenance"]["engine"] == "seasonal_naive"
        full.call("analyst", "PUT", "/forecasts/engine", json={"engine": None})
        shown = full.call("viewer", "GET", "/forecasts/engine").json()
        assert (shown["provenance"]["engine"], len(shown["rows"])) == ("smoothing", 2)

    def test_readers_choose_nothing(self, full: Installation):
        for method, path in (("PUT", "/forecasts/engine"), ("POST", "/forecasts/score")):
            assert full.call("viewer", method, path, json={"engine": None}).status_code == 403

    def test_what_was_said_is_listed_beside_what_came(self, full: Installation):
        told = full.call("viewer", "GET", "/forecasts/past?metric=spend")

        assert (told.status_code, told.json()["rows"]) == (200, [])


@pytest.fixture
def home(tmp_path):
    services, principal = wiring.open_services(home=tmp_path / "home")
    warehouse = services.get(Warehouse)
    today = (SystemClock().now().date() - FIRST).days
    rows = [row(day, spend=f"{100 + day % 7 * 10}.10") for day in range(today - 120, today)]
    fill(warehouse, principal, rows)
    yield tmp_path / "home"
    services.close()


class TestOnTheCommandLine:
    @pytest.fixture
    def run(self, home):
        return lambda *args: CliRunner().invoke(cli, ["forecast", *args, "--home", str(home)])

    def test_a_forecast_is_shown_as_a_line_per_series_and_as_days(self, run):
        told = run("show", "--metrics", "spend", "--by", "campaign", "--days", "14", "--json")
        assert told.exit_code == 0, told.output
        found = json.loads(told.stdout)
        assert len(found["rows"][0]["days"]) == 14
        assert found["provenance"]["engine"] == "smoothing"

        table = run("show", "--metrics", "spend")
        assert "interval held" in table.stderr
        days = run("show", "--metrics", "spend", "--daily", "-o", "csv").stdout
        assert len(days.splitlines()) == 1 + 28

    def test_engines_are_scored_used_and_looked_back_at(self, run):
        told = run(
            "score", "--metrics", "spend", "--engine", "smoothing", "--engine", "seasonal_naive",
            "--json",
        )  # fmt: skip
        assert told.exit_code == 0, told.output
        assert {row["engine"] for row in json.loads(told.stdout)["rows"]} == {
            "smoothing", "seasonal_naive",
        }  # fmt: skip
        assert json.loads(run("use", "seasonal_naive", "--json").stdout)["pinned"]
        assert json.loads(run("use", "best", "--json").stdout)["pinned"] is False
        assert run("past", "--json").exit_code == 0

    def test_a_wrong_word_is_named(self, run):
        told = run("show", "--metrics", "spent", "--json")

        assert told.exit_code != 0
        assert "spent" in told.stderr


class TestFromPython:
    def test_a_home_foresees(self, home):
        with adhelm.open(home) as helm:
            found = helm.forecast(metrics=["spend"], by="campaign", days=7)

        (one,) = found.series
        assert len(one.days) == 7
        assert one.days[0].value > 90


class TestAfterASync:
    def test_what_is_expected_is_kept_for_later(self, home):
        services, principal = wiring.open_services(home=home)
        database, clock = services.get(Database), SystemClock()
        with database.transaction() as connection:
            enqueue(
                connection, workspace_id=principal.workspace_id, kind=KEEP, payload={}, clock=clock
            )
        assert wiring.make_worker(services).run_due() == 1

        today = clock.now().date()
        with database.reading() as connection:
            told = store.said(
                connection, principal.workspace_id, level="account", days=(today, today),
                metrics=("spend",), limit=10,
            )  # fmt: skip
        services.close()
        (one,) = told
        assert (one.data_version, one.engine, len(one.days)) == (1, "smoothing", 28)

    def test_it_is_asked_for_by_what_arrives(self, home):
        services, _ = wiring.open_services(home=home)
        known = wiring.job_handlers(services)
        services.close()

        assert KEEP in known
        assert known[KEEP].on_request
