"""One attempt at a job: it is leased, shows signs of life, and how it ended is written down."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from adhelm.core import telemetry
from adhelm.core.clock import Clock
from adhelm.core.db import Database
from adhelm.core.errors import AdhelmError, Kind
from adhelm.core.jobs.lease import Lease, Outcome, take
from adhelm.core.jobs.lines import said, written
from adhelm.core.jobs.types import Cancelled, Job, LeaseLost, State, TooLong, WorkerStops
from adhelm.core.request import working_for, working_on

_FIRST_WAIT = timedelta(seconds=30)
_LONGEST_WAIT = timedelta(hours=1)
LONGEST = timedelta(hours=6)
"""How long an attempt may take where its kind says nothing else."""
_log = logging.getLogger(__name__)


class Run:
    """One attempt at a job, as its handler sees it."""

    def __init__(self, lease: Lease, database: Database, clock: Clock) -> None:
        self._lease = lease
        self.job = lease.job
        self.database = database
        self.clock = clock

    def progress(self, done: int, total: int | None, what: str) -> None:
        """
        Say how far the job is; the worker writes it down about once a second.

        :raises Cancelled: if somebody asked the job to stop.
        :raises TooLong: if it has run for longer than its kind may.
        :raises WorkerStops: if its worker is told to stop: it will be run again.
        :raises LeaseLost: if the job is not this worker's any more.
        """
        self._lease.seen = (done, total, written(what)[:200])
        if self._lease.stop:
            raise self._lease.stop

    def log(self, text: str, *, level: str = "info") -> None:
        """Add a line to the job's log; the latest 200 are kept. `level`: info, warning or error."""
        self._lease.say(said(self.clock.now(), text, level))

    def finish(self, connection: sa.Connection) -> None:
        """
        End the job in the handler's own transaction, so that what it writes is written once.

        :raises LeaseLost: if the job is not this worker's any more: the transaction must roll back.
        """
        self._lease.end(connection, self.clock, _outcome(self.job, None, self.clock.now()))
        self._lease.finishing = True


Handler = Callable[[Run], None]


@dataclass(frozen=True, slots=True)
class Task:
    """What is done for one kind of job."""

    handle: Handler
    longest: timedelta = LONGEST
    """How long one attempt may take."""
    on_request: bool = False
    """Whether people may ask for it by a schedule of their own."""


def task_of(given: Handler | Task) -> Task:
    """Return a task, for a handler one without peculiarities."""
    return given if isinstance(given, Task) else Task(given)


@dataclass(frozen=True, slots=True)
class Runner:
    """
    Brings one leased job to its end, in a thread of its own.

    `beat_s`: seconds between two signs of life, much shorter than the `lease`; `grace`: how long a
    job that was told to stop may take until its next sign of progress.
    """

    database: Database
    tasks: Mapping[str, Task]
    clock: Clock
    lease: timedelta = timedelta(seconds=60)
    beat_s: float = 1.0
    grace: timedelta = timedelta(seconds=30)

    def run(self, lease: Lease) -> State | None:
        """Run a job; return how this attempt ended, None if the job was not ours any more."""
        ended, errors, began = threading.Event(), list[BaseException](), time.perf_counter()

        def attempt() -> None:
            try:
                self._attempt(lease)
            except BaseException as error:  # noqa: BLE001 - a job must end, whatever its handler does
                errors.append(error)
            finally:
                ended.set()

        # A thread that does not come back must not keep the process from ending.
        threading.Thread(target=attempt, name=f"job-{lease.job.kind}", daemon=True).start()
        state: State | None = None
        while state is None and not ended.wait(self.beat_s):
            state = self._beat(lease)
        if state is None and lease.finishing and lease.has_ended(self.database):
            state = State.done
        state = state or self._end(lease, errors[0] if errors else None)
        outcome = {State.queued: "again", None: "lost"}.get(state, str(state))
        took = time.perf_counter() - began
        telemetry.task_ended(kind=lease.job.kind, outcome=outcome, seconds=took)
        return state

    def run_this(self, workspace_id: str, job_id: str) -> State | None:
        """Run one job if it is due and nobody else has it; return how that ended, None if not."""
        with self.database.durable() as connection:
            lease = take(
                connection, clock=self.clock, duration=self.lease, kinds=self.tasks,
                only=(workspace_id, job_id),
            )  # fmt: skip
        return self.run(lease) if lease else None

    def _attempt(self, lease: Lease) -> None:
        job = lease.job
        with working_on(job.request_id):
            working_for(job.workspace_id, f"{job.actor}:{job.actor_id}" if job.actor else "")
            with telemetry.span(f"job {job.kind}", adhelm__job=job.id):
                self.tasks[job.kind].handle(Run(lease, self.database, self.clock))

    def _beat(self, lease: Lease) -> State | None:
        """Show a sign of life; return how the job ended if it ran for too long and goes on."""
        now, job = self.clock.now(), lease.job
        ends = (job.started_at or now) + self.tasks[job.kind].longest
        if now > ends and lease.stop is None:
            longest = self.tasks[job.kind].longest
            lease.stop = TooLong(f"it ran for longer than {longest}, as its kind may")
        if now > ends + self.grace:
            _log.error("job %s (%s) ran for too long and does not stop", job.id, job.kind)
            return self._end(lease, lease.stop)
        try:
            with self.database.transaction() as connection:
                lease.renew(connection, self.clock, until=now + self.lease)
        except LeaseLost as lost:
            lease.stop = lease.stop or lost
        except (AdhelmError, sa.exc.OperationalError):
            # Busy or away for a moment: the lease is longer than that.
            _log.warning("no sign of life could be written for job %s", job.id)
        return None

    def _end(self, lease: Lease, error: BaseException | None) -> State | None:
        job = lease.job
        if not isinstance(error, AdhelmError | None):
            _log.error("job %s (%s) failed", job.id, job.kind, exc_info=error)
        outcome = _outcome(job, error, self.clock.now())
        try:
            with self.database.durable() as connection:
                lease.end(connection, self.clock, outcome)
        except LeaseLost:
            _log.warning("job %s is not this worker's any more", job.id)
            return None
        return outcome.state


def _outcome(job: Job, error: BaseException | None, now: datetime) -> Outcome:
    if error is None:
        return Outcome(State.done, now, "done")
    code = error.code if isinstance(error, AdhelmError) else "internal"
    text = written(str(error)) or type(error).__name__
    if isinstance(error, Cancelled):
        return Outcome(State.cancelled, now, "stopped", code=code, error=text)
    if isinstance(error, WorkerStops):
        return Outcome(State.queued, now, "given back: its worker stops", uncounted=True)
    if _is_worth_a_retry(error) and job.attempts < job.max_attempts:
        wait = min(_FIRST_WAIT * 2 ** (job.attempts - 1), _LONGEST_WAIT)
        told = f"{text} ({code}); again in {wait.total_seconds():g} s"
        return Outcome(State.queued, now, told, code=code, error=text, run_at=now + wait)
    return Outcome(State.failed, now, f"{text} ({code})", code=code, error=text)


def _is_worth_a_retry(error: BaseException) -> bool:
    return isinstance(error, AdhelmError) and error.kind == Kind.unavailable
