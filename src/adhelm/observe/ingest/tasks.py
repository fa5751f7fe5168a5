"""The jobs of the ingest: syncing watched drops and connected platforms on schedule."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from adhelm.connectors.contract import FileReader, Platforms
from adhelm.core.errors import Unavailable
from adhelm.core.jobs import Run
from adhelm.core.principal import Actor, Principal, Scope
from adhelm.core.secrets import Keyring
from adhelm.observe.ingest.service.drops import SYNC, sync_drop
from adhelm.observe.ingest.service.syncing import SYNC as SYNC_CONNECTIONS
from adhelm.observe.ingest.service.syncing import sync
from adhelm.observe.ingest.types import Limits
from adhelm.observe.warehouse import Warehouse


class NothingCame(Unavailable):
    """No stream of any account came through."""

    code = "source.nothing_came"


def handlers(
    *,
    warehouse: Callable[[], Warehouse],
    reader: Callable[[], FileReader],
    limits: Limits,
) -> Mapping[str, Callable[[Run], None]]:
    """Return what to call for each kind of job; parts are made when a job first needs them."""

    def sync_a_drop(run: Run) -> None:
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

    return {SYNC: sync_a_drop}


def sync_handlers(
    *,
    warehouse: Callable[[], Warehouse],
    platforms: Callable[[], Platforms],
    keyring: Callable[[], Keyring],
) -> Mapping[str, Callable[[Run], None]]:
    """Return what to call for jobs that reach platforms; `names` of a payload are connections."""

    def sync_connections(run: Run) -> None:
        report = sync(
            principal=_scheduler(run.job.workspace_id),
            database=run.database,
            warehouse=warehouse(),
            platforms=platforms(),
            keyring=keyring(),
            clock=run.clock,
            names=[str(name) for name in run.job.payload.get("names", ())],
            progress=run.progress,
        )
        failed = report.failed
        if failed and len(failed) == len(report.streams):
            # Each stream's status says why; the job itself is worth another try.
            raise NothingCame(
                f"none of {len(failed)} streams came through",
                hint="`adhelm source status` says why",
            )

    return {SYNC_CONNECTIONS: sync_connections}


def _scheduler(workspace_id: str) -> Principal:
    scopes = frozenset({Scope.read, Scope.write})
    return Principal(Actor.scheduler, "scheduler", workspace_id, scopes)
