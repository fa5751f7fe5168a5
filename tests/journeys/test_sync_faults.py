"""A fault in any one call of a sync …"""

import random
import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from tests.observe.ingest import little
from tests.observe.ingest.stage import Play, Stage, staged

from adhelm.core.db import Database

SEED = 20261120
MODES = ("500", "429", "truncated", "drop", "timeout_after_commit")
FIRST, TODAY = date(2026, 10, 22), date(2026, 11, 20)
STREAMS = ["campaigns", "campaign_daily", "ad_daily"]
FEW, EVERY, BEYOND = 6, 60, 200


class Homes:
    """Homes that have never synced, one after the other."""

    def __init__(self, play: Play, template: Path, folder: Path) -> None:
        self.play = play
        self.template = template
        self.folder = folder
        self.made = 0

    def fresh(self) -> Stage:
        self.made += 1
        home = self.folder / str(self.made)
        home.mkdir()
        shutil.copyfile(self.template, home / "adhelm.db")
        database = Database(f"sqlite:///{home / 'adhelm.db'}")
        connectors = {"tiktok": little.connector(60)}
        stage = staged(self.play, home, database, connectors=connectors)
        stage.connect()
        self.play.restart()
        return stage

    def drop(self, stage: Stage) -> None:
        stage.database.close()
        shutil.rmtree(self.folder / str(self.made))


@pytest.fixture
def homes(sandbox: Play, sqlite_template: Path, tmp_path: Path) -> Homes:
    return Homes(sandbox, sqlite_template, tmp_path)


def asked(play: Play) -> Counter[str]:
    pages = (one for one in play.calls() if "report" in one["path"] or "/get/" in one["path"])
    return Counter(one["path"] + one["query"] for one in pages)


class TestAFault:
    def test_in_some_call_changes_nothing(self, homes: Homes):
        self.prove(homes, most=FEW)

    @pytest.mark.long
    def test_in_any_call_changes_nothing(self, homes: Homes):
        self.prove(homes, most=None)

    def prove(self, homes: Homes, *, most: int | None) -> None:
        stage = homes.fresh()
        stage.sync(only=STREAMS)
        calls = len(homes.play.calls())
        wanted = (stage.facts("ad"), stage.all_rows(), stage.all_rows("conversions"))
        assert wanted[0] == homes.play.truth(FIRST, TODAY, "ad", "tiktok")
        homes.drop(stage)
        for number, mode in cases(calls, most):
            stage = homes.fresh()
            homes.play.fault(mode=mode, platform="tiktok", nth=number)
            report = stage.sync(only=STREAMS)
            assert not report.failed, (number, mode)
            found = (stage.facts("ad"), stage.all_rows(), stage.all_rows("conversions"))
            assert found == wanted, (number, mode)
            repeats = asked(homes.play)
            assert repeats.total() - len(repeats) <= 1, (number, mode)
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
