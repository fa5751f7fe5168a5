"""The queue: two tables, and how work is asked for, looked at and cancelled."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from adhelm.core.clock import Clock
from adhelm.core.db import Instant, lock_in_transaction, metadata
from adhelm.core.errors import Conflict, NotFound

JOB = sa.Table(
    "core_job",
    metadata,
    sa.Column("workspace_id", sa.String(64), primary_key=True),
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("kind", sa.String(100), nullable=False),
    sa.Column("payload", sa.JSON, nullable=False),
    sa.Column("idempotency_key", sa.String(200)),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("made_at", Instant, nullable=False),
    sa.Column("run_at", Instant, nullable=False),
    sa.Column("ended_at", Instant),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("max_attempts", sa.Integer, nullable=False),
    sa.Column("leased_by", sa.String(32)),
    sa.Column("lease_until", Instant),
    sa.Column("cancelling", sa.Boolean, nullable=False),
    sa.Column("done", sa.BigInteger, nullable=False),
    sa.Column("total", sa.BigInteger),
    sa.Column("what", sa.String(200), nullable=False),
    sa.Column("error_code", sa.String(100)),
    sa.Column("error", sa.Text),
    sa.UniqueConstraint("workspace_id", "kind", "idempotency_key"),
    sa.Index("ix_core_job_state_run_at", "state", "run_at"),
)
SCHEDULE = sa.Table(
    "core_schedule",
    metadata,
    sa.Column("workspace_id", sa.String(64), primary_key=True),
    sa.Column("name", sa.String(200), primary_key=True),
    sa.Column("kind", sa.String(100), nullable=False),
    sa.Column("payload", sa.JSON, nullable=False),
    sa.Column("every_s", sa.Integer, nullable=False),
    sa.Column("next_at", Instant, nullable=False),
)


class State(StrEnum):
    """Where a job is."""

    queued = "queued"
    running = "running"
    done = "done"
    failed = "failed"
    cancelled = "cancelled"


class NoSuchJob(NotFound):
    """There is no job of that id in this workspace."""

    code = "jobs.not_found"


class KeyReused(Conflict):
    """The idempotency key was used for other work before."""

    code = "jobs.key_reused"


@dataclass(frozen=True, slots=True)
class Job:
    """One job as it stands."""

    workspace_id: str
    id: str
    kind: str
    payload: Mapping[str, Any]
    state: State
    attempts: int
    max_attempts: int
    run_at: datetime
    ended_at: datetime | None
    done: int
    total: int | None
    what: str
    error_code: str | None
    error: str | None


def enqueue(
    connection: sa.Connection,
    *,
    workspace_id: str,
    kind: str,
    payload: Mapping[str, Any],
    clock: Clock,
    run_at: datetime | None = None,
    idempotency_key: str | None = None,
    max_attempts: int = 5,
) -> str:
    """
    Ask for work in the caller's transaction; return the job's id.

    The same idempotency key and payload return the job that is there already.

    :raises KeyReused: if the key was used with another payload.
    """
    if idempotency_key is not None:
        lock_in_transaction(connection, f"job {workspace_id} {kind} {idempotency_key}")
        if found := _job_of_key(connection, workspace_id, kind, idempotency_key, dict(payload)):
            return found
    now = clock.now()
    job_id = uuid.uuid4().hex
    connection.execute(
        JOB.insert().values(
            workspace_id=workspace_id,
            id=job_id,
            kind=kind,
            payload=dict(payload),
            idempotency_key=idempotency_key,
            state=State.queued,
            made_at=now,
            run_at=run_at or now,
            attempts=0,
            max_attempts=max_attempts,
            cancelling=False,
            done=0,
            what="",
        )
    )
    return job_id


def get_job(connection: sa.Connection, *, workspace_id: str, job_id: str) -> Job:
    """
    Return one job.

    :raises NoSuchJob: if it is not in this workspace.
    """
    row = connection.execute(JOB.select().where(is_job(workspace_id, job_id))).one_or_none()
    if row is None:
        raise NoSuchJob(f"there is no job '{job_id}'")
    return job_of(row)


def list_jobs(
    connection: sa.Connection, *, workspace_id: str, state: State | None = None, limit: int = 100
) -> list[Job]:
    """Return a workspace's jobs, newest first."""
    mine = JOB.select().where(JOB.c.workspace_id == workspace_id)
    if state:
        mine = mine.where(JOB.c.state == state)
    newest = mine.order_by(JOB.c.made_at.desc(), JOB.c.id).limit(limit)
    return [job_of(row) for row in connection.execute(newest)]


def cancel(connection: sa.Connection, *, workspace_id: str, job_id: str, clock: Clock) -> Job:
    """
    Stop a job: at once if it waits, at its next sign of progress if it runs.

    :raises NoSuchJob: if it is not in this workspace.
    """
    this = is_job(workspace_id, job_id)
    waits = sa.and_(this, JOB.c.state == State.queued)
    connection.execute(
        JOB.update().where(waits).values(state=State.cancelled, ended_at=clock.now())
    )
    runs = sa.and_(this, JOB.c.state == State.running)
    connection.execute(JOB.update().where(runs).values(cancelling=True))
    return get_job(connection, workspace_id=workspace_id, job_id=job_id)


def schedule(
    connection: sa.Connection,
    *,
    workspace_id: str,
    name: str,
    kind: str,
    payload: Mapping[str, Any],
    every: timedelta,
    first_at: datetime,
) -> None:
    """Ask for the same work again and again, in place of what `name` asked for before."""
    unschedule(connection, workspace_id=workspace_id, name=name)
    connection.execute(
        SCHEDULE.insert().values(
            workspace_id=workspace_id,
            name=name,
            kind=kind,
            payload=dict(payload),
            every_s=max(1, int(every.total_seconds())),
            next_at=first_at,
        )
    )


def unschedule(connection: sa.Connection, *, workspace_id: str, name: str) -> None:
    """Stop asking for work, if `name` did."""
    connection.execute(SCHEDULE.delete().where(_is_schedule(workspace_id, name)))


def enqueue_scheduled(connection: sa.Connection, *, clock: Clock) -> int:
    """Ask for what is due by schedule; ticks missed while nobody ran count as one."""
    now = clock.now()
    due = SCHEDULE.select().where(SCHEDULE.c.next_at <= now)
    rows = connection.execute(due.with_for_update(skip_locked=True)).all()
    for row in rows:
        enqueue(
            connection,
            workspace_id=row.workspace_id,
            kind=row.kind,
            payload=row.payload,
            clock=clock,
            idempotency_key=f"{row.name}@{row.next_at.isoformat()}",
        )
        every = timedelta(seconds=row.every_s)
        following = row.next_at + every * ((now - row.next_at) // every + 1)
        this = _is_schedule(row.workspace_id, row.name)
        connection.execute(SCHEDULE.update().where(this).values(next_at=following))
    return len(rows)


def is_job(workspace_id: str, job_id: str) -> sa.ColumnElement[bool]:
    """Return the condition that names one job."""
    return sa.and_(JOB.c.workspace_id == workspace_id, JOB.c.id == job_id)


def job_of(row: sa.Row[Any]) -> Job:
    """Return the job that a row of the table describes."""
    return Job(
        workspace_id=row.workspace_id,
        id=row.id,
        kind=row.kind,
        payload=row.payload,
        state=State(row.state),
        attempts=row.attempts,
        max_attempts=row.max_attempts,
        run_at=row.run_at,
        ended_at=row.ended_at,
        done=row.done,
        total=row.total,
        what=row.what,
        error_code=row.error_code,
        error=row.error,
    )


def _job_of_key(
    connection: sa.Connection, workspace_id: str, kind: str, key: str, payload: dict[str, Any]
) -> str | None:
    same = sa.and_(JOB.c.workspace_id == workspace_id, JOB.c.kind == kind)
    found = JOB.select().where(same, JOB.c.idempotency_key == key)
    row = connection.execute(found).one_or_none()
    if row is None:
        return None
    if row.payload != payload:
        raise KeyReused(
            f"the idempotency key '{key}' asked for other work before",
            hint="use a new key for new work",
        )
    return str(row.id)


def _is_schedule(workspace_id: str, name: str) -> sa.ColumnElement[bool]:
    return sa.and_(SCHEDULE.c.workspace_id == workspace_id, SCHEDULE.c.name == name)
