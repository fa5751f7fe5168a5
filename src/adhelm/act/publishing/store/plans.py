"""Plans and who approved them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from adhelm.act.publishing.logic import bodies
from adhelm.act.publishing.tables import APPROVAL, PLAN
from adhelm.act.publishing.types import Approval, Plan, PlanState, Who
from adhelm.core.db import lock_in_transaction

# Made once: SQLAlchemy takes longer to make a query and to find it again than to run it.
_OURS = PLAN.c.workspace_id == sa.bindparam("workspace")
_ONE = PLAN.select().where(_OURS, PLAN.c.id == sa.bindparam("plan"))
_SINCE = PLAN.select().where(_OURS, PLAN.c.made_at > sa.bindparam("moment"))
_OVERDUE = sa.select(PLAN.c.id).where(
    _OURS,
    PLAN.c.state.in_([PlanState.waiting.value, PlanState.approved.value]),
    PLAN.c.expires_at <= sa.bindparam("now"),
)
_APPROVALS = (
    APPROVAL.select()
    .where(
        APPROVAL.c.workspace_id == sa.bindparam("workspace"),
        APPROVAL.c.plan_id.in_(sa.bindparam("plans", expanding=True)),
    )
    .order_by(APPROVAL.c.at)
)


def lock(connection: sa.Connection, workspace_id: str, plan_id: str) -> None:
    """Let one decision about a plan at a time pass."""
    lock_in_transaction(connection, f"publishing plan {workspace_id} {plan_id}")


def insert(connection: sa.Connection, plan: Plan, body: str) -> None:
    """Add a plan with the text that its hash is of."""
    row = {
        "workspace_id": plan.workspace_id,
        "id": plan.id,
        "body": body,
        "hash": plan.hash,
        "state": plan.state.value,
        "made_at": plan.made_at,
        "expires_at": plan.expires_at,
        "reason": plan.reason,
        "source": plan.source,
        "recommendation_id": plan.recommendation_id,
        "undo_of": plan.undo_of,
        "subject": plan.subject,
        "accounts": " ".join(sorted(plan.accounts)),
        "closed_by": "",
        "closed_reason": "",
    }
    connection.execute(PLAN.insert(), row)


def find(connection: sa.Connection, workspace_id: str, plan_id: str) -> Plan | None:
    """
    Return a plan, its text held against its hash.

    :raises Altered: if they do not fit.
    """
    asked = {"workspace": workspace_id, "plan": plan_id}
    row = connection.execute(_ONE, asked).one_or_none()
    return next(iter(_plans(connection, workspace_id, [row])), None) if row else None


def text(connection: sa.Connection, workspace_id: str, plan_id: str) -> str:
    """Return the text that a plan's hash is of; '' if there is no such plan."""
    this = (PLAN.c.workspace_id == workspace_id) & (PLAN.c.id == plan_id)
    return str(connection.scalar(sa.select(PLAN.c.body).where(this)) or "")


def reason_of(connection: sa.Connection, workspace_id: str, plan_id: str) -> str:
    """Return why a plan was made."""
    this = (PLAN.c.workspace_id == workspace_id) & (PLAN.c.id == plan_id)
    return str(connection.scalar(sa.select(PLAN.c.reason).where(this)) or "")


def many(connection: sa.Connection, workspace_id: str, ids: Collection[str]) -> dict[str, Plan]:
    """Return plans by id."""
    these = (PLAN.c.workspace_id == workspace_id) & PLAN.c.id.in_(sorted(ids))
    rows = connection.execute(PLAN.select().where(these)).all()
    return {plan.id: plan for plan in _plans(connection, workspace_id, rows)}


def page(
    connection: sa.Connection,
    workspace_id: str,
    *,
    state: PlanState | None = None,
    subject: str = "",
    before: tuple[datetime, str] | None = None,
    limit: int,
) -> list[Plan]:
    """Return plans, the newest first."""
    conditions = [PLAN.c.workspace_id == workspace_id]
    if state:
        conditions.append(PLAN.c.state == state.value)
    if subject:
        conditions.append(PLAN.c.subject == subject)
    if before:
        at, plan_id = before
        same = sa.and_(PLAN.c.made_at == at, PLAN.c.id > plan_id)
        conditions.append(sa.or_(PLAN.c.made_at < at, same))
    query = PLAN.select().where(*conditions)
    rows = connection.execute(query.order_by(PLAN.c.made_at.desc(), PLAN.c.id).limit(limit)).all()
    return _plans(connection, workspace_id, rows)


def since(connection: sa.Connection, workspace_id: str, moment: datetime) -> list[Plan]:
    """Return the plans that were made since an instant."""
    rows = connection.execute(_SINCE, {"workspace": workspace_id, "moment": moment}).all()
    return _plans(connection, workspace_id, rows)


def is_any_waiting(connection: sa.Connection, workspace_id: str) -> bool:
    """Say whether a plan waits, for people or for being applied."""
    waits = PLAN.c.state.in_([PlanState.waiting.value, PlanState.approved.value])
    query = sa.select(PLAN.c.id).where(PLAN.c.workspace_id == workspace_id, waits)
    return connection.scalar(query.limit(1)) is not None


def overdue(connection: sa.Connection, workspace_id: str, now: datetime) -> list[str]:
    """Return the plans that nobody applied in time."""
    return list(connection.scalars(_OVERDUE, {"workspace": workspace_id, "now": now}))


def approve(connection: sa.Connection, workspace_id: str, plan_id: str, approval: Approval) -> None:
    """Keep an approval in place of an earlier one by the same hand."""
    this = (
        (APPROVAL.c.workspace_id == workspace_id)
        & (APPROVAL.c.plan_id == plan_id)
        & (APPROVAL.c.person == approval.who.hand)
    )
    connection.execute(APPROVAL.delete().where(this))
    row = {
        "workspace_id": workspace_id,
        "plan_id": plan_id,
        "person": approval.who.hand,
        "actor": approval.who.actor,
        "actor_id": approval.who.id,
        "hash": approval.hash,
        "at": approval.at,
        "expires_at": approval.expires_at,
    }
    connection.execute(APPROVAL.insert(), row)


def _plans(connection: sa.Connection, workspace_id: str, rows: Iterable[Any]) -> list[Plan]:
    listed = list(rows)
    asked = {"workspace": workspace_id, "plans": [one.id for one in listed]}
    found: dict[str, list[Approval]] = {}
    for row in connection.execute(_APPROVALS, asked):
        behind = row.person if row.person != row.actor_id else ""
        who = Who(row.actor, row.actor_id, behind)
        approval = Approval(who, row.hash, row.at, row.expires_at)
        found.setdefault(row.plan_id, []).append(approval)
    return [
        replace(
            bodies.plan_of(row.body, row.hash),
            state=PlanState(row.state),
            approvals=tuple(found.get(row.id, ())),
            released_at=row.released_at,
            closed_at=row.closed_at,
            closed_by=row.closed_by,
            closed_reason=row.closed_reason,
        )
        for row in listed
    ]
