"""An installation that cannot write says so, goes on living, and recovers by itself."""

import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx  # noqa: TID253 - a client of its own
import pytest
from tests.app.api.test_telemetry import free_port

_PATIENCE_S = 120


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
    """Ask until readiness has that status, or the process is gone, or patience."""
    end = time.monotonic() + _PATIENCE_S
    while process.poll() is None and time.monotonic() < end:
        try:
            answer = http.get("/health/ready")
        except httpx.ConnectError:
            continue
        if answer.status_code == status:
            return answer
    raise AssertionError(f"never {status}; the process: {process.returncode}")


def family(pid: int) -> list[int]:
    """Return a process and all that it started."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(one for child in children for one in family(int(child)))]


def limit(process: subprocess.Popen[bytes], size: int) -> None:
    """Let no process of the server write a file beyond that size."""
    for pid in family(process.pid):
        _, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, hard))


class TestReady:
    @pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="limits of others need Linux")
    def test_goes_false_while_the_disk_takes_nothing(self, tmp_path: Path):
        with up(tmp_path) as (process, http):
            assert told(process, http, status=200).json() == {"status": "ready", "database": "ok"}
            limit(process, 1)
            assert told(process, http, status=503).json() == {
                "status": "not ready",
                "database": "DatabaseUnavailable",
            }
            assert http.get("/health/live").status_code == 200
            limit(process, resource.RLIM_INFINITY)
            assert told(process, http, status=200).json()["status"] == "ready"
