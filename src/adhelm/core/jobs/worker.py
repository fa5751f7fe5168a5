"""Workers: they lease due jobs, show signs of life, and write down how each attempt ended."""

from __future__ import annotations

import logging
import threading
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta

import sqlalchemy as sa

from adhelm.core.clock import Clock
from adhelm.core.db import Database
from adhelm.core.errors import AdhelmError, Conflict, Kind
from adhelm.core.http import redact
from adhelm.core.jobs.queue import JOB, SCHEDULE, Job, State, enqueue_scheduled, is_job, job_of

_FIRST_WAIT = timedelta(seconds=30)
_LONGEST_WAIT = timedelta(hours=1)
_log = logging.getLogger(__name__)


class Cancelled(Conflict):
    """Somebody asked the job to stop."""

    code = "jobs.cancelled"


class LeaseLost(Conflict):
    """The job showed no sign of life for longer than its lease; another worker has it now."""

    code = "jobs.lease_lost"


class Run:
    """One attempt at a job, as its handler sees it."""

    def __init__(self, lease: _Lease, database: Database, clock: Clock) -> None:
        self._lease = lease
        self.job = lease.job
        self.database = database
        self.clock = clock

    def progress(self, done: int, total: int | None, what: str) -> None:
        """
        Say how far the job is; the worker writes it down about once a second.

        :raises Cancelled: if somebody asked the job to stop.
        :raises LeaseLost: if another worker has the job by now.
        """
        self._lease.seen = (done, total, what[:200])
        if self._lease.stop:
            raise self._lease.stop

    def finish(self, connection: sa.Connection) -> None:
        """
        End the job in the handler's own transaction, so that what it writes is written once.

        :raises LeaseLost: if another worker has the job by now: the transaction must roll back.
        """
        self._lease.update(connection, **_outcome(self.job, None, self.clock))
        self._lease.finishing = True


Handler = Callable[[Run], None]


class Worker:
    """Takes due jobs of the kinds it has handlers for; any number may run, in any process."""

    def __init__(
        self,
        database: Database,
        handlers: Mapping[str, Handler],
        *,
        clock: Clock,
        threads: int = 2,
        lease: timedelta = timedelta(seconds=60),
        beat_s: float = 1.0,
    ) -> None:
        """`beat_s`: seconds between two signs of life; much shorter than the lease."""
        self._database = database
        self._handlers = dict(handlers)
        self._clock = clock
        self._threads = threads
        self._duration = lease
        self._beat_s = beat_s

    def run_due(self) -> int:
        """Run what is due in this thread until nothing is; return how many attempts that took."""
        count = 0
        while self._run_one():
            count += 1
        return count

    @contextmanager
    def running(self, *, poll_s: float = 1.0) -> Iterator[None]:
        """Run due jobs in threads; when the block ends, wait for the jobs that run."""
        stop = threading.Event()
        threads = [
            threading.Thread(target=self._loop, args=(stop, poll_s), name=f"jobs-{n}")
            for n in range(self._threads)
        ]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            stop.set()
            for thread in threads:
                thread.join()

    def _loop(self, stop: threading.Event, poll_s: float) -> None:
        while not stop.is_set():
            try:
                ran = self._run_one()
            except (AdhelmError, sa.exc.DBAPIError):
                # The database may be away for a while; the jobs are still there afterwards.
                _log.exception("the job queue cannot be read")
                ran = False
            if not ran:
                stop.wait(poll_s)

    def _run_one(self) -> bool:
        lease = self._take() if self._is_any_due() else None
        if lease is None:
            return False
        run = Run(lease, self._database, self._clock)
        with self._beating(lease):
            error = self._attempt(run)
        if not (lease.finishing and lease.has_ended(self._database)):
            self._end(lease, error)
        return True

    def _is_any_due(self) -> bool:
        # Asked first because taking a job needs SQLite's one write lock, and this does not.
        now = self._clock.now()
        with self._database.reading() as connection:
            scheduled = sa.select(SCHEDULE.c.name).where(SCHEDULE.c.next_at <= now).limit(1)
            jobs = sa.select(JOB.c.id).where(self._due()).limit(1)
            return bool(connection.scalar(scheduled) or connection.scalar(jobs))

    def _take(self) -> _Lease | None:
        now, token = self._clock.now(), uuid.uuid4().hex
        first = (
            sa.select(JOB.c.id)
            .where(self._due(), JOB.c.attempts < JOB.c.max_attempts)
            .order_by(JOB.c.run_at, JOB.c.made_at)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        taken = {"leased_by": token, "lease_until": now + self._duration}
        with self._database.durable() as connection:
            enqueue_scheduled(connection, clock=self._clock)
            self._give_up(connection)
            row = connection.execute(
                JOB.update()
                .where(JOB.c.id == first.scalar_subquery())
                .values(**taken, state=State.running, attempts=JOB.c.attempts + 1)
                .returning(JOB)
            ).one_or_none()
        return _Lease(job_of(row), token) if row else None

    def _due(self) -> sa.ColumnElement[bool]:
        now = self._clock.now()
        waiting = sa.and_(JOB.c.state == State.queued, JOB.c.run_at <= now)
        abandoned = sa.and_(JOB.c.state == State.running, JOB.c.lease_until < now)
        return sa.and_(sa.or_(waiting, abandoned), JOB.c.kind.in_(self._handlers))

    def _give_up(self, connection: sa.Connection) -> None:
        # A job that took its worker down each time must not do so for ever.
        used_up = sa.and_(self._due(), JOB.c.attempts >= JOB.c.max_attempts)
        text = "its worker was lost at every attempt"
        connection.execute(
            JOB.update()
            .where(used_up)
            .values(
                state=State.failed,
                error_code="jobs.abandoned",
                error=text,
                ended_at=self._clock.now(),
            )
        )

    @contextmanager
    def _beating(self, lease: _Lease) -> Iterator[None]:
        ended = threading.Event()
        thread = threading.Thread(target=self._beat, args=(lease, ended), name="jobs-beat")
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join()

    def _beat(self, lease: _Lease, ended: threading.Event) -> None:
        while not ended.wait(self._beat_s):
            try:
                with self._database.transaction() as connection:
                    lease.renew(connection, until=self._clock.now() + self._duration)
            except LeaseLost as lost:
                lease.stop = lease.stop or lost
            except (AdhelmError, sa.exc.OperationalError):
                # Busy or away for a moment: the lease is longer than that.
                _log.warning("no sign of life could be written for job %s", lease.job.id)

    def _attempt(self, run: Run) -> Exception | None:
        try:
            self._handlers[run.job.kind](run)
        except Exception as error:  # noqa: BLE001 - a job must end, whatever its handler does
            return error
        return None

    def _end(self, lease: _Lease, error: Exception | None) -> None:
        if not isinstance(error, AdhelmError | None):
            _log.error("job %s (%s) failed", lease.job.id, lease.job.kind, exc_info=error)
        try:
            with self._database.durable() as connection:
                lease.update(connection, **_outcome(lease.job, error, self._clock))
        except LeaseLost:
            _log.warning("another worker has job %s by now", lease.job.id)


class _Lease:
    """A job that is ours until the lease runs out; shared by its handler and its beat."""

    def __init__(self, job: Job, token: str) -> None:
        self.job = job
        self.seen: tuple[int, int | None, str] = (job.done, job.total, job.what)
        self.stop: AdhelmError | None = None
        self.finishing = False
        self._token = token

    def renew(self, connection: sa.Connection, *, until: object) -> None:
        self.update(connection, lease_until=until)
        if connection.scalar(sa.select(JOB.c.cancelling).where(self._ours())):
            self.stop = Cancelled(f"job {self.job.id} was cancelled")

    def update(self, connection: sa.Connection, **values: object) -> None:
        done, total, what = self.seen
        seen = {"done": done, "total": total, "what": what}
        changed = connection.execute(JOB.update().where(self._ours()).values(**seen, **values))
        if changed.rowcount != 1:
            raise LeaseLost(f"another worker has job {self.job.id} by now")

    def has_ended(self, database: Database) -> bool:
        with database.reading() as connection:
            return connection.scalar(sa.select(JOB.c.id).where(self._ours())) is None

    def _ours(self) -> sa.ColumnElement[bool]:
        this = is_job(self.job.workspace_id, self.job.id)
        return sa.and_(this, JOB.c.leased_by == self._token, JOB.c.state == State.running)


def _outcome(job: Job, error: Exception | None, clock: Clock) -> dict[str, object]:
    now = clock.now()
    if error is None:
        return {"state": State.done, "ended_at": now, "error_code": None, "error": None}
    code = error.code if isinstance(error, AdhelmError) else "internal"
    said = {"error_code": code, "error": redact(str(error))}
    if isinstance(error, Cancelled):
        return {**said, "state": State.cancelled, "ended_at": now}
    if _is_worth_a_retry(error) and job.attempts < job.max_attempts:
        wait = min(_FIRST_WAIT * 2 ** (job.attempts - 1), _LONGEST_WAIT)
        return {**said, "state": State.queued, "run_at": now + wait}
    return {**said, "state": State.failed, "ended_at": now}


def _is_worth_a_retry(error: Exception) -> bool:
    return isinstance(error, AdhelmError) and error.kind == Kind.unavailable
