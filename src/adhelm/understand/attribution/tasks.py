"""The job that attributes anew: after each sync, after new journeys, or by a schedule."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from adhelm.core.errors import AdhelmError
from adhelm.core.jobs import Run
from adhelm.core.principal import Actor, Principal, Scope
from adhelm.core.secrets import Keyring
from adhelm.observe.warehouse import Warehouse
from adhelm.understand.attribution.service import fetching, history, keeping, running, wording

RUN = keeping.RUN


def handlers(
    *,
    warehouse: Callable[[], Warehouse],
    keyring: Callable[[], Keyring],
    get: fetching.Get,
) -> Mapping[str, Callable[[Run], None]]:
    """Return what to call for each kind of job; `get` reaches what is outside."""

    def attribute(run: Run) -> None:
        scopes = frozenset({Scope.read, Scope.write})
        principal = Principal(Actor.scheduler, "scheduler", run.job.workspace_id, scopes)
        asked = wording.of_job(run.job.payload, clock=run.clock)
        try:
            fetching.fetch(
                principal=principal, database=run.database, keyring=keyring(), clock=run.clock,
                get=get,
            )  # fmt: skip
        except AdhelmError as error:
            # What is there can be attributed without what a source does not give.
            run.log(f"journeys could not be fetched: {error.message}", level="warning")
        if not running.has_journeys(principal=principal, database=run.database):
            run.log("there are no journeys to attribute over")
            return
        made = history.record(
            principal=principal, database=run.database, warehouse=warehouse(), clock=run.clock,
            asked=asked,
        )  # fmt: skip
        run.log(f"kept as {made.id}, of data version {made.data_version}")

    return {RUN: attribute}
