"""An agency at work on a sandbox: who proposes, who approves, and the platforms' own ledger."""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from tests.observe.ingest.stage import NOW, Play, Stage, staged

from adhelm.act import publishing
from adhelm.act.publishing import Action, Desk, Plan
from adhelm.connectors.contract import Account, Live, SetBudget, Writer
from adhelm.core.ads import Level, Money
from adhelm.core.db import Database
from adhelm.core.principal import Actor, Principal, Scope
from adhelm.govern import compliance
from adhelm.govern.accounts import Role
from adhelm.govern.accounts.store import people
from adhelm.govern.accounts.types import Person, Workspace
from adhelm.govern.compliance.types import Change, Field, Place
from adhelm.observe import ingest
from adhelm.observe import warehouse as warehouses
from adhelm.observe.ingest.types import SyncReport

STREAMS = ("campaigns", "ad_groups", "campaign_daily")
_READS = ("search", "/report/", "/get/", "insights")


@dataclass
class Office:
    """A workspace with connected platforms, three people and an open desk."""

    stage: Stage
    desk: Desk
    mia: Principal
    """Proposes."""
    noah: Principal
    """Approves."""
    ada: Principal
    """Approves too, and administers."""
    connectors: Sequence[str] = ()
    waits: list[float] = field(default_factory=list)

    @property
    def database(self) -> Database:
        return self.desk.database

    @property
    def records(self) -> dict[str, Any]:
        return {"principal": self.ada, "database": self.database}

    def sync(self, only: Sequence[str] = STREAMS) -> SyncReport:
        """Read the platforms, and let publishing take note."""
        since = (self.desk.clock.now() - timedelta(days=2)).date()
        report = self.stage.sync(only=list(only), since=since)
        publishing.watch(principal=publishing.publisher("acme"), desk=self.desk)
        return report

    def allow(self, connector: str, account_id: str = "", **limits: object) -> None:
        """Loosen limits, with the second person who that takes."""
        place = Place(connector, account_id) if account_id else Place()
        common: dict[str, Any] = {"database": self.database, "clock": self.desk.clock}
        standing = compliance.change_limits(
            principal=self.ada, **common, place=place, values=limits, reason="as agreed"
        )
        if standing.pending:
            compliance.decide(
                principal=self.noah, **common, request_id=standing.pending.id, confirm=True
            )

    def go_live(self, **limits: object) -> None:
        """Switch every account that is connected to live."""
        for connector, account in self.accounts():
            self.allow(connector, account, live=True, **limits)

    def accounts(self) -> list[tuple[str, str]]:
        scenario = self.stage.play.scenario
        return [
            (one["platform"], one["id"])
            for one in scenario["accounts"]
            if one["platform"] in self.connectors
        ]

    def budgets(self, connector: str = "tiktok") -> list[Change]:
        """Return the daily budgets that campaigns have, as changes from what they are to it."""
        rows = self.stage.read(
            "SELECT account_id, entity_id, name, attributes->>'$.daily_budget', level "
            f"FROM entities WHERE connector = '{connector}' "
            "AND attributes->>'$.daily_budget' IS NOT NULL "
            "AND status IN ('ENABLED', 'ENABLE', 'ACTIVE') "
            "AND coalesce(attributes->>'$.budget_shared', 'false') = 'false' ORDER BY entity_id"
        )
        return [
            Change(
                connector, account, "", Level(level), entity, "", Field.daily_budget,
                Decimal(budget), Decimal(budget), "",
            )
            for account, entity, _, budget, level in rows
        ]  # fmt: skip

    def propose(self, *changes: Change, **how: Any) -> Plan:
        given = {"principal": self.mia, "reason": "it pays", **how}
        return publishing.propose(desk=self.desk, changes=changes, **given)

    def approve(self, plan: Plan, by: Principal | None = None) -> Plan:
        """Approve a plan: by one, or by as many as it needs."""
        approved = plan
        for who in [by] if by else [self.noah, self.ada][: plan.needed]:
            approved = publishing.approve(
                principal=who, desk=self.desk, plan_id=plan.id, digest=plan.hash
            )
        return approved

    def apply(self, plan: Plan) -> list[Action]:
        """Release a plan, and write what waits."""
        publishing.release(principal=self.mia, desk=self.desk, plan_id=plan.id)
        self.write()
        return self.actions(plan)

    def write(self) -> None:
        for connector, account in self.accounts():
            publishing.write(
                principal=publishing.publisher("acme"), desk=self.desk, connector=connector,
                account_id=account,
            )  # fmt: skip

    def carry_out(self, *changes: Change) -> list[Action]:
        """Propose, approve and apply."""
        plan = self.propose(*changes)
        return self.apply(self.approve(plan))

    def tick(self) -> Any:
        return publishing.reconcile(principal=publishing.publisher("acme"), desk=self.desk)

    def actions(self, plan: Plan) -> list[Action]:
        found = publishing.actions_of_plans(**self.records, plan_ids=[plan.id])
        return found[plan.id]

    @contextmanager
    def writer(self, change: Change) -> Iterator[tuple[Writer, Account]]:
        """Open a writer beside publishing, as somebody else on the platform has one."""
        key = (change.connector, change.account_id)
        seeing = self.desk.reaching(replace(self.ada, scopes=frozenset(Scope)))
        way = ingest.ways_to(**seeing, accounts=[key])[key]
        assert isinstance(way, ingest.Way), way
        made = self.stage.platforms.writer(
            change.connector, way.credential, address=way.address, keep=way.keep
        )
        try:
            yield made, way.account
        finally:
            made.close()

    def live(self, change: Change) -> Live:
        """Return a thing as the platform itself has it."""
        with self.writer(change) as (writer, account):
            return writer.live(account, change.level, change.entity_id)

    def budget(self, change: Change) -> Decimal:
        found = self.live(change).daily_budget
        assert found is not None
        return found.amount

    def meddle(self, change: Change, amount: str) -> None:
        """Let somebody set a budget on the platform itself."""
        with self.writer(change) as (writer, account):
            money = Money(Decimal(amount), account.currency)
            writer.apply(account, SetBudget(change.level, change.entity_id, money))

    def writes(self) -> list[dict[str, Any]]:
        """Return the calls that changed something, as the sandbox saw them."""
        return [
            one
            for one in self.stage.play.calls()
            if one["method"] in {"POST", "PUT", "DELETE"}
            and not any(part in one["path"] for part in _READS)
            and "token" not in one["path"]
        ]

    def advance(self, **by: float) -> None:
        self.stage.advance(**by)

    def versions(self) -> int:
        pinned = warehouses.snapshot(self.stage.warehouse, principal=self.ada)
        return pinned.version.version


def opened(
    play: Play,
    home: Path,
    database: Database,
    *,
    connectors: Sequence[str] = ("tiktok",),
    live: bool = True,
) -> Office:
    """Return an office whose platforms are connected and synced, and live."""
    for name, role in _PEOPLE:
        person(database, name, role)
    office = entered(play, home, database, connectors=connectors)
    for name in connectors:
        office.stage.connect(name)
    office.sync()
    if live:
        office.go_live()
    return office


def entered(
    play: Play, home: Path, database: Database, *, connectors: Sequence[str] = ("tiktok",)
) -> Office:
    """Return the office in a home where everything is there already."""
    known = {
        name: importlib.import_module(f"adhelm.connectors.{name}").CONNECTOR for name in connectors
    }
    stage = staged(play, home, database, connectors=known)
    stage.principal = replace(stage.principal, scopes=frozenset(Scope))
    mia, noah, ada = (
        Principal(Actor.person, f"per_{name}", "acme", role.scopes) for name, role in _PEOPLE
    )
    desk = Desk(
        database, stage.warehouse, stage.platforms, stage.keyring, stage.clock,
        pause=stage.waits.append,
    )  # fmt: skip
    return Office(stage, desk, mia, noah, ada, connectors, stage.waits)


def more(change: Change, share: str) -> Change:
    """Return a change to so many times what it is, in whole units."""
    assert isinstance(change.before, Decimal)
    return replace(change, after=(change.before * Decimal(share)).quantize(Decimal(1)))


def states(found: Sequence[Action]) -> Mapping[str, int]:
    counted: dict[str, int] = {}
    for one in found:
        counted[one.state.value] = counted.get(one.state.value, 0) + 1
    return counted


_PEOPLE = (("mia", Role.operator), ("noah", Role.approver), ("ada", Role.admin))


def person(database: Database, name: str, role: Role) -> Principal:
    with database.durable() as connection:
        if people.find_workspace(connection, "acme") is None:
            people.add_workspace(connection, Workspace("acme", "Acme", NOW))
        person = Person(f"per_{name}", f"{name}@x.example", name, "", active=True, created_at=NOW)
        people.add_person(connection, person, password="-")
        people.put_member(
            connection, workspace_id="acme", person_id=person.id, role=role, accounts=None,
            staff=True,
        )  # fmt: skip
    return Principal(Actor.person, person.id, "acme", role.scopes)
