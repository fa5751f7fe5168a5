"""Whether a change may go now: limits, freeze and approval, in one transaction with the intent.

What this transaction leaves on disk says what may leave the process next: the intent, or why not.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from adhelm.act.publishing.service import approving, closing, facts, judging
from adhelm.act.publishing.service.desk import whole
from adhelm.act.publishing.service.judging import Case
from adhelm.act.publishing.service.proposing import undo_of
from adhelm.act.publishing.service.scenes import Scene, happened_in
from adhelm.act.publishing.store import actions, events
from adhelm.act.publishing.types import (
    Action,
    ActionState,
    Altered,
    ApprovalMissing,
    Plan,
    Value,
)
from adhelm.core.db import Connection
from adhelm.govern import compliance
from adhelm.govern.compliance.types import Undo, Verdict

_HOUR = timedelta(hours=1)


def decide(scene: Scene, action: Action, live: Value) -> Action:
    """
    Return an action as `sent` if it may go, its intent on disk; else as what became of it.

    :raises Altered: if the plan is not the text that was approved.
    """
    plan = scene.plan(action.plan_id)
    _refuse_other_change(plan, action)
    now = scene.desk.clock.now()
    with scene.desk.database.durable() as connection:
        told = (*_unapproved(scene, plan, now), *_verdicts(scene, connection, action, live, now))
        no = judging.objections(told)
        if no:
            return _close(connection, scene, action, ActionState.refused, verdict=no[0], live=live)
        if not judging.is_live(told):
            return _close(connection, scene, action, ActionState.dry_run, live=live)
        if judging.is_too_often(told):
            until = _free_again(scene, connection, action, now)
            return happened_in(connection, scene, action, "waits", {"not_before": until})
        data = {
            "state": ActionState.sent, "sent_at": now, "attempts": action.attempts + 1,
            "live": live, "not_before": None, "value": action.change.after,
        }  # fmt: skip
        return happened_in(connection, scene, action, "sent", data)


def _refuse_other_change(plan: Plan, action: Action) -> None:
    approved, asked = plan.items[action.place].change, action.change
    same = (approved.account, approved.level, approved.field, approved.after, approved.before)
    if same != (asked.account, asked.level, asked.field, asked.after, asked.before):
        raise Altered("an action is not what its plan says", hint="propose it anew")
    if approved.entity_id and approved.entity_id != asked.entity_id:
        raise Altered("an action is of another thing than its plan", hint="propose it anew")


def _unapproved(scene: Scene, plan: Plan, now: datetime) -> tuple[Verdict, ...]:
    try:
        approving.refuse_unapproved(scene.desk.database, plan, now=now)
    except (ApprovalMissing, Altered) as error:
        no = Verdict(
            "approval", str(plan.needed), "fewer", allowed=False, message=error.message,
            hint=error.hint,
        )  # fmt: skip
        return (no,)
    return ()


def _verdicts(
    scene: Scene, connection: Connection, action: Action, live: Value, now: datetime
) -> tuple[Verdict, ...]:
    workspace, change = scene.principal.workspace_id, action.change
    books = scene.books
    books.keep_up(connection, workspace)
    place = books.place(change)
    holds = compliance.rules_for(
        connection, principal=whole(scene.principal), clock=scene.desk.clock, things=[place]
    )[place]
    writes = events.writes_since(connection, workspace, {action.target}, since=now - _HOUR)
    situation = facts.situation(
        books, change, holds.limits, holds.stops, now=now, live=live,
        writes=writes.get(action.target, ()), undo=_undo(scene, connection, action),
    )  # fmt: skip
    case = Case(change, situation, holds.limits)
    return judging.verdicts(scene.desk, scene.principal, [case])[0]


def _undo(scene: Scene, connection: Connection, action: Action) -> Undo | None:
    taken_back = scene.plan(action.plan_id).items[action.place].undoes
    if not taken_back:
        return None
    before = actions.find(connection, scene.principal.workspace_id, taken_back)
    return undo_of(scene.books, before) if before else None


def _free_again(scene: Scene, connection: Connection, action: Action, now: datetime) -> datetime:
    found = events.writes_since(
        connection, scene.principal.workspace_id, {action.target}, since=now - _HOUR
    )
    first = min(found.get(action.target, [now]))
    return first + _HOUR + timedelta(seconds=1)


def _close(
    connection: Connection,
    scene: Scene,
    action: Action,
    state: ActionState,
    *,
    verdict: Verdict | None = None,
    live: Value,
) -> Action:
    data: dict[str, Any] = {"state": state, "settled_at": scene.desk.clock.now(), "live": live}
    if verdict:
        told = verdict.message or f"{verdict.limit} is {verdict.value}, asked: {verdict.asked}"
        data |= {"code": f"limits.{verdict.limit}", "message": told, "hint": verdict.hint}
    return closing.end(connection, scene, action, data)
