"""Embedded workers: threads that lease due jobs, in any process beside the API or alone."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta

import sqlalchemy as sa

from adhelm.core.clock import Clock
from adhelm.core.db import Database
from adhelm.core.jobs.lease import Lease, due, give_up, take
from adhelm.core.jobs.running import Handler, Runner, Task, task_of
from adhelm.core.jobs.schedules import enqueue_scheduled, is_any_scheduled
from adhelm.core.jobs.tables import JOB, SCHEDULE
from adhelm.core.jobs.types import WorkerStops
from adhelm.core.jobs.upkeep import Upkeep

_log = logging.getLogger(__name__)


class Worker:
    """Takes due jobs of the kinds it has handlers for; any number may run, in any process."""

    def __init__(
        self,
        database: Database,
        handlers: Mapping[str, Handler | Task],
        *,
        clock: Clock,
        threads: int = 2,
        lease: timedelta = timedelta(seconds=60),
        beat_s: float = 1.0,
        grace: timedelta = timedelta(seconds=30),
        upkeep: Upkeep | None = None,
    ) -> None:
        """`beat_s`, `lease` and `grace` as a `Runner` has them; `upkeep`: what is kept how long."""
        tasks = {kind: task_of(handler) for kind, handler in handlers.items()}
        self._runner = Runner(database, tasks, clock, lease, beat_s, grace)
        self._threads = threads
        self._upkeep = upkeep or Upkeep()
        self._running: set[Lease] = set()

    def run_due(self, *, stopped: threading.Event | None = None) -> int:
        """Run what is due until nothing is, or it is stopped; return how many attempts it took."""
        count = 0
        while not (stopped and stopped.is_set()) and self._run_one():
            count += 1
        return count

    @contextmanager
    def running(self, *, poll_s: float = 1.0, drain_s: float = 8.0) -> Iterator[None]:
        """
        Run due jobs in threads.

        When the block ends, jobs that run have half of `drain_s` to come to their end, then they
        are told to stop at their next sign of progress and go back into the queue. One that does
        not stop is left: its lease runs out, and the next worker takes it.
        """
        stop = threading.Event()
        threads = [
            threading.Thread(target=self._loop, args=(stop, poll_s), name=f"jobs-{n}", daemon=True)
            for n in range(self._threads)
        ]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            stop.set()
            _join(threads, drain_s / 2)
            self.stop_running()
            _join(threads, drain_s / 2)

    def stop_running(self) -> None:
        """Tell the jobs that run to stop at their next sign of progress; they will run again."""
        for lease in list(self._running):
            lease.stop = lease.stop or WorkerStops("the worker is told to stop")

    def _loop(self, stop: threading.Event, poll_s: float) -> None:
        while not stop.is_set():
            try:
                ran = self._run_one()
            except Exception:  # noqa: BLE001 - the thread must be there for the next job
                # The database may be away for a while; the jobs are still there afterwards.
                _log.exception("no job can be run for the moment")
                ran = False
            if not ran:
                stop.wait(poll_s)

    def _run_one(self) -> bool:
        self._upkeep.do(self._runner.database, self._runner.clock)
        lease = self._take() if self._is_any_due() else None
        if lease is None:
            return False
        self._running.add(lease)
        try:
            self._runner.run(lease)
        finally:
            self._running.discard(lease)
        return True

    def _is_any_due(self) -> bool:
        # Asked first because taking a job needs SQLite's one write lock, and this does not.
        now = self._runner.clock.now()
        ours = sa.and_(due(now), JOB.c.kind.in_(self._runner.tasks))
        with self._runner.database.reading() as connection:
            scheduled = sa.select(SCHEDULE.c.name).where(is_any_scheduled(now)).limit(1)
            jobs = sa.select(JOB.c.id).where(ours).limit(1)
            return bool(connection.scalar(scheduled) or connection.scalar(jobs))

    def _take(self) -> Lease | None:
        clock, kinds = self._runner.clock, self._runner.tasks
        with self._runner.database.durable() as connection:
            enqueue_scheduled(connection, clock=clock)
            give_up(connection, clock=clock, kinds=kinds)
            return take(connection, clock=clock, duration=self._runner.lease, kinds=kinds)


def _join(threads: list[threading.Thread], within_s: float) -> None:
    ends = time.monotonic() + within_s
    for thread in threads:
        thread.join(max(0.0, ends - time.monotonic()))
