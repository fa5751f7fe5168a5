"""End plans that never apply: rejected, withdrawn, run out, or replaced by another."""

from __future__ import annotations

from adhelm.act.publishing.service.desk import Desk, who
from adhelm.act.publishing.store import events
from adhelm.act.publishing.types import Plan, PlanState
from adhelm.core.db import Connection
from adhelm.core.principal import Principal
from adhelm.decide import optimization
from adhelm.govern import audit

OPEN = frozenset({PlanState.waiting, PlanState.approved})


def close(
    connection: Connection, principal: Principal, desk: Desk, plan: Plan, *, state: PlanState,
    reason: str,
) -> None:  # fmt: skip
    """End a plan that never applies; advice that it was made of is open again."""
    by = who(principal)
    told = {"state": state, "closed_at": desk.clock.now(), "closed_by": by.hand,
            "closed_reason": reason}  # fmt: skip
    events.happened_to_plan(
        connection, plan.workspace_id, plan.id, at=desk.clock.now(), who=by, kind=state.value,
        data=told,
    )  # fmt: skip
    if plan.recommendation_id:
        optimization.release(
            principal=principal, connection=connection, clock=desk.clock,
            recommendation_id=plan.recommendation_id, plan_id=plan.id,
            reason=reason or state.value,
        )  # fmt: skip
    audit.record(
        connection, principal=principal, clock=desk.clock, action=f"publishing.{state.value}",
        subject=f"plan:{plan.id}", after={"state": state.value}, reason=reason,
    )  # fmt: skip
