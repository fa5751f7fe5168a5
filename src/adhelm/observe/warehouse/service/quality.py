"""The quality of the data: what the checks found, run again, and held level against level."""

from __future__ import annotations

from collections.abc import Sequence

from adhelm.core.ads import Period
from adhelm.core.clock import today
from adhelm.core.principal import Principal, Scope
from adhelm.observe.warehouse.logic import checks
from adhelm.observe.warehouse.logic.checks import Check
from adhelm.observe.warehouse.service.snapshots import Snapshot, snapshot
from adhelm.observe.warehouse.store import commits, inspecting, reading
from adhelm.observe.warehouse.store.handle import Warehouse
from adhelm.observe.warehouse.store.inspecting import Scene
from adhelm.observe.warehouse.types import CheckResult, Reconciliation, StoredCheck

_BY_HAND = "quality"


def quality_results(
    warehouse: Warehouse,
    *,
    principal: Principal,
    failing: bool = False,
    before: int | None = None,
    limit: int = 100,
) -> list[StoredCheck]:
    """
    Return what the checks found, newest first; with `failing`, only what did not pass.

    `before` is the id of the last one of the page that came before.
    """
    principal.require(Scope.read)
    return commits.stored_checks(
        warehouse,
        principal.workspace_id,
        failing=failing,
        limit=limit,
        before=before,
        accounts=principal.accounts,
    )


def list_checks() -> Sequence[Check]:
    """Return all checks there are."""
    return checks.catalogue()


def run_checks(warehouse: Warehouse, *, principal: Principal) -> list[CheckResult]:
    """
    Run the checks over the newest data and keep what they find.

    :raises Narrowed: if the principal does not see all accounts, of which the checks speak.
    """
    principal.require(Scope.write)
    principal.require_whole("a check of the data")
    pinned = snapshot(warehouse, principal=principal)
    entries = reading.entries(
        warehouse, "facts", pinned=pinned.version.tables, workspace_id=pinned.workspace_id
    )
    runs = reading.runs(warehouse, "facts", entries)
    with pinned.connect() as connection:
        found = inspecting.inspect(Scene(connection, runs, today(warehouse.clock, "UTC")))
    record_checks(warehouse, principal=principal, checks=found, version=pinned.version.version)
    return found


def record_checks(
    warehouse: Warehouse,
    *,
    principal: Principal,
    checks: Sequence[CheckResult],
    batch_id: str = _BY_HAND,
    version: int | None = None,
) -> None:
    """Keep verdicts that were reached elsewhere."""
    principal.require(Scope.write)
    commits.record_checks(
        warehouse,
        workspace_id=principal.workspace_id,
        batch_id=batch_id,
        version=version,
        checks=checks,
    )


def reconcile(snapshot: Snapshot, *, period: Period | None = None) -> list[Reconciliation]:
    """
    Hold levels against each other, per account, month and measure, where both were delivered.

    The remainder is what no child accounts for; months are those of the platforms' local days.
    """
    files = snapshot.files("facts", period=period)
    with reading.connect(snapshot.warehouse, {"facts": files}, period=period) as connection:
        return inspecting.reconcile(connection)
