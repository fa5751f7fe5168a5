"""The log: events are added and never changed; plans and actions are what they make of them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from adhelm.act.publishing.logic import folding
from adhelm.act.publishing.store.actions import insert_actions, keep_all, update_action
from adhelm.act.publishing.tables import EVENT, PLAN
from adhelm.act.publishing.types import Action, Event, Who
from adhelm.core.db import Database, lock_in_transaction

_PAGE, _AT_ONCE = 1000, 500
# Made once: SQLAlchemy takes longer to make a query and to find it again than to run it.
_OURS = EVENT.c.workspace_id == sa.bindparam("workspace")
_LAST = sa.select(sa.func.max(EVENT.c.number)).where(_OURS)
_LATER = (
    EVENT.select()
    .where(_OURS, EVENT.c.number > sa.bindparam("last"))
    .order_by(EVENT.c.number)
    .limit(_PAGE)
)
_WRITES = (
    sa.select(EVENT.c.target, EVENT.c.at)
    .where(
        _OURS,
        EVENT.c.target.in_(sa.bindparam("targets", expanding=True)),
        EVENT.c.kind == "sent",
        EVENT.c.at > sa.bindparam("since"),
    )
    .order_by(EVENT.c.number)
)


def add(
    connection: sa.Connection,
    workspace_id: str,
    *,
    at: datetime,
    who: Who,
    kind: str,
    plan_id: str,
    action: Action | None = None,
    data: Mapping[str, Any] | None = None,
) -> Event:
    """Write an event down without making anything of it yet."""
    event = Event(
        number=next_number(connection, workspace_id),
        at=at,
        kind=kind,
        plan_id=plan_id,
        action_id=action.id if action else "",
        who=who,
        target=action.target if action else "",
        data=folding.written(data or {}),
    )
    connection.execute(EVENT.insert(), _row(workspace_id, event))
    return event


def happened(
    connection: sa.Connection,
    workspace_id: str,
    action: Action,
    *,
    at: datetime,
    who: Who,
    kind: str,
    data: Mapping[str, Any],
) -> Action:
    """Write down what happened to an action; return it as it is now."""
    event = add(
        connection, workspace_id, at=at, who=who, kind=kind, plan_id=action.plan_id, action=action,
        data=data,
    )  # fmt: skip
    now = folding.after(action, event)
    update_action(connection, workspace_id, now)
    return now


def happened_to_all(
    connection: sa.Connection,
    workspace_id: str,
    changed: Sequence[Action],
    *,
    at: datetime,
    who: Who,
    kind: str,
    data: Mapping[str, Any],
) -> None:
    """Write down that the same happened to several actions."""
    told = folding.written(data)
    _insert(connection, workspace_id, [(one, told) for one in changed], at=at, who=who, kind=kind)
    keep_all(connection, workspace_id, [one.id for one in changed], data)


def begun(
    connection: sa.Connection,
    workspace_id: str,
    planned: Sequence[tuple[Action, Mapping[str, Any]]],
    *,
    at: datetime,
    who: Who,
) -> None:
    """Write down that actions are planned, each with what its first event tells."""
    _insert(connection, workspace_id, planned, at=at, who=who, kind=folding.PLANNED)
    insert_actions(connection, workspace_id, [action for action, _ in planned])


def happened_to_plan(
    connection: sa.Connection,
    workspace_id: str,
    plan_id: str,
    *,
    at: datetime,
    who: Who,
    kind: str,
    data: Mapping[str, Any],
) -> None:
    """Write down what happened to a plan, and how it stands now."""
    event = add(connection, workspace_id, at=at, who=who, kind=kind, plan_id=plan_id, data=data)
    told = folding.plan_after(folding.Standing(), event)
    names = event.data.keys() & set(folding.Standing.__slots__)
    values = {name: getattr(told, name) for name in names}
    if values:
        this = (PLAN.c.workspace_id == workspace_id) & (PLAN.c.id == plan_id)
        connection.execute(PLAN.update().where(this).values(values))


def writes_since(
    connection: sa.Connection, workspace_id: str, targets: Collection[str], *, since: datetime
) -> dict[str, list[datetime]]:
    """Return when things were written to since an instant, repeats included."""
    found: dict[str, list[datetime]] = {}
    ordered = sorted(targets)
    for start in range(0, len(ordered), _AT_ONCE):
        some = ordered[start : start + _AT_ONCE]
        asked = {"workspace": workspace_id, "targets": some, "since": since}
        for target, at in connection.execute(_WRITES, asked):
            found.setdefault(target, []).append(at)
    return found


def of_plan(connection: sa.Connection, workspace_id: str, plan_id: str) -> list[Event]:
    """Return what happened to a plan and its actions, in order."""
    query = EVENT.select().where(EVENT.c.workspace_id == workspace_id, EVENT.c.plan_id == plan_id)
    return [_event(row) for row in connection.execute(query.order_by(EVENT.c.number))]


def every(database: Database, workspace_id: str, *, after: int = 0) -> Iterator[Event]:
    """Yield the events of a workspace, the oldest first: all, or those after a number."""
    last = after
    while True:
        with database.reading() as connection:
            rows = connection.execute(_LATER, {"workspace": workspace_id, "last": last}).all()
        yield from map(_event, rows)
        if len(rows) < _PAGE:
            return
        last = rows[-1].number


def next_number(connection: sa.Connection, workspace_id: str) -> int:
    """Return the number of the next event, which nobody else takes meanwhile."""
    lock_in_transaction(connection, f"publishing events {workspace_id}")
    return int(connection.scalar(_LAST, {"workspace": workspace_id}) or 0) + 1


def _insert(
    connection: sa.Connection,
    workspace_id: str,
    told_of: Sequence[tuple[Action, Mapping[str, Any]]],
    *,
    at: datetime,
    who: Who,
    kind: str,
) -> None:
    first = next_number(connection, workspace_id)
    made = [
        Event(
            number=first + place,
            at=at,
            kind=kind,
            plan_id=action.plan_id,
            action_id=action.id,
            who=who,
            target=action.target,
            data=told,
        )
        for place, (action, told) in enumerate(told_of)
    ]
    connection.execute(EVENT.insert(), [_row(workspace_id, event) for event in made])


def _row(workspace_id: str, event: Event) -> dict[str, Any]:
    return {
        "workspace_id": workspace_id,
        "number": event.number,
        "at": event.at,
        "kind": event.kind,
        "plan_id": event.plan_id,
        "action_id": event.action_id,
        "actor": event.who.actor,
        "actor_id": event.who.id,
        "target": event.target,
        "data": dict(event.data),
    }


def _event(row: Any) -> Event:
    return Event(
        number=row.number,
        at=row.at,
        kind=row.kind,
        plan_id=row.plan_id,
        action_id=row.action_id,
        who=Who(row.actor, row.actor_id),
        target=row.target,
        data=row.data,
    )
