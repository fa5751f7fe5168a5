"""Plans, actions, events and log lines as the rows that every door shows."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from adhelm.act.publishing.logic import bodies
from adhelm.act.publishing.logic.values import as_text
from adhelm.act.publishing.service.kinds import directions_of, fields_of
from adhelm.act.publishing.service.reading import Moment
from adhelm.act.publishing.service.settable import Settable
from adhelm.act.publishing.service.together import Outcome
from adhelm.act.publishing.types import Action, ActionState, Event, Item, Logged, Plan
from adhelm.govern import compliance

_OF_PLAN = (
    "id", "hash", "state", "made_at", "expires_at", "reason", "source", "recommendation_id",
    "data_version", "undo_of", "subject", "needed", "needed_why", "released_at", "closed_at",
    "closed_by", "closed_reason",
)  # fmt: skip
_OF_ACTION = (
    "id", "plan_id", "state", "attempts", "code", "message", "hint", "sent_at", "settled_at",
)  # fmt: skip
_OF_EVENT = ("number", "at", "kind", "plan_id", "action_id", "data")


def brief_body(plan: Plan) -> dict[str, Any]:
    """Return a plan as a list shows it."""
    told = {name: getattr(plan, name) for name in _OF_PLAN}
    return {
        **told,
        "proposer": asdict(plan.proposer),
        "approvals": [
            {"who": asdict(one.who), "hash": one.hash, "at": one.at, "expires_at": one.expires_at}
            for one in plan.approvals
        ],
        "changes": len(plan.items),
        "accounts": sorted(plan.accounts),
        "fields": fields_of(plan),
        "directions": directions_of(plan),
        "allowed": plan.allowed,
    }


def outcome_body(one: Outcome) -> dict[str, Any]:
    """Return what became of one of several plans."""
    plan, error = one.plan, one.error
    return {
        "plan_id": one.plan_id,
        "state": plan.state if plan else None,
        "code": error.code if error else "",
        "message": error.message if error else "",
        "hint": error.hint if error else "",
    }


def plan_body(plan: Plan, found: list[Action]) -> dict[str, Any]:
    """Return a plan with its actions, line by line."""
    pairs = zip(plan.items, found, strict=True)
    items = [_item(item, action) for item, action in pairs]
    return {**brief_body(plan), "expected": plan.expected, "items": items}


def action_body(action: Action) -> dict[str, Any]:
    """Return an action."""
    told = {name: getattr(action, name) for name in _OF_ACTION}
    change = bodies.change_record(action.change)
    return {**told, "change": change, "live": as_text(action.live)}


def event_body(event: Event) -> dict[str, Any]:
    """Return an event."""
    told = {name: getattr(event, name) for name in _OF_EVENT}
    return {**told, "actor": event.who.actor, "actor_id": event.who.id}


def log_body(one: Logged) -> dict[str, Any]:
    """Return a line of the optimisation log."""
    action, change = one.action, one.action.change
    return {
        "at": action.settled_at or action.sent_at,
        "action": change.field.value,
        "action_id": action.id,
        "plan_id": action.plan_id,
        "recommendation_id": action.recommendation_id,
        "connector": change.connector,
        "account_id": change.account_id,
        "level": change.level.value,
        "entity_id": change.entity_id,
        "name": change.name,
        "reason": one.reason,
        "source": one.source,
        "before": as_text(change.before),
        "after": as_text(change.after),
        "live": as_text(action.live),
        "currency": change.currency,
        "confidence": one.confidence,
        "success": action.state is ActionState.done,
        "state": action.state.value,
        "error": action.message,
        "error_code": action.code,
        "who": one.who.hand,
        "approved_by": list(one.approved_by),
        "undo_of": one.undo_of,
    }


def moment_body(one: Moment) -> dict[str, Any]:
    """Return one change of a thing."""
    return asdict(one)


def settable_body(one: Settable) -> dict[str, Any]:
    """Return a thing with what can be set of it."""
    connector, account_id, level, entity_id = one.thing
    return {
        "connector": connector,
        "account_id": account_id,
        "level": level,
        "entity_id": entity_id,
        "platform": one.platform,
        "name": one.name,
        "currency": one.currency,
        "values": [{"field": name, "value": as_text(value)} for name, value in one.values],
        "sharing": one.sharing,
        "known_at": one.known_at,
    }


def _item(item: Item, action: Action) -> dict[str, Any]:
    return {
        "change": {
            **bodies.change_record(item.change), "entity_id": action.change.entity_id,
        },
        "direction": compliance.direction(item.change).value,
        "verdicts": [
            asdict(one) for one in item.verdicts
        ],
        "undo": item.undo,
        "undoes": item.undoes,
        "action_id": action.id,
        "state": action.state.value,
        "live": as_text(action.live),
        "code": action.code,
        "message": action.message,
        "hint": action.hint,
    }  # fmt: skip
