"""Keep the projections of the running month after each arrival of data."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from adhelm.core.clock import Clock
from adhelm.core.db import Database
from adhelm.core.principal import Principal, Scope
from adhelm.understand.pacing.service.asking import pacing
from adhelm.understand.pacing.store import kept
from adhelm.understand.pacing.types import Asked, State

if TYPE_CHECKING:
    from adhelm.observe.warehouse import Warehouse
    from adhelm.understand.pacing.types import Pacing

_KEPT_DAYS = 800
_SETTLED_DAYS = 4
"""Days after which platforms no longer correct spend, but for credits."""


def refresh(*, principal: Principal, database: Database, warehouse: Warehouse, clock: Clock) -> int:
    """
    Project the months that run, and keep what was said; return how many projections.

    Months that have landed meanwhile are written beside what had been said of them.
    """
    principal.require(Scope.write)
    principal.require_whole("pacing")
    today = clock.now().date()
    month = today.replace(day=1)

    def of(first: date) -> Pacing:
        return pacing(
            principal=principal, warehouse=warehouse, database=database, clock=clock,
            asked=Asked(month=first),
        )  # fmt: skip

    found = of(month)
    settled = (today - timedelta(days=_SETTLED_DAYS)).replace(day=1)
    with database.reading() as connection:
        past = kept.open_months(connection, principal.workspace_id, before=settled)
    landed: dict[str, Decimal] = {}
    for each in past:
        landed |= {
            one.budget_id: one.spent
            for one in of(each).rows
            if one.state is State.landed and one.spent is not None
        }
    told = [one for one in found.rows if one.projected is not None and one.through is not None]
    version = int(found.provenance.get("data_version", 0))
    with database.transaction() as connection:
        workspace = principal.workspace_id
        kept.put(connection, workspace, told, at=clock.now(), version=version)
        kept.settle(connection, workspace, landed)
        kept.forget(connection, workspace, before=today - timedelta(days=_KEPT_DAYS))
    return len(told)
