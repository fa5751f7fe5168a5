"""Somebody who plans, and somebody who approves, on each database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa

from adhelm.core.clock import SetClock
from adhelm.core.db import Database
from adhelm.core.principal import Actor, Principal, Scope
from adhelm.govern import audit
from adhelm.observe import plans
from adhelm.observe.plans.types import Basis, Budget, BudgetRow, Carry, Reach, Terms

MARCH = date(2026, 3, 1)


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

    @property
    def asked(self) -> dict[str, Any]:
        return {"principal": self.who, "database": self.database}

    @property
    def parts(self) -> dict[str, Any]:
        return {**self.asked, "clock": self.clock}

    def plan(self, amount: str = "5000.00", *, month: date = MARCH, reach: Reach | None = None,
             carry: Carry = Carry.none) -> Budget:  # fmt: skip
        terms = Terms(Decimal(amount), "EUR", Basis.net, carry)
        row = BudgetRow(month, reach or Reach("meta"), terms, "as agreed")
        return plans.create_budget(**self.parts, row=row)

    def approve(self, budget: Budget) -> Budget:
        assert budget.proposed
        return plans.decide_budget(
            **self.parts, budget_id=budget.id, version=budget.proposed.version
        )

    def actions(self) -> list[str]:
        entries = audit.list_entries(**self.asked)
        return [f"{each.outcome} {each.action}" for each in reversed(entries)]


@pytest.fixture
def desk(database: Database, clock: SetClock) -> Desk:
    return Desk(database, clock, somebody("ann"))


@pytest.fixture
def boss(desk: Desk) -> Desk:
    return desk.of(somebody("bo"))


@pytest.fixture
def statements(database: Database) -> Any:
    """Count what the database is asked inside a block."""

    @contextmanager
    def counting() -> Iterator[list[str]]:
        seen: list[str] = []

        def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            seen.append(statement)

        sa.event.listen(database.engine, "before_cursor_execute", note)
        try:
            yield seen
        finally:
            sa.event.remove(database.engine, "before_cursor_execute", note)

    return counting
