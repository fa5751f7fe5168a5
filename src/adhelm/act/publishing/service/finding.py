"""Find plans and actions that a principal sees."""

from __future__ import annotations

from adhelm.act.publishing.store import actions, plans
from adhelm.act.publishing.types import Action, NoSuchAction, NoSuchPlan, Plan
from adhelm.core.db import Connection
from adhelm.core.principal import Principal


def plan(connection: Connection, principal: Principal, plan_id: str) -> Plan:
    """
    Return a plan whose accounts the principal sees, its text held against its hash.

    :raises NoSuchPlan: if there is none.
    :raises Altered: if its text is not the one that was hashed.
    """
    found = plans.find(connection, principal.workspace_id, plan_id)
    if found is None or not sees(principal, found):
        raise NoSuchPlan(f"there is no plan '{plan_id}' here", hint="`adhelm plan ls` lists them")
    return found


def action(connection: Connection, principal: Principal, action_id: str) -> Action:
    """
    Return an action in an account that the principal sees.

    :raises NoSuchAction: if there is none.
    """
    found = actions.find(connection, principal.workspace_id, action_id)
    if found is None or not principal.sees(found.change.connector, found.change.account_id):
        raise NoSuchAction(f"there is no action '{action_id}' here", hint="see the plan's actions")
    return found


def sees(principal: Principal, found: Plan) -> bool:
    """Say whether a principal sees all accounts that a plan touches."""
    return principal.accounts is None or found.accounts <= principal.accounts
