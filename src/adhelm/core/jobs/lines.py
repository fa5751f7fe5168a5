"""The log of a job: its latest lines, without secrets."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa

from adhelm.core.http import redact
from adhelm.core.jobs.tables import JOB, LINE
from adhelm.core.jobs.types import Line

KEPT = 200
"""Lines of a job that are kept; older ones go."""
_LONGEST = 2000


class Said(NamedTuple):
    """A line that is still to be written."""

    at: datetime
    level: str
    text: str


def said(at: datetime, text: str, level: str = "info") -> Said:
    """Return a line for a log: one line, not too long, without secrets."""
    return Said(at, level, written(text))


def written(text: str) -> str:
    """Return a text as it is kept: one line that every database takes, without secrets."""
    plain = "".join(sign if sign.isprintable() else " " for sign in text)
    return redact(plain)[:_LONGEST]


def write_lines(
    connection: sa.Connection, workspace_id: str, job_id: str, lines: Sequence[Said]
) -> None:
    """Add lines to the log of a job, and let its oldest go."""
    kept = lines[-KEPT:]
    if not kept:
        return
    this = sa.and_(JOB.c.workspace_id == workspace_id, JOB.c.id == job_id)
    counted = JOB.update().where(this).values(lines=JOB.c.lines + len(kept)).returning(JOB.c.lines)
    last: int = connection.execute(counted).scalar_one()
    first = last - len(kept) + 1
    connection.execute(
        LINE.insert(),
        [
            {"workspace_id": workspace_id, "job_id": job_id, "n": n, **line._asdict()}
            for n, line in enumerate(kept, first)
        ],
    )
    if last > KEPT:
        mine = sa.and_(LINE.c.workspace_id == workspace_id, LINE.c.job_id == job_id)
        connection.execute(LINE.delete().where(mine, LINE.c.n <= last - KEPT))


def read_lines(connection: sa.Connection, *, workspace_id: str, job_id: str) -> list[Line]:
    """Return the log of a job, oldest line first; empty if there is no such job."""
    mine = sa.and_(LINE.c.workspace_id == workspace_id, LINE.c.job_id == job_id)
    rows = connection.execute(LINE.select().where(mine).order_by(LINE.c.n))
    return [Line(row.n, row.at, row.level, row.text) for row in rows]
