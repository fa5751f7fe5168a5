"""The job that projects where budgets land, after each arrival of data."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from adhelm.core.jobs import Run
from adhelm.core.principal import Actor, Principal, Scope
from adhelm.observe.warehouse import Warehouse
from adhelm.understand.pacing import service

PROJECT = "pacing.project"


def handlers(*, warehouse: Callable[[], Warehouse]) -> Mapping[str, Callable[[Run], None]]:
    """Return what to call for each kind of job; the warehouse is opened when one first needs it."""

    def project(run: Run) -> None:
        scopes = frozenset({Scope.read, Scope.write})
        service.refresh(
            principal=Principal(Actor.scheduler, "scheduler", run.job.workspace_id, scopes),
            database=run.database,
            warehouse=warehouse(),
            clock=run.clock,
        )

    return {PROJECT: project}
