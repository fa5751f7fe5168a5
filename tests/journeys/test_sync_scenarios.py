"""Every scenario but the endless one: facts equal the sandbox's truth, and one lie is found."""

import importlib
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from tests.observe.ingest.stage import NOW, Fact, Play, Stage, staged

from adhelm.core.db import Database
from adhelm.observe import ingest

PLATFORMS = ("google_ads", "meta", "tiktok", "linkedin", "x")
LEVELS = ("account", "campaign", "ad_group", "ad")
DAILY = tuple(f"{level}_daily" for level in LEVELS)
SCENARIOS = ("calm", "growth", "incidents", "agency", "recruiting")
# The clocks went back in this time: in Europe on 25 October, in America on 1 November.
FIRST, AFTER_DST = date(2026, 10, 22), date(2026, 11, 2)
TODAY = NOW.date()
Connect = Callable[..., Stage]


@pytest.fixture
def connect(sandbox: Play, sqlite_database: Database, tmp_path: Path) -> Connect:
    """Return what starts a scenario and assigns its accounts, or `few` of each platform."""

    def begin(scenario: str, *, few: int | None = None) -> Stage:
        sandbox.restart(scenario)
        connectors = {
            name: importlib.import_module(f"adhelm.connectors.{name}").CONNECTOR
            for name in PLATFORMS
        }
        home = staged(sandbox, tmp_path / "home", sqlite_database, connectors=connectors)
        for name in PLATFORMS:
            home.connect(name, assign=False)
            ingest.discover(**home.parts, name=name)
            found = ingest.list_accounts(**home.records, name=name)
            ids = sorted(one.account.id for one in found)[:few]
            ingest.assign_accounts(**home.changing, name=name, accounts=ids)
        return home

    return begin


def truth(home: Stage, since: date, until: date, level: str) -> set[Fact]:
    """Return what happened in the accounts that are the workspace's."""
    assigned = ingest.list_assignments(**home.records)
    mine = {one.account_id for one in assigned}
    return {row for row in home.play.truth(since, until, level) if row[0] in mine}


@pytest.mark.parametrize("scenario", SCENARIOS)
class TestAScenario:
    def test_comes_to_the_truth_over_the_days_of_the_clock_change(
        self, connect: Connect, scenario: str
    ):
        home = connect(scenario, few=1)
        report = home.sync(only=["account_daily", "campaign_daily"], since=FIRST, until=AFTER_DST)
        assert [one.error for one in report.failed] == []
        for level in ("account", "campaign"):
            expected = truth(home, FIRST, AFTER_DST, level)
            assert expected
            assert home.facts(level) == expected

    @pytest.mark.long
    def test_comes_to_the_truth_on_every_level_and_after_restatement(
        self, connect: Connect, scenario: str
    ):
        home = connect(scenario)
        report = home.sync(only=DAILY, since=FIRST)
        assert [one.error for one in report.failed] == []
        for level in LEVELS:
            assert home.facts(level) == truth(home, FIRST, TODAY, level)
        home.advance(days=28)
        report = home.sync(only=DAILY)
        assert [one.error for one in report.failed] == []
        last = TODAY + timedelta(days=28)
        for level in LEVELS:
            assert home.facts(level) == truth(home, FIRST, last, level)
        found = ingest.reconcile(**home.parts, since=FIRST)
        assert (found.errors, found.unexplained) == ((), ())


class TestAPlantedMismatch:
    @pytest.mark.parametrize(
        ("platform", "path"),
        [
            ("google_ads", "googleAds"), ("meta", "insights"), ("tiktok", "report"),
            ("linkedin", "adAnalytics"), ("x", "/stats/"),
        ],
    )  # fmt: skip
    def test_is_the_one_thing_that_reconciling_finds(
        self, connect: Connect, platform: str, path: str
    ):
        home = connect("calm", few=1)
        first, last = TODAY - timedelta(days=6), TODAY - timedelta(days=1)
        # What platforms are asked before has no amounts to be raised; X has two placements.
        home.play.fault(mode="mismatch", path=path, times=99)
        home.sync(only=["campaign_daily"], since=first, until=last, names=[platform])
        home.play.http.delete("/_sandbox/faults")
        home.sync(only=["campaign_daily"], since=first, until=last, names=_others(platform))
        found = ingest.reconcile(**home.parts, since=first, until=last)
        assert found.errors == ()
        (one,) = found.unexplained
        assert (one.connector, one.field) == (platform, "spend")
        # A unit of the currency, or a million of what an amount without a point counts.
        assert one.difference in {1, 2, 1_000_000}


def _others(platform: str) -> list[str]:
    return [name for name in PLATFORMS if name != platform]
