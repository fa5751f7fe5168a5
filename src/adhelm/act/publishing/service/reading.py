"""Look at plans, at actions and their log, and at the history of a thing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from adhelm.act.publishing.logic import bodies, folding
from adhelm.act.publishing.service import finding
from adhelm.act.publishing.service.desk import Desk
from adhelm.act.publishing.store import actions, events, plans, things, values
from adhelm.act.publishing.types import (
    Action,
    ActionState,
    Event,
    Logged,
    Plan,
    PlanState,
)
from adhelm.core.ads import Level
from adhelm.core.db import Connection, Database
from adhelm.core.principal import Principal, Scope
from adhelm.observe import warehouse as warehouses

Place = tuple[datetime, str]
"""Where a page ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One change of a thing, by whomever."""

    at: datetime
    by: str
    """'ours', 'others' or 'platform'."""
    who: str
    field: str
    before: str | None
    after: str | None
    state: str = ""
    """Of ours: what became of it."""
    reason: str = ""
    plan_id: str = ""


def get_plan(*, principal: Principal, database: Database, plan_id: str) -> Plan:
    """
    Return a plan.

    :raises NoSuchPlan: if there is none that the principal sees.
    :raises Altered: if its text is not the one that was hashed.
    """
    principal.require(Scope.read)
    with database.reading() as connection:
        return finding.plan(connection, principal, plan_id)


def plan_file(*, principal: Principal, database: Database, plan_id: str) -> str:
    """
    Return a plan as a file, which `apply` takes as long as nobody has touched it.

    :raises NoSuchPlan: if there is none that the principal sees.
    """
    principal.require(Scope.read)
    with database.reading() as connection:
        plan = finding.plan(connection, principal, plan_id)
        text = plans.text(connection, principal.workspace_id, plan_id)
    return bodies.file_of(text, plan.hash)


def list_plans(
    *,
    principal: Principal,
    database: Database,
    state: PlanState | None = None,
    subject: str = "",
    before: Place | None = None,
    limit: int = 100,
) -> tuple[list[Plan], Place | None]:
    """
    Return plans, the newest first, and where the next page begins; None after the last.

    A page may be short: it lacks the plans in accounts that the principal does not see.
    """
    principal.require(Scope.read)
    with database.reading() as connection:
        found = plans.page(
            connection, principal.workspace_id, state=state, subject=subject, before=before,
            limit=limit,
        )  # fmt: skip
    more = (found[-1].made_at, found[-1].id) if len(found) == limit else None
    return [one for one in found if finding.sees(principal, one)], more


def actions_of_plans(
    *, principal: Principal, database: Database, plan_ids: Sequence[str]
) -> Mapping[str, list[Action]]:
    """Return the actions of plans, in their places."""
    principal.require(Scope.read)
    with database.reading() as connection:
        found = actions.of_plans(connection, principal.workspace_id, plan_ids)
    return {
        one: [each for each in several if _sees(principal, each)] for one, several in found.items()
    }


def standing(*, principal: Principal, database: Database, plan: Plan) -> list[Action]:
    """Return a plan's actions as the transaction that may be open sees them."""
    principal.require(Scope.read)
    with database.transaction() as connection:
        return actions.of_plans(connection, principal.workspace_id, [plan.id])[plan.id]


def get_action(*, principal: Principal, database: Database, action_id: str) -> Action:
    """
    Return an action.

    :raises NoSuchAction: if there is none that the principal sees.
    """
    principal.require(Scope.read)
    with database.reading() as connection:
        return finding.action(connection, principal, action_id)


def list_actions(
    *,
    principal: Principal,
    database: Database,
    where: Mapping[str, str] | None = None,
    after: tuple[int, str] | None = None,
    limit: int = 100,
) -> list[Action]:
    """
    Return actions, open and settled, by their turn, the latest first.

    `where` names columns of an action; `after` are turn and id of the last one of the page before.
    """
    principal.require(Scope.read)
    with database.reading() as connection:
        return actions.by_turn(
            connection, principal.workspace_id, where=where or {}, accounts=principal.accounts,
            after=after, limit=limit,
        )  # fmt: skip


def events_of(*, principal: Principal, database: Database, plan_id: str) -> list[Event]:
    """
    Return all that happened to a plan and its actions, in order.

    :raises NoSuchPlan: if there is none that the principal sees.
    """
    principal.require(Scope.read)
    with database.reading() as connection:
        finding.plan(connection, principal, plan_id)
        return events.of_plan(connection, principal.workspace_id, plan_id)


def replay(*, principal: Principal, database: Database) -> folding.Replayed:
    """Return the plans and actions that the log of events makes of nothing."""
    principal.require(Scope.read)
    principal.require_whole("the log of all events")
    return folding.replayed(events.every(database, principal.workspace_id))


def logs(
    *,
    principal: Principal,
    database: Database,
    where: Mapping[str, str] | None = None,
    before: Place | None = None,
    limit: int = 100,
) -> list[Logged]:
    """
    Return what was done, refused or held, the newest first: why, what it was before, who.

    `where` names columns of an action: connector, account_id, entity_id, state, plan_id.
    """
    principal.require(Scope.read)
    with database.reading() as connection:
        found = actions.page(
            connection, principal.workspace_id, where=where or {}, accounts=principal.accounts,
            before=before, limit=limit,
        )  # fmt: skip
        return list(_logged(connection, principal.workspace_id, found))


def applied_actions(*, principal: Principal, database: Database, since: datetime) -> list[Logged]:
    """Return what was applied since an instant, the oldest first."""
    principal.require(Scope.read)
    with database.reading() as connection:
        found = actions.settled_since(
            connection, principal.workspace_id, since=since, states=[ActionState.done]
        )
        seen = [one for one in found if _sees(principal, one) and one.attempts]
        return list(_logged(connection, principal.workspace_id, seen))


def actions_of(*, principal: Principal, database: Database, recommendation_id: str) -> list[Logged]:
    """Return what came of a recommendation."""
    principal.require(Scope.read)
    with database.reading() as connection:
        found = actions.of_recommendation(connection, principal.workspace_id, recommendation_id)
        seen = [one for one in found if _sees(principal, one)]
        return list(_logged(connection, principal.workspace_id, seen))


def history(
    *,
    principal: Principal,
    desk: Desk,
    connector: str,
    account_id: str,
    level: Level,
    entity_id: str,
    limit: int = 100,
) -> list[Moment]:
    """
    Return the changes of one thing, the newest first: ours, other people's and the platform's.

    Those of others come from the platforms' own change histories as the last sync read them, and
    from values that were found to be others than before.
    """
    principal.require(Scope.read)
    if not principal.sees(connector, account_id):
        return []
    thing = (connector, account_id, level.value, entity_id)
    with desk.database.reading() as connection:
        where = {"connector": connector, "account_id": account_id, "entity_id": entity_id}
        mine = actions.page(
            connection, principal.workspace_id, where=where, accounts=None, before=None,
            limit=limit,
        )  # fmt: skip
        told = list(_logged(connection, principal.workspace_id, mine))
        seen = values.of_thing(connection, principal.workspace_id, thing, limit=limit + 1)
    pinned = warehouses.snapshot(desk.warehouse, principal=principal)
    theirs = things.changes(pinned, thing, limit=limit)
    ours = [_ours(one, one.action.settled_at) for one in told if one.action.settled_at]
    found = [*ours, *_found(seen), *(_theirs(one) for one in theirs)]
    return sorted(found, key=lambda one: one.at, reverse=True)[:limit]


def _logged(connection: Connection, workspace_id: str, found: Iterable[Action]) -> Iterable[Logged]:
    listed = list(found)
    known = plans.many(connection, workspace_id, {one.plan_id for one in listed})
    for action in listed:
        plan = known[action.plan_id]
        yield Logged(
            action=action,
            reason=plan.reason,
            source=plan.source,
            who=plan.proposer,
            approved_by=tuple(one.who.hand for one in plan.approvals),
            confidence=_confidence(plan),
            undo_of=plan.undo_of,
            expected=plan.expected,
        )


def _confidence(plan: Plan) -> str | None:
    told = plan.expected.get("confidence")
    return None if told is None else str(told)


def _sees(principal: Principal, action: Action) -> bool:
    return principal.sees(action.change.connector, action.change.account_id)


def _ours(one: Logged, at: datetime) -> Moment:
    change = one.action.change
    record = bodies.change_record(change)
    return Moment(
        at=at,
        by="ours",
        who=one.who.hand,
        field=change.field.value,
        before=record["before"],
        after=record["after"],
        state=one.action.state.value,
        reason=one.reason,
        plan_id=one.action.plan_id,
    )


def _found(seen: Sequence[values.Seen]) -> Iterable[Moment]:
    """Return the values that others have set, each with the one before it."""
    last: dict[str, str | None] = {}
    for one in reversed(seen):
        if not one.ours and one.field in last:
            yield Moment(
                at=one.at, by="others", who="found by a sync", field=one.field,
                before=last[one.field], after=one.value,
            )  # fmt: skip
        last[one.field] = one.value


def _theirs(one: things.Told) -> Moment:
    return Moment(
        at=one.at, by="others" if one.actor else "platform", who=one.actor, field=one.field,
        before=one.old, after=one.new,
    )  # fmt: skip
