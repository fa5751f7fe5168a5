"""Asks for syncs to be run by a worker: the job is there when the asking is, and not before."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from adhelm.core.clock import Clock
from adhelm.core.db import Database
from adhelm.core.errors import Invalid
from adhelm.core.principal import Principal, Scope
from adhelm.observe.ingest.service.noting import ordered
from adhelm.observe.ingest.service.syncing import SYNC
from adhelm.observe.ingest.store import accounts as account_store
from adhelm.observe.ingest.store import connections, fetches
from adhelm.observe.ingest.types import (
    Assignment,
    Decision,
    NothingAssigned,
    UnknownAccount,
    UnknownHeld,
)

BACKFILL, RECONCILE, DECIDE = "ingest.backfill", "ingest.reconcile", "ingest.decide"


class BadDays(Invalid):
    """The first day lies after the last."""

    code = "source.bad_days"


def ask_sync(
    *,
    principal: Principal,
    database: Database,
    clock: Clock,
    name: str,
    kind: str = SYNC,
    accounts: Collection[str] = (),
    streams: Sequence[str] = (),
    since: date | None = None,
    until: date | None = None,
) -> str:
    """
    Ask for a sync, backfill or reconciliation of what comes through a connection; return the job.

    Without `accounts`, of all of them that are the workspace's and that the principal sees. Days
    are local to the accounts, both included.

    :raises UnknownConnection: if nothing of the workspace comes through one of that name.
    :raises NothingAssigned: if it is the workspace's own, and no account of it is.
    :raises UnknownAccount: if an account named does not come through it.
    :raises BadDays: if they end before they start.
    """
    principal.require(Scope.write)
    if since and until and until < since:
        raise BadDays(f"{until} is before {since}", hint="the first day, then the last")
    mine = {one.account_id for one in through(principal, database, name)}
    if not mine:
        raise NothingAssigned(
            f"no account of '{name}' is assigned to this workspace",
            hint=f"check the source, then PUT /sources/{name}/accounts",
        )
    if strange := set(accounts) - mine:
        raise UnknownAccount(
            f"account {', '.join(sorted(strange))} does not come through '{name}' here",
            hint=f"`adhelm source accounts {name}` lists them",
        )
    payload: dict[str, Any] = {"names": [name], "accounts": sorted(accounts or mine)}
    days = {"since": since and since.isoformat(), "until": until and until.isoformat()}
    payload |= {"streams": list(streams), **days}
    wanted = {key: value for key, value in payload.items() if value}
    return ordered(principal, database, clock, kind=kind, subject=name, payload=wanted)


def ask_decision(
    *,
    principal: Principal,
    database: Database,
    clock: Clock,
    batch_id: str,
    decision: Decision,
) -> str:
    """
    Ask for a held sync to be settled; return the job.

    :raises UnknownHeld: if no sync of that id waits that the principal sees.
    """
    principal.require(Scope.write)
    waiting = fetches.held(database, principal.workspace_id)
    if not any(
        one.batch_id == batch_id and principal.sees(one.connector, one.account.id)
        for one in waiting
    ):
        raise UnknownHeld(f"no sync '{batch_id}' waits for a decision", hint="GET /sources/held")
    payload = {"batch_id": batch_id, "decision": decision.value}
    return ordered(principal, database, clock, kind=DECIDE, subject=batch_id, payload=payload)


def through(principal: Principal, database: Database, name: str) -> list[Assignment]:
    """
    Return the workspace's accounts that come through a connection, its own or another's.

    :raises UnknownConnection: if there is none of that name.
    """
    found = [
        one
        for one in account_store.assigned(database, principal.workspace_id)
        if one.connection == name and principal.sees(one.connector, one.account_id)
    ]
    if not found:
        if principal.accounts is not None:
            raise connections.unknown(name)
        connections.get(database, principal.workspace_id, name)
    return found
