"""Write what waits in an account's queue: one change after the other, each compared first.

The intent is on disk before the call leaves, the result before it is reported. What a process
that was killed had sent is looked up before anything else is done.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from adhelm.act.publishing.logic import calls
from adhelm.act.publishing.service import books as known
from adhelm.act.publishing.service import closing, deciding
from adhelm.act.publishing.service.desk import Desk
from adhelm.act.publishing.service.scenes import Record, Scene, happened
from adhelm.act.publishing.store import actions
from adhelm.act.publishing.types import SETTLED, Action, ActionState, Plan, Value
from adhelm.connectors.contract import (
    Applied,
    CircuitOpen,
    Live,
    NotThere,
    PlatformError,
    RateLimited,
    Transient,
)
from adhelm.core.db import Busy
from adhelm.core.errors import AdhelmError
from adhelm.core.principal import Principal
from adhelm.govern.compliance.types import Field
from adhelm.observe import ingest
from adhelm.observe.ingest import Way

MOST_ATTEMPTS = 4
_LOOKS = 3
_WAIT = timedelta(seconds=30)
_SHORT_S = 0.2
_LONG_WAIT = timedelta(minutes=10)
_PROMISES = frozenset({Field.create, Field.negative_keywords})
"""Changes without a value that could be compared: a repeat makes nothing twice."""


@dataclass(slots=True)
class Written:
    """What a run over an account's queue did."""

    settled: int = 0
    wakes_at: datetime | None = None
    """When something that had to wait may go on; None if nothing waits."""
    blocked: set[str] = field(default_factory=set)
    """Things whose first change waits: later ones wait for it."""

    def wait(self, action: Action, until: datetime) -> None:
        """Leave a thing alone until then."""
        self.blocked.add(action.target)
        self.wakes_at = min(self.wakes_at or until, until)


def write(*, principal: Principal, desk: Desk, connector: str, account_id: str) -> Written:
    """
    Write an account's queue until nothing is left that could be written now.

    One at a time has an account; who comes meanwhile is done for.

    :raises PlatformError: if the account cannot be reached at all.
    """
    done = Written()
    while _due(desk, principal, connector, account_id, done):
        try:
            with account_open(desk, principal, connector, account_id) as scene:
                _through(scene, connector, account_id, done)
        except Busy:
            # Whoever has it looks again after letting go, and finds what was there before this.
            return done
    return done


@contextmanager
def account_open(
    desk: Desk, principal: Principal, connector: str, account_id: str
) -> Iterator[Scene]:
    """
    Open an account for writing; nobody else has it meanwhile.

    :raises Busy: if somebody has it.
    :raises PlatformError: if it cannot be reached; what waits is refused unless that may pass.
    """
    key, workspace = (connector, account_id), principal.workspace_id
    with desk.database.exclusive(f"publishing {workspace} {connector} {account_id}", timeout_s=0):
        way = ingest.ways_to(**desk.reaching(principal), accounts=[key])[key]
        if not isinstance(way, Way):
            _give_up(desk, principal, key, way)
            raise way
        with desk.database.reading() as connection:
            waiting = actions.waiting(connection, workspace, connector, account_id)
        books = known.load(desk, principal, changes=[one.change for one in waiting])
        writer = desk.platforms.writer(connector, way.credential, address=way.address,
                                       keep=way.keep)  # fmt: skip
        try:
            yield Scene(desk, principal, books, account=way.account, writer=writer)
        finally:
            writer.close()


def _through(scene: Scene, connector: str, account_id: str, done: Written) -> None:
    while waiting := _due(scene.desk, scene.principal, connector, account_id, done):
        for action in waiting:
            if action.target not in done.blocked:
                _one(scene, action, done)


def _due(
    desk: Desk, principal: Principal, connector: str, account_id: str, done: Written
) -> list[Action]:
    with desk.database.reading() as connection:
        found = actions.waiting(connection, principal.workspace_id, connector, account_id)
    now = desk.clock.now()
    due = []
    for one in found:
        if one.not_before and one.not_before > now:
            done.wait(one, one.not_before)
        elif one.state is ActionState.unconfirmed:
            # The reconciler looks again; what follows on the same thing waits for that.
            done.blocked.add(one.target)
        elif one.target not in done.blocked or one.state is ActionState.sent:
            due.append(one)
    return [one for one in due if one.target not in done.blocked]


def _give_up(desk: Desk, principal: Principal, key: tuple[str, str], error: AdhelmError) -> None:
    """End what waits for an account that is not as it was: nothing is sent."""
    if isinstance(error, Transient | RateLimited):
        return
    record = Record(desk, principal, known.load(desk, principal))
    with desk.database.reading() as connection:
        waiting = actions.waiting(connection, principal.workspace_id, *key)
    for action in waiting:
        if action.state is ActionState.queued:
            closing.settle(record, action, ActionState.refused, error=error)


def _one(scene: Scene, action: Action, done: Written) -> None:
    """Bring one change as far as it goes now."""
    try:
        if action.state is ActionState.sent:
            action = _looked_up(scene, action)
        while action.state is ActionState.queued:
            action = _compared(scene, action, done)
            if action.state is ActionState.queued and action.target in done.blocked:
                return
    except (Transient, RateLimited, CircuitOpen) as error:
        # It cannot be looked at: it stays as it is, and is looked at later.
        done.wait(action, _later(scene.desk, error))
        return
    if action.state in SETTLED:
        done.settled += 1
    else:
        done.blocked.add(action.target)


def _compared(scene: Scene, action: Action, done: Written) -> Action:
    """Compare a change with the live value, and write it if it starts from there."""
    if action.change.field in _PROMISES:
        return _promised(scene, action, done)
    try:
        live = look(scene, action)
    except PlatformError as error:
        if isinstance(error, Transient | RateLimited):
            raise
        return closing.settle(scene, action, ActionState.refused, error=error)
    value = calls.value_of(live, action.change.field)
    currency = calls.currency_of(live)
    if currency and currency != action.change.currency:
        return closing.refuse_currency(scene, action, currency)
    if value == action.change.after:
        return closing.settle(scene, action, ActionState.done, live=value)
    if value != action.change.before:
        return closing.hold(scene, action, value)
    return _decided(scene, action, value, done)


def _promised(scene: Scene, action: Action, done: Written) -> Action:
    plan, parent = _above(scene, action)
    under = plan.items[action.place].under
    if under is not None and (parent is None or parent.state not in SETTLED):
        done.blocked.add(action.target)
        return action
    if parent is not None and parent.state is not ActionState.done:
        what = "it would have been made" if parent.state is ActionState.dry_run else "was not made"
        if parent.state is ActionState.dry_run:
            return closing.settle(scene, action, ActionState.dry_run)
        return closing.orphan(scene, action, f"{parent.change.name}: {what}")
    return _decided(scene, action, None, done)


def _above(scene: Scene, action: Action) -> tuple[Plan, Action | None]:
    plan = scene.plan(action.plan_id)
    under = plan.items[action.place].under
    if under is None:
        return plan, None
    with scene.desk.database.reading() as connection:
        found = actions.of_plans(connection, plan.workspace_id, [plan.id])[plan.id]
    return plan, found[under]


def _decided(scene: Scene, action: Action, live: Value, done: Written) -> Action:
    """Ask the limits, write the intent down, send the call, and write down what came of it."""
    decided = deciding.decide(scene, action, live)
    if decided.state is not ActionState.sent:
        if decided.state is ActionState.queued and decided.not_before:
            done.wait(decided, decided.not_before)
        return decided
    return _sent(scene, decided, done)


def _sent(scene: Scene, action: Action, done: Written) -> Action:
    plan, parent = _above(scene, action)
    item = plan.items[action.place]
    made = parent.change.entity_id if parent else ""
    try:
        applied = scene.writer.apply(scene.account, calls.mutation(action, item, parent_id=made))
    except RateLimited as error:
        until = _later(scene.desk, error)
        done.wait(action, until)
        return closing.put_back(scene, action, error=error, until=until)
    except Transient as error:
        return _unsettled(scene, action, error, done)
    except AdhelmError as error:
        return closing.settle(scene, action, ActionState.refused, error=error)
    return _confirmed(scene, action, applied)


def _unsettled(scene: Scene, action: Action, error: PlatformError, done: Written) -> Action:
    """No answer came: look the thing up before anything is sent again."""
    if isinstance(error, CircuitOpen):
        until = scene.desk.clock.now() + _LONG_WAIT
        done.wait(action, until)
        return closing.put_back(scene, action, error=error, until=until)
    try:
        found = _looked_up(scene, action)
    except PlatformError:
        # Nor can it be looked up now: what is sent stays open until it can.
        done.wait(action, scene.desk.clock.now() + _WAIT)
        return action
    return found


def _confirmed(scene: Scene, action: Action, applied: Applied) -> Action:
    change = action.change
    if change.field is Field.negative_keywords:
        return closing.listed(scene, action, applied)
    if change.field is Field.create:
        return closing.made(scene, action, applied)
    try:
        value = calls.value_of(look(scene, action), change.field)
    except PlatformError as error:
        return closing.unconfirm(scene, action, None, error=error)
    if value == change.after:
        return closing.settle(scene, action, ActionState.done, live=value)
    if value == change.before:
        return closing.unconfirm(scene, action, value)
    return closing.hold(scene, action, value)


def _looked_up(scene: Scene, action: Action) -> Action:
    """
    Look up what was sent without an answer, by this process or one that is gone.

    :raises PlatformError: if the platform does not say.
    """
    change = action.change
    if change.field in _PROMISES:
        # Sent again, it is found by its key: the writer looks before it makes anything.
        return _again(scene, action, None)
    try:
        value = calls.value_of(look(scene, action), change.field)
    except NotThere as error:
        return closing.settle(scene, action, ActionState.failed, error=error)
    if value == change.after:
        return closing.settle(scene, action, ActionState.done, live=value)
    if value != change.before:
        return closing.hold(scene, action, value)
    return _again(scene, action, value)


def _again(scene: Scene, action: Action, live: Value) -> Action:
    if action.attempts >= MOST_ATTEMPTS:
        return closing.exhaust(scene, action, live)
    return happened(scene, action, "put_back", {"state": ActionState.queued, "live": live})


def look(scene: Scene, action: Action) -> Live:
    """
    Read a thing from the platform, past any cache; a stumble is tried again.

    :raises PlatformError: if the platform does not say.
    """
    change = action.change
    for attempt in range(1, _LOOKS + 1):
        try:
            return scene.writer.live(scene.account, change.level, change.entity_id)
        except PlatformError as error:
            if not error.retry or attempt == _LOOKS:
                raise
            scene.desk.pause(error.retry_after_s or _SHORT_S * attempt)
    raise AssertionError("a loop that returns or raises")


def _later(desk: Desk, error: PlatformError) -> datetime:
    if isinstance(error, CircuitOpen):
        return desk.clock.now() + _LONG_WAIT
    asked = timedelta(seconds=error.retry_after_s or 0)
    return desk.clock.now() + max(asked, _WAIT)
