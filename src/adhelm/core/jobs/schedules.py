"""Schedules: work that is asked for again and again, kept in the database."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from adhelm.core.clock import Clock
from adhelm.core.jobs.queue import enqueue
from adhelm.core.jobs.tables import JOB, SCHEDULE
from adhelm.core.jobs.times import checked, next_time
from adhelm.core.jobs.types import (
    BadSchedule,
    NoSuchSchedule,
    Schedule,
    ScheduleChanged,
    ScheduleExists,
    ScheduleKept,
    State,
    Times,
)
from adhelm.core.request import working_on

_BY_CLOCK = "scheduler:scheduler"


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
    this = _is_schedule(workspace_id, name)
    last = connection.scalar(sa.select(SCHEDULE.c.last_job).where(this))
    unschedule(connection, workspace_id=workspace_id, name=name)
    times = Times(every=max(every, timedelta(seconds=1)))
    _insert(
        connection, times, workspace_id=workspace_id, name=name, kind=kind, payload=dict(payload),
        next_at=first_at, made_by="", last_job=last,
    )  # fmt: skip


def unschedule(connection: sa.Connection, *, workspace_id: str, name: str) -> None:
    """Stop asking for work, if `name` did."""
    connection.execute(SCHEDULE.delete().where(_is_schedule(workspace_id, name)))


def add_schedule(
    connection: sa.Connection,
    *,
    workspace_id: str,
    name: str,
    kind: str,
    payload: Mapping[str, Any],
    times: Times,
    made_by: str,
    clock: Clock,
) -> Schedule:
    """
    Ask for work again and again, under a new name, on behalf of '<actor>:<id>'.

    :raises ScheduleExists: if there is one of that name.
    :raises BadSchedule: if the times name no instant.
    """
    first = next_time(checked(times), after=clock.now(), last=None)
    if connection.scalar(sa.select(SCHEDULE.c.name).where(_is_schedule(workspace_id, name))):
        raise ScheduleExists(f"there is a schedule '{name}' already", hint="change that one")
    _insert(
        connection, times, workspace_id=workspace_id, name=name, kind=kind, payload=dict(payload),
        next_at=first, made_by=made_by,
    )  # fmt: skip
    return get_schedule(connection, workspace_id=workspace_id, name=name)


def get_schedule(connection: sa.Connection, *, workspace_id: str, name: str) -> Schedule:
    """
    Return one schedule.

    :raises NoSuchSchedule: if it is not in this workspace.
    """
    row = connection.execute(SCHEDULE.select().where(_is_schedule(workspace_id, name))).first()
    if row is None:
        raise NoSuchSchedule(f"there is no schedule '{name}'", hint="`adhelm schedule ls`")
    return _schedule_of(row)


def list_schedules(
    connection: sa.Connection, *, workspace_id: str, after: str = "", limit: int = 100
) -> list[Schedule]:
    """Return a workspace's schedules by name; `after` is the last name of the page before."""
    mine = SCHEDULE.select().where(SCHEDULE.c.workspace_id == workspace_id)
    named = mine.where(SCHEDULE.c.name > after).order_by(SCHEDULE.c.name).limit(limit)
    return [_schedule_of(row) for row in connection.execute(named)]


def change_schedule(
    connection: sa.Connection,
    *,
    before: Schedule,
    clock: Clock,
    times: Times | None = None,
    payload: Mapping[str, Any] | None = None,
    paused: bool | None = None,
) -> Schedule:
    """
    Change what is given of a schedule that was read as `before`; a resumed one has missed nothing.

    :raises ScheduleKept: if a part of Adhelm keeps it, and more than pausing is asked.
    :raises ScheduleChanged: if somebody else changed it meanwhile.
    :raises BadSchedule: if the times name no instant.
    """
    if not before.made_by and (times is not None or payload is not None):
        raise ScheduleKept(f"'{before.name}' belongs to a part of Adhelm", hint="pause it instead")
    values: dict[str, object] = {"version": before.version + 1}
    resumed = before.paused and paused is False
    if times is not None or resumed:
        new = checked(times) if times else before.times
        values |= {**_columns(new), "next_at": next_time(new, after=clock.now(), last=None)}
    if payload is not None:
        values["payload"] = dict(payload)
    if paused is not None:
        values["paused"] = paused
    this = _is_schedule(before.workspace_id, before.name)
    same = sa.and_(this, SCHEDULE.c.version == before.version)
    if connection.execute(SCHEDULE.update().where(same).values(**values)).rowcount != 1:
        raise ScheduleChanged(f"'{before.name}' has changed", hint="read it again")
    return get_schedule(connection, workspace_id=before.workspace_id, name=before.name)


def remove_schedule(connection: sa.Connection, *, workspace_id: str, name: str) -> Schedule:
    """
    Stop asking for work; return what the schedule was.

    :raises NoSuchSchedule: if it is not in this workspace.
    :raises ScheduleKept: if a part of Adhelm keeps it.
    """
    found = get_schedule(connection, workspace_id=workspace_id, name=name)
    if not found.made_by:
        raise ScheduleKept(f"'{name}' goes with what it belongs to", hint="pause it instead")
    unschedule(connection, workspace_id=workspace_id, name=name)
    return found


def is_any_scheduled(now: datetime) -> sa.ColumnElement[bool]:
    """Return the condition of schedules that are due, and whose last job waits or runs no more."""
    at_work = sa.exists().where(
        JOB.c.workspace_id == SCHEDULE.c.workspace_id,
        JOB.c.id == SCHEDULE.c.last_job,
        JOB.c.state.in_([State.queued, State.running]),
    )
    return sa.and_(SCHEDULE.c.next_at <= now, SCHEDULE.c.paused.is_(False), sa.not_(at_work))


def enqueue_scheduled(connection: sa.Connection, *, clock: Clock) -> int:
    """
    Ask for what is due by schedule.

    Times that were missed while nobody ran, or while the job before waited or ran, count as one.
    """
    now = clock.now()
    due = SCHEDULE.select().where(is_any_scheduled(now))
    rows = connection.execute(due.with_for_update(skip_locked=True)).all()
    for row in rows:
        # Each with an id of its own, whatever else is worked on where the clock is looked at.
        with working_on():
            job = enqueue(
                connection,
                workspace_id=row.workspace_id,
                kind=row.kind,
                payload=row.payload,
                clock=clock,
                asked_by=row.made_by or _BY_CLOCK,
            )
        this = _is_schedule(row.workspace_id, row.name)
        moved = {**_moved_on(row, now), "last_job": job}
        connection.execute(SCHEDULE.update().where(this).values(moved))
    return len(rows)


def _moved_on(row: sa.Row[Any], now: datetime) -> dict[str, object]:
    try:
        following = next_time(_times_of(row), after=now, last=row.next_at)
    except BadSchedule:
        # Its last time has come, or its time zone is gone: it must not stop the others.
        return {"last_at": row.next_at, "paused": True}
    return {"last_at": row.next_at, "next_at": following}


def _insert(connection: sa.Connection, times: Times, **values: object) -> None:
    fresh = {**values, **_columns(times), "paused": False, "version": 1}
    connection.execute(SCHEDULE.insert().values(fresh))


def _columns(times: Times) -> dict[str, object]:
    every = None if times.every is None else int(times.every.total_seconds())
    return {"every_s": every, "cron": times.cron, "zone": times.zone}


def _times_of(row: sa.Row[Any]) -> Times:
    every = None if row.every_s is None else timedelta(seconds=row.every_s)
    return Times(every, row.cron, row.zone or "UTC")


def _schedule_of(row: sa.Row[Any]) -> Schedule:
    return Schedule(
        workspace_id=row.workspace_id,
        name=row.name,
        kind=row.kind,
        payload=row.payload,
        times=_times_of(row),
        paused=row.paused,
        next_at=row.next_at,
        last_at=row.last_at,
        version=row.version,
        made_by=row.made_by,
    )


def _is_schedule(workspace_id: str, name: str) -> sa.ColumnElement[bool]:
    return sa.and_(SCHEDULE.c.workspace_id == workspace_id, SCHEDULE.c.name == name)
