"""Approve and reject: by somebody else than who proposed, for exactly one text, for a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from adhelm.act.publishing.service import books as known
from adhelm.act.publishing.service import finding, judging
from adhelm.act.publishing.service.books import Books
from adhelm.act.publishing.service.desk import Desk, who
from adhelm.act.publishing.service.ending import OPEN, close
from adhelm.act.publishing.service.proposing import VALID_FOR, judged_by
from adhelm.act.publishing.service.refreshing import refresh
from adhelm.act.publishing.store import events, plans
from adhelm.act.publishing.types import (
    Altered,
    Approval,
    ApprovalMissing,
    Blocked,
    CurrencyChanged,
    Drifted,
    Expired,
    NotNow,
    OwnPlan,
    Plan,
    PlanState,
    Who,
)
from adhelm.core.db import Database
from adhelm.core.errors import AdhelmError, Forbidden
from adhelm.core.principal import Actor, Principal, Scope
from adhelm.govern import accounts, audit
from adhelm.govern.accounts import Caller


def approve(*, principal: Principal, desk: Desk, plan_id: str, digest: str) -> Plan:
    """
    Approve exactly the text whose hash is `digest`, after its accounts were read anew.

    It holds for 24 hours. No answer never applies.

    :raises OwnPlan: if the principal proposed it, with this hand or another.
    :raises Altered: if the plan has another hash.
    :raises Expired: if it has waited for too long.
    :raises Drifted: if a value that it starts from has changed.
    :raises Blocked: if a limit forbids it.
    """
    try:
        principal.require(Scope.approve)
        with desk.database.reading() as connection:
            plan = finding.plan(connection, principal, plan_id)
        _refuse_unfit(plan, digest, desk.clock.now())
        _refuse_own(plan, who(principal))
        refresh(desk, principal, plan)
        _refuse_by_now(desk, principal, plan)
    except AdhelmError as error:
        note_refusal(desk, principal, plan_id, "approve", error)
        raise
    with desk.database.durable() as connection:
        plans.lock(connection, principal.workspace_id, plan_id)
        now = desk.clock.now()
        plan = finding.plan(connection, principal, plan_id)
        _refuse_unfit(plan, digest, now)
        approval = Approval(who(principal), plan.hash, now, now + VALID_FOR)
        plans.approve(connection, principal.workspace_id, plan_id, approval)
        hands = {one.who.hand for one in plan.approvals if one.expires_at > now}
        enough = len(hands | {approval.who.hand}) >= plan.needed
        state = PlanState.approved if enough else PlanState.waiting
        told = {"state": state, "hash": plan.hash, "expires_at": approval.expires_at}
        events.happened_to_plan(
            connection, principal.workspace_id, plan_id, at=now, who=approval.who,
            kind="approved", data=told,
        )  # fmt: skip
        audit.record(
            connection, principal=principal, clock=desk.clock, action="publishing.approve",
            subject=f"plan:{plan_id}", after={"hash": plan.hash, "state": state.value},
        )  # fmt: skip
        return finding.plan(connection, principal, plan_id)


def reject(*, principal: Principal, desk: Desk, plan_id: str, reason: str) -> Plan:
    """
    Reject a plan, or withdraw one's own: it never applies.

    :raises NoSuchPlan: if there is none.
    :raises NotNow: if it is decided already.
    """
    principal.require(Scope.propose)
    with desk.database.durable() as connection:
        plans.lock(connection, principal.workspace_id, plan_id)
        plan = finding.plan(connection, principal, plan_id)
        if who(principal).hand != plan.proposer.hand:
            principal.require(Scope.approve)
        if plan.state not in OPEN:
            raise NotNow(f"the plan is {plan.state}", hint="only what waits can be rejected")
        close(connection, principal, desk, plan, state=PlanState.rejected, reason=reason)
        return finding.plan(connection, principal, plan_id)


def refuse_unapproved(database: Database, plan: Plan, *, now: datetime) -> None:
    """
    Let a plan pass that enough people approve, who may do so at this moment.

    :raises ApprovalMissing: if an approval is missing, has run out, or is of who may no longer.
    :raises Altered: if it is of another text.
    """
    good: set[str] = set()
    why = ""
    for one in plan.approvals:
        if one.hash != plan.hash:
            raise Altered("an approval of this plan is of another text", hint="approve it anew")
        if one.who.hand in {plan.proposer.hand, plan.proposer.id}:
            why = "nobody approves what they proposed"
        elif one.expires_at <= now:
            why = f"the approval of {one.who.hand} has run out"
        elif not may_still(database, plan, one.who, now):
            why = f"{one.who.hand} may not approve any more"
        else:
            good.add(one.who.hand)
    if len(good) < plan.needed:
        raise ApprovalMissing(
            f"{len(good)} of {plan.needed} approvals are there{': ' if why else ''}{why}",
            hint=f"adhelm approve {plan.id}",
        )


def may_still(database: Database, plan: Plan, one: Who, now: datetime) -> bool:
    """Say whether somebody holds the role of an approver at this moment, in all of its accounts."""
    inside = Principal(Actor.scheduler, "publishing", plan.workspace_id, frozenset({Scope.admin}))
    try:
        if one.actor == Actor.key:
            keys = accounts.list_keys(principal=inside, database=database)
            key = next((each for each in keys if each.id == one.id), None)
            if key is None or key.revoked_at or (key.expires_at and key.expires_at <= now):
                return False
            caller = Caller("", key)
            holder = accounts.principal_of(
                database=database, caller=caller, workspace_id=plan.workspace_id
            )
            if not _holds(holder, plan):
                return False
            if not one.behind:
                return True
        holder = accounts.principal_of(
            database=database, caller=Caller(one.hand), workspace_id=plan.workspace_id
        )
    except AdhelmError:
        return False
    return _holds(holder, plan)


def note_refusal(
    desk: Desk, principal: Principal, plan_id: str, action: str, error: AdhelmError
) -> None:
    """Write down an attempt that was not allowed."""
    if isinstance(error, Forbidden | Blocked | Altered):
        audit.record_refusal(
            desk.database, principal=principal, clock=desk.clock,
            action=f"publishing.{action}", subject=f"plan:{plan_id}", reason=error.message,
        )  # fmt: skip


def expire(*, principal: Principal, desk: Desk) -> int:
    """End the plans that nobody applied in time; return how many."""
    principal.require(Scope.propose)
    with desk.database.reading() as connection:
        ids = plans.overdue(connection, principal.workspace_id, desk.clock.now())
    for plan_id in ids:
        with desk.database.durable() as connection:
            plans.lock(connection, principal.workspace_id, plan_id)
            plan = finding.plan(connection, principal, plan_id)
            if plan.state in OPEN and plan.expires_at <= desk.clock.now():
                reason = "nobody applied it in time"
                close(connection, principal, desk, plan, state=PlanState.expired, reason=reason)
    return len(ids)


def _holds(holder: Principal, plan: Plan) -> bool:
    return Scope.approve in holder.scopes and finding.sees(holder, plan)


def _refuse_unfit(plan: Plan, digest: str, now: datetime) -> None:
    if plan.hash != digest:
        raise Altered(
            "this approval is of another plan, or of another text of it",
            hint="look at the plan again, and approve the hash that it has",
        )
    if plan.state not in OPEN:
        raise NotNow(f"the plan is {plan.state}", hint="propose it anew")
    if plan.expires_at <= now:
        raise Expired(
            f"the plan has waited since {plan.made_at:%Y-%m-%d %H:%M} UTC",
            hint="propose it anew: it starts from values that are a day old",
        )


def _refuse_own(plan: Plan, approver: Who) -> None:
    theirs = {plan.proposer.id, plan.proposer.hand}
    if theirs & {approver.id, approver.hand}:
        raise OwnPlan("nobody approves what they proposed", hint="ask somebody else")


def _refuse_by_now(desk: Desk, principal: Principal, plan: Plan) -> None:
    books = known.load(desk, principal, changes=[item.change for item in plan.items])
    _refuse_drifted(books, plan)
    cases = judged_by(desk, principal, books, plan.items)
    told = judging.verdicts(desk, principal, cases)
    items = tuple(replace(item, verdicts=one) for item, one in zip(plan.items, told, strict=True))
    against = judging.blocking(replace(plan, items=items))
    if against:
        raise Blocked(
            judging.said(against[:3]),
            hint=against[0].hint,
            limits=[{"limit": one.limit, "value": one.value, "asked": one.asked}
                    for one in against],
        )  # fmt: skip


def _refuse_drifted(books: Books, plan: Plan) -> None:
    for item in plan.items:
        change = item.change
        account = books.accounts.get((change.connector, change.account_id))
        if account is None:
            raise Drifted(f"account {change.account} is not this workspace's any more")
        if account.currency != change.currency:
            raise CurrencyChanged(
                f"account {change.account} is in {account.currency} by now, the plan in "
                f"{change.currency}",
                hint="propose it anew in the account's currency",
            )
        if not change.entity_id or item.undoes:
            continue
        now = books.current(known.thing_of(change), change.field)
        if now not in {change.before, change.after}:
            raise Drifted(
                f"{change.field} of {change.name} was {change.before} in the plan and is {now}",
                hint="propose it anew",
                entity_id=change.entity_id, field=change.field.value, before=change.before,
                after=change.after, live=now,
            )  # fmt: skip
