"""The job that looks up what adopted platform campaigns have spent."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from adhelm.act.campaigns.service.adopting import refresh_spent
from adhelm.core.jobs import Run
from adhelm.core.principal import Actor, Principal, Scope
from adhelm.observe.warehouse import Warehouse

SPENT = "campaigns.spent"


def handlers(*, warehouse: Callable[[], Warehouse]) -> Mapping[str, Callable[[Run], None]]:
    """Return what to call for each kind of job; the warehouse is opened when one first needs it."""

    def look_up_spent(run: Run) -> None:
        scopes = frozenset({Scope.read, Scope.write})
        refresh_spent(
            principal=Principal(Actor.scheduler, "scheduler", run.job.workspace_id, scopes),
            database=run.database,
            warehouse=warehouse(),
            clock=run.clock,
        )

    return {SPENT: look_up_spent}
