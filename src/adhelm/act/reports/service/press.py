"""What reports are made and sent with, as the wiring hands it over."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from adhelm.act.reports.service.asking import Desk
from adhelm.core.clock import Clock
from adhelm.core.db import Connection, Database
from adhelm.core.principal import Principal
from adhelm.govern import audit

if TYPE_CHECKING:
    from adhelm.act.reports.service.narrating import Narrator
    from adhelm.observe.warehouse import Warehouse


@dataclass(frozen=True, slots=True)
class Press:
    """The parts of an installation that make reports."""

    database: Database
    warehouse: Warehouse
    clock: Clock
    narrator: Narrator | None = None
    web_url: str = ""
    """Where people open Adhelm; '': messages have no links."""

    def desk(self, principal: Principal) -> Desk:
        """Return what one asks for reports with."""
        return Desk(principal, self.database, self.warehouse, self.clock)


def noted(
    connection: Connection,
    press: Press,
    principal: Principal,
    action: str,
    *,
    subject: str,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
) -> None:
    """Write a change into the audit, in its own transaction."""
    audit.record(
        connection, principal=principal, clock=press.clock, action=f"reports.{action}",
        subject=subject, before=before, after=after,
    )  # fmt: skip


def author(principal: Principal) -> str:
    """Return a principal as the records name it."""
    return f"{principal.actor.value}:{principal.id}"


def new_id(kind: str) -> str:
    """Return an id that nobody can guess."""
    return f"{kind}_{secrets.token_hex(10)}"
