"""An import that is killed at any instant …"""

import random
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from tests.observe.ingest import samples

from adhelm.core.clock import SystemClock
from adhelm.core.db import Database
from adhelm.core.principal import Principal
from adhelm.observe import ingest
from adhelm.observe import warehouse as warehouses
from adhelm.observe.ingest.types import ImportState

ROOT = Path(__file__).parents[2]
SEED = 20260301


class Killed:
    """Imports one version of a table after the other, and kills each import on its way."""

    def __init__(self, home: Path, parts: dict[str, Any], chance: random.Random) -> None:
        self.home = home
        self.parts = parts
        self.chance = chance
        self.kills = 0
        self.longest_s = 0.2

    def version(self, number: int) -> Path:
        table = samples.rows(days=20, campaigns=10, extra=100_000 * number)
        return samples.write(self.home / f"v{number}.csv", table)

    def load(self, number: int) -> ImportState:
        path = str(self.version(number))
        (one,) = ingest.import_paths(**self.parts, paths=[path], hints=samples.HINTS)
        return one.state

    def seen(self) -> tuple[int, ...]:
        """The versions whose rows a reader sees: one, if no half of a window is visible."""
        found = samples.facts(self.parts["warehouse"], self.parts["principal"])
        assert len(found) == 200
        return tuple({int(str(row[5])) // 100_000 for row in found})

    def kill_one(self, number: int) -> None:
        path = self.version(number)
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.journeys.import_once", str(self.home), str(path)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        with process:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            started = time.monotonic()
            ends = started + self.chance.uniform(0, self.longest_s * 1.1)
            while process.poll() is None and time.monotonic() < ends:
                assert self.seen() in {(number - 1,), (number,)}
            self.kills += process.poll() is None
            if process.poll() is not None:
                self.longest_s = max(self.longest_s, time.monotonic() - started)
            else:
                self.longest_s *= 1.05
            process.kill()
        assert self.seen() in {(number - 1,), (number,)}


@pytest.fixture
def killed(tmp_path: Path, parts: dict[str, Any], sqlite_database: Database) -> Killed:
    return Killed(tmp_path / "home", {**parts, "clock": SystemClock()}, random.Random(SEED))  # noqa: S311


class TestKills:
    def test_leave_nothing_half_done(self, killed: Killed):
        self.prove(killed, times=4)

    @pytest.mark.long
    def test_leave_nothing_half_done_200_times(self, killed: Killed):
        self.prove(killed, times=200)

    def prove(self, killed: Killed, *, times: int) -> None:
        assert killed.load(0) is ImportState.loaded
        for number in range(1, times + 1):
            killed.kill_one(number)
            assert killed.load(number) in {ImportState.loaded, ImportState.unchanged}
            assert killed.seen() == (number,)
        assert killed.kills > times // 4
        self.check_records(killed, times)

    def check_records(self, killed: Killed, times: int) -> None:
        """One loaded import per version; no run is left open, nothing staged is left over."""
        parts = killed.parts
        found = ingest.list_imports(
            principal=parts["principal"], database=parts["database"], limit=1000
        )
        loaded = [one.file for one in found if one.state is ImportState.loaded]
        assert len(loaded) == len(set(loaded)) == times + 1
        good = {ImportState.loaded, ImportState.unchanged}
        assert [one.error for one in found if one.state not in good] == []


class TestAKilledImport:
    def test_is_shown_as_interrupted_until_the_file_is_imported_again(self, killed: Killed):
        path = killed.version(0)
        module = "tests.journeys.import_once"
        command = [sys.executable, "-m", module, str(killed.home), str(path), "die"]
        assert subprocess.run(command, cwd=ROOT, check=False, capture_output=True).returncode == 9
        whose = {key: killed.parts[key] for key in ("principal", "database")}

        (one,) = ingest.list_imports(**whose)
        assert one.state is ImportState.interrupted
        assert ingest.show_import(**whose, import_id=one.id) == one
        assert ingest.list_imports(**whose, state=ImportState.interrupted) == [one]
        assert ingest.list_imports(**whose, state=ImportState.running) == []

        assert killed.load(0) is ImportState.loaded
        assert [(of.id, of.state) for of in ingest.list_imports(**whose)] == [
            (one.id, ImportState.loaded)
        ]

    def test_is_shown_as_running_while_it_lives(self, killed: Killed):
        whose = {key: killed.parts[key] for key in ("principal", "database")}
        seen: list[ImportState] = []

        def look(done: int, total: int | None, what: str) -> None:
            seen.extend(one.state for one in ingest.list_imports(**whose))

        path = str(killed.version(0))
        ingest.import_paths(**killed.parts, paths=[path], hints=samples.HINTS, progress=look)
        assert set(seen) == {ImportState.running}


class TestInterruption:
    def test_leaves_no_trace_of_an_import(self, tmp_path: Path, parts: dict[str, Any]):
        def interrupt(done: int, total: int | None, what: str) -> None:
            raise KeyboardInterrupt

        path = str(samples.write(tmp_path / "a.csv"))
        with pytest.raises(KeyboardInterrupt):
            ingest.import_paths(**parts, paths=[path], hints=samples.HINTS, progress=interrupt)
        principal: Principal = parts["principal"]
        assert samples.facts(parts["warehouse"], principal) == []
        assert ingest.list_imports(principal=principal, database=parts["database"]) == []
        (one,) = ingest.import_paths(**parts, paths=[path], hints=samples.HINTS)
        assert one.state is ImportState.loaded

    def test_leaves_no_staging_area(self, tmp_path: Path, parts: dict[str, Any]):
        warehouse: warehouses.Warehouse = parts["warehouse"]
        path = str(samples.write(tmp_path / "a.csv"))
        ingest.import_paths(**parts, paths=[path], hints=samples.HINTS)
        assert list(warehouse.storage.scratch.glob("*")) == []
