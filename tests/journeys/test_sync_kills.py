"""A sync that is killed at any instant …"""

import random
import subprocess
import sys
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from tests.observe.ingest.stage import NOW, Stage

from adhelm.observe.ingest.store import fetches, streams

ROOT = Path(__file__).parents[2]
SEED = 20261120
PAGE_SIZE = 20


class Killed:
    """Syncs a day, killing the process on its way again and again, until it comes through."""

    def __init__(self, stage: Stage, chance: random.Random) -> None:
        self.stage = stage
        self.chance = chance
        self.kills = 0
        self.lasts_s = 1.0
        self.home = stage.home

    def try_once(self) -> bool:
        """Start a sync; return whether it came to its end before it was killed."""
        words = [str(self.home), self.stage.clock.now().isoformat(), str(PAGE_SIZE)]
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.journeys.sync_once", *words],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        with process:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            started = time.monotonic()
            try:
                process.wait(self.chance.uniform(0, self.lasts_s * 1.1))
            except subprocess.TimeoutExpired:
                process.kill()
                self.kills += 1
                # It may need longer than the last one that came through did.
                self.lasts_s *= 1.05
                return self.is_through()
        assert process.returncode == 0
        self.lasts_s = time.monotonic() - started
        return True

    def is_through(self) -> bool:
        """
        Return whether the sync that was killed had nothing left to write down.

        What it says on its way out comes later than that, and the next one is another sync.
        """
        known = streams.every(self.stage.database, self.stage.principal.workspace_id)
        now = self.stage.clock.now()
        open_ones = fetches.begun(self.stage.database, self.stage.principal.workspace_id)
        return bool(known) and not open_ones and all(one.succeeded_at == now for one in known)

    def repeats(self, seen: Counter[tuple[str, str]]) -> Counter[str]:
        """Count by account what was asked for since `seen` and had been asked for before."""
        found: Counter[str] = Counter()
        for (account, page), times in (self.pages() - seen).items():
            found[account] += times if seen[account, page] else times - 1
        return found

    def pages(self) -> Counter[tuple[str, str]]:
        """How often each page was asked for, by its account and question."""
        found: Counter[tuple[str, str]] = Counter()
        for call in self.stage.play.calls():
            if "report" in call["path"] or "campaign/get" in call["path"]:
                account = call["query"].partition("advertiser_id=")[2].partition("&")[0]
                found[account, call["path"] + call["query"]] += 1
        return found


class TestKills:
    def test_lose_and_double_nothing(self, stage: Stage):
        self.prove(stage, kills=3)

    @pytest.mark.long
    def test_lose_and_double_nothing_200_times(self, stage: Stage):
        self.prove(stage, kills=200)

    def prove(self, stage: Stage, *, kills: int) -> None:
        stage.connect()
        killed = Killed(stage, random.Random(SEED))  # noqa: S311
        first = (NOW - timedelta(days=29)).date()
        known: set[object] = set()
        while killed.kills < kills:
            stage.play.http.delete("/_sandbox/journal")
            asked: Counter[tuple[str, str]] = Counter()
            came_through = False
            while not came_through:
                came_through = killed.try_once()
                repeated = killed.repeats(asked)
                assert all(times <= 1 for times in repeated.values()), repeated
                asked = killed.pages()
                if not came_through:
                    # Nothing is seen by halves: what was known, or what is known at the end.
                    seen = stage.facts("ad")
                    assert seen in (known, self.truth(stage, first))
            known = self.truth(stage, first)
            assert stage.facts("ad") == known
            stage.advance(days=1)
        assert list(stage.warehouse.storage.scratch.glob("syn_*/*")) == []

    def truth(self, stage: Stage, first: object) -> set[object]:
        last = stage.clock.now().date()
        return set(stage.play.truth(first, last, "ad", "tiktok"))  # type: ignore[arg-type]
