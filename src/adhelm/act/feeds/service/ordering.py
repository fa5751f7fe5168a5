"""Asks for runs: jobs that a worker does, one per feed, so that none holds another up."""

from __future__ import annotations

from adhelm.act.feeds.store import feeds as store
from adhelm.core import jobs
from adhelm.core.clock import Clock
from adhelm.core.db import Database
from adhelm.core.principal import Principal, Scope

RUN = "feeds.run"


def ask_run(
    *, principal: Principal, database: Database, clock: Clock, name: str, whole: bool = False
) -> str:
    """
    Ask for a run of a feed; return the job's id.

    :raises NoSuchFeed: if there is none of that name.
    """
    principal.require(Scope.write)
    principal.require_whole("a feed")
    with database.transaction() as connection:
        store.get(connection, principal.workspace_id, name)
        return jobs.enqueue(
            connection, workspace_id=principal.workspace_id, kind=RUN,
            payload={"feed": name, "whole": whole}, clock=clock,
        )  # fmt: skip


def ask_all(*, principal: Principal, database: Database, clock: Clock, after: str) -> list[str]:
    """Ask for a run of each feed after a job, once; return their names."""
    principal.require(Scope.write)
    principal.require_whole("a feed")
    with database.transaction() as connection:
        names = [one.name for one in store.every(connection, principal.workspace_id)]
        for name in names:
            jobs.enqueue(
                connection, workspace_id=principal.workspace_id, kind=RUN,
                payload={"feed": name, "whole": False}, clock=clock,
                idempotency_key=f"after {after} {name}",
            )  # fmt: skip
    return names
