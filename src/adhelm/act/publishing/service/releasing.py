"""Apply an approved plan: its changes join the queues of their accounts, as durable jobs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from adhelm.act.publishing.service import approving, finding
from adhelm.act.publishing.service.desk import RECONCILE, Desk, see_to_it, who
from adhelm.act.publishing.service.proposing import VALID_FOR
from adhelm.act.publishing.store import actions, events, plans
from adhelm.act.publishing.types import (
    ActionState,
    Altered,
    Expired,
    NotNow,
    Plan,
    PlanState,
)
from adhelm.core import jobs
from adhelm.core.clock import Clock
from adhelm.core.db import Connection
from adhelm.core.errors import AdhelmError
from adhelm.core.principal import Principal, Scope
from adhelm.govern import audit

WRITE = "publishing.write"
_URGENT = 5


def release(*, principal: Principal, desk: Desk, plan_id: str, digest: str = "") -> Plan:
    """
    Let an approved plan be written; with `digest`, only if the plan has that hash.

    Again is as once. What becomes of each change is in its action.

    :raises Altered: if the plan has another hash.
    :raises ApprovalMissing: if too few approve, or one of them may no longer.
    :raises Expired: if nobody applied it in time.
    :raises NotNow: if it was rejected.
    """
    try:
        principal.require(Scope.propose)
        with desk.database.durable() as connection:
            plans.lock(connection, principal.workspace_id, plan_id)
            plan = finding.plan(connection, principal, plan_id)
            if digest and digest != plan.hash:
                raise Altered(
                    "the plan has another hash than this file", hint="write the file anew"
                )
            if plan.state in {PlanState.applying, PlanState.applied}:
                return plan
            _refuse_unready(plan, desk.clock.now())
            approving.refuse_unapproved(desk.database, plan, now=desk.clock.now())
            _queue(connection, principal, desk, plan)
            return finding.plan(connection, principal, plan_id)
    except AdhelmError as error:
        approving.note_refusal(desk, principal, plan_id, "apply", error)
        raise


def ask_to_write(
    connection: Connection,
    workspace_id: str,
    accounts: Iterable[tuple[str, str]],
    *,
    clock: Clock,
    run_at: datetime | None = None,
) -> None:
    """Ask for what waits in the queues of accounts to be written."""
    for connector, account_id in sorted(set(accounts)):
        jobs.enqueue(
            connection, workspace_id=workspace_id, kind=WRITE, clock=clock, run_at=run_at,
            payload={"connector": connector, "account_id": account_id}, priority=_URGENT,
        )  # fmt: skip


def rest(*, principal: Principal, desk: Desk) -> bool:
    """Let the reconciler sleep if nothing is open; say whether it does."""
    principal.require(Scope.write)
    workspace = principal.workspace_id
    with desk.database.transaction() as connection:
        if actions.open_accounts(connection, workspace) or plans.is_any_waiting(
            connection, workspace
        ):
            return False
        jobs.unschedule(connection, workspace_id=workspace, name=RECONCILE)
    return True


def _refuse_unready(plan: Plan, now: datetime) -> None:
    if plan.state in {PlanState.rejected, PlanState.expired}:
        raise NotNow(f"the plan is {plan.state}", hint="propose it anew")
    if plan.expires_at + VALID_FOR <= now:
        raise Expired("nobody applied the plan in time", hint="propose it anew")


def _queue(connection: Connection, principal: Principal, desk: Desk, plan: Plan) -> None:
    now, by = desk.clock.now(), who(principal)
    told = {"state": PlanState.applying, "released_at": now}
    events.happened_to_plan(
        connection, plan.workspace_id, plan.id, at=now, who=by, kind="released", data=told
    )
    planned = actions.of_plans(connection, plan.workspace_id, [plan.id])[plan.id]
    turn = events.next_number(connection, plan.workspace_id)
    events.happened_to_all(
        connection, plan.workspace_id, planned, at=now, who=by, kind="queued",
        data={"state": ActionState.queued, "turn": turn},
    )  # fmt: skip
    touched = {(one.change.connector, one.change.account_id) for one in planned}
    ask_to_write(connection, plan.workspace_id, touched, clock=desk.clock)
    see_to_it(connection, plan.workspace_id, now)
    audit.record(
        connection, principal=principal, clock=desk.clock, action="publishing.apply",
        subject=f"plan:{plan.id}", after={"hash": plan.hash, "changes": len(planned)},
        reason=plan.reason,
    )  # fmt: skip
