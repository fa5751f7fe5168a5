"""State is what events make of it: one event after the other, the same every time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from adhelm.act.publishing.logic.bodies import change_of
from adhelm.act.publishing.logic.values import as_text, of_text
from adhelm.act.publishing.types import Action, ActionState, Event, PlanState

PLANNED, PROPOSED = "planned", "proposed"
_TIMES = frozenset({"not_before", "sent_at", "settled_at", "released_at", "closed_at"})


@dataclass(frozen=True, slots=True)
class Standing:
    """What of a plan changes after it was made."""

    state: PlanState = PlanState.waiting
    released_at: datetime | None = None
    closed_at: datetime | None = None
    closed_by: str = ""
    closed_reason: str = ""


@dataclass(slots=True)
class Replayed:
    """Plans and actions as a log of events leaves them."""

    plans: dict[str, Standing] = field(default_factory=dict)
    actions: dict[str, Action] = field(default_factory=dict)


def replayed(events: Iterable[Event]) -> Replayed:
    """Return what a log makes of nothing, its events in the order of their numbers."""
    found = Replayed()
    for event in events:
        if event.action_id:
            before = found.actions.get(event.action_id)
            found.actions[event.action_id] = after(before or born(event), event)
        else:
            standing = found.plans.get(event.plan_id, Standing())
            found.plans[event.plan_id] = plan_after(standing, event)
    return found


def born(event: Event) -> Action:
    """Return the action that its first event tells of."""
    return Action(
        id=event.action_id,
        plan_id=event.plan_id,
        place=event.data["place"],
        change=change_of(event.data["change"]),
        recommendation_id=event.data["recommendation_id"],
    )


def after(action: Action, event: Event) -> Action:
    """Return an action after something happened to it."""
    if event.kind == PLANNED:
        return action
    told = {name: _read(action, name, value) for name, value in event.data.items()}
    if made := told.pop("made_id", None):
        told["change"] = replace(action.change, entity_id=str(made))
    told.pop("value", None)
    return replace(action, **told)


def plan_after(standing: Standing, event: Event) -> Standing:
    """Return how a plan stands after something happened to it."""
    told = {name: _moment(name, value) for name, value in event.data.items()}
    names = set(Standing.__slots__)
    kept = {name: value for name, value in told.items() if name in names}
    if "state" in kept:
        kept["state"] = PlanState(kept["state"])
    return replace(standing, **kept)


def written(told: Mapping[str, Any]) -> dict[str, Any]:
    """Return what an event says in JSON's own types."""
    return {name: _plain(value) for name, value in told.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, (ActionState, PlanState)):
        return value.value
    return as_text(value) if not isinstance(value, (int, dict, list)) else value


def _read(action: Action, name: str, value: Any) -> Any:
    if name == "state":
        return ActionState(value)
    if name == "live":
        return of_text(action.change.field, value)
    return _moment(name, value)


def _moment(name: str, value: Any) -> Any:
    return datetime.fromisoformat(value) if name in _TIMES and value is not None else value
