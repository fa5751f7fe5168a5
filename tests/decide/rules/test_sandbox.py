"""Real syncs over HTTP while the sandbox's clock moves: a replay gives what live gave each day."""

from __future__ import annotations

import importlib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.observe.ingest.stage import NOW, playing, staged

from adhelm.core.db import Database
from adhelm.decide import rules
from adhelm.decide.rules import acting

STREAMS = ["campaigns", "campaign_daily"]
TEXTS = (
    """\
name: Tell of what costs more than it did
if: cpa(7d) > cpa(28d) and spend(7d) > 10
then: [{alert: {severity: low}}, {cut_budget: {by: 10%}}]
else: {alert: {text: as cheap as ever}}
cool_down: 2d
caps: {per_run: 5, per_day: 7}
protect: {learning: false, launch_days: 3}
""",
    """\
name: Cut what returns less than it did
if: trend(roas, 14d) < -5% or not budget_utilisation(3d) > 50%
then: {cut_budget: {by: 10%, at_least: "5.00"}}
cool_down: 36h
""",
    """\
name: Each morning in New York
if: conversions(yesterday) < 0.9 × conversions(prev 1d)
then: {alert: {severity: low}}
when: {at: "06:00", time_zone: America/New_York}
""",
)


@pytest.mark.parametrize(
    ("platforms", "days"),
    [(("meta",), 3), pytest.param(("meta", "tiktok"), 8, marks=pytest.mark.long)],
)
def test_a_replay_gives_exactly_what_live_gave(
    sqlite_database: Database, tmp_path: Path, platforms: tuple[str, ...], days: int
):
    begin = NOW - timedelta(days=days)
    connectors = {
        name: importlib.import_module(f"adhelm.connectors.{name}").CONNECTOR for name in platforms
    }
    with playing("growth") as play:
        play.restart("growth", now=begin.isoformat())
        home = staged(play, tmp_path / "home", sqlite_database, connectors=connectors)
        home.clock.set(begin)
        looking: dict[str, Any] = {**home.changing, "warehouse": home.warehouse}
        running = {**looking, "principal": acting("acme")}
        for name in platforms:
            home.connect(name)
        kept = [rules.create_rule(**home.changing, text=text) for text in TEXTS]
        home.sync(only=STREAMS, since=(begin - timedelta(days=40)).date())
        for _ in range(days):
            rules.run(**running)
            home.advance(hours=6)
            rules.run(**running, rule_id=kept[2].id)
            home.advance(hours=18)
            assert home.sync(only=STREAMS).failed == ()
        rules.run(**running)

    for one in kept:
        live = rules.list_firings(**home.records, rule_id=one.id, limit=1000)
        again = rules.replay(
            **looking, rule=one.current.rule, rule_id=one.id, version=one.current.version, days=90
        )
        assert live
        assert {each.key for each in again.firings} == {each.key for each in live}
        assert len(again.firings) == len(live)
        told = {(each.day, each.finding.evidence) for each in live}
        assert {(each.day, each.finding.evidence) for each in again.firings} == told
