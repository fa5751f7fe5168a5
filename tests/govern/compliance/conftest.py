"""Somebody who sets limits, and somebody who may approve, on each database."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import pytest

from adhelm.core.clock import SetClock
from adhelm.core.db import Database
from adhelm.core.principal import Actor, Principal, Scope
from adhelm.govern import audit, compliance
from adhelm.govern.compliance import Limits, Place, Reading, Stop, Stops
from adhelm.govern.compliance.types import Standing


def somebody(name: str, *scopes: Scope, workspace: str = "acme", **more: Any) -> Principal:
    held = frozenset(scopes or Scope)
    return Principal(Actor.person, name, workspace, held, **more)


@dataclass
class Desk:
    """What the use cases are handed."""

    database: Database
    clock: SetClock
    who: Principal

    def of(self, who: Principal) -> Desk:
        return replace(self, who=who)

    def elsewhere(self) -> Desk:
        return self.of(replace(self.who, workspace_id="globex"))

    @property
    def asked(self) -> dict[str, Any]:
        return {"principal": self.who, "database": self.database}

    @property
    def parts(self) -> dict[str, Any]:
        return {**self.asked, "clock": self.clock}

    def set(self, account: str = "", entity: str = "", **values: Any) -> Standing:
        return compliance.change_limits(
            **self.parts, place=self.place(account, entity), values=values, reason="as agreed"
        )

    def standing(self, account: str = "", entity: str = "") -> Standing:
        return compliance.standing(**self.parts, place=self.place(account, entity))

    def freeze(self, account: str = "") -> Stop:
        return compliance.freeze(**self.parts, place=self.place(account), reason="stop")

    def judge(self, *readings: Reading) -> list[Stop]:
        workspace_id = self.who.workspace_id
        return compliance.judge_sync(self.database, workspace_id, readings, self.clock)

    def stops(self, connector: str, account_id: str, *entity_ids: str) -> Stops:
        with self.database.reading() as connection:
            return compliance.situation_part(
                connection, principal=self.who, clock=self.clock, connector=connector,
                account_id=account_id, entity_ids=entity_ids,
            )  # fmt: skip

    def limits(self, connector: str, account_id: str, *entity_ids: str) -> Limits:
        with self.database.reading() as connection:
            return compliance.effective_limits(
                connection, principal=self.who, connector=connector, account_id=account_id,
                entity_ids=entity_ids,
            )  # fmt: skip

    def actions(self) -> list[str]:
        entries = audit.list_entries(**self.asked)
        return [f"{each.outcome} {each.action}" for each in reversed(entries)]

    @staticmethod
    def place(account: str = "", entity: str = "") -> Place:
        connector, _, account_id = account.partition("/")
        return Place(connector, account_id, entity)


@pytest.fixture
def desk(database: Database, clock: SetClock) -> Desk:
    return Desk(database, clock, somebody("ann"))


@pytest.fixture
def boss(desk: Desk) -> Desk:
    return desk.of(somebody("bo"))
