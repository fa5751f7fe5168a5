"""The commands show and change what the warehouse's door offers."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner
from tests.observe.warehouse import bank as banks
from tests.observe.warehouse.deliveries import JAN, Fact, deliver

from adhelm.core.jobs import Arrivals
from adhelm.core.principal import Principal
from adhelm.core.services import Services
from adhelm.core.settings import Settings, load
from adhelm.core.terminal import Finish, Session
from adhelm.observe.warehouse import RateSource, Warehouse
from adhelm.observe.warehouse.cli import fx, quality
from adhelm.observe.warehouse.cli import warehouse as commands
from adhelm.observe.warehouse.tasks import REFRESH

Run = Callable[..., Any]


@pytest.fixture
def run(warehouse: Warehouse, principal: Principal, tmp_path: Path) -> Run:
    """Run a command on the test's warehouse; return the JSON it prints."""

    sources: list[RateSource] = []
    arrivals = Arrivals(warehouse.database, warehouse.clock, [REFRESH])

    def opened(home: Path | None, workspace: str | None) -> tuple[Services, Principal]:
        services = Services()
        services.register(Warehouse, lambda: warehouse)
        services.register(Settings, lambda: load(home=tmp_path))
        services.register(RateSource, lambda: sources[-1])
        services.register(Arrivals, lambda: arrivals)
        return services, principal

    def run(command: click.Command, *words: str, source: RateSource | None = None) -> Any:
        sources.extend([source] if source else [])
        session = Session(open=opened, request_id="r1")
        done = CliRunner().invoke(command, [*words, "--json"], obj=session)
        if done.exception and not isinstance(done.exception, Finish):
            raise done.exception
        return json.loads(done.stdout)

    return run


class TestWarehouse:
    def test_lists_versions_and_what_was_restated(
        self, run: Run, warehouse: Warehouse, principal: Principal
    ):
        for shown in (1, 2):
            facts = [Fact("a", JAN, impressions=shown)]
            deliver(warehouse, facts, principal=principal, what=f"file {shown}")
        rows = run(commands, "versions")["rows"]
        assert [(row["version"], row["what"]) for row in rows] == [(2, "file 2"), (1, "file 1")]
        (changed,) = run(commands, "restatements", "--since", "2026-01-01")["rows"]
        assert (changed["field"], changed["old"], changed["new"]) == ("impressions", "1", "2")
        assert run(commands, "restatements", "--as-of", "1")["rows"] == []
        assert run(commands, "restatements", "--until", "2025-12-31")["rows"] == []

    def test_chooses_a_source_and_takes_it_back(self, run: Run):
        words = ("meta", "1", "files", "--from", "2026-01-01", "--reason", "gap")
        chosen = run(commands, "authority", "set", *words)
        (listed,) = run(commands, "authority", "ls")["rows"]
        assert (listed["id"], listed["start"], listed["reason"]) == (
            chosen["id"], "2026-01-01", "gap",
        )  # fmt: skip

    def test_keeps_itself_in_shape(self, run: Run, warehouse: Warehouse, principal: Principal):
        for entity in "ab":
            deliver(warehouse, [Fact(entity, JAN)], principal=principal)
        assert run(commands, "compact") == {"data_version": 3, "files_joined": 2}
        assert run(commands, "vacuum", "--dry-run") == {"files_to_delete": 0, "bytes": 0}


class TestFx:
    def test_loads_and_lists_rates(self, run: Run, tmp_path: Path):
        path = tmp_path / "rates.csv"
        path.write_text("Date,USD\n2026-02-27,1.0842\n")
        assert run(fx, "load", str(path))["added"] == 1
        (row,) = run(fx, "ls", "--currency", "usd", "--since", "2026-02-01")["rows"]
        assert (row["date"], row["rate"], row["source"]) == ("2026-02-27", "1.0842", "rates.csv")


class TestQuality:
    def test_runs_shows_and_lists_checks(
        self, run: Run, warehouse: Warehouse, principal: Principal
    ):
        deliver(warehouse, [Fact("a", JAN)], principal=principal)
        (stale,) = run(quality, "--run", "--failing")["rows"]
        assert stale["check"] == "freshness"
        assert run(quality, "--failing")["rows"][0]["check"] == "freshness"
        assert len(run(quality)["rows"]) > 1
        assert run(quality, "--reconcile")["rows"] == []
        assert "3 days" in next(
            row["what"] for row in run(quality, "--checks")["rows"] if row["check"] == "freshness"
        )

    def test_brings_the_banks_rates(self, run: Run, warehouse: Warehouse, principal: Principal):
        friday = date(2026, 2, 27)
        deliver(warehouse, [Fact("a", friday, currency="KWD")], principal=principal)
        with banks.playing() as bank:
            bank.publish({friday: {"USD": "1.0842"}})
            told = run(fx, "refresh", "--since", "2026-02-20", source=bank.source())
        assert (told["to"], told["added"], told["yours"]) == ("2026-02-27", 1, 0)
        (row,) = run(fx, "ls", "--currency", "usd", "--since", "2026-02-01")["rows"]
        assert (row["rate"], row["source"]) == ("1.0842", "ecb")
