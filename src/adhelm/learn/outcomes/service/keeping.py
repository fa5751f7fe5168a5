"""Judge what publishing has applied, after figures have come."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from adhelm.act import publishing
from adhelm.act.publishing import Desk, Logged
from adhelm.core.principal import Principal, Scope
from adhelm.learn.outcomes.service.judging import judge
from adhelm.learn.outcomes.types import Applied, Foreign, Outcome

_BACK = timedelta(days=150)
"""So long after a change its verdict is passed at the latest."""


def keep(*, principal: Principal, desk: Desk) -> list[Outcome]:
    """Pass the verdicts that are due on all that was applied lately; return what is new."""
    principal.require(Scope.write)
    since = desk.clock.now() - _BACK
    told = publishing.applied_actions(principal=principal, database=desk.database, since=since)

    def others(one: Applied) -> Sequence[Foreign]:
        change = one.change
        found = publishing.history(
            principal=principal, desk=desk, connector=change.connector,
            account_id=change.account_id, level=change.level, entity_id=change.entity_id,
        )  # fmt: skip
        return [
            Foreign(each.at, each.who, each.field, change.name)
            for each in found
            if each.by != "ours"
        ]

    return judge(
        principal=principal, database=desk.database, warehouse=desk.warehouse, clock=desk.clock,
        applied=[applied_of(one) for one in told if one.action.settled_at], others=others,
    )  # fmt: skip


def applied_of(one: Logged) -> Applied:
    """Return an action as it is judged."""
    action = one.action
    assert action.settled_at is not None  # noqa: S101 - the caller looks
    return Applied(
        action_id=action.id,
        plan_id=action.plan_id,
        recommendation_id=action.recommendation_id,
        source=one.source,
        change=action.change,
        at=action.settled_at,
        undo_of=one.undo_of,
    )
