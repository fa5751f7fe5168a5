"""What is connected: accounts of platforms and connections, and how each stream of them stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from adhelm.connectors.contract import Platforms, Stream
from adhelm.core.db import Database
from adhelm.core.principal import Principal, Scope
from adhelm.observe.ingest.service.status import sync_status
from adhelm.observe.ingest.store import accounts as account_store
from adhelm.observe.ingest.store import connections
from adhelm.observe.ingest.types import Assignment, KnownAccount, StreamStatus


@dataclass(frozen=True, slots=True)
class Standing:
    """How a stream stands, which connections bring it, and when the next sync begins by itself."""

    stream: StreamStatus
    sources: tuple[str, ...]
    next_run: datetime | None


@dataclass(frozen=True, slots=True)
class Reached:
    """An account that a connection of the workspace sees, or that another workspace gave to it."""

    account: KnownAccount
    assigned: tuple[Assignment, ...]
    """The days that belong to somebody, those of other workspaces only for who sees all."""


def capabilities(platforms: Platforms, connector: str) -> Sequence[Stream]:
    """
    Return what can be read of a platform.

    :raises UnknownConnector: if there is none of that name.
    """
    about = platforms.connector(connector)
    # What a reader offers does not hang on whose credential it is given; nothing is asked with it.
    nobody = {part.name: "-" for part in about.credential}
    reader = platforms.reader(connector, nobody, keep=lambda _: None)
    try:
        return list(reader.streams)
    finally:
        reader.close()


def reached_accounts(*, principal: Principal, database: Database, name: str = "") -> list[Reached]:
    """Return the accounts that the workspace can have (of one connection), by platform and id."""
    principal.require(Scope.read)
    known = [
        one
        for one in account_store.reached(database, principal.workspace_id, name)
        if principal.sees(one.connector, one.account.id)
    ]
    given = account_store.given_to_any(database, principal.workspace_id)
    whole = principal.accounts is None and principal.staff
    return [
        Reached(
            one,
            tuple(
                each
                for each in given
                if (each.connector, each.account_id) == (one.connector, one.account.id)
                and each.connection == one.connection
                and (whole or each.workspace_id == principal.workspace_id)
            ),
        )
        for one in known
    ]


def owned_accounts(*, principal: Principal, database: Database, since: date) -> list[KnownAccount]:
    """Return the accounts of which days from one on belong to the workspace, by platform and id."""
    principal.require(Scope.read)
    known = account_store.owned(database, principal.workspace_id, since=since)
    return [one for one in known if principal.sees(one.connector, one.account.id)]


def standings(
    *, principal: Principal, database: Database, connector: str = "", name: str = ""
) -> list[Standing]:
    """Return how each stream of each account stands, of one platform or one connection."""
    principal.require(Scope.read)
    sources: dict[tuple[str, str], set[str]] = {}
    for one in account_store.assigned(database, principal.workspace_id):
        sources.setdefault((one.connector, one.account_id), set()).add(one.connection)
    runs = connections.next_runs(database, principal.workspace_id)
    found = []
    for stream in sync_status(principal=principal, database=database):
        through = sources.get((stream.connector, stream.account_id), set())
        if connector in {"", stream.connector} and (not name or name in through):
            due = [runs[one] for one in through if one in runs]
            found.append(Standing(stream, tuple(sorted(through)), min(due, default=None)))
    return found
