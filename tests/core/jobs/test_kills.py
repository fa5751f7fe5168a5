"""Workers that are killed at any instant lose no job and double no effect …"""

import os
import random
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from tests.core.jobs.kill_worker import EFFECT, KIND, is_any_left

from adhelm.core.clock import SystemClock
from adhelm.core.db import Database
from adhelm.core.jobs import Relay, enqueue
from adhelm.core.jobs.distributed import open_queue, sender
from adhelm.core.jobs.tables import JOB

ROOT = Path(__file__).parents[3]
SEED = 20260418
_BATCH = 30
_AGAIN = timedelta(seconds=2)


class Killed:
    """Jobs whose workers are killed again and again."""

    def __init__(self, database: Database, folder: Path, redis: str = "") -> None:
        self.database = database
        self.notes = folder / "notes"
        self.notes.touch()
        self.redis = redis
        self.chance = random.Random(SEED)  # noqa: S311 - the same kills each time
        self.asked = 0
        self.kills = 0

    def ask(self) -> None:
        with self.database.transaction() as connection:
            for _ in range(_BATCH):
                enqueue(
                    connection, workspace_id="acme", kind=KIND, payload={"n": self.asked},
                    clock=SystemClock(), max_attempts=1000,
                )  # fmt: skip
                self.asked += 1

    def prove(self, kills: int) -> None:
        with self.relay():
            while self.kills < kills:
                if not is_any_left(self.database):
                    self.ask()
                with self.worker() as process:
                    # Before it has taken anything, in the middle of a job, and between two.
                    _wait(process, self.chance.uniform(0.3, 2.5))
                self.kills += 1
            with self.worker() as process:
                while is_any_left(self.database):
                    _wait(process, 0.1)
        assert self.effects() == Counter(range(self.asked))
        started = Counter(int(line) for line in self.notes.read_text().split())
        assert set(started) == set(range(self.asked))
        # Each kill takes the jobs of one worker with it: two at most are run once more for it.
        assert sum(started.values()) <= self.asked + 2 * kills

    @contextmanager
    def worker(self) -> Iterator[subprocess.Popen[bytes]]:
        """Let a worker run, until it and its children are killed."""
        url = self.database.engine.url.render_as_string(hide_password=False)
        engine = ["celery" if self.redis else "embedded", url, str(self.notes)]
        words = [*engine, *([self.redis] if self.redis else [])]
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.core.jobs.kill_worker", *words],
            cwd=ROOT, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            yield process
        finally:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def relay(self) -> Any:
        if not self.redis:
            return nullcontext()
        send = sender(open_queue(self.redis), again=_AGAIN)
        relay = Relay(self.database, [KIND], SystemClock(), send, again=_AGAIN)
        return relay.running(poll_s=0.05)

    def effects(self) -> Counter[int]:
        with self.database.reading() as connection:
            found = connection.scalars(sa.select(JOB.c.payload).where(JOB.c.kind == EFFECT))
            return Counter(payload["n"] for payload in found)


class TestKills:
    def test_of_embedded_workers(self, sqlite_database: Database, tmp_path: Path):
        Killed(sqlite_database, tmp_path).prove(kills=3)

    def test_of_workers_of_celery(self, sqlite_database: Database, tmp_path: Path, redis_url: str):
        Killed(sqlite_database, tmp_path, redis_url).prove(kills=2)

    @pytest.mark.long
    def test_of_embedded_workers_200_times(self, database: Database, tmp_path: Path):
        Killed(database, tmp_path).prove(kills=200)

    @pytest.mark.long
    def test_of_workers_of_celery_100_times(
        self, database: Database, tmp_path: Path, redis_url: str
    ):
        Killed(database, tmp_path, redis_url).prove(kills=100)


def _wait(process: subprocess.Popen[bytes], seconds: float) -> None:
    """Let a worker work; it does not end by itself."""
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(seconds)
