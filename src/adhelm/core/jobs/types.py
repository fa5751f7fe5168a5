"""What a job, a line of its log and a schedule are, and what may be wrong with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from adhelm.core.errors import Conflict, Invalid, NotFound


class State(StrEnum):
    """Where a job is."""

    queued = "queued"
    running = "running"
    done = "done"
    failed = "failed"
    cancelled = "cancelled"


ENDED = (State.done, State.failed, State.cancelled)


class NoSuchJob(NotFound):
    """There is no job of that id in this workspace."""

    code = "jobs.not_found"


class KeyReused(Conflict):
    """The idempotency key was used for other work before."""

    code = "jobs.key_reused"


class NotRetried(Conflict):
    """Only a job that failed or was cancelled can be tried again on demand."""

    code = "jobs.not_retried"


class AlreadyEnded(Conflict):
    """The job came to its end before it could be stopped."""

    code = "jobs.ended"


class Cancelled(Conflict):
    """Somebody asked the job to stop."""

    code = "jobs.cancelled"


class TooLong(Conflict):
    """The job ran for longer than its kind may."""

    code = "jobs.too_long"


class LeaseLost(Conflict):
    """The job is not this worker's any more: it gave no sign of life, or ran for too long."""

    code = "jobs.lease_lost"


class WorkerStops(Conflict):
    """The worker is told to stop; the job goes back into the queue."""

    code = "jobs.worker_stops"


class NoSuchSchedule(NotFound):
    """There is no schedule of that name in this workspace."""

    code = "schedules.not_found"


class ScheduleExists(Conflict):
    """A schedule of that name is there already."""

    code = "schedules.exists"


class ScheduleKept(Conflict):
    """A part of Adhelm keeps the schedule; it can be paused, and goes with what it belongs to."""

    code = "schedules.kept"


class ScheduleChanged(Conflict):
    """Somebody else has changed the schedule since it was read."""

    code = "schedules.changed"


class BadSchedule(Invalid):
    """The schedule names no times at which something could happen."""

    code = "schedules.bad"


@dataclass(frozen=True, slots=True)
class Job:
    """One job as it stands."""

    workspace_id: str
    id: str
    kind: str
    payload: Mapping[str, Any]
    state: State
    priority: int
    """Jobs that are due are taken by priority, the highest first, then in the order of `run_at`."""
    attempts: int
    max_attempts: int
    made_at: datetime
    run_at: datetime
    started_at: datetime | None
    """Of the latest attempt."""
    ended_at: datetime | None
    cancelling: bool
    done: int
    total: int | None
    what: str
    error_code: str | None
    error: str | None
    request_id: str
    """Of the call that asked for it; its own outbound calls and audit rows carry it too."""
    actor: str
    """A `core.principal.Actor`, or 'scheduler'; '' where nobody said."""
    actor_id: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a job's log."""

    n: int
    """From 1; the oldest of a long log are gone."""
    at: datetime
    level: str
    """'info', 'warning' or 'error'."""
    text: str


@dataclass(frozen=True, slots=True)
class Times:
    """When something is to happen: `every` so often, or by `cron` in the time zone `zone`."""

    every: timedelta | None = None
    cron: str | None = None
    zone: str = "UTC"


@dataclass(frozen=True, slots=True)
class Schedule:
    """Work that is asked for again and again."""

    workspace_id: str
    name: str
    kind: str
    payload: Mapping[str, Any]
    times: Times
    paused: bool
    next_at: datetime
    last_at: datetime | None
    version: int
    made_by: str
    """'person:per_1'; '' if a part of Adhelm keeps it, such as the sync of a source."""


@dataclass(frozen=True, slots=True)
class Depth:
    """How many jobs of a kind are in a state, and since when the longest waiting one is due."""

    kind: str
    state: State
    jobs: int
    oldest_due: datetime | None
    """Of queued jobs that are due; None elsewhere."""
