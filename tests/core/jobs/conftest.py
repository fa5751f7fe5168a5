"""Both ways to run jobs: threads of one's own, and Celery on a Redis of the test session's own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Protocol

import pytest
from tests import redis

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
    try:
        with redis.server() as url:
            yield url
    except redis.NoServer as reason:
        pytest.skip(str(reason))


@pytest.fixture(scope="session")
def distributed(redis_url: str) -> Iterator[Distributed]:
    from celery.contrib.testing.worker import start_worker

    from adhelm.core.jobs.distributed import open_queue, sender, serve

    place: dict[str, Runner] = {}
    app = open_queue(redis_url)
    serve(app, lambda: _Swapped(place))  # type: ignore[arg-type, return-value]
    with start_worker(app, pool="solo", perform_ping_check=False, loglevel="ERROR"):
        yield Distributed(sender(app, results=True), place)


@pytest.fixture(params=["embedded", "celery"])
def engine(request: pytest.FixtureRequest) -> Engine:
    if request.param == "embedded":
        return Embedded()
    chosen: Engine = request.getfixturevalue("distributed")
    return chosen
