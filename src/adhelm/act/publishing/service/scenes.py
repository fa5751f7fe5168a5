"""One account, open to be written: what a run over its queue works with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from adhelm.act.publishing.service import finding
from adhelm.act.publishing.service.books import Books
from adhelm.act.publishing.service.desk import Desk, who
from adhelm.act.publishing.store import events
from adhelm.act.publishing.types import Action, Plan
from adhelm.connectors.contract import Account, Writer
from adhelm.core.db import Connection
from adhelm.core.principal import Principal


@dataclass(slots=True)
class Record:
    """What is needed to write down what becomes of actions."""

    desk: Desk
    principal: Principal
    books: Books
    plans: dict[str, Plan] = field(default_factory=dict)

    def plan(self, plan_id: str) -> Plan:
        """
        Return a plan, read once in a run.

        :raises Altered: if its text is not the one that was hashed.
        """
        if plan_id not in self.plans:
            with self.desk.database.reading() as connection:
                self.plans[plan_id] = finding.plan(connection, self.principal, plan_id)
        return self.plans[plan_id]


@dataclass(slots=True, kw_only=True)
class Scene(Record):
    """An account with a writer."""

    account: Account
    writer: Writer


def happened(record: Record, action: Action, kind: str, data: Mapping[str, Any]) -> Action:
    """Write down what happened to an action, on disk on return."""
    with record.desk.database.durable() as connection:
        return happened_in(connection, record, action, kind, data)


def happened_in(
    connection: Connection, record: Record, action: Action, kind: str, data: Mapping[str, Any]
) -> Action:
    """Write down what happened to an action, in the caller's transaction."""
    return events.happened(
        connection, record.principal.workspace_id, action, at=record.desk.clock.now(),
        who=who(record.principal), kind=kind, data=data,
    )  # fmt: skip
