"""The job that makes and renews recommendations, after new figures have come."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from adhelm.core.jobs import Run
from adhelm.core.principal import Actor, Principal, Scope
from adhelm.decide.optimization import service
from adhelm.observe.warehouse import Warehouse

ADVISE = "optimization.advise"


def handlers(*, warehouse: Callable[[], Warehouse]) -> Mapping[str, Callable[[Run], None]]:
    """Return what to call for each kind of job; the warehouse is opened when one first needs it."""

    def advise(run: Run) -> None:
        scopes = frozenset({Scope.read, Scope.propose})
        made = service.make(
            principal=Principal(Actor.engine, "engine", run.job.workspace_id, scopes),
            database=run.database,
            warehouse=warehouse(),
            clock=run.clock,
        )
        run.log(f"{len(made)} recommendations are open")

    return {ADVISE: advise}
