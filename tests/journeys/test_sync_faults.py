"""A fault in any one call of a sync …"""

import importlib
import random
import re
import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from tests.observe.ingest import little
from tests.observe.ingest.stage import Play, Stage, staged

from adhelm.connectors.contract import Connector
from adhelm.core.db import Database

SEED = 20261120
MODES = ("500", "429", "truncated", "drop", "timeout_after_commit")
FIRST, TODAY = date(2026, 10, 22), date(2026, 11, 20)
PLATFORMS = ("google_ads", "meta", "tiktok", "linkedin", "x")
STREAMS = ["campaigns", "campaign_daily", "ad_daily"]
FEW, EVERY, BEYOND = 6, 60, 200


class Homes:
    """Homes that have never synced, one after the other."""

    def __init__(self, play: Play, template: Path, folder: Path) -> None:
        self.play = play
        self.template = template
        self.folder = folder
        self.made = 0

    def fresh(self, connector: Connector) -> Stage:
        self.made += 1
        home = self.folder / str(self.made)
        home.mkdir()
        shutil.copyfile(self.template, home / "adhelm.db")
        database = Database(f"sqlite:///{home / 'adhelm.db'}")
        stage = staged(self.play, home, database, connectors={connector.name: connector})
        stage.connect(connector.name)
        self.play.restart()
        return stage

    def drop(self, stage: Stage) -> None:
        stage.database.close()
        shutil.rmtree(self.folder / str(self.made))


@pytest.fixture
def homes(sandbox: Play, sqlite_template: Path, tmp_path: Path) -> Homes:
    return Homes(sandbox, sqlite_template, tmp_path)


def asked(play: Play) -> Counter[str]:
    # Reports that a platform prepares get other numbers when calls come in another order.
    calls = (f"{one['path']}?{one['query']} {one['body']}" for one in play.calls())
    return Counter(re.sub(r"/\d+(?=[/?])", "/N", call) for call in calls)


def known(stage: Stage) -> list[object]:
    return [stage.all_rows(table) for table in ("facts", "conversions", "entities")]


class TestAFault:
    def test_in_some_call_changes_nothing(self, homes: Homes):
        self.prove(homes, little.connector(60), most=FEW)

    @pytest.mark.long
    def test_in_any_call_changes_nothing(self, homes: Homes):
        self.prove(homes, little.connector(60), most=None)

    @pytest.mark.long
    @pytest.mark.parametrize("name", PLATFORMS)
    def test_in_any_call_to_a_platform_changes_nothing(self, homes: Homes, name: str):
        module = importlib.import_module(f"adhelm.connectors.{name}")
        self.prove(homes, module.CONNECTOR, most=None)

    def prove(self, homes: Homes, connector: Connector, *, most: int | None) -> None:
        stage = homes.fresh(connector)
        assert not stage.sync(only=STREAMS).failed
        calls, usual, wanted = len(homes.play.calls()), asked(homes.play), known(stage)
        assert stage.facts("ad") == homes.play.truth(FIRST, TODAY, "ad", connector.name)
        homes.drop(stage)
        for number, mode in cases(calls, most):
            stage = homes.fresh(connector)
            homes.play.fault(mode=mode, platform=connector.name, nth=number)
            report = stage.sync(only=STREAMS)
            assert not report.failed, (number, mode, [one.error for one in report.failed])
            assert known(stage) == wanted, (number, mode)
            repeats = asked(homes.play) - usual
            assert repeats.total() <= 1, (number, mode, repeats)
            homes.drop(stage)


def cases(calls: int, most: int | None) -> Iterator[tuple[int, str]]:
    chance = random.Random(SEED)  # noqa: S311
    if most is not None:
        for number in sorted(chance.sample(range(1, calls + 1), most)):
            yield number, MODES[number % len(MODES)]
        return
    for number in range(1, min(calls, EVERY) + 1):
        for mode in MODES:
            yield number, mode
    for _ in range(BEYOND if calls > EVERY else 0):
        yield chance.randint(EVERY + 1, calls), chance.choice(MODES)
