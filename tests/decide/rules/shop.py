"""A workspace whose campaigns spend and sell in a known way, synced day by day as days grow up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import orjson
from tests.observe.warehouse.deliveries import deliver

from adhelm.core.clock import SetClock
from adhelm.core.db import Database
from adhelm.core.principal import Actor, Principal, Scope, local
from adhelm.decide import rules
from adhelm.decide.rules import Done, Kept
from adhelm.decide.rules.service.running import acting
from adhelm.observe import plans
from adhelm.observe.plans.types import Aim, Comparator, Goal, Reach, TargetRow, Unit
from adhelm.observe.warehouse import Warehouse, open_warehouse
from adhelm.observe.warehouse.types import Replace

MARCH = date(2026, 3, 1)
BACK = 32


@dataclass
class Campaign:
    """Spends so much a day and sells so much of it; sales are known a third each day after."""

    spend: int = 100
    value: int = 300
    turns: date | None = None
    """From this day on it sells a fifth."""
    since: date = date(2025, 1, 1)
    budget: str = "120.00"
    status: str = "ACTIVE"
    account: str = "1"
    currency: str = "EUR"
    name: str = ""
    told: bool = True
    """Whether the platform reports its sales."""
    attributes: Mapping[str, Any] = field(default_factory=dict)

    def sold(self, day: date, today: date) -> Decimal:
        worth = self.value // 5 if self.turns and day >= self.turns else self.value
        known = min((today - day).days + 1, 3)
        return Decimal(worth) * known / 3


@dataclass
class Shop:
    """The workspace, its clock, and what is called with them."""

    database: Database
    warehouse: Warehouse
    clock: SetClock
    who: Principal = field(default_factory=lambda: local("acme"))
    campaigns: dict[str, Campaign] = field(default_factory=dict)
    synced: date | None = None

    @property
    def records(self) -> dict[str, Any]:
        return {"principal": self.who, "database": self.database}

    @property
    def changing(self) -> dict[str, Any]:
        return {**self.records, "clock": self.clock}

    @property
    def looking(self) -> dict[str, Any]:
        return {**self.changing, "warehouse": self.warehouse}

    def add(self, text: str) -> Kept:
        return rules.create_rule(**self.changing, text=text)

    def alone(self) -> None:
        """Take away the rules that come with Adhelm, which search for incidents each time."""
        for one in rules.list_rules(**self.records):
            if one.source == "shipped":
                rules.remove_rule(**self.changing, rule_id=one.id)

    def run(self, rule_id: str = "") -> Done:
        who = acting(self.who.workspace_id)
        return rules.run(**{**self.looking, "principal": who}, rule_id=rule_id)

    def target(self, roas: str, *, reach: Reach | None = None) -> None:
        aim = Aim("roas", date(2026, 1, 1), date(2026, 12, 31), reach or Reach("meta"))
        goal = Goal(Comparator.at_least, Decimal(roas), Unit.ratio)
        plans.create_target(**self.changing, row=TargetRow(aim, goal, ""))

    def sync(self, today: date, *, at: time = time(9)) -> None:
        """Publish the days up to this one as they are known at that time."""
        self.clock.set(datetime.combine(today, at, UTC))
        first = today - timedelta(days=BACK if self.synced is None else 8)
        days = [first + timedelta(days=n) for n in range((today - first).days + 1)]
        self.synced = today
        facts = [
            self._fact(key, one, day, today)
            for key, one in self.campaigns.items()
            for day in days
            if day >= one.since and one.spend
        ]
        entities = [self._entity(key, one) for key, one in self.campaigns.items()]
        accounts = {one.account for one in self.campaigns.values()}
        covered = [
            {
                "connector": "meta", "platform": "meta", "account_id": account,
                "level": "campaign", "breakdown": "", "grain": "day", "start_date": days[0],
                "end_date": days[-1],
                "fields": "impressions,clicks,spend,platform_conversions,platform_conversion_value",
            }
            for account in sorted(accounts)
        ]  # fmt: skip
        deliver(
            self.warehouse, principal=self.who, source="api", replace=Replace.window,
            tables={"facts": facts, "coverage": covered, "entities": entities},
            allow_vanishing=True,
        )  # fmt: skip

    def _fact(self, key: str, one: Campaign, day: date, today: date) -> dict[str, Any]:
        told = {"platform_conversion_value": one.sold(day, today)} if one.told else {}
        return {
            **_whose(key, one), "date": day, "breakdown": "", "breakdown_key": "",
            "currency": one.currency, "account_tz": "UTC", "impressions": 1000, "clicks": 20,
            "spend": Decimal(one.spend) / (2 if day == today else 1), **told,
        }  # fmt: skip

    def _entity(self, key: str, one: Campaign) -> dict[str, Any]:
        attributes = {"daily_budget": one.budget, **one.attributes}
        return {
            **_whose(key, one), "name": one.name or key, "status": one.status,
            "attributes": orjson.dumps(attributes).decode(),
        }  # fmt: skip


def _whose(key: str, one: Campaign) -> dict[str, Any]:
    return {
        "connector": "meta", "platform": "meta", "account_id": one.account, "level": "campaign",
        "entity_id": key, "campaign_id": key,
    }  # fmt: skip


def shop(database: Database, location: str, **campaigns: Campaign) -> Shop:
    clock = SetClock(datetime(2026, 3, 1, 9, tzinfo=UTC))
    warehouse = open_warehouse(
        location=location, database=database, clock=clock, memory_limit="1GB", threads=2
    )
    return Shop(database, warehouse, clock, campaigns=dict(campaigns))


def person(name: str, *scopes: Scope) -> Principal:
    return Principal(Actor.person, name, "acme", frozenset(scopes or Scope))


VALUE = "platform_conversion_value"
DEAR = f"""\
name: Cut what loses money
if:
  all:
    - {VALUE}(7d) < 0.9 × spend(7d)
    - spend(7d) > 100
then: [{{cut_budget: {{by: 20%}}}}]
cool_down: 3d
"""
