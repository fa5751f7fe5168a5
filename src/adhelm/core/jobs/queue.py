"""The queue: how work is asked for, looked at, stopped, tried again and forgotten."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from adhelm.core.clock import Clock
from adhelm.core.db import lock_in_transaction
from adhelm.core.jobs.tables import JOB, LINE
from adhelm.core.jobs.telling import note, tell
from adhelm.core.jobs.types import (
    ENDED,
    AlreadyEnded,
    Depth,
    Job,
    KeyReused,
    NoSuchJob,
    NotRetried,
    State,
)
from adhelm.core.request import current

_AT_ONCE = 500


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
    priority: int = 0,
    asked_by: str | None = None,
) -> str:
    """
    Ask for work in the caller's transaction; return the job's id.

    The same idempotency key and payload return the job that is there already. `asked_by` is
    '<actor>:<id>', by default whoever the present request is worked on for; the job carries the
    id of that request too.

    :raises KeyReused: if the key was used with another payload.
    """
    if idempotency_key is not None:
        lock_in_transaction(connection, f"job {workspace_id} {kind} {idempotency_key}")
        if found := _job_of_key(connection, workspace_id, kind, idempotency_key, dict(payload)):
            return found
    now, work = clock.now(), current()
    actor, _, actor_id = (work.actor if asked_by is None else asked_by).partition(":")
    row = connection.execute(
        JOB.insert()
        .values(
            workspace_id=workspace_id,
            id=uuid.uuid4().hex,
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
            priority=priority,
            request_id=work.request_id or uuid.uuid4().hex,
            actor=actor[:20],
            actor_id=actor_id[:200],
            lines=0,
        )
        .returning(JOB)
    ).one()
    return tell(connection, job_of(row), clock).id


def get_job(connection: sa.Connection, *, workspace_id: str, job_id: str) -> Job:
    """
    Return one job.

    :raises NoSuchJob: if it is not in this workspace.
    """
    row = connection.execute(JOB.select().where(is_job(workspace_id, job_id))).one_or_none()
    if row is None:
        raise NoSuchJob(f"there is no job '{job_id}'", hint="`adhelm job ls` lists them")
    return job_of(row)


def list_jobs(
    connection: sa.Connection,
    *,
    workspace_id: str,
    state: State | None = None,
    kind: str = "",
    actor_id: str | None = None,
    before: tuple[datetime, str] | None = None,
    limit: int = 100,
) -> list[Job]:
    """
    Return a workspace's jobs, newest first.

    `before` are `made_at` and `id` of the last job of the page that came before; with `actor_id`,
    only what this actor asked for.
    """
    mine = JOB.select().where(JOB.c.workspace_id == workspace_id)
    if state:
        mine = mine.where(JOB.c.state == state)
    if kind:
        mine = mine.where(JOB.c.kind == kind)
    if actor_id is not None:
        mine = mine.where(JOB.c.actor_id == actor_id)
    if before:
        at, job_id = before
        same = sa.and_(JOB.c.made_at == at, JOB.c.id > job_id)
        mine = mine.where(sa.or_(JOB.c.made_at < at, same))
    newest = mine.order_by(JOB.c.made_at.desc(), JOB.c.id).limit(limit)
    return [job_of(row) for row in connection.execute(newest)]


def cancel(
    connection: sa.Connection, *, workspace_id: str, job_id: str, clock: Clock, by: str = ""
) -> Job:
    """
    Stop a job: at once if it waits, at its next sign of progress if it runs.

    :raises NoSuchJob: if it is not in this workspace.
    :raises AlreadyEnded: if it is done or has failed.
    """
    this = is_job(workspace_id, job_id)
    waits = sa.and_(this, JOB.c.state == State.queued)
    ended = {"state": State.cancelled, "ended_at": clock.now()}
    waited = connection.execute(JOB.update().where(waits).values(**ended)).rowcount
    runs = sa.and_(this, JOB.c.state == State.running)
    connection.execute(JOB.update().where(runs).values(cancelling=True))
    job = get_job(connection, workspace_id=workspace_id, job_id=job_id)
    if job.state in {State.done, State.failed}:
        raise AlreadyEnded(f"job '{job_id}' is {job.state} already")
    if waited or job.cancelling:
        note(connection, job, clock, f"asked to stop by {by or current().actor or 'somebody'}")
    return tell(connection, job, clock) if waited else job


def retry(
    connection: sa.Connection, *, workspace_id: str, job_id: str, clock: Clock, by: str = ""
) -> Job:
    """
    Put a job that failed or was cancelled back into the queue, with all its attempts before it.

    It goes on under the id of the present request; its log keeps what went wrong.

    :raises NoSuchJob: if it is not in this workspace.
    :raises NotRetried: if it waits, runs or is done.
    """
    before = get_job(connection, workspace_id=workspace_id, job_id=job_id)
    work, now = current(), clock.now()
    dead = JOB.c.state.in_([State.failed, State.cancelled])
    row = connection.execute(
        JOB.update()
        .where(is_job(workspace_id, job_id), dead)
        .values(
            state=State.queued, run_at=now, attempts=0, ended_at=None, cancelling=False,
            started_at=None, leased_by=None, lease_until=None, handed_at=None, done=0, total=None,
            what="", error_code=None, error=None, request_id=work.request_id or before.request_id,
        )
        .returning(JOB)
    ).one_or_none()  # fmt: skip
    if row is None:
        hint = "only what failed or was cancelled is tried again"
        raise NotRetried(f"job '{job_id}' is {before.state}", hint=hint)
    who = by or work.actor or "somebody"
    note(connection, before, clock, f"tried again by {who}; request before: {before.request_id}")
    return tell(connection, job_of(row), clock)


def purge(connection: sa.Connection, *, ended_before: datetime) -> int:
    """Forget jobs that ended before an instant, and their logs, at most 500; say how many."""
    old = sa.and_(JOB.c.state.in_(ENDED), JOB.c.ended_at < ended_before)
    keys = sa.tuple_(JOB.c.workspace_id, JOB.c.id)
    found = connection.execute(sa.select(JOB.c.workspace_id, JOB.c.id).where(old).limit(_AT_ONCE))
    gone = [tuple(row) for row in found]
    if gone:
        lines = sa.tuple_(LINE.c.workspace_id, LINE.c.job_id)
        connection.execute(LINE.delete().where(lines.in_(gone)))
        connection.execute(JOB.delete().where(keys.in_(gone)))
    return len(gone)


def counts(connection: sa.Connection, *, clock: Clock) -> list[Depth]:
    """Return how many jobs there are of each kind and state, over all workspaces."""
    is_due = sa.and_(JOB.c.state == State.queued, JOB.c.run_at <= clock.now())
    oldest = sa.func.min(sa.case((is_due, JOB.c.run_at)), type_=JOB.c.run_at.type)
    query = sa.select(JOB.c.kind, JOB.c.state, sa.func.count(), oldest)
    rows = connection.execute(query.group_by(JOB.c.kind, JOB.c.state))
    return [Depth(kind, State(state), number, due) for kind, state, number, due in rows]


def ended_since(
    connection: sa.Connection, *, workspace_id: str, since: datetime
) -> tuple[int, int]:
    """Return how many of a workspace's jobs have ended well since an instant, and how many not."""
    mine = sa.and_(JOB.c.workspace_id == workspace_id, JOB.c.ended_at >= since)
    query = sa.select(JOB.c.state, sa.func.count()).where(mine).group_by(JOB.c.state)
    found = {State(state): number for state, number in connection.execute(query)}
    return found.get(State.done, 0), found.get(State.failed, 0)


def oldest_wait(depths: list[Depth], *, clock: Clock) -> timedelta:
    """Return for how long the longest waiting job has been due."""
    now = clock.now()
    return max((now - one.oldest_due for one in depths if one.oldest_due), default=timedelta(0))


def is_job(workspace_id: str, job_id: str) -> sa.ColumnElement[bool]:
    """Return the condition that names one job."""
    return sa.and_(JOB.c.workspace_id == workspace_id, JOB.c.id == job_id)


def job_of(row: sa.Row[Any]) -> Job:
    """Return the job that a row of the table describes."""
    values = {name: getattr(row, name) for name in Job.__slots__}
    return Job(**{**values, "state": State(row.state)})


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
