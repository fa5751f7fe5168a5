"""What is told of jobs: events for live screens, and lines in their logs."""

from __future__ import annotations

from dataclasses import dataclass

from adhelm.core.clock import Clock
from adhelm.core.db import Connection
from adhelm.core.events import event, publish_last
from adhelm.core.jobs.lines import said, write_lines
from adhelm.core.jobs.types import Job, State

CHANGED = "jobs.changed"


@event(CHANGED)
@dataclass(frozen=True, slots=True)
class JobChanged:
    """A job is somewhere else, or has come further."""

    job_id: str
    kind: str
    state: State
    attempts: int
    done: int
    total: int | None
    what: str
    error_code: str | None
    asked_by: str
    """The id of who asked for it."""


def tell(connection: Connection, job: Job, clock: Clock) -> Job:
    """Let who listens know where a job is; return it."""
    changed = JobChanged(
        job_id=job.id,
        kind=job.kind,
        state=job.state,
        attempts=job.attempts,
        done=job.done,
        total=job.total,
        what=job.what,
        error_code=job.error_code,
        asked_by=job.actor_id,
    )
    publish_last(connection, changed, workspace_id=job.workspace_id, clock=clock)
    return job


def note(connection: Connection, job: Job, clock: Clock, text: str, level: str = "info") -> None:
    """Add a line to a job's log."""
    write_lines(connection, job.workspace_id, job.id, [said(clock.now(), text, level)])
