"""How actions end: what is written down of each, in the log and in the audit."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from adhelm.act import campaigns
from adhelm.act.publishing.logic.values import SETTABLE, as_text
from adhelm.act.publishing.service.books import seen_of
from adhelm.act.publishing.service.desk import who
from adhelm.act.publishing.service.scenes import Record, happened
from adhelm.act.publishing.store import actions, events, plans, values
from adhelm.act.publishing.types import (
    Action,
    ActionState,
    CurrencyChanged,
    PlanState,
    Value,
)
from adhelm.connectors.contract import Applied, PlatformError
from adhelm.core.ads import Level
from adhelm.core.db import Connection
from adhelm.core.errors import AdhelmError, Conflict, Unavailable
from adhelm.govern import audit
from adhelm.govern.audit import Outcome
from adhelm.govern.compliance.types import PAUSED, Field

_UNDONE = frozenset({ActionState.refused, ActionState.held, ActionState.failed})


class ChangedElsewhere(Conflict):
    """Somebody else has set another value since."""

    code = "publishing.held"


class KeptOld(Unavailable):
    """The platform said yes and kept the old value."""

    code = "publishing.kept_old"


class NoAnswer(Unavailable):
    """The platform was asked as often as it helps, and nothing has changed."""

    code = "publishing.no_answer"


class NotMade(Conflict):
    """What it would belong to was not made."""

    code = "publishing.not_made"


class NotAllTaken(Conflict):
    """The platform took some of a list, and refused others."""

    code = "publishing.not_all_taken"


def settle(
    record: Record,
    action: Action,
    state: ActionState,
    *,
    live: Value = None,
    error: AdhelmError | None = None,
    made_id: str = "",
) -> Action:
    """End an action; on disk on return."""
    data: dict[str, Any] = {"state": state, "settled_at": record.desk.clock.now()}
    if live is not None:
        data["live"] = live
    if made_id:
        data["made_id"] = made_id
    if error:
        data |= {"code": error.code, "message": error.message, "hint": error.hint}
    with record.desk.database.durable() as connection:
        return end(connection, record, action, data)


def end(connection: Connection, record: Record, action: Action, data: Mapping[str, Any]) -> Action:
    """End an action in the caller's transaction, and its plan if nothing of it is open."""
    workspace, now = record.principal.workspace_id, record.desk.clock.now()
    by = who(record.principal)
    ended = events.happened(
        connection, workspace, action, at=now, who=by, kind=str(data["state"]), data=data
    )
    _note_value(connection, record, ended, now)
    _note_in_audit(connection, record, ended)
    _tell_campaign(connection, record, ended)
    if not actions.is_any_open(connection, workspace, ended.plan_id):
        told = {"state": PlanState.applied, "closed_at": now, "closed_by": by.hand}
        events.happened_to_plan(
            connection, workspace, ended.plan_id, at=now, who=by, kind="applied", data=told
        )
    return ended


def hold(record: Record, action: Action, live: Value) -> Action:
    """End an action whose thing somebody else has changed: nothing is overwritten."""
    change = action.change
    now, told = as_text(live) or "none", as_text(change.before) or "none"
    error = ChangedElsewhere(
        f"{change.field} of {change.name} is {now}: neither {told}, from which the plan starts, "
        f"nor {as_text(change.after)}, where it leads",
        hint="look who changed it (`adhelm history`), then propose anew",
    )
    return settle(record, action, ActionState.held, live=live, error=error)


def refuse_currency(record: Record, action: Action, now: str) -> Action:
    """End an action of an account that has another currency by now."""
    error = CurrencyChanged(
        f"the account is in {now} by now, the plan in {action.change.currency}",
        hint="propose it anew in the account's currency",
    )
    return settle(record, action, ActionState.refused, error=error)


def orphan(record: Record, action: Action, why: str) -> Action:
    """End the making of a thing whose parent is not there."""
    error = NotMade(why, hint="mend what went wrong above, then resume")
    return settle(record, action, ActionState.refused, error=error)


def unconfirm(
    record: Record, action: Action, live: Value, *, error: PlatformError | None = None
) -> Action:
    """Leave an action to the reconciler: the platform said yes, and shows something else."""
    data: dict[str, Any] = {"state": ActionState.unconfirmed, "live": live, "looks": 0}
    data["message"] = error.message if error else "the platform said yes and shows the old value"
    return happened(record, action, "unconfirmed", data)


def keep_old(record: Record, action: Action, live: Value) -> Action:
    """End an action that the platform said yes to and did not carry out."""
    error = KeptOld(
        f"the platform said yes and kept {as_text(live) or 'the old value'}",
        hint="look on the platform what keeps it from changing, then propose anew",
    )
    return settle(record, action, ActionState.failed, live=live, error=error)


def exhaust(record: Record, action: Action, live: Value) -> Action:
    """End an action that was sent as often as it helps."""
    error = NoAnswer(
        f"sent {action.attempts} times without an answer, and nothing has changed",
        hint="look at the platform's status page, then propose anew",
    )
    return settle(record, action, ActionState.failed, live=live, error=error)


def put_back(record: Record, action: Action, *, error: PlatformError, until: datetime) -> Action:
    """Put an action back into the queue that the platform did nothing about."""
    data = {
        "state": ActionState.queued, "not_before": until, "code": error.code,
        "message": error.message, "attempts": action.attempts - 1,
    }  # fmt: skip
    return happened(record, action, "put_back", data)


def listed(record: Record, action: Action, applied: Applied) -> Action:
    """End the adding of a list, of which the platform may have refused some."""
    if not applied.failures:
        return settle(record, action, ActionState.done)
    first = applied.failures[0]
    error = NotAllTaken(
        f"{len(applied.failures)} were refused, the first: {first[2]}", hint="see each one's reason"
    )
    return settle(record, action, ActionState.failed, error=error)


def made(record: Record, action: Action, applied: Applied) -> Action:
    """End the making of a thing: it has an id now, and is paused."""
    return settle(record, action, ActionState.done, made_id=applied.entity_id)


def _note_value(connection: Connection, record: Record, action: Action, now: datetime) -> None:
    """Let limits see what the platform shows now."""
    change, workspace = action.change, record.principal.workspace_id
    if action.state is ActionState.done and change.field is Field.create:
        first = seen_of(action, record.books, at=now, value=PAUSED, ours=True, field=Field.status)
        values.add(connection, workspace, first)
        return
    if change.field not in SETTABLE or action.state not in {ActionState.done, ActionState.held}:
        return
    if record.books.current_of(change) == action.live:
        return
    ours = action.state is ActionState.done and action.attempts > 0
    found = seen_of(action, record.books, at=now, value=action.live, ours=ours)
    # The day's opening value must be known before anything of ours is.
    first = [old for one in found for old in record.books.unseen(one.thing, change.field)]
    values.add(connection, workspace, [*first, *found])


def _note_in_audit(connection: Connection, record: Record, action: Action) -> None:
    change = action.change
    plan = plans.reason_of(connection, record.principal.workspace_id, action.plan_id)
    after = {
        "plan": action.plan_id, "state": action.state.value, "live": as_text(action.live),
        change.field.value: as_text(change.after),
    }  # fmt: skip
    audit.record(
        connection,
        principal=record.principal,
        clock=record.desk.clock,
        action=f"publishing.{action.state.value}",
        subject=f"{change.level.value}:{change.account}/{change.entity_id}"[:300],
        before={change.field.value: as_text(change.before)},
        after=after | ({"error": action.message} if action.message else {}),
        reason=plan,
        outcome=Outcome.refused if action.state in _UNDONE else Outcome.done,
    )


def _tell_campaign(connection: Connection, record: Record, action: Action) -> None:
    """Let our campaign know which of its parts is on a platform now."""
    change = action.change
    made = change.field is Field.create and change.level is Level.campaign
    if not made or action.state is not ActionState.done:
        return
    plan = record.plan(action.plan_id)
    part_id = plan.items[action.place].detail.get("part_id")
    kind, _, campaign_id = plan.subject.partition(":")
    if part_id and kind == "campaign":
        campaigns.link(
            connection, principal=record.principal, clock=record.desk.clock,
            campaign_id=campaign_id, part_id=str(part_id), account=change.account,
            external_id=change.entity_id, name=change.name,
        )  # fmt: skip
