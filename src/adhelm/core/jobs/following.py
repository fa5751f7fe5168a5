"""What is asked for once something is done: once for all that is done before it begins."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from adhelm.core.clock import Clock
from adhelm.core.db import Database, lock_in_transaction
from adhelm.core.jobs.queue import enqueue
from adhelm.core.jobs.tables import JOB
from adhelm.core.jobs.types import State


@dataclass(frozen=True, slots=True)
class Arrivals:
    """Where it is said that data have arrived by no job: by a command, or by somebody's program."""

    database: Database
    clock: Clock
    kinds: Sequence[str]
    """The kinds of jobs that follow, in order."""

    def note(self, workspace_id: str) -> None:
        """Ask for what follows an arrival of data in a workspace."""
        with self.database.transaction() as connection:
            ask_next(
                connection, workspace_id=workspace_id, kinds=self.kinds, clock=self.clock,
                cause=uuid.uuid4().hex,
            )  # fmt: skip


def ask_next(
    connection: sa.Connection,
    *,
    workspace_id: str,
    kinds: Sequence[str],
    clock: Clock,
    cause: str,
) -> None:
    """
    Ask for jobs of some kinds, in order; where all of them wait already, these are enough.

    So a hundred arrivals while nobody works are looked at once, by whoever begins. `cause` names
    what was done: of one cause nothing is asked for twice.
    """
    lock_in_transaction(connection, f"what follows in {workspace_id}")
    if set(kinds) <= _waiting(connection, workspace_id, kinds, clock):
        return
    for kind in kinds:
        enqueue(
            connection, workspace_id=workspace_id, kind=kind, payload={}, clock=clock,
            idempotency_key=f"after {cause}",
        )  # fmt: skip


def _waiting(
    connection: sa.Connection, workspace_id: str, kinds: Sequence[str], clock: Clock
) -> set[str]:
    """Return the kinds that are due and were not begun, of jobs that look at everything."""
    column = JOB.c
    query = sa.select(column.kind, column.payload).where(
        column.workspace_id == workspace_id, column.state == State.queued, column.attempts == 0,
        column.run_at <= clock.now(), column.kind.in_(kinds),
    )  # fmt: skip
    return {row.kind for row in connection.execute(query) if not row.payload}
