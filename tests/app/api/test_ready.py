"""An installation that cannot write says so, goes on living, and recovers by itself."""

import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx  # noqa: TID253 - a client of its own
import pytest
from tests.app.api.test_telemetry import free_port


@contextmanager
def up(home: Path) -> Iterator[tuple[subprocess.Popen[bytes], httpx.Client]]:
    """Serve a home; yield the process and a client."""
    port = free_port()
    command = [sys.executable, "-m", "adhelm.app", "up", "--port", str(port), "--no-worker"]
    environment = {**os.environ, "ADHELM_HOME": str(home)}  # noqa: TID251 - for the child
    with (
        subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) as process,
        httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as http,
    ):
        try:
            yield process, http
        finally:
            process.terminate()


def told(process: subprocess.Popen[bytes], http: httpx.Client, *, status: int) -> httpx.Response:
    """Ask until readiness has that status, or the process is gone."""
    while process.poll() is None:
        try:
            answer = http.get("/health/ready")
        except httpx.ConnectError:
            continue
        if answer.status_code == status:
            return answer
    raise AssertionError(f"the process ended with {process.returncode}")


class TestReady:
    @pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="limits of others need Linux")
    def test_goes_false_while_the_disk_takes_nothing(self, tmp_path: Path):
        with up(tmp_path) as (process, http):
            assert told(process, http, status=200).json() == {"status": "ready", "database": "ok"}
            before = resource.prlimit(process.pid, resource.RLIMIT_FSIZE)
            resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (1, before[1]))
            assert told(process, http, status=503).json() == {
                "status": "not ready",
                "database": "DatabaseUnavailable",
            }
            assert http.get("/health/live").status_code == 200
            resource.prlimit(process.pid, resource.RLIMIT_FSIZE, before)
            assert told(process, http, status=200).json()["status"] == "ready"
