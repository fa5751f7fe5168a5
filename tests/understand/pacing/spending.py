"""Accounts that spend in a known way, and budgets that hold for them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from tests.observe.warehouse.deliveries import deliver

from adhelm.core.clock import SetClock
from adhelm.core.db import Database
from adhelm.core.principal import Actor, Principal, Scope, local
from adhelm.observe import plans
from adhelm.observe.plans.types import Basis, Budget, BudgetRow, Carry, Reach, Terms
from adhelm.observe.warehouse import Warehouse, open_warehouse
from adhelm.observe.warehouse.types import Replace
from adhelm.understand import pacing
from adhelm.understand.pacing.types import Asked, Pace, Pacing

MARCH = date(2026, 3, 1)
FEBRUARY = date(2026, 2, 1)
META = Reach("meta")


def weekly(day: date) -> int:
    """A hundred a day, and fifty on weekends."""
    return 50 if day.isoweekday() > 5 else 100


@dataclass
class Home:
    """A home that has budgets and spends."""

    database: Database
    warehouse: Warehouse
    clock: SetClock
    who: Principal = field(default_factory=lambda: local("acme"))

    @property
    def parts(self) -> dict[str, Any]:
        return {
            "principal": self.who, "database": self.database, "warehouse": self.warehouse,
            "clock": self.clock,
        }  # fmt: skip

    def budget(
        self,
        amount: str = "2500.00",
        *,
        month: date = MARCH,
        reach: Reach = META,
        currency: str = "EUR",
        basis: Basis = Basis.net,
        carry: Carry = Carry.none,
    ) -> Budget:
        """Plan a budget that holds at once: one proposes, another approves."""
        ann, bo = (
            Principal(Actor.person, name, self.who.workspace_id, frozenset(Scope))
            for name in ("ann", "bo")
        )
        known: dict[str, Any] = {"database": self.database, "clock": self.clock}
        row = BudgetRow(month, reach, Terms(Decimal(amount), currency, basis, carry), "agreed")
        made = plans.create_budget(principal=ann, **known, row=row)
        assert made.proposed
        return plans.decide_budget(
            principal=bo, **known, budget_id=made.id, version=made.proposed.version
        )

    def sync(
        self,
        today: date,
        *,
        account: str = "1",
        platform: str = "meta",
        spend: Callable[[date], int] = weekly,
        back: int = 80,
        currency: str = "EUR",
        skip: frozenset[date] = frozenset(),
        campaigns: tuple[str, ...] = (),
        zone: str = "UTC",
    ) -> None:
        """Publish the days before today, and of today what there is by nine o'clock."""
        self.clock.set(datetime.combine(today, time(9), UTC))
        days = [today - timedelta(days=n) for n in range(back, -1, -1)]
        kept = [day for day in days if day not in skip]
        level = "campaign" if campaigns else "account"
        whose = {"connector": platform, "platform": platform, "account_id": account, "level": level}
        rows = [
            {
                **whose, "entity_id": name, "date": day, "breakdown": "", "breakdown_key": "",
                "currency": currency, "account_tz": zone, "impressions": 1000, "clicks": 10,
                "spend": Decimal(spend(day)) / (2 if day == today else 1),
                **({"campaign_id": name} if campaigns else {}),
            }
            for day in kept
            for name in campaigns or (account,)
            if spend(day)
        ]  # fmt: skip
        runs = [(days[0], days[-1])] if not skip else [(day, day) for day in kept]
        looked = [
            {
                **whose, "breakdown": "", "grain": "day", "start_date": first, "end_date": last,
                "fields": "spend",
            }
            for first, last in runs
        ]  # fmt: skip
        named = [
            {
                "connector": platform, "platform": platform, "account_id": account, "level": level,
                "entity_id": name, "campaign_id": name, "name": name,
            }
            for name in campaigns
        ]  # fmt: skip
        deliver(
            self.warehouse, principal=self.who,
            tables={"facts": rows, "coverage": looked, "entities": named}, source="api",
            replace=Replace.window, allow_vanishing=True,
        )  # fmt: skip

    def ask(self, **asked: Any) -> Pacing:
        return pacing.pacing(**self.parts, asked=Asked(**asked))

    def pace(self, **asked: Any) -> Pace:
        (one,) = self.ask(**asked).rows
        return one


def home(database: Database, location: str) -> Home:
    clock = SetClock(datetime(2026, 3, 1, 9, tzinfo=UTC))
    warehouse = open_warehouse(
        location=location, database=database, clock=clock, memory_limit="1GB", threads=2
    )
    return Home(database, warehouse, clock)
