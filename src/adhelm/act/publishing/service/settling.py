"""The reconciler: settles what is open after a lost answer, a kill, or a yes that was none."""

from __future__ import annotations

from dataclasses import dataclass

from adhelm.act.publishing.logic import calls
from adhelm.act.publishing.service import approving, closing
from adhelm.act.publishing.service.desk import Desk
from adhelm.act.publishing.service.scenes import Scene, happened
from adhelm.act.publishing.service.writing import account_open, look, write
from adhelm.act.publishing.store import actions
from adhelm.act.publishing.types import Action, ActionState
from adhelm.connectors.contract import NotThere, PlatformError
from adhelm.core.db import Busy
from adhelm.core.errors import AdhelmError
from adhelm.core.principal import Principal, Scope

_TICKS = 2


@dataclass(slots=True)
class Reconciled:
    """What one tick did."""

    settled: int = 0
    open: int = 0
    """What is still open."""
    expired: int = 0
    """Plans that nobody applied in time."""
    errors: tuple[str, ...] = ()


def reconcile(*, principal: Principal, desk: Desk) -> Reconciled:
    """
    Look at everything that is open: one tick.

    A yes that the platform does not show is looked at on two ticks, then it has failed. What a
    killed process left is looked up, then written again or settled. Accounts that somebody is
    writing at this moment are theirs.
    """
    principal.require(Scope.write)
    done = Reconciled(expired=approving.expire(principal=principal, desk=desk))
    with desk.database.reading() as connection:
        accounts = actions.open_accounts(connection, principal.workspace_id)
    errors = []
    for connector, account_id in accounts:
        try:
            done.settled += _look(desk, principal, connector, account_id)
            found = write(principal=principal, desk=desk, connector=connector,
                          account_id=account_id)  # fmt: skip
            done.settled += found.settled
        except AdhelmError as error:
            errors.append(f"{connector}/{account_id}: {error.message}")
    with desk.database.reading() as connection:
        done.open = len(actions.open_accounts(connection, principal.workspace_id))
    done.errors = tuple(errors)
    return done


def _look(desk: Desk, principal: Principal, connector: str, account_id: str) -> int:
    """Look at what the platform said yes to and does not show."""
    with desk.database.reading() as connection:
        found = actions.waiting(connection, principal.workspace_id, connector, account_id)
    if not any(one.state is ActionState.unconfirmed for one in found):
        return 0
    try:
        with account_open(desk, principal, connector, account_id) as scene:
            with desk.database.reading() as connection:
                found = actions.waiting(connection, principal.workspace_id, connector, account_id)
            unsure = [one for one in found if one.state is ActionState.unconfirmed]
            return sum(_settled(scene, one) for one in unsure)
    except Busy:
        return 0


def _settled(scene: Scene, action: Action) -> bool:
    change = action.change
    try:
        value = calls.value_of(look(scene, action), change.field)
    except NotThere as error:
        closing.settle(scene, action, ActionState.failed, error=error)
        return True
    except PlatformError:
        return False
    if value == change.after:
        closing.settle(scene, action, ActionState.done, live=value)
    elif value != change.before:
        closing.hold(scene, action, value)
    elif action.looks + 1 >= _TICKS:
        closing.keep_old(scene, action, value)
    else:
        happened(scene, action, "looked", {"looks": action.looks + 1, "live": value})
        return False
    return True
