"""The jobs of the ingest: syncing watched drops on schedule."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from adhelm.connectors.contract import FileReader
from adhelm.core.jobs import Run
from adhelm.core.principal import Actor, Principal, Scope
from adhelm.observe.ingest.service.drops import SYNC, sync_drop
from adhelm.observe.ingest.types import Limits
from adhelm.observe.warehouse import Warehouse


def handlers(
    *,
    warehouse: Callable[[], Warehouse],
    reader: Callable[[], FileReader],
    limits: Limits,
) -> Mapping[str, Callable[[Run], None]]:
    """Return what to call for each kind of job; parts are made when a job first needs them."""

    def sync(run: Run) -> None:
        sync_drop(
            principal=_scheduler(run.job.workspace_id),
            database=run.database,
            warehouse=warehouse(),
            reader=reader(),
            clock=run.clock,
            name=str(run.job.payload["name"]),
            limits=limits,
            progress=run.progress,
        )

    return {SYNC: sync}


def _scheduler(workspace_id: str) -> Principal:
    scopes = frozenset({Scope.read, Scope.write})
    return Principal(Actor.scheduler, "scheduler", workspace_id, scopes)
