"""The product's own connectors, synced side by side: facts equal the truth, to the minor unit."""

import importlib
from datetime import date, timedelta
from pathlib import Path

import pytest
from tests.observe.ingest.stage import NOW, Play, Stage, staged

from adhelm.core.ads import Period
from adhelm.core.db import Database
from adhelm.observe import ingest

PLATFORMS = ("google_ads", "meta", "tiktok", "linkedin", "x")
LEVELS = ("account", "campaign", "ad_group", "ad")
STREAMS = ["campaigns", "ad_groups", "ads", *(f"{level}_daily" for level in LEVELS)]
FIRST, TODAY = date(2026, 10, 22), date(2026, 11, 20)
# Google tells nothing of ads below Performance Max, and books credits to campaigns.
TABLES = ("facts", "conversions", "entities", "changes", "recommendations")


@pytest.fixture
def home(sandbox: Play, sqlite_database: Database, tmp_path: Path) -> Stage:
    sandbox.restart()
    connectors = {
        name: importlib.import_module(f"adhelm.connectors.{name}").CONNECTOR for name in PLATFORMS
    }
    made = staged(sandbox, tmp_path / "home", sqlite_database, connectors=connectors)
    for name in PLATFORMS:
        made.connect(name)
    return made


class TestAllPlatforms:
    def test_come_to_the_truth_and_to_what_the_platforms_total(self, home: Stage):
        # The clocks went back in this time: in Europe on 25 October, in America on 1 November.
        report = home.sync(only=STREAMS)
        assert [one.error for one in report.failed] == []
        for level in LEVELS:
            assert home.facts(level) == home.play.truth(FIRST, TODAY, level)
        found = ingest.reconcile(**home.parts)
        assert found.errors == ()
        assert found.unexplained == ()
        levels = {(one.connector, one.level) for one in found.tallies}
        both = ("account", "campaign")
        assert levels >= {(name, level) for name in PLATFORMS for level in both}
        untagged = ingest.untagged(
            principal=home.principal,
            warehouse=home.warehouse,
            period=Period.closed(FIRST, TODAY),
        )
        spent = {row[2] for row in home.facts("ad") if row[4] > 0}
        assert {one.entity_id for one in untagged} < spent

    def test_map_to_the_same_facts_again(self, home: Stage):
        home.sync()
        before = [home.all_rows(table) for table in TABLES]
        ingest.replay(**home.parts)
        assert [home.all_rows(table) for table in TABLES] == before

    def test_answer_for_what_was_restated(self, home: Stage):
        home.sync(only=["campaign_daily"])
        home.advance(days=28)
        home.sync(only=["campaign_daily"])
        last = (NOW + timedelta(days=28)).date()
        assert home.facts("campaign") == home.play.truth(FIRST, last, "campaign")
