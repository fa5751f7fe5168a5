"""Take back what a plan has changed: by a plan of its own, with the same drift check."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from adhelm.act.publishing.logic.values import SETTABLE
from adhelm.act.publishing.service import finding
from adhelm.act.publishing.service.desk import Desk
from adhelm.act.publishing.service.proposing import propose
from adhelm.act.publishing.store import actions
from adhelm.act.publishing.types import CHANGED, Action, NothingToUndo, Plan, Wish
from adhelm.core.principal import Principal, Scope
from adhelm.govern.compliance.types import REMOVED


def undo(*, principal: Principal, desk: Desk, plan_id: str, reason: str = "") -> Plan:
    """
    Make a plan that sets each value that a plan changed back to what it was before.

    Within 24 hours of the change, and if nobody else has changed the value since, steps and waits
    do not bind it. A value that somebody else has set since is held, never overwritten. What was
    made stays on the platform.

    :raises NoSuchPlan: if there is no such plan.
    :raises NothingToUndo: if it has changed nothing that can be set back.
    """
    principal.require(Scope.propose)
    with desk.database.reading() as connection:
        plan = finding.plan(connection, principal, plan_id)
        found = actions.of_plans(connection, principal.workspace_id, [plan_id])[plan_id]
    wishes = list(_back(found))
    if not wishes:
        raise NothingToUndo(
            "nothing of this plan was applied that could be set back",
            hint="see its actions: what was held or refused has changed nothing",
        )
    return propose(
        principal=principal, desk=desk, changes=wishes, source="undo", undo_of=plan_id,
        reason=reason.strip() or f"undo of {plan_id}: {plan.reason}"[:2000],
        subject=plan.subject,
    )  # fmt: skip


def _back(found: list[Action]) -> Iterator[Wish]:
    # The last change of a thing first, should a plan have several.
    for action in reversed(found):
        change = action.change
        # What was removed stays so on every platform.
        changed = action.state in CHANGED and action.attempts and change.after != REMOVED
        if changed and change.field in SETTABLE and change.before is not None:
            back = replace(change, before=change.after, after=change.before)
            yield Wish(back, undoes=action.id)
