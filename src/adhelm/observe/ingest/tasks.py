"""The jobs of the ingest: syncing watched drops and connected platforms, loading what was sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from adhelm.connectors.contract import FileReader, Platforms
from adhelm.core.errors import Invalid, Told, Unavailable
from adhelm.core.jobs import Run
from adhelm.core.principal import Actor, Principal, Scope
from adhelm.core.secrets import Keyring
from adhelm.observe.ingest.service.deciding import decide
from adhelm.observe.ingest.service.drops import SYNC, sync_drop
from adhelm.observe.ingest.service.ordering import BACKFILL, DECIDE, RECONCILE
from adhelm.observe.ingest.service.pushing import EVENTS, import_events
from adhelm.observe.ingest.service.reconciling import reconcile
from adhelm.observe.ingest.service.settling import decide_sync
from adhelm.observe.ingest.service.syncing import SYNC as SYNC_CONNECTIONS
from adhelm.observe.ingest.service.syncing import backfill, sync
from adhelm.observe.ingest.service.uploading import IMPORT, SETTLE, Upload, import_upload
from adhelm.observe.ingest.types import (
    Decision,
    Imported,
    ImportState,
    Limits,
    NoTable,
    Reconciled,
    SyncReport,
)
from adhelm.observe.warehouse import Warehouse

Handlers = Mapping[str, Callable[[Run], None]]


class NothingCame(Unavailable):
    """No stream of any account came through."""

    code = "source.nothing_came"


class BadPayload(Invalid):
    """What the job was asked for says something that cannot be."""

    code = "source.bad_payload"


def handlers(
    *,
    warehouse: Callable[[], Warehouse],
    reader: Callable[[], FileReader],
    limits: Limits,
) -> Handlers:
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


def upload_handlers(
    *,
    warehouse: Callable[[], Warehouse],
    reader: Callable[[], FileReader],
    limits: Limits,
) -> Handlers:
    """Return what to call for jobs about files that were sent; nobody else may ask for them."""

    def parts(run: Run) -> dict[str, Any]:
        return {
            "principal": _asker(run), "database": run.database, "warehouse": warehouse(),
            "reader": reader(), "clock": run.clock, "progress": run.progress,
        }  # fmt: skip

    def load(run: Run) -> None:
        upload = Upload.of(run.job.payload)
        done = import_upload(**parts(run), upload=upload, limits=limits, job_id=run.job.id)
        for one in done:
            _tell(run, one)
        _refuse_if_all_failed(done)

    def take_events(run: Run) -> None:
        done = import_events(
            principal=_asker(run), database=run.database, warehouse=warehouse(), clock=run.clock,
            upload=Upload.of(run.job.payload), limits=limits, job_id=run.job.id,
            progress=run.progress,
        )  # fmt: skip
        for one in done:
            _tell(run, one)
        _refuse_if_all_failed(done)

    def settle(run: Run) -> None:
        payload = run.job.payload
        decision = Decision(payload["decision"])
        done = decide(**parts(run), import_id=str(payload["import_id"]), decision=decision)
        _tell(run, done)

    return {IMPORT: load, EVENTS: take_events, SETTLE: settle}


def sync_handlers(
    *,
    warehouse: Callable[[], Warehouse],
    platforms: Callable[[], Platforms],
    keyring: Callable[[], Keyring],
) -> Handlers:
    """
    Return what to call for jobs that reach platforms.

    Of a payload, `names` are connections, `accounts` ids, `streams` names or patterns, `since` and
    `until` local days; what is left out is all, or as usual.
    """

    def parts(run: Run) -> dict[str, Any]:
        payload = run.job.payload
        return {
            "principal": _scheduler(run.job.workspace_id), "database": run.database,
            "warehouse": warehouse(), "platforms": platforms(), "keyring": keyring(),
            "clock": run.clock, "progress": run.progress, "names": _texts(payload, "names"),
            "accounts": _texts(payload, "accounts"), "until": _day(payload, "until"),
        }  # fmt: skip

    def sync_connections(run: Run) -> None:
        payload = run.job.payload
        only, since = _texts(payload, "streams"), _day(payload, "since")
        _tell_sync(run, sync(**parts(run), only=only, since=since))

    def backfill_connections(run: Run) -> None:
        payload = run.job.payload
        since = _day(payload, "since")
        if since is None:
            raise BadPayload("a backfill needs its first day", hint='"since": "2026-01-01"')
        _tell_sync(run, backfill(**parts(run), only=_texts(payload, "streams"), since=since))

    def reconcile_connections(run: Run) -> None:
        _tell_totals(run, reconcile(**parts(run), since=_day(run.job.payload, "since")))

    return {
        SYNC_CONNECTIONS: sync_connections,
        BACKFILL: backfill_connections,
        RECONCILE: reconcile_connections,
    }


def settling_handlers(
    *,
    warehouse: Callable[[], Warehouse],
    platforms: Callable[[], Platforms],
    keyring: Callable[[], Keyring],
) -> Handlers:
    """Return what to call for jobs about held syncs; a schedule may not ask for them."""

    def settle(run: Run) -> None:
        decide_sync(
            principal=_asker(run),
            database=run.database,
            warehouse=warehouse(),
            platforms=platforms(),
            keyring=keyring(),
            clock=run.clock,
            batch_id=str(run.job.payload["batch_id"]),
            decision=Decision(run.job.payload["decision"]),
        )

    return {DECIDE: settle}


def _scheduler(workspace_id: str) -> Principal:
    scopes = frozenset({Scope.read, Scope.write})
    return Principal(Actor.scheduler, "scheduler", workspace_id, scopes)


def _asker(run: Run) -> Principal:
    """Return who asked for the job, so that the records name them; they were let pass then."""
    scopes = frozenset({Scope.read, Scope.write})
    actor = Actor(run.job.actor) if run.job.actor in set(Actor) else Actor.scheduler
    return Principal(actor, run.job.actor_id or "scheduler", run.job.workspace_id, scopes)


def _tell(run: Run, one: Imported) -> None:
    why = f": {one.error['message']}" if one.error else ""
    level = "info" if one.error is None else "warning"
    run.log(f"{one.file}: {one.state.value}, import {one.id or 'none'}{why}", level=level)


def _refuse_if_all_failed(done: Sequence[Imported]) -> None:
    read = [one for one in done if one.state is not ImportState.skipped]
    failed = [one for one in read if one.state is ImportState.failed]
    if len(failed) == len(read):
        raise Told.from_record(failed[0].error or {}) if failed else NoTable("no table was found")


def _tell_sync(run: Run, report: SyncReport) -> None:
    failed = report.failed
    for one in failed:
        said = (one.error or {}).get("message", "failed")
        run.log(f"{one.connector} {one.account_id} {one.stream}: {said}", level="warning")
    through = len(report.streams) - len(failed)
    rows = sum(one.rows for one in report.streams)
    run.log(f"{through} of {len(report.streams)} streams came through, {rows} rows")
    if failed and not through:
        # Each stream's status says why; the job itself is worth another try.
        raise NothingCame(
            f"none of {len(failed)} streams came through",
            hint="`adhelm source status` says why",
        )


def _tell_totals(run: Run, found: Reconciled) -> None:
    for connector, account, error in found.errors:
        run.log(f"{connector} {account}: {error['message']}", level="warning")
    run.log(f"{len(found.tallies)} figures compared, {len(found.unexplained)} unexplained")
    if found.errors and not found.tallies:
        raise NothingCame(f"no platform of {len(found.errors)} accounts said its totals")


def _texts(payload: Mapping[str, Any], name: str) -> list[str]:
    said = payload.get(name, [])
    if not isinstance(said, list):
        raise BadPayload(f"'{name}' is no list", hint=f'"{name}": ["…"]')
    return [str(one) for one in said]


def _day(payload: Mapping[str, Any], name: str) -> date | None:
    said = payload.get(name)
    try:
        return date.fromisoformat(str(said)) if said else None
    except ValueError as error:
        raise BadPayload(f"'{said}' is no day", hint="2026-03-01") from error
