"""What the tests of jobs share: asking for work, and looking at it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from adhelm.core.db import Database
from adhelm.core.jobs import Job, Run, enqueue, get_job, read_lines

WORKSPACE = "acme"


def ask(database: Database, clock: Any, **options: Any) -> str:
    """Enqueue a job of kind 'k'; return its id."""
    asked = {"workspace_id": WORKSPACE, "kind": "k", "payload": {"n": 1}, "clock": clock, **options}
    with database.transaction() as connection:
        return enqueue(connection, **asked)


def look(database: Database, job_id: str) -> Job:
    with database.reading() as connection:
        return get_job(connection, workspace_id=WORKSPACE, job_id=job_id)


def log_of(database: Database, job_id: str) -> list[str]:
    with database.reading() as connection:
        lines = read_lines(connection, workspace_id=WORKSPACE, job_id=job_id)
    return [f"{line.level}: {line.text}" for line in lines]


def raising(error: BaseException) -> Callable[[Run], None]:
    def handle(_: Run) -> None:
        raise error

    return handle


def nothing(_: Run) -> None:
    return
