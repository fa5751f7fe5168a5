"""Queue messages: a row and a job, in the transaction of what they tell of."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from adhelm.act.alerts.store import deliveries
from adhelm.act.alerts.types import Attachment, Delivery
from adhelm.core.clock import Clock
from adhelm.core.db import Connection, lock_in_transaction
from adhelm.core.jobs import enqueue

DELIVER, TELL = "alerts.deliver", "alerts.tell"
_URGENT = 10


def queue(
    connection: Connection,
    workspace: str,
    one: Delivery,
    *,
    clock: Clock,
    attachments: Sequence[Attachment] = (),
) -> Delivery:
    """Queue a message; the one that has its key already is returned instead."""
    lock_in_transaction(connection, f"alerts {workspace} {one.key}")
    if there := deliveries.of_key(connection, workspace, one.key):
        return there
    deliveries.add(connection, workspace, one, attachments)
    ask(connection, workspace, one, clock=clock, at=one.next_at)
    return one


def ask(
    connection: Connection, workspace: str, one: Delivery, *, clock: Clock, at: datetime | None
) -> None:
    """Ask for an attempt to hand a message over; it finds nothing to do if it has been."""
    when = at or clock.now()
    enqueue(
        connection, workspace_id=workspace, kind=DELIVER, payload={"delivery": one.id},
        clock=clock, run_at=when, priority=_URGENT, asked_by="scheduler:alerts",
    )  # fmt: skip
