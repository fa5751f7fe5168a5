"""Who connected, assigned and asked for what is noted in the audit; asking makes a job."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from adhelm.core import jobs
from adhelm.core.clock import Clock
from adhelm.core.db import Connection, Database
from adhelm.core.principal import Principal
from adhelm.govern import audit


def note(
    connection: Connection,
    principal: Principal,
    clock: Clock,
    action: str,
    subject: str,
    *,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
) -> None:
    """Add an entry about a source in the transaction of its change; never a credential."""
    audit.record(
        connection,
        principal=principal,
        clock=clock,
        action=f"ingest.{action}",
        subject=f"source:{subject}",
        before=before,
        after=after,
    )


def ordered(
    principal: Principal,
    database: Database,
    clock: Clock,
    *,
    kind: str,
    subject: str,
    payload: Mapping[str, Any],
) -> str:
    """Ask for a job and note who did, in one transaction; return the job."""
    with database.joined() as doing:
        job_id = jobs.enqueue(
            doing,
            workspace_id=principal.workspace_id,
            kind=kind,
            payload=payload,
            clock=clock,
            asked_by=f"{principal.actor}:{principal.id}",
        )
        action = kind.removeprefix("ingest.")
        note(doing, principal, clock, action, subject, after={**payload, "job": job_id})
    return job_id
