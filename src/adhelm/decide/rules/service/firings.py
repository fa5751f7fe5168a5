"""What rules did, or would have done, as it was written down."""

from __future__ import annotations

from datetime import datetime

from adhelm.core.db import Database
from adhelm.core.principal import Principal, Scope
from adhelm.decide.rules.store import firings as store
from adhelm.decide.rules.types import Firing, Ran


def list_firings(
    *,
    principal: Principal,
    database: Database,
    rule_id: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
    before: tuple[datetime, str] | None = None,
    limit: int = 100,
) -> list[Firing]:
    """Return firings of one rule or all, the newest first; `before` is the last one told."""
    principal.require(Scope.read)
    with database.reading() as connection:
        return store.page(
            connection, principal.workspace_id, rule_id=rule_id, accounts=principal.accounts,
            before=before, since=since, until=until, limit=limit,
        )  # fmt: skip


def fired_since(
    *, principal: Principal, database: Database, since: datetime
) -> dict[str, tuple[int, datetime]]:
    """Return per rule how often it fired since an instant, and when last."""
    principal.require(Scope.read)
    with database.reading() as connection:
        return store.counts(connection, principal.workspace_id, since=since)


def list_runs(
    *,
    principal: Principal,
    database: Database,
    since: datetime,
    until: datetime,
    rule_id: str = "",
) -> list[Ran]:
    """Return when rules were looked at after syncs, or one rule in its own times."""
    principal.require(Scope.read)
    with database.reading() as connection:
        told = store.runs(connection, principal.workspace_id, rule_id, since=since, until=until)
    return [one.ran for one in told]
