"""A shop with two accounts and three campaigns, sixty days of them, and people who may look."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.act.alerts import receivers
from tests.act.alerts.conftest import make_post
from tests.app.api.conftest import PASSWORD, Installation, house
from tests.understand.metrics.conftest import fact

from adhelm.act.alerts import Post
from adhelm.act.alerts import tasks as alerts
from adhelm.act.reports import Press, tasks
from adhelm.act.reports.service.asking import Desk
from adhelm.core.clock import SetClock
from adhelm.core.db import Database
from adhelm.core.jobs import Worker
from adhelm.core.principal import Principal, local
from adhelm.core.secrets import Keyring
from adhelm.core.tables import TABLES
from adhelm.govern import accounts
from adhelm.govern.accounts import Role
from adhelm.observe.warehouse import Warehouse, open_warehouse, publish, staging
from adhelm.observe.warehouse.types import Batch

if TYPE_CHECKING:
    from tests.act.alerts.receivers import MailReceiver, WebReceiver

__all__ = ["house"]
FIRST, DAYS = date(2025, 12, 31), 60
RANGE = "2026-02-01..2026-02-28"
FORMULA = "=cmd|' /C calc'!A0"
CAMPAIGNS = (
    # connector, account, campaign, its name, spend a day, clicks a day
    ("tiktok", "1", "c1", "Brand", "100.00", 50),
    ("tiktok", "1", "c2", FORMULA, "33.51", 20),
    ("google_ads", "2", "c3", "Shopping", "240.10", 90),
)
PRINCIPAL = local("acme")


def put(warehouse: Warehouse, principal: Principal, *, batch: str, factor: str = "1") -> None:
    """Publish the shop's days; from the middle on, its campaigns cost more and bring less."""
    days = []
    for connector, account, campaign, _, spend, clicks in CAMPAIGNS:
        for n in range(DAYS):
            late = n >= DAYS - 28
            cost = Decimal(spend) * Decimal(factor) * (Decimal("1.2") if late else 1)
            days.append(
                fact(
                    connector=connector, platform=connector, account_id=account, campaign=campaign,
                    date=FIRST + timedelta(days=n), spend=cost, clicks=clicks + n % 7,
                    impressions=clicks * 40, platform_conversions=Decimal(4 if late else 5),
                    platform_conversion_value=Decimal("12.50") * (n % 5 + 20),
                )
            )  # fmt: skip
    names = [
        {**fact(connector=connector, platform=connector, account_id=account, campaign=campaign),
         "name": name, "status": "ACTIVE"}
        for connector, account, campaign, name, _, _ in CAMPAIGNS
    ]  # fmt: skip
    with staging(warehouse, batch_id=batch) as area:
        for table, rows in (("facts", days), ("entities", names)):
            columns = [each.name for each in TABLES[table].staged]
            marks = ", ".join("?" for _ in columns)
            area.executemany(
                f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})",
                [[row.get(name) for name in columns] for row in rows],
            )
        publish(warehouse, principal=principal, staging=area, batch=Batch(batch, "api"))


@dataclass
class Shop:
    """The installation, its press and its mail."""

    house: Installation
    press: Press
    post: Post
    mailbox: MailReceiver
    web: WebReceiver

    def call(self, method: str, path: str, who: str = "first key", **content: Any) -> Any:
        return self.house.call(who, method, path, **content)

    def get(self, path: str, who: str = "first key") -> Any:
        told = self.call("GET", path, who)
        assert told.status_code == 200, told.text
        return told.json()

    def work(self) -> None:
        """Run what is due: reports first, then the messages that they queue."""
        handlers = {
            **tasks.handlers(press=lambda: self.press),
            **alerts.handlers(
                post=lambda: self.post, warehouse=lambda: self.house.services.get(Warehouse)
            ),
        }
        worker = Worker(self.press.database, handlers, clock=self.house.clock)
        worker.run_due()
        worker.run_due()


@pytest.fixture(scope="module")
def shop(house: Installation) -> Iterator[Shop]:
    services = house.services
    put(services.get(Warehouse), PRINCIPAL, batch="b1")
    with receivers.web() as web, receivers.mail() as mailbox:
        post = make_post(
            services.get(Database), services.get(Keyring), house.clock,
            mail_port=mailbox.port, web_port=web.port,
        )  # fmt: skip
        press = replace(services.get(Press), web_url="https://adhelm.example.com")
        services.register(Post, lambda: post)
        services.register(Press, lambda: press)
        _client(house)
        yield Shop(house, press, post, mailbox, web)


def _client(house: Installation) -> None:
    """Let one of the client's own people in, who sees the account on TikTok alone."""
    parts: Any = {"database": house.services.get(Database), "clock": house.clock}
    invited = accounts.invite(
        principal=PRINCIPAL, **parts, email="client@x.example", role=Role.viewer,
        accounts=["tiktok/1"], staff=False,
    )  # fmt: skip
    accounts.accept_invitation(
        **parts, token=invited.token.reveal(), username="client", password=PASSWORD
    )
    house.tokens["client"] = accounts.login(
        **parts, name="client", password=PASSWORD
    ).access.reveal()


@pytest.fixture
def desk(sqlite_database: Database, clock: SetClock, tmp_path: Path) -> Desk:
    """The shop without an installation around it."""
    warehouse = open_warehouse(
        location=str(tmp_path / "warehouse"), database=sqlite_database, clock=clock,
        memory_limit="1GB", threads=2,
    )  # fmt: skip
    put(warehouse, PRINCIPAL, batch="b1")
    return Desk(PRINCIPAL, sqlite_database, warehouse, clock)
