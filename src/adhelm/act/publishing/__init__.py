"""Changes on platforms: proposed, approved, applied once, read back, undone. None but this writes.

Everybody's wish becomes a plan, held against the limits, approved by somebody else and written
by a job that compares before it sets. Every step is an event, from which the state can be replayed.
"""

from adhelm.act.publishing.service.approving import approve, reject
from adhelm.act.publishing.service.desk import Desk, publisher
from adhelm.act.publishing.service.proposing import propose
from adhelm.act.publishing.service.reading import (
    actions_of,
    actions_of_plans,
    applied_actions,
    events_of,
    get_action,
    get_plan,
    history,
    list_plans,
    logs,
    plan_file,
    replay,
)
from adhelm.act.publishing.service.refreshing import watch
from adhelm.act.publishing.service.releasing import release
from adhelm.act.publishing.service.settling import reconcile
from adhelm.act.publishing.service.undoing import undo
from adhelm.act.publishing.service.writing import write
from adhelm.act.publishing.types import Action, ActionState, Check, Logged, Plan, PlanState, Wish

__all__ = [
    "Action",
    "ActionState",
    "Check",
    "Desk",
    "Logged",
    "Plan",
    "PlanState",
    "Wish",
    "actions_of",
    "actions_of_plans",
    "applied_actions",
    "approve",
    "events_of",
    "get_action",
    "get_plan",
    "history",
    "list_plans",
    "logs",
    "plan_file",
    "propose",
    "publisher",
    "reconcile",
    "reject",
    "release",
    "replay",
    "undo",
    "watch",
    "write",
]
