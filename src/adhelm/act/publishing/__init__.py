"""Changes on platforms: proposed, approved, applied once, read back, undone. None but this writes.

Everybody's wish becomes a plan, held against the limits, approved by somebody else and written
by a job that compares before it sets. Every step is an event, from which the state can be replayed.
"""

from adhelm.act.publishing.logic.telling import plainly
from adhelm.act.publishing.service.advising import fly, take_advice
from adhelm.act.publishing.service.approving import approve, reject
from adhelm.act.publishing.service.desk import Desk, publisher
from adhelm.act.publishing.service.launching import enable, launched, lint, publish, remove
from adhelm.act.publishing.service.proposing import propose
from adhelm.act.publishing.service.reading import (
    actions_of,
    actions_of_plans,
    applied_actions,
    events_of,
    get_action,
    get_plan,
    history,
    list_actions,
    list_plans,
    logs,
    plan_file,
    replay,
    standing,
)
from adhelm.act.publishing.service.refreshing import watch
from adhelm.act.publishing.service.releasing import release
from adhelm.act.publishing.service.replacing import substitute
from adhelm.act.publishing.service.settable import Settable, settable
from adhelm.act.publishing.service.settling import reconcile
from adhelm.act.publishing.service.together import approve_several
from adhelm.act.publishing.service.undoing import undo
from adhelm.act.publishing.service.writing import write
from adhelm.act.publishing.types import (
    SETTLED,
    Action,
    ActionState,
    Brief,
    Check,
    Launched,
    LaunchState,
    Logged,
    Plan,
    PlanState,
    Trust,
    Wish,
)

__all__ = [
    "SETTLED",
    "Action",
    "ActionState",
    "Brief",
    "Check",
    "Desk",
    "LaunchState",
    "Launched",
    "Logged",
    "Plan",
    "PlanState",
    "Settable",
    "Trust",
    "Wish",
    "actions_of",
    "actions_of_plans",
    "applied_actions",
    "approve",
    "approve_several",
    "enable",
    "events_of",
    "fly",
    "get_action",
    "get_plan",
    "history",
    "launched",
    "lint",
    "list_actions",
    "list_plans",
    "logs",
    "plainly",
    "plan_file",
    "propose",
    "publish",
    "publisher",
    "reconcile",
    "reject",
    "release",
    "remove",
    "replay",
    "settable",
    "standing",
    "substitute",
    "take_advice",
    "undo",
    "watch",
    "write",
]
