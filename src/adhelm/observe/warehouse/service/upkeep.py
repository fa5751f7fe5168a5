"""Compaction and vacuum. Answers stay the same, those as of an earlier version included."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from adhelm.core.principal import Principal, Scope
from adhelm.observe.warehouse.service.publishing import EXCLUSIVE, carry_out
from adhelm.observe.warehouse.store import commits, upkeep
from adhelm.observe.warehouse.store.handle import Warehouse
from adhelm.observe.warehouse.store.plans import Plan
from adhelm.observe.warehouse.types import Batch, Upkeep

_COMPACT = Batch("compact", source_id="upkeep", what="compact")


def compact(warehouse: Warehouse, *, principal: Principal) -> Upkeep:
    """Join the small files of the workspace; a new data version of the same rows."""
    principal.require(Scope.admin)

    def plan(head: Mapping[str, int]) -> Plan:
        return upkeep.plan_compaction(warehouse, principal.workspace_id, head)

    done, version = carry_out(
        warehouse, workspace_id=principal.workspace_id, batch=_COMPACT, plan=plan
    )
    joined = {change.table: len(change.remove) for change in done.changes.values() if change}
    return Upkeep(version, joined)


def vacuum(warehouse: Warehouse, *, principal: Principal, dry_run: bool = False) -> Upkeep:
    """
    Delete files that no version still promised holds, and what killed processes left.

    Nothing younger than an hour goes: it may belong to a publication under way.
    """
    principal.require(Scope.admin)
    with warehouse.database.exclusive(EXCLUSIVE):
        found = list(upkeep.unneeded(warehouse))
        if not dry_run:
            upkeep.sweep(warehouse, [stored.path for _, stored in found])
    version = commits.newest(warehouse, principal.workspace_id).version
    tables = Counter(table for table, _ in found)
    return Upkeep(version, dict(tables), sum(stored.size for _, stored in found))
