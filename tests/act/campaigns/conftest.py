"""An installation with campaigns: a database on each engine, a warehouse, somebody who asks."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from tests.understand.metrics.conftest import fact

from adhelm.act import campaigns
from adhelm.act.campaigns.types import Adoption, Campaign, Chosen, Draft, Made, Objective
from adhelm.core.clock import SetClock
from adhelm.core.db import Database
from adhelm.core.errors import AdhelmError
from adhelm.core.principal import Principal, local
from adhelm.core.tables import TABLES
from adhelm.observe.warehouse import Warehouse, open_warehouse, publish, staging
from adhelm.observe.warehouse.types import Batch

D = Decimal
_EVERYTHING: Mapping[str, Any] = {
    "objective": Objective.sales,
    "budget": D("3000.00"),
    "currency": "EUR",
    "start_date": date(2026, 1, 1),
    "end_date": date(2026, 1, 31),
    "platforms": (Chosen("google_ads"), Chosen("x")),
}


@dataclass
class Desk:
    """What every use case is handed."""

    database: Database
    warehouse: Warehouse
    clock: SetClock
    principal: Principal = field(default_factory=lambda: local("acme"))

    @property
    def parts(self) -> dict[str, Any]:
        return {
            "principal": self.principal, "database": self.database,
            "warehouse": self.warehouse, "clock": self.clock,
        }  # fmt: skip

    @property
    def asker(self) -> dict[str, Any]:
        return {"principal": self.principal, "database": self.database}

    @property
    def changer(self) -> dict[str, Any]:
        return {**self.asker, "clock": self.clock}

    def make(self, name: str = "Spring", *, dry_run: bool = False, **told: Any) -> Made:
        draft = Draft(name, **{**_EVERYTHING, **told})
        return campaigns.create(**self.parts, draft=draft, dry_run=dry_run)

    def edit(self, campaign: Campaign, **changes: Any) -> Made:
        return campaigns.edit(
            **self.parts, campaign_id=campaign.id, expected=campaign.version, changes=changes
        )

    def get(self, campaign_id: str) -> Campaign:
        return campaigns.get(**self.asker, campaign_id=campaign_id)

    def load(self, **tables: list[dict[str, Any]]) -> None:
        """Publish rows as one batch."""
        batch = f"b_{uuid.uuid4().hex}"
        with staging(self.warehouse, batch_id=batch) as area:
            for table, rows in tables.items():
                names = [column.name for column in TABLES[table].staged]
                area.executemany(
                    f"INSERT INTO {table} ({', '.join(names)}) "
                    f"VALUES ({', '.join('?' * len(names))})",
                    [[row.get(name) for name in names] for row in rows],
                )
            publish(
                self.warehouse, principal=self.principal, staging=area, batch=Batch(batch, "api")
            )


def entity(platform: str, account: str, campaign: str, name: str) -> dict[str, Any]:
    """A platform's campaign as the warehouse keeps it."""
    return fact(platform=platform, account_id=account, campaign=campaign, name=name)


@pytest.fixture
def clock() -> SetClock:
    return SetClock(datetime(2026, 3, 1, 9, tzinfo=UTC))


@pytest.fixture
def desk(database: Database, clock: SetClock, tmp_path: Path) -> Desk:
    """A desk over each database in turn."""
    return Desk(database, _warehouse(database, clock, tmp_path), clock)


@pytest.fixture
def one_desk(sqlite_database: Database, clock: SetClock, tmp_path: Path) -> Desk:
    """A desk for where the engine does not matter."""
    return Desk(sqlite_database, _warehouse(sqlite_database, clock, tmp_path), clock)


def _warehouse(database: Database, clock: SetClock, folder: Path) -> Warehouse:
    return open_warehouse(
        location=str(folder / "warehouse"), database=database, clock=clock,
        memory_limit="1GB", threads=1,
    )  # fmt: skip


def refused(call: Any, *arguments: Any, **named: Any) -> str:
    with pytest.raises(AdhelmError) as error:
        call(*arguments, **named)
    return error.value.code


def two_days() -> Mapping[str, list[dict[str, Any]]]:
    return {
        "facts": [
            fact(campaign="c1", day=0, spend=D("10.50"), clicks=3, impressions=90),
            fact(campaign="c1", day=1, spend=D("20.00"), clicks=4, impressions=80),
            fact(campaign="c1", day=40, spend=D(1000)),
            fact(campaign="c2", day=1, spend=D(7)),
            fact(platform="meta", account_id="9", campaign="c1", day=1, spend=D(5)),
        ],
        "entities": [
            entity("google_ads", "1", "c1", "Brand"), entity("google_ads", "1", "c2", "Generic"),
            entity("meta", "9", "c1", "Reach"), entity("meta", "9", "quiet", "Quiet"),
        ],
    }  # fmt: skip


def adopt(desk: Desk, campaign: Any, *entities: tuple[str, str, str]) -> Any:
    return campaigns.adopt(
        **desk.parts, campaign_id=campaign.id, expected=campaign.version,
        adoptions=[Adoption(*each) for each in entities],
    ).campaign  # fmt: skip
