"""Publishes a batch: checked, merged, and visible to readers in one step or not at all."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from adhelm.core.errors import Invalid, Unavailable
from adhelm.core.principal import Principal, Scope
from adhelm.observe.warehouse.store import checking, commits, delta, merging, plans
from adhelm.observe.warehouse.store.arrival import Delivery, arrive
from adhelm.observe.warehouse.store.handle import Warehouse
from adhelm.observe.warehouse.store.plans import Plan
from adhelm.observe.warehouse.store.staging import use_threads
from adhelm.observe.warehouse.types import Batch, CheckResult, Published, Replace

if TYPE_CHECKING:
    import duckdb

_HOPEFUL = 2
"""Times a plan is made before others are kept out while it is."""
_TIMES = 5
EXCLUSIVE = "warehouse"


class ChecksFailed(Invalid):
    """A quality check that blocks has failed; nothing was published."""

    code = "warehouse.checks_failed"


class KeepsChanging(Unavailable):
    """Other writers were faster again and again."""

    code = "warehouse.keeps_changing"


def publish(
    warehouse: Warehouse,
    *,
    principal: Principal,
    staging: duckdb.DuckDBPyConnection,
    batch: Batch,
    checks: Sequence[CheckResult] = (),
) -> Published:
    """
    Publish what a staging area holds; `checks` are verdicts that the caller reached already.

    :raises ChecksFailed: if a blocking check fails and the batch does not say to go on.
    :raises Narrowed: if the principal does not see all accounts.
    :raises adhelm.observe.warehouse.store.arrival.MixedRepeats: if repeats disagree on currency.
    """
    principal.require(Scope.write)
    principal.require_whole("what is published")
    use_threads(staging, warehouse.threads)
    found = (*checks, *checking.staged(staging, now=warehouse.clock.now()))
    _refuse_failing(warehouse, principal, batch, found)
    delivery = _delivery(warehouse, principal, batch)
    arrival = arrive(staging, delivery)
    quarantined = staging.execute("SELECT count(*) FROM quarantine").fetchall()[0][0]

    def plan(base: Mapping[str, int]) -> Plan:
        return merging.merge(
            warehouse, staging, delivery=delivery, profiles=arrival.profiles, base=base
        )

    done, version = carry_out(
        warehouse, workspace_id=principal.workspace_id, batch=batch, plan=plan, checks=found
    )
    return _published(done, version, batch=batch, merged=arrival.merged, quarantined=quarantined,
                      checks=found)  # fmt: skip


def rehearse(
    warehouse: Warehouse,
    *,
    principal: Principal,
    staging: duckdb.DuckDBPyConnection,
    batch: Batch,
    checks: Sequence[CheckResult] = (),
) -> Published:
    """
    Say what `publish` would change, and change nothing; failing checks are among the answer.

    :raises Narrowed: if the principal does not see all accounts.
    """
    principal.require(Scope.read)
    principal.require_whole("what is published")
    use_threads(staging, warehouse.threads)
    found = (*checks, *checking.staged(staging, now=warehouse.clock.now()))
    delivery = _delivery(warehouse, principal, batch)
    arrival = arrive(staging, delivery)
    quarantined = staging.execute("SELECT count(*) FROM quarantine").fetchall()[0][0]
    plan = merging.merge(
        warehouse,
        staging,
        delivery=delivery,
        profiles=arrival.profiles,
        base=commits.head(warehouse.database),
    )
    plans.abandon(warehouse, plan)
    version = commits.newest(warehouse, principal.workspace_id).version
    return _published(plan, version, batch=batch, merged=arrival.merged, quarantined=quarantined,
                      checks=found)  # fmt: skip


def carry_out(
    warehouse: Warehouse,
    *,
    workspace_id: str,
    batch: Batch,
    plan: Callable[[Mapping[str, int]], Plan],
    checks: Sequence[CheckResult] = (),
) -> tuple[Plan, int]:
    """
    Make a plan and commit it; made anew if somebody else changed what it was made of.

    :raises KeepsChanging: if that happens again and again.
    """
    for attempt in range(_TIMES):
        hopeful = plan(commits.head(warehouse.database)) if attempt < _HOPEFUL else None
        with warehouse.database.exclusive(EXCLUSIVE):
            base = commits.head(warehouse.database)
            made = hopeful or plan(base)
            if plans.still_holds(warehouse, made, base, workspace_id):
                try:
                    version = _commit(
                        warehouse, workspace_id, batch, plan=made, base=base, checks=checks
                    )
                except delta.TableChanged:
                    plans.abandon(warehouse, made)
                    continue
                return made, version
        plans.abandon(warehouse, made)
    raise KeepsChanging("other writers keep changing the same tables", hint="try again later")


def _commit(
    warehouse: Warehouse,
    workspace_id: str,
    batch: Batch,
    *,
    plan: Plan,
    base: Mapping[str, int],
    checks: Sequence[CheckResult],
) -> int:
    changes = [change for change in plan.changes.values() if change]
    if not changes:
        version = commits.newest(warehouse, workspace_id).version
        commits.record_checks(
            warehouse, workspace_id=workspace_id, batch_id=batch.id, version=version, checks=checks
        )
        return version
    now_ms = int(warehouse.clock.now().timestamp() * 1000)
    versions = delta.commit_all(warehouse, changes, pinned=base, now_ms=now_ms)
    return commits.record(
        warehouse,
        workspace_id=workspace_id,
        batch_id=batch.id,
        what=batch.what,
        tables={**base, **versions},
        inventories=plan.runs,
        checks=checks,
    )


def _refuse_failing(
    warehouse: Warehouse, principal: Principal, batch: Batch, found: Sequence[CheckResult]
) -> None:
    failing = [
        check
        for check in found
        # Rows without an account or a day have no place: nobody can let them pass.
        if check.severity == "block"
        and not check.passed
        and (batch.refuse_failing or check.check.startswith("schema."))
    ]
    if not failing:
        return
    commits.record_checks(
        warehouse,
        workspace_id=principal.workspace_id,
        batch_id=batch.id,
        version=None,
        checks=found,
    )
    raise ChecksFailed(
        "nothing was published: " + "; ".join(check.message for check in failing),
        hint="correct the rows, or read 'adhelm quality' for what each check wants",
        checks=[check.check for check in failing],
    )


def _delivery(warehouse: Warehouse, principal: Principal, batch: Batch) -> Delivery:
    stamps = {
        "workspace_id": principal.workspace_id,
        "source_id": batch.source_id,
        "batch_id": batch.id,
        "ingested_at": warehouse.clock.now(),
    }
    return Delivery(
        workspace_id=principal.workspace_id,
        source_id=batch.source_id,
        batch_id=batch.id,
        window=batch.replace is Replace.window,
        allow_vanishing=batch.allow_vanishing,
        stamps=stamps,
    )


def _published(
    plan: Plan,
    version: int,
    *,
    batch: Batch,
    merged: int,
    quarantined: int,
    checks: Sequence[CheckResult],
) -> Published:
    return Published(
        batch_id=batch.id,
        data_version=version,
        changed_data=any(plan.changes.values()),
        added=plan.added,
        changed=plan.changed,
        unchanged=plan.unchanged,
        removed=plan.removed,
        restated=plan.restated,
        merged=merged,
        quarantined=quarantined,
        vanished=plan.vanished,
        held=plan.held,
        checks=tuple(checks),
    )
