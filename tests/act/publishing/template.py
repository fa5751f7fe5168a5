"""A home that is made once for the random plays: two platforms, three people, live accounts."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from tests.act.publishing.ledger import Ledger, Thing
from tests.act.publishing.office import person
from tests.observe.ingest.stage import platforms

from adhelm.act import publishing
from adhelm.act.publishing import Desk
from adhelm.connectors.contract import Account, Status
from adhelm.core.clock import SetClock
from adhelm.core.db import Database
from adhelm.core.principal import Scope
from adhelm.core.secrets import Keyring
from adhelm.govern import compliance
from adhelm.govern.accounts import Role
from adhelm.govern.compliance.types import Place
from adhelm.observe import ingest
from adhelm.observe.warehouse import open_warehouse

# The night in which New York's day has 25 hours is near.
BEGIN = datetime.fromisoformat("2026-10-30T09:00:00+00:00")
ACCOUNTS = {
    "m1": ("meta", Account("m1", "one", "EUR", "Europe/Berlin")),
    "t1": ("tiktok", Account("t1", "two", "USD", "America/New_York")),
}
OTHER = ("tiktok", Account("t9", "another workspace's", "USD", "Asia/Tokyo"))
THINGS = [
    ("m1", "campaign", "c1", "100"), ("m1", "campaign", "c2", "60"), ("m1", "ad_group", "g1", "40"),
    ("t1", "campaign", "k1", "200"), ("t1", "campaign", "k2", "80"), ("t9", "campaign", "z1", "50"),
]  # fmt: skip
MINE = [one for one in THINGS if one[0] != "t9"]
_FREE_OF = timedelta(hours=24)


class Template:
    """A home that is made once: connected, synced, three people, live accounts."""

    def __init__(self, folder: Path, empty: Path) -> None:
        self.folder = folder
        shutil.copyfile(empty, folder / "adhelm.db")
        clock = SetClock(BEGIN)
        database = Database(f"sqlite:///{folder / 'adhelm.db'}")
        self.prepare(desk(folder, database, Ledger(clock), clock))
        database.close()

    def prepare(self, at: Desk) -> None:
        _, noah, ada = (
            person(at.database, name, role)
            for name, role in (("mia", Role.operator), ("noah", Role.approver), ("ada", Role.admin))
        )
        common: dict[str, Any] = {"database": at.database, "clock": at.clock}
        for connector in ("meta", "tiktok"):
            ingest.add_connection(
                principal=ada, **common, platforms=at.platforms, keyring=at.keyring,
                name=connector, connector=connector, credential={"access_token": "any"},
            )  # fmt: skip
            ingest.discover(**at.reaching(ada), name=connector)
        for connector, account in ACCOUNTS.values():
            ingest.assign_accounts(principal=ada, **common, name=connector, accounts=[account.id])
        ingest.sync(**at.reaching(replace(ada, scopes=frozenset(Scope))))
        publishing.watch(principal=publishing.publisher("acme"), desk=at)
        for connector, account in ACCOUNTS.values():
            asked = compliance.change_limits(
                principal=ada, **common, place=Place(connector, account.id), values={"live": True}
            )
            assert asked.pending is not None
            compliance.decide(principal=noah, **common, request_id=asked.pending.id, confirm=True)


def desk(home: Path, database: Database, ledger: Ledger, clock: SetClock) -> Desk:
    """Open a desk in a home, before two platforms that keep a ledger."""
    for connector, account in (*ACCOUNTS.values(), OTHER):
        ledger.accounts[account.id] = (connector, account)
    for account_id, level, entity, budget in THINGS:
        above = "c1" if level == "ad_group" else entity
        thing = Thing(f"{level} {entity}", Decimal(budget), Status.enabled, above)
        ledger.things[account_id, level, entity] = thing
    known = {name: ledger.connector(name) for name in ("meta", "tiktok")}
    warehouse = open_warehouse(
        location=str(home / "warehouse"), database=database, clock=clock, memory_limit="256MB",
        threads=1,
    )  # fmt: skip
    return Desk(
        database, warehouse, platforms(clock, known, []),
        Keyring.from_file(home / "secret.key"), clock, pause=lambda _: None,
    )  # fmt: skip
