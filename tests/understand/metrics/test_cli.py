"""`adhelm metric` and `adhelm query` …"""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result
from tests.understand.metrics.conftest import DAY, fact

from adhelm.core.clock import Clock, SetClock
from adhelm.core.db import Database
from adhelm.core.principal import Principal
from adhelm.core.services import Services
from adhelm.core.tables import FACTS
from adhelm.core.terminal import Finish, Session
from adhelm.govern import accounts
from adhelm.observe.warehouse import Warehouse, publish, staging
from adhelm.observe.warehouse.types import Batch
from adhelm.understand.metrics import CatalogueInvalid
from adhelm.understand.metrics.cli import metric, query

if TYPE_CHECKING:
    import click


@pytest.fixture
def run(warehouse: Warehouse, sqlite_database: Database, clock: SetClock, principal: Principal):
    """A function that runs a command as the program does."""
    services = Services()
    services.register(Warehouse, lambda: warehouse)
    services.register(Database, lambda: sqlite_database)
    services.register(Clock, lambda: clock)  # type: ignore[type-abstract]  # the key of the clock

    def runs(command: click.Command, *arguments: str) -> Result:
        session = Session(open=lambda *_: (services, principal))
        return CliRunner().invoke(command, list(arguments), obj=session)

    return runs


@pytest.fixture
def loaded(warehouse: Warehouse, principal: Principal) -> None:
    names = [column.name for column in FACTS.staged]
    rows = [
        fact(spend=Decimal("33.51"), clicks=3),
        fact(platform="tiktok", spend=Decimal(5), clicks=0, day=1),
    ]
    with staging(warehouse, batch_id="b1") as area:
        area.executemany(
            f"INSERT INTO facts ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})",
            [[row.get(name) for name in names] for row in rows],
        )
        publish(warehouse, principal=principal, staging=area, batch=Batch("b1", "files"))


@pytest.mark.usefixtures("loaded")
class TestQuery:
    def test_prints_json_keyed_as_asked(self, run):
        result = run(query, "--metrics", "spend,cpc", "--by", "platform", "-o", "json")
        told = json.loads(result.stdout)
        assert told["rows"] == [
            {"platform": "google_ads", "spend": "33.51", "cpc": "11.17"},
            {"platform": "tiktok", "spend": "5", "cpc": None},
        ]
        assert told["provenance"]["currency"] == "EUR"
        assert "SUM" in told["provenance"]["sql"][0]
        assert told["provenance"]["reconciliation"]["state"] == "not checked"

    def test_takes_all_flags_together(self, run):
        result = run(
            query, "--metrics", "spend", "--by", "platform,date", "--where",
            "platform in (google_ads, tiktok) and spend > 1", "--range", "2026-01-01..2026-01-02",
            "--compare", "previous", "--currency", "EUR", "--sort", "-spend", "--limit", "1",
            "--conversions", "platform", "--grain", "day", "-o", "csv",
        )  # fmt: skip
        assert result.stdout.splitlines() == [
            "platform,date,spend,spend_previous,spend_change",
            f"google_ads,{DAY},33.51,,",
        ]
        assert "warning" in result.stderr

    def test_reads_a_phrase(self, run):
        result = run(query, "clicks by platform 2026-01", "-o", "ndjson")
        assert [json.loads(line) for line in result.stdout.splitlines()] == [
            {"platform": "google_ads", "clicks": 3},
            {"platform": "tiktok", "clicks": 0},
        ]

    def test_previews_a_metric_with_its_sql(self, run):
        result = run(metric, "preview", "cpc", "--by", "platform")
        assert "SELECT" in result.stderr
        assert "11.17" in result.stdout


class TestMetric:
    def test_lists_everything_once(self, run):
        rows = json.loads(run(metric, "ls", "-o", "json").stdout)["rows"]
        names = [(row["kind"], row["name"]) for row in rows]
        assert len(set(names)) == len(names)
        assert {("metric", "roas"), ("dimension", "week"), ("rule", "default")} <= set(names)

    def test_shows_one(self, run):
        told = json.loads(run(metric, "show", "roas.7d", "-o", "json").stdout)
        assert told["definition"] == "conversion_value / spend"
        assert told["sums"] == ["conversion_value.7d", "spend.7d"]
        assert json.loads(run(metric, "show", "week", "-o", "json").stdout)["kind"] == "dimension"

    def test_validates_a_file(self, run, tmp_path: Path):
        mine = tmp_path / "mine.yaml"
        mine.write_text("ratios: {poas: {of: contribution, per: spend}}")
        assert run(metric, "validate", str(mine)).exit_code == 0
        mine.write_text("ratios: {poas: {of: contribution, pr: spend}}")
        result = run(metric, "validate", str(mine))
        assert isinstance(result.exception, CatalogueInvalid)
        assert "did you mean 'per'?" in result.stdout.replace("\n", " ")

    def test_shows_what_a_file_would_change(self, run, tmp_path: Path):
        mine = tmp_path / "mine.yaml"
        mine.write_text("derived: {contribution: {is: conversion_value}}")
        rows = json.loads(run(metric, "diff", str(mine), "-o", "json").stdout)["rows"]
        assert [(row["name"], row["change"]) for row in rows] == [("contribution", "changed")]
        result = run(metric, "diff", str(mine), "--fail-on", "changes")
        assert isinstance(result.exception, Finish)


class TestQueryOverWorkspaces:
    def test_says_which_each_row_is_of(self, run, loaded, sqlite_database, clock, principal):
        for workspace in ("acme", "globex"):
            accounts.create_workspace(
                principal=principal, database=sqlite_database, clock=clock, workspace_id=workspace
            )
        told = run(query, "--metrics", "spend", "--workspaces", "acme", "-o", "json")
        (row,) = json.loads(told.stdout)["rows"]
        assert row["workspace"] == "acme"
        every = run(query, "--metrics", "spend", "--by", "workspace", "-o", "json")
        answer = json.loads(every.stdout)
        assert answer["rows"] == [row]
        assert set(answer["provenance"]) == {"acme", "globex"}

    def test_knows_no_other_workspace(self, run, loaded):
        told = run(query, "--metrics", "spend", "--workspaces", "acme,nowhere")
        assert getattr(told.exception, "code", "") == "accounts.no_workspace"
