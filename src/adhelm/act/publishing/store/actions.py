"""Actions as their events have left them: what waits, what is on its way, what became of all."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from adhelm.act.publishing.logic.values import as_text, of_text
from adhelm.act.publishing.tables import ACTION
from adhelm.act.publishing.types import SETTLED, Action, ActionState
from adhelm.core.ads import Level
from adhelm.govern.compliance.types import Change, Field

_OPEN = (ActionState.queued, ActionState.sent, ActionState.unconfirmed)
_AT_ONCE = 500
# Made once: SQLAlchemy takes longer to make a query and to find it again than to run it.
_OURS = ACTION.c.workspace_id == sa.bindparam("workspace")
_OF_PLANS = (
    ACTION.select()
    .where(_OURS, ACTION.c.plan_id.in_(sa.bindparam("plans", expanding=True)))
    .order_by(ACTION.c.plan_id, ACTION.c.place)
)
_WAITING = (
    ACTION.select()
    .where(
        _OURS,
        ACTION.c.connector == sa.bindparam("connector"),
        ACTION.c.account_id == sa.bindparam("account"),
        ACTION.c.state.in_(_OPEN),
    )
    .order_by(ACTION.c.turn, ACTION.c.place)
    .limit(_AT_ONCE)
)
_OPEN_ACCOUNTS = (
    sa.select(ACTION.c.connector, ACTION.c.account_id)
    .where(_OURS, ACTION.c.state.in_(_OPEN))
    .distinct()
)
_MADE = (
    ACTION.select()
    .where(
        _OURS,
        ACTION.c.field == Field.create.value,
        ACTION.c.state == ActionState.done.value,
    )
    .order_by(ACTION.c.plan_id, ACTION.c.place)
)
_IN_FLIGHT = ACTION.select().where(
    _OURS, ACTION.c.state.in_((ActionState.sent, ActionState.unconfirmed))
)


def insert_actions(connection: sa.Connection, workspace_id: str, made: Sequence[Action]) -> None:
    """Add actions."""
    connection.execute(ACTION.insert(), [_values(workspace_id, action) for action in made])


def update_action(connection: sa.Connection, workspace_id: str, action: Action) -> None:
    """Keep an action as it is now."""
    values = _values(workspace_id, action)
    this = (ACTION.c.workspace_id == workspace_id) & (ACTION.c.id == action.id)
    connection.execute(ACTION.update().where(this).values(values))


def keep_all(
    connection: sa.Connection, workspace_id: str, ids: Sequence[str], values: Mapping[str, Any]
) -> None:
    """Keep the same values of several actions."""
    for start in range(0, len(ids), _AT_ONCE):
        these = ACTION.c.id.in_(ids[start : start + _AT_ONCE])
        mine = (ACTION.c.workspace_id == workspace_id) & these
        connection.execute(ACTION.update().where(mine).values(dict(values)))


def find(connection: sa.Connection, workspace_id: str, action_id: str) -> Action | None:
    """Return one action."""
    this = (ACTION.c.workspace_id == workspace_id) & (ACTION.c.id == action_id)
    row = connection.execute(ACTION.select().where(this)).one_or_none()
    return _action(row) if row else None


def of_plans(
    connection: sa.Connection, workspace_id: str, plan_ids: Collection[str]
) -> dict[str, list[Action]]:
    """Return the actions of plans, in their places."""
    found: dict[str, list[Action]] = {one: [] for one in plan_ids}
    asked = {"workspace": workspace_id, "plans": sorted(found)}
    for row in connection.execute(_OF_PLANS, asked):
        found[row.plan_id].append(_action(row))
    return found


def waiting(
    connection: sa.Connection, workspace_id: str, connector: str, account_id: str
) -> list[Action]:
    """Return what is still open of an account, in its turn; at most 500."""
    asked = {"workspace": workspace_id, "connector": connector, "account": account_id}
    return list(map(_action, connection.execute(_WAITING, asked)))


def open_accounts(connection: sa.Connection, workspace_id: str) -> list[tuple[str, str]]:
    """Return the accounts in which something is open."""
    found = connection.execute(_OPEN_ACCOUNTS, {"workspace": workspace_id})
    return [(row.connector, row.account_id) for row in found]


def is_any_open(connection: sa.Connection, workspace_id: str, plan_id: str) -> bool:
    """Say whether an action of a plan is not settled."""
    query = sa.select(ACTION.c.id).where(
        ACTION.c.workspace_id == workspace_id,
        ACTION.c.plan_id == plan_id,
        ACTION.c.state.not_in(SETTLED),
    )
    return connection.scalar(query.limit(1)) is not None


def made(connection: sa.Connection, workspace_id: str) -> list[Action]:
    """Return what was made on platforms, each below what it was made under."""
    return list(map(_action, connection.execute(_MADE, {"workspace": workspace_id})))


def in_flight(connection: sa.Connection, workspace_id: str) -> list[Action]:
    """Return what may be on the platforms already, and is not confirmed."""
    return list(map(_action, connection.execute(_IN_FLIGHT, {"workspace": workspace_id})))


def of_recommendation(
    connection: sa.Connection, workspace_id: str, recommendation_id: str
) -> list[Action]:
    """Return the actions that came of a recommendation."""
    query = ACTION.select().where(
        ACTION.c.workspace_id == workspace_id, ACTION.c.recommendation_id == recommendation_id
    )
    rows = connection.execute(query.order_by(ACTION.c.plan_id, ACTION.c.place))
    return list(map(_action, rows))


def settled_since(
    connection: sa.Connection,
    workspace_id: str,
    *,
    since: datetime,
    states: Collection[ActionState],
) -> list[Action]:
    """Return what was settled in some states since an instant, the oldest first."""
    query = ACTION.select().where(
        ACTION.c.workspace_id == workspace_id,
        ACTION.c.state.in_(sorted(states)),
        ACTION.c.settled_at >= since,
    )
    rows = connection.execute(query.order_by(ACTION.c.settled_at, ACTION.c.id))
    return list(map(_action, rows))


def page(
    connection: sa.Connection,
    workspace_id: str,
    *,
    where: Mapping[str, str],
    accounts: Collection[str] | None,
    before: tuple[datetime, str] | None,
    limit: int,
) -> list[Action]:
    """Return settled actions, the newest first; `where` names columns and their values."""
    conditions = [*_these(workspace_id, where, accounts), ACTION.c.settled_at.is_not(None)]
    if before:
        at, action_id = before
        same = sa.and_(ACTION.c.settled_at == at, ACTION.c.id > action_id)
        conditions.append(sa.or_(ACTION.c.settled_at < at, same))
    query = ACTION.select().where(*conditions)
    newest = query.order_by(ACTION.c.settled_at.desc(), ACTION.c.id).limit(limit)
    return list(map(_action, connection.execute(newest)))


def by_turn(
    connection: sa.Connection,
    workspace_id: str,
    *,
    where: Mapping[str, str],
    accounts: Collection[str] | None,
    after: tuple[int, str] | None,
    limit: int,
) -> list[Action]:
    """Return actions of any state, those that joined a queue last first."""
    turn = sa.func.coalesce(ACTION.c.turn, 0)
    conditions = _these(workspace_id, where, accounts)
    if after:
        number, action_id = after
        same = sa.and_(turn == number, ACTION.c.id > action_id)
        conditions.append(sa.or_(turn < number, same))
    query = ACTION.select().where(*conditions).order_by(turn.desc(), ACTION.c.id).limit(limit)
    return list(map(_action, connection.execute(query)))


def _these(
    workspace_id: str, where: Mapping[str, str], accounts: Collection[str] | None
) -> list[sa.ColumnElement[bool]]:
    conditions = [ACTION.c.workspace_id == workspace_id]
    conditions += [ACTION.c[name] == value for name, value in where.items() if value]
    if accounts is not None:
        account = ACTION.c.connector + "/" + ACTION.c.account_id
        conditions.append(account.in_(sorted(accounts)))
    return conditions


def _values(workspace_id: str, action: Action) -> dict[str, Any]:
    one = action.change
    return {
        "workspace_id": workspace_id,
        "id": action.id,
        "plan_id": action.plan_id,
        "place": action.place,
        "recommendation_id": action.recommendation_id,
        "connector": one.connector,
        "account_id": one.account_id,
        "platform": one.platform,
        "level": one.level.value,
        "entity_id": one.entity_id,
        "name": one.name[:500],
        "field": one.field.value,
        "before": as_text(one.before),
        "after": as_text(one.after),
        "currency": one.currency,
        "state": action.state.value,
        "turn": action.turn,
        "attempts": action.attempts,
        "looks": action.looks,
        "live": as_text(action.live),
        "code": action.code,
        "message": action.message,
        "hint": action.hint,
        "not_before": action.not_before,
        "sent_at": action.sent_at,
        "settled_at": action.settled_at,
    }


def _action(row: Any) -> Action:
    field = Field(row.field)
    change = Change(
        connector=row.connector,
        account_id=row.account_id,
        platform=row.platform,
        level=Level(row.level),
        entity_id=row.entity_id,
        name=row.name,
        field=field,
        before=of_text(field, row.before),
        after=of_text(field, row.after),
        currency=row.currency,
    )
    return Action(
        id=row.id,
        plan_id=row.plan_id,
        place=row.place,
        change=change,
        recommendation_id=row.recommendation_id,
        state=ActionState(row.state),
        turn=row.turn,
        attempts=row.attempts,
        looks=row.looks,
        live=of_text(field, row.live),
        code=row.code,
        message=row.message,
        hint=row.hint,
        not_before=row.not_before,
        sent_at=row.sent_at,
        settled_at=row.settled_at,
    )
