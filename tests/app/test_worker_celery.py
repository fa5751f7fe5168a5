"""The worker of Celery and the relay, as commands in processes of their own."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests import redis

from adhelm.app.cli import cli
from adhelm.app.wiring import open_services
from adhelm.core.clock import SystemClock
from adhelm.core.db import Database
from adhelm.core.jobs import State, enqueue, get_job


@pytest.fixture(scope="module")
def redis_url() -> Iterator[str]:
    try:
        with redis.server() as url:
            yield url
    except redis.NoServer as reason:
        pytest.skip(str(reason))


class TestWithCelery:
    def test_needs_a_redis(self, tmp_path: Path):
        for way in ("--celery", "--relay"):
            result = CliRunner().invoke(cli, ["worker", way, "--home", str(tmp_path)])
            assert result.exit_code == 2
            assert "ADHELM_REDIS__URL" in result.output

    def test_is_either_a_worker_or_a_relay(self, tmp_path: Path):
        words = ["worker", "--celery", "--relay", "--home", str(tmp_path)]
        assert CliRunner().invoke(cli, words).exit_code == 2

    def test_runs_what_the_relay_hands_over_and_stops_when_told_to(
        self, tmp_path: Path, redis_url: str
    ):
        services, _ = open_services(home=tmp_path)
        database, clock = services.get(Database), SystemClock()
        with database.transaction() as connection:
            job_id = enqueue(
                connection, workspace_id="default", kind="campaigns.spent", payload={}, clock=clock
            )
        environment = {**os.environ, "ADHELM_REDIS__URL": redis_url}  # noqa: TID251 - for a process
        command = [sys.executable, "-m", "adhelm.app", "--home", str(tmp_path), "worker"]
        handed = subprocess.run(
            [*command, "--relay", "--once", "--json"], env=environment, capture_output=True,
            text=True, check=True,
        )  # fmt: skip
        assert json.loads(handed.stdout) == {"handed": 1}
        with subprocess.Popen(
            [*command, "--celery", "--threads", "1"], env=environment, stderr=subprocess.PIPE,
            stdout=subprocess.DEVNULL, text=True,
        ) as process:  # fmt: skip
            assert process.stderr is not None
            state, lines = State.queued, [process.stderr.readline()]
            while state in {State.queued, State.running}:
                with pytest.raises(subprocess.TimeoutExpired):
                    process.wait(0.05)
                with database.reading() as connection:
                    state = get_job(connection, workspace_id="default", job_id=job_id).state
            process.send_signal(signal.SIGTERM)
            lines += process.stderr.readlines()
        assert state == State.done
        assert process.returncode == 0
        assert lines[-1] == "stopped\n"
        services.close()
