"""The jobs of publishing: write queues, reconcile, take note of syncs, let advice fly."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from adhelm.act.publishing.service import releasing
from adhelm.act.publishing.service.advising import fly
from adhelm.act.publishing.service.desk import RECONCILE, Desk, publisher
from adhelm.act.publishing.service.refreshing import watch
from adhelm.act.publishing.service.releasing import WRITE, ask_to_write
from adhelm.act.publishing.service.settling import reconcile
from adhelm.act.publishing.service.writing import write
from adhelm.core.jobs import Run
from adhelm.core.principal import Actor, Principal, Scope

WATCH, FLY = "publishing.watch", "publishing.fly"


def handlers(*, desk: Callable[[], Desk]) -> Mapping[str, Callable[[Run], None]]:
    """Return what to call for each kind of job; the desk is made when one first needs it."""

    def write_queue(run: Run) -> None:
        principal = publisher(run.job.workspace_id)
        connector = str(run.job.payload["connector"])
        account_id = str(run.job.payload["account_id"])
        done = write(principal=principal, desk=desk(), connector=connector, account_id=account_id)
        run.log(f"{connector}/{account_id}: {done.settled} changes settled")
        if done.wakes_at:
            with run.database.transaction() as connection:
                ask_to_write(
                    connection, run.job.workspace_id, [(connector, account_id)], clock=run.clock,
                    run_at=done.wakes_at,
                )  # fmt: skip

    def reconcile_all(run: Run) -> None:
        done = reconcile(principal=publisher(run.job.workspace_id), desk=desk())
        if done.settled or done.expired:
            run.log(f"{done.settled} changes settled, {done.expired} plans expired")
        for one in done.errors:
            run.log(one, level="warning")
        releasing.rest(principal=publisher(run.job.workspace_id), desk=desk())

    def take_note(run: Run) -> None:
        found = watch(principal=publisher(run.job.workspace_id), desk=desk())
        run.log(f"{found} values are new")

    def let_fly(run: Run) -> None:
        made = fly(principal=_engine(run.job.workspace_id), desk=desk())
        run.log(f"{len(made)} recommendations applied by autopilot")

    return {WRITE: write_queue, RECONCILE: reconcile_all, WATCH: take_note, FLY: let_fly}


def _engine(workspace_id: str) -> Principal:
    scopes = frozenset({Scope.read, Scope.write, Scope.propose})
    return Principal(Actor.engine, "engine", workspace_id, scopes)
