"""How jobs and schedules are told: the same words over HTTP and on the command line."""

from __future__ import annotations

from datetime import datetime, timedelta

from adhelm.core.jobs import Job, Line, Schedule, State


def job_record(job: Job, *, now: datetime) -> dict[str, object]:
    """Return a job as others may read it."""
    return {
        "id": job.id,
        "kind": job.kind,
        "state": job.state.value,
        "priority": job.priority,
        "attempts": job.attempts,
        "max_attempts": job.max_attempts,
        "made_at": job.made_at,
        "run_at": job.run_at,
        "started_at": job.started_at,
        "ended_at": job.ended_at,
        "cancelling": job.cancelling,
        "done": job.done,
        "total": job.total,
        "what": job.what,
        "ends_about": ends_about(job, now=now),
        "error_code": job.error_code,
        "error": job.error,
        "request_id": job.request_id,
        "actor": job.actor,
        "actor_id": job.actor_id,
    }


def ends_about(job: Job, *, now: datetime) -> datetime | None:
    """Return when a job that runs will be done if it goes on as it did; None if nobody knows."""
    if job.state is not State.running or not (job.started_at and job.total and job.done > 0):
        return None
    left = max(0, job.total - job.done) / job.done
    if left > 1e6:  # noqa: PLR2004 - a millionth is done: that says nothing yet
        return None
    return now + (now - job.started_at) * left


def line_record(line: Line) -> dict[str, object]:
    """Return a line of a job's log."""
    return {"n": line.n, "at": line.at, "level": line.level, "text": line.text}


def schedule_record(one: Schedule) -> dict[str, object]:
    """Return a schedule as others may read it; `every_s` in seconds."""
    every = one.times.every
    return {
        "name": one.name,
        "kind": one.kind,
        "payload": dict(one.payload),
        "every_s": None if every is None else every // timedelta(seconds=1),
        "cron": one.times.cron,
        "zone": one.times.zone,
        "paused": one.paused,
        "next_at": None if one.paused else one.next_at,
        "last_at": one.last_at,
        "version": one.version,
        "made_by": one.made_by,
    }
