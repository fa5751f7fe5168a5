"""The jobs of feeds: after new figures have come each feed is asked for, and then runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from adhelm.act.feeds.service import ordering, running
from adhelm.act.feeds.service.desk import Desk
from adhelm.act.feeds.types import NoSuchFeed, Outside, State
from adhelm.core.jobs import Run
from adhelm.core.principal import Actor, Principal, Scope
from adhelm.core.secrets import Keyring
from adhelm.observe.warehouse import Warehouse

FOLLOW, RUN = "feeds.follow", ordering.RUN


def handlers(
    *,
    warehouse: Callable[[], Warehouse],
    keyring: Callable[[], Keyring],
    outside: Callable[[], Outside],
) -> Mapping[str, Callable[[Run], None]]:
    """Return what to call for each kind of job; the parts are opened when one first needs them."""

    def follow(job: Run) -> None:
        asked = ordering.ask_all(
            principal=_scheduler(job), database=job.database, clock=job.clock, after=job.job.id
        )
        job.log(f"{len(asked)} feeds are asked for")

    def carry(job: Run) -> None:
        name = str(job.job.payload.get("feed", ""))
        desk = Desk(
            _scheduler(job), job.database, warehouse(), keyring(), job.clock, outside(),
            job.progress,
        )  # fmt: skip
        try:
            done = running.run_feed(desk, name=name, whole=bool(job.job.payload.get("whole")))
        except NoSuchFeed:
            job.log(f"there is no feed '{name}' any more")
            return
        same = done.state is State.unchanged
        told = "has it already" if same else f"{done.rows:,} rows"
        job.log(f"'{name}' at data version {done.data_version}: {told}")

    return {FOLLOW: follow, RUN: carry}


def _scheduler(job: Run) -> Principal:
    scopes = frozenset({Scope.read, Scope.write})
    return Principal(Actor.scheduler, "scheduler", job.job.workspace_id, scopes)
