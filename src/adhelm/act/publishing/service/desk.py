"""The parts that publishing works with, and who acts where nobody is in front of it."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, TypeVar

from adhelm.act.publishing.types import Check, Trust, Who
from adhelm.connectors.contract import Platforms
from adhelm.core import jobs
from adhelm.core.clock import Clock
from adhelm.core.db import Connection, Database
from adhelm.core.principal import Actor, Principal, Scope
from adhelm.core.secrets import Keyring
from adhelm.observe.warehouse import Warehouse

RECONCILE = "publishing.reconcile"
TICK = timedelta(minutes=1)
_REMEMBERED = 8
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Desk:
    """What the wiring hands over."""

    database: Database
    warehouse: Warehouse
    platforms: Platforms
    keyring: Keyring
    clock: Clock
    checks: tuple[Check, ...] = ()
    """What looks at changes besides the limits, which always do."""
    trust: Trust | None = None
    """Who has earned to act without a person, where that is asked; limits hold all the same."""
    pause: Callable[[float], None] = time.sleep
    memory: dict[object, Any] = field(default_factory=dict, repr=False, compare=False)
    """What was read of a data version, which never changes."""

    def remember(self, key: object, make: Callable[[], T]) -> T:
        """Return what was made under a key, making it on first use; the oldest is forgotten."""
        if key not in self.memory:
            while len(self.memory) >= _REMEMBERED:
                self.memory.pop(next(iter(self.memory)), None)
            self.memory[key] = make()
        found: T = self.memory[key]
        return found

    def reaching(self, principal: Principal) -> dict[str, Any]:
        """Return what the ingest is called with where it reaches platforms."""
        return {
            "principal": principal, "database": self.database, "warehouse": self.warehouse,
            "platforms": self.platforms, "keyring": self.keyring, "clock": self.clock,
        }  # fmt: skip


def who(principal: Principal) -> Who:
    """Return a principal as the records name it."""
    return Who(principal.actor.value, principal.id, principal.behind)


def whole(principal: Principal) -> Principal:
    """
    Return a principal that sees all accounts of the same workspace.

    For facts that limits are held against: the cap on a day's exposure is the workspace's.
    """
    scopes = frozenset({Scope.read, Scope.write})
    return replace(principal, accounts=None, staff=True, scopes=scopes)


def publisher(workspace_id: str) -> Principal:
    """Return who writes to platforms what was approved."""
    scopes = frozenset({Scope.read, Scope.write, Scope.propose})
    return Principal(Actor.scheduler, "publishing", workspace_id, scopes)


def new_id(kind: str) -> str:
    """Return an id that nobody can guess."""
    return f"{kind}_{secrets.token_hex(10)}"


def see_to_it(connection: Connection, workspace_id: str, now: datetime) -> None:
    """Let the reconciler look once a minute, from now on."""
    try:
        jobs.get_schedule(connection, workspace_id=workspace_id, name=RECONCILE)
    except jobs.NoSuchSchedule:
        jobs.schedule(
            connection, workspace_id=workspace_id, name=RECONCILE, kind=RECONCILE, payload={},
            every=TICK, first_at=now + TICK,
        )  # fmt: skip
