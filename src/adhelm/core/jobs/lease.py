"""Leases: a job is one worker's until its lease runs out; what that worker writes depends on it."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from adhelm.core.clock import Clock
from adhelm.core.db import Database
from adhelm.core.errors import AdhelmError
from adhelm.core.jobs.lines import Said, said, write_lines
from adhelm.core.jobs.queue import is_job, job_of
from adhelm.core.jobs.tables import JOB
from adhelm.core.jobs.telling import tell
from adhelm.core.jobs.types import Cancelled, Job, LeaseLost, State

_LOST = "its worker was lost at every attempt"
_Seen = tuple[int, int | None, str]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an attempt ended."""

    state: State
    at: datetime
    told: str
    """For the job's log."""
    code: str | None = None
    error: str | None = None
    run_at: datetime | None = None
    uncounted: bool = False
    """Whether it was no attempt after all."""

    def columns(self) -> dict[str, object]:
        """Return what is written into the job's row."""
        waits = self.state == State.queued
        columns: dict[str, object] = {
            "state": self.state,
            "ended_at": None if waits else self.at,
            "error_code": self.code,
            "error": self.error,
        }
        if waits:
            columns |= {"run_at": self.run_at or self.at, "handed_at": None}
        if self.uncounted:
            columns["attempts"] = JOB.c.attempts - 1
        return columns


class Lease:
    """A job that is ours until the lease runs out; shared by its handler and its beat."""

    def __init__(self, job: Job, token: str) -> None:
        self.job = job
        self.seen: _Seen = (job.done, job.total, job.what)
        self.stop: AdhelmError | None = None
        self.finishing = False
        self._token = token
        self._told: _Seen = self.seen
        self._lines: list[Said] = []
        self._lock = threading.Lock()

    def say(self, line: Said) -> None:
        """Keep a line for the log until the next sign of life."""
        with self._lock:
            self._lines.append(line)

    def renew(self, connection: sa.Connection, clock: Clock, *, until: datetime) -> None:
        """
        Show a sign of life, write down how far the job is, and learn whether it shall stop.

        :raises LeaseLost: if the job is not ours any more.
        """
        seen = self.seen
        row = self._update(connection, seen, lease_until=until)
        self._write_lines(connection, clock, seen)
        if seen != self._told:
            tell(connection, job_of(row), clock)
            self._told = seen
        if row.cancelling:
            self.stop = self.stop or Cancelled(f"job {self.job.id} was cancelled")

    def end(self, connection: sa.Connection, clock: Clock, outcome: Outcome) -> None:
        """
        Write down how the attempt ended.

        :raises LeaseLost: if the job is not ours any more.
        """
        seen = self.seen
        row = self._update(connection, seen, **outcome.columns())
        self._write_lines(connection, clock, seen)
        level = "error" if outcome.state == State.failed else "info"
        write_lines(
            connection, self.job.workspace_id, self.job.id, [said(outcome.at, outcome.told, level)]
        )
        tell(connection, job_of(row), clock)

    def has_ended(self, database: Database) -> bool:
        """Say whether the job is not running any more, or not for us."""
        with database.reading() as connection:
            return connection.scalar(sa.select(JOB.c.id).where(self._ours())) is None

    def _update(self, connection: sa.Connection, seen: _Seen, **values: object) -> sa.Row[Any]:
        done, total, what = seen
        progress = {"done": done, "total": total, "what": what}
        changed = JOB.update().where(self._ours()).values(**progress, **values).returning(JOB)
        row = connection.execute(changed).one_or_none()
        if row is None:
            raise LeaseLost(f"job {self.job.id} is not this worker's any more")
        return row

    def _write_lines(self, connection: sa.Connection, clock: Clock, seen: _Seen) -> None:
        with self._lock:
            lines, self._lines = self._lines, []
        if seen[2] and seen[2] != self._told[2]:
            lines.append(said(clock.now(), seen[2]))
        write_lines(connection, self.job.workspace_id, self.job.id, lines)

    def _ours(self) -> sa.ColumnElement[bool]:
        this = is_job(self.job.workspace_id, self.job.id)
        return sa.and_(this, JOB.c.leased_by == self._token, JOB.c.state == State.running)


def due(now: datetime) -> sa.ColumnElement[bool]:
    """Return the condition of jobs that wait to be run now, or were left by their worker."""
    waiting = sa.and_(JOB.c.state == State.queued, JOB.c.run_at <= now)
    abandoned = sa.and_(JOB.c.state == State.running, JOB.c.lease_until < now)
    return sa.or_(waiting, abandoned)


def take(
    connection: sa.Connection,
    *,
    clock: Clock,
    duration: timedelta,
    kinds: Collection[str],
    only: tuple[str, str] | None = None,
) -> Lease | None:
    """
    Lease the job that is due and comes first, or the `only` one meant (workspace, id) if it is due.

    None if there is none, or somebody else is taking it this moment.
    """
    now, token = clock.now(), uuid.uuid4().hex
    able = sa.and_(due(now), JOB.c.attempts < JOB.c.max_attempts, JOB.c.kind.in_(kinds))
    if only:
        able = sa.and_(able, is_job(*only))
    first = (
        sa.select(JOB.c.workspace_id, JOB.c.id, JOB.c.state)
        .where(able)
        .order_by(JOB.c.priority.desc(), JOB.c.run_at, JOB.c.made_at)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    found = connection.execute(first).one_or_none()
    if found is None:
        return None
    taken = {
        "leased_by": token, "lease_until": now + duration, "started_at": now, "handed_at": None,
    }  # fmt: skip
    row = connection.execute(
        JOB.update()
        .where(is_job(found.workspace_id, found.id))
        .values(**taken, state=State.running, attempts=JOB.c.attempts + 1)
        .returning(JOB)
    ).one()
    job = tell(connection, job_of(row), clock)
    lost = " (its worker was lost)" if found.state == State.running else ""
    begun = said(now, f"attempt {job.attempts} of {job.max_attempts}{lost}")
    write_lines(connection, job.workspace_id, job.id, [begun])
    return Lease(job, token)


def give_up(connection: sa.Connection, *, clock: Clock, kinds: Collection[str]) -> None:
    """End jobs that took their worker down at each attempt: they must not do so for ever."""
    now = clock.now()
    used_up = sa.and_(due(now), JOB.c.attempts >= JOB.c.max_attempts, JOB.c.kind.in_(kinds))
    ended = {"state": State.failed, "error_code": "jobs.abandoned", "error": _LOST}
    lost = JOB.update().where(used_up).values(**ended, ended_at=now).returning(JOB)
    for row in connection.execute(lost).all():
        job = tell(connection, job_of(row), clock)
        write_lines(connection, job.workspace_id, job.id, [said(now, _LOST, "error")])
