"""Give a plan that waits other values: another takes its place, and it never applies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from adhelm.act.publishing.logic import values
from adhelm.act.publishing.service import finding
from adhelm.act.publishing.service.approving import note_refusal
from adhelm.act.publishing.service.desk import Desk, who
from adhelm.act.publishing.service.ending import OPEN
from adhelm.act.publishing.service.proposing import propose
from adhelm.act.publishing.types import Altered, BadChange, Item, NotNow, Plan, Wish
from adhelm.core.errors import AdhelmError
from adhelm.core.principal import Principal, Scope
from adhelm.decide import optimization


def substitute(
    *,
    principal: Principal,
    desk: Desk,
    plan_id: str,
    digest: str,
    changed: Mapping[int, str],
    reason: str = "",
) -> Plan:
    """
    Propose a plan anew with other values, and end the one of hash `digest` in the same step.

    `changed` has new values by the place of their line; the others stay as they were proposed.
    Who gives other values is the proposer, so somebody else approves; limits are checked anew.
    Advice that the old plan was made of belongs to the new one. Without a `reason` it keeps its.

    :raises NoSuchPlan: if there is none that the principal sees.
    :raises Altered: if the plan has another hash.
    :raises NotNow: if it is decided already.
    :raises BadChange: if there is no such line, or it has no value that could be another.
    :raises Forbidden: if it is somebody else's plan, and the principal may not approve.
    """
    try:
        principal.require(Scope.propose)
        with desk.database.reading() as connection:
            plan = finding.plan(connection, principal, plan_id)
        if who(principal).hand != plan.proposer.hand:
            principal.require(Scope.approve)
        _refuse_unfit(plan, digest)
    except AdhelmError as error:
        note_refusal(desk, principal, plan_id, "replace", error)
        raise
    wishes = _wishes(plan, changed)
    return propose(
        principal=principal, desk=desk, changes=wishes, reason=reason.strip() or plan.reason,
        recommendation_id=_advice(principal, desk, plan), subject=plan.subject, replaces=plan,
    )  # fmt: skip


def _refuse_unfit(plan: Plan, digest: str) -> None:
    if plan.hash != digest:
        raise Altered("the plan has another hash than that", hint="look at the plan again")
    if plan.state not in OPEN:
        raise NotNow(f"the plan is {plan.state}", hint="only what waits can be replaced")


def _wishes(plan: Plan, changed: Mapping[int, str]) -> list[Wish]:
    if not changed or not all(0 <= place < len(plan.items) for place in changed):
        raise BadChange(
            "other values are given for lines of the plan",
            hint=f"places 0 to {len(plan.items) - 1}, at least one",
        )
    if any(item.undoes or item.change.field not in values.SETTABLE for item in plan.items):
        raise BadChange(
            "only plans that set values can be given others",
            hint="reject it, and propose what it should be",
        )
    wishes = [_wish(item, changed.get(place)) for place, item in enumerate(plan.items)]
    if all(
        wish.change.after == item.change.after
        for wish, item in zip(wishes, plan.items, strict=True)
    ):
        raise BadChange("all values are as they were", hint="give another value, or approve it")
    return wishes


def _wish(item: Item, text: str | None) -> Wish:
    change = item.change
    if text is not None:
        change = replace(change, after=values.of_text(change.field, text))
    return Wish(change, bid=item.bid, detail=item.detail)


def _advice(principal: Principal, desk: Desk, plan: Plan) -> str:
    """Return the advice that the new plan is made of; '' where it has run out meanwhile."""
    if not plan.recommendation_id:
        return ""
    advice = optimization.recommendation(
        principal=principal, database=desk.database, clock=desk.clock,
        recommendation_id=plan.recommendation_id,
    )  # fmt: skip
    lives = advice.expires_at > desk.clock.now()
    return advice.id if advice.plan_id == plan.id and lives else ""
