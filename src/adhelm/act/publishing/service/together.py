"""Approve several plans of one kind at once: each for its own text, each with its own outcome."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from adhelm.act.publishing.service import finding
from adhelm.act.publishing.service.approving import approve
from adhelm.act.publishing.service.desk import Desk
from adhelm.act.publishing.service.kinds import kind_of
from adhelm.act.publishing.service.releasing import release
from adhelm.act.publishing.types import MixedKinds, Plan, PlanState
from adhelm.core.errors import AdhelmError
from adhelm.core.principal import Principal, Scope


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one of the plans."""

    plan_id: str
    plan: Plan | None
    """As it is now; None where it was refused."""
    error: AdhelmError | None = None


def approve_several(
    *, principal: Principal, desk: Desk, plans: Sequence[tuple[str, str]], apply: bool = False
) -> list[Outcome]:
    """
    Approve plans of one kind, each by its (id, hash), in this order; one that fails stops none.

    With `apply`, what needs no other approval is applied too. Their accounts are read anew once.

    :raises MixedKinds: if they change other fields, another way, or in other accounts.
    """
    principal.require(Scope.approve)
    if len({plan_id for plan_id, _ in plans}) < len(plans):
        raise MixedKinds("a plan is named twice", hint="each once")
    _refuse_mixed(principal, desk, [plan_id for plan_id, _ in plans])
    return [_one(principal, desk, plan_id, digest, apply=apply) for plan_id, digest in plans]


def _refuse_mixed(principal: Principal, desk: Desk, ids: Sequence[str]) -> None:
    kinds = set()
    with desk.database.reading() as connection:
        for plan_id in ids:
            try:
                kinds.add(kind_of(finding.plan(connection, principal, plan_id)))
            except AdhelmError:
                # It is answered in its own place.
                continue
    if len(kinds) > 1:
        raise MixedKinds(
            "these plans are of several kinds",
            hint="at once go only plans that change the same fields, the same way, in one account",
        )


def _one(principal: Principal, desk: Desk, plan_id: str, digest: str, *, apply: bool) -> Outcome:
    try:
        plan = approve(principal=principal, desk=desk, plan_id=plan_id, digest=digest)
        if apply and plan.state is PlanState.approved:
            plan = release(principal=principal, desk=desk, plan_id=plan_id, digest=digest)
    except AdhelmError as error:
        return Outcome(plan_id, None, error)
    return Outcome(plan_id, plan)
