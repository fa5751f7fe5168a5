"""Keep what searches find by data version, and tell how it went on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from adhelm.core.ads import Period
from adhelm.core.clock import Clock
from adhelm.core.db import Database, lock_in_transaction
from adhelm.core.principal import Principal, Scope
from adhelm.observe.warehouse import Warehouse
from adhelm.understand.analysis import store
from adhelm.understand.analysis.logic import life as living
from adhelm.understand.analysis.service.known import connector_of
from adhelm.understand.analysis.service.searching import incidents
from adhelm.understand.analysis.types import (
    Findings,
    Incident,
    Life,
    NoSuchIncident,
    Past,
    State,
)

# Lives whose days ended so long before the searched ones may still touch them.
_NEAR = timedelta(days=7)
_RUNNING = timedelta(days=2)


def keep(
    *, principal: Principal, database: Database, warehouse: Warehouse, clock: Clock
) -> Findings:
    """Search the last 28 days with data, and keep what was found; once again changes nothing."""
    principal.require(Scope.write)
    found = incidents(principal=principal, warehouse=warehouse, clock=clock, database=database)
    if not found.data_version:
        return found
    at, workspace = clock.now(), principal.workspace_id
    with database.transaction() as connection:
        lock_in_transaction(connection, f"analysis {workspace}")
        before = store.lives(connection, workspace, since=found.period.start - _NEAR)
        # Notes are read anew by who asks: one for staff alone is kept in no incident.
        plain = [replace(one, notes=()) for one in found.incidents]
        named = living.named(plain, before)
        made = living.lived(named, before, period=found.period, version=found.data_version, at=at)
        known = {life.id: life for life in before}
        store.put_run(
            connection, workspace, found, at=at, last=found.period.end - timedelta(days=1)
        )
        store.put_lives(connection, workspace, made)
        store.put_past(
            connection, workspace, [one for one in made if _news(one, known.get(one.id))]
        )
    return replace(found, incidents=tuple(named))


def standing(*, principal: Principal, database: Database, since: date) -> list[Life]:
    """Return the incidents as they were kept last whose days reach `since` or later."""
    principal.require(Scope.read)
    with database.reading() as connection:
        found = store.lives(connection, principal.workspace_id, since=since)
    return [one for one in found if _sees(principal, one.incident)]


def lives(
    *, principal: Principal, database: Database, found: Sequence[Incident]
) -> list[tuple[Incident, Life | None]]:
    """Return what was found under the names it was first told by, each with its life if kept."""
    principal.require(Scope.read)
    if not found:
        return []
    since = min(one.date for one in found) - _NEAR
    with database.reading() as connection:
        before = store.lives(connection, principal.workspace_id, since=since)
    known = {life.id: life for life in before}
    by_place = {
        (one.entity_id, one.date, one.metric, one.detector): one
        for one in living.named(found, before)
    }
    named = [by_place[one.entity_id, one.date, one.metric, one.detector] for one in found]
    return [(one, known.get(one.id)) for one in named]


def history(
    *, principal: Principal, database: Database, incident_id: str
) -> tuple[Life, list[Past]]:
    """
    Return an incident that was kept, and what was known of it, the newest first.

    :raises NoSuchIncident: if there is none of that id in the workspace.
    """
    principal.require(Scope.read)
    with database.reading() as connection:
        found = store.life(connection, principal.workspace_id, incident_id)
        if found is None or not _sees(principal, found.incident):
            raise NoSuchIncident(
                f"there is no incident {incident_id[:64]}", hint="adhelm anomaly ls"
            )
        return found, store.past(connection, principal.workspace_id, incident_id)


def compared(
    *, principal: Principal, database: Database, findings: Findings, version: int
) -> tuple[dict[str, str], list[Past], int | None]:
    """
    Return how what was found differs from what was known in a data version.

    By id 'new', 'changed' or 'same'; what was known then and is gone; and the data version of the
    search that was held against, None if there was none so early.
    """
    principal.require(Scope.read)
    with database.reading() as connection:
        searched = store.run_at(connection, principal.workspace_id, version)
        # Hours tell of days that still run where the account is.
        days = Period(findings.period.start, findings.period.end + _RUNNING)
        then = store.known_at(connection, principal.workspace_id, version, period=days)
    held = {
        one.incident.id: one
        for one in then
        if one.state is not State.withdrawn and _sees(principal, one.incident)
    }
    told = {one.id: _difference(one, held.get(one.id)) for one in findings.incidents}
    gone = [one for name, one in held.items() if name not in told]
    return told, gone, searched


def _difference(one: Incident, before: Past | None) -> str:
    if before is None:
        return "new"
    then = before.incident
    alike = (one.at_stake, one.severity, one.last_date) == (
        then.at_stake, then.severity, then.last_date,
    )  # fmt: skip
    return "same" if alike else "changed"


def _news(life: Life, before: Life | None) -> bool:
    return before is None or (life.state, life.incident) != (before.state, before.incident)


def _sees(principal: Principal, one: Incident) -> bool:
    if principal.accounts is None:
        return True
    return f"{connector_of(one.platform)}/{one.account_id}" in principal.accounts


def stamp(*, principal: Principal, database: Database) -> str:
    """Return what changes with every search that is kept."""
    principal.require(Scope.read)
    with database.reading() as connection:
        return store.searched_at(connection, principal.workspace_id)
