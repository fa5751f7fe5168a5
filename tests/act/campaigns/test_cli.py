"""`adhelm campaign` …"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner, Result
from tests.act.campaigns.conftest import Desk, entity
from tests.understand.metrics.conftest import fact

from adhelm.act.campaigns.cli import campaign
from adhelm.core.clock import Clock
from adhelm.core.db import Database
from adhelm.core.services import Services
from adhelm.core.terminal import Session
from adhelm.observe.warehouse import Warehouse

if TYPE_CHECKING:
    from collections.abc import Callable

_WHOLE = (
    "--budget", "3000", "--currency", "EUR", "--start", "2026-01-01", "--end", "2026-01-31",
    "--objective", "sales", "--platform", "google_ads", "--platform", "x",
)  # fmt: skip


@pytest.fixture
def run(one_desk: Desk) -> Callable[..., Result]:
    services = Services()
    services.register(Warehouse, lambda: one_desk.warehouse)
    services.register(Database, lambda: one_desk.database)
    services.register(Clock, lambda: one_desk.clock)  # type: ignore[type-abstract]  # the key

    def runs(*arguments: str) -> Result:
        session = Session(open=lambda *_: (services, one_desk.principal))
        return CliRunner().invoke(campaign, list(arguments), obj=session)

    return runs


@pytest.fixture
def told(run: Callable[..., Result]) -> Callable[..., Any]:
    """A function that runs a command and reads its JSON."""

    def tells(*arguments: str) -> Any:
        result = run(*arguments, "--json")
        assert result.exception is None, result.output
        return json.loads(result.stdout)

    return tells


class TestCampaign:
    def test_is_created_listed_edited_and_archived(self, told, run):
        made = told("create", "Spring", *_WHOLE)
        assert made["split"]["rule"] == "even"

        (row,) = told("ls", "--text", "spr")["rows"]
        assert (row["id"], row["budget"]) == (made["id"], "3000")
        edited = told("edit", made["id"], "--budget", "4000.00", "--status", "paused")
        assert (edited["version"], edited["status"]) == (2, "paused")
        assert [part["allocated"] for part in told("show", made["id"])["platforms"]] == ["2000"] * 2
        assert [one["version"] for one in told("versions", made["id"])["rows"]] == [2, 1]
        stale = run("edit", made["id"], "--name", "Late", "--version", "1")
        assert type(stale.exception).__name__ == "Changed"
        told("archive", made["id"])
        assert told("ls")["rows"] == []
        assert len(told("ls", "--archived")["rows"]) == 1

    def test_is_a_draft_until_it_is_whole(self, told, run):
        made = told("draft", "Sketch", "--budget", "10.00")

        assert "currency" in made["missing"]
        refused = run("edit", made["id"], "--status", "active")
        assert type(refused.exception).__name__ == "Incomplete"

    def test_shows_a_dry_run(self, told):
        assert told("create", "Tried", *_WHOLE, "--dry-run")["id"] == ""
        assert told("ls")["rows"] == []

    def test_says_what_was_typed_wrong(self, run):
        for wrong in (("--budget", "1e3"), ("--start", "soon"), ("--platform", "x:1,5")):
            refused = run("create", "Wrong", *_WHOLE, *wrong)
            assert type(refused.exception).__name__ == "BadField", wrong
        assert run("adopt", "cmp_1", "meta").exit_code != 0

    def test_adopts_and_shows_figures(self, told, one_desk: Desk):
        one_desk.load(
            facts=[fact(campaign="c1", spend=10)],
            entities=[entity("google_ads", "1", "c1", "Brand")],
        )
        made = told("create", "Spring", *_WHOLE)

        adopted = told("adopt", made["id"], "google_ads/1/c1")

        assert adopted["spent"] == "10"
        (row,) = told("metrics", made["id"])["rows"]
        assert (row["origin"], row["spend"]) == ("platform", "10")
        assert told("spent") == {"platform_campaigns": 1}

    def test_imports_a_file(self, told, run, tmp_path: Path):
        path = tmp_path / "c.csv"
        path.write_text(
            "name,objective,budget,currency,start_date,end_date,platforms\n"
            "A,sales,100.00,EUR,2026-01-01,2026-01-31,google_ads;x\n",
            encoding="utf-8",
        )

        assert told("import", str(path), "--dry-run")["dry_run"] is True
        assert told("import", str(path))["campaigns"] == 1
        again = run("import", str(path))
        assert type(again.exception).__name__ == "BadRows"
