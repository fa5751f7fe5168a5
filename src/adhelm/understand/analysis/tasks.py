"""The job that looks for incidents, after new figures have come."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from adhelm.core.jobs import Run
from adhelm.core.principal import Actor, Principal, Scope
from adhelm.observe.warehouse import Warehouse
from adhelm.understand.analysis import service

SEARCH = "anomalies.search"


def handlers(*, warehouse: Callable[[], Warehouse]) -> Mapping[str, Callable[[Run], None]]:
    """Return what to call for each kind of job; the warehouse is opened when one first needs it."""

    def search(run: Run) -> None:
        scopes = frozenset({Scope.read, Scope.write})
        found = service.keep(
            principal=Principal(Actor.scheduler, "scheduler", run.job.workspace_id, scopes),
            database=run.database,
            warehouse=warehouse(),
            clock=run.clock,
        )
        run.log(f"{len(found.incidents)} incidents in data version {found.data_version}")

    return {SEARCH: search}
