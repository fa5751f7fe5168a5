"""The relay: hands due jobs to a distributed queue, whose workers lease them like any other."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import sqlalchemy as sa

from adhelm.core.clock import Clock
from adhelm.core.db import Database
from adhelm.core.jobs.lease import due, give_up
from adhelm.core.jobs.queue import is_job, job_of
from adhelm.core.jobs.schedules import enqueue_scheduled, is_any_scheduled
from adhelm.core.jobs.tables import JOB, SCHEDULE
from adhelm.core.jobs.types import Job
from adhelm.core.jobs.upkeep import Upkeep

AGAIN = timedelta(minutes=5)
"""A job that no worker has taken for so long is handed over once more; its message is void then."""
_AT_ONCE = 100
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Relay:
    """
    Hands over what is due; any number may run.

    What is lost on the way is handed over again, and a message that comes twice does nothing: the
    row in the database says whether the job is still to be run.
    """

    database: Database
    kinds: Collection[str]
    clock: Clock
    send: Callable[[Job], object]
    """Hands one job over; raises `Unavailable` if that is not possible now."""
    upkeep: Upkeep = field(default_factory=Upkeep)
    again: timedelta = AGAIN

    def hand_over(self) -> int:
        """Hand over what is due, by schedule too; return how many jobs that were."""
        self.upkeep.do(self.database, self.clock)
        handed = self._marked() if self._is_any_due() else []
        for n, job in enumerate(handed):
            try:
                self.send(job)
            except Exception:
                self._unmark(handed[n:])
                raise
        return len(handed)

    @contextmanager
    def running(self, *, poll_s: float = 1.0) -> Iterator[None]:
        """Hand over what comes due, in a thread, until the block ends."""
        stop = threading.Event()
        thread = threading.Thread(target=self._loop, args=(stop, poll_s), name="relay", daemon=True)
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join()

    def _loop(self, stop: threading.Event, poll_s: float) -> None:
        while not stop.is_set():
            handed = 0
            try:
                handed = self.hand_over()
            except Exception:  # noqa: BLE001 - the thread must be there when they are back
                # Database or queue may be away for a while; the jobs are still there afterwards.
                _log.exception("jobs cannot be handed over")
            if not handed:
                stop.wait(poll_s)

    def _is_any_due(self) -> bool:
        now = self.clock.now()
        with self.database.reading() as connection:
            scheduled = sa.select(SCHEDULE.c.name).where(is_any_scheduled(now)).limit(1)
            jobs = sa.select(JOB.c.id).where(self._waiting(now)).limit(1)
            return bool(connection.scalar(scheduled) or connection.scalar(jobs))

    def _marked(self) -> list[Job]:
        now = self.clock.now()
        with self.database.durable() as connection:
            enqueue_scheduled(connection, clock=self.clock)
            give_up(connection, clock=self.clock, kinds=self.kinds)
            first = (
                JOB.select()
                .where(self._waiting(now))
                .order_by(JOB.c.priority.desc(), JOB.c.run_at, JOB.c.made_at)
                .limit(_AT_ONCE)
                .with_for_update(skip_locked=True)
            )
            jobs = [job_of(row) for row in connection.execute(first)]
            self._mark(connection, jobs, now)
        return jobs

    def _unmark(self, jobs: list[Job]) -> None:
        with self.database.transaction() as connection:
            self._mark(connection, jobs, None)

    def _mark(self, connection: sa.Connection, jobs: list[Job], at: datetime | None) -> None:
        if jobs:
            these = sa.or_(*(is_job(job.workspace_id, job.id) for job in jobs))
            connection.execute(JOB.update().where(these).values(handed_at=at))

    def _waiting(self, now: datetime) -> sa.ColumnElement[bool]:
        fresh = sa.or_(JOB.c.handed_at.is_(None), JOB.c.handed_at <= now - self.again)
        return sa.and_(due(now), fresh, JOB.c.kind.in_(self.kinds))
