"""How the streams of the workspace's accounts stand."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zlib import crc32

from adhelm.core.db import Busy, Database
from adhelm.core.principal import Principal, Scope
from adhelm.observe import warehouse as warehouses
from adhelm.observe.ingest.store import fetches, streams
from adhelm.observe.ingest.types import StreamStatus

_LOCKS = 8


def stream_states(*, principal: Principal, database: Database) -> list[StreamStatus]:
    """Return what is covered of each stream, and what went wrong; not whether a sync runs."""
    principal.require(Scope.read)
    every = streams.every(database, principal.workspace_id)
    return [one for one in every if principal.sees(one.connector, one.account_id)]


def sync_status(*, principal: Principal, database: Database) -> list[StreamStatus]:
    """Return how each stream of each account stands: what is covered, and what went wrong."""
    known = stream_states(principal=principal, database=database)
    seen = {(one.connector, one.account_id) for one in known}
    begun = fetches.begun(database, principal.workspace_id)
    running = {
        each for each in begun & seen if _is_running(database, principal.workspace_id, *each)
    }
    return [
        replace(
            one,
            running=(one.connector, one.account_id) in running,
            provisional_from=(
                warehouses.provisional_from(one.connector, one.covered[-1].last)
                if one.covered
                else None
            ),
        )
        for one in known
    ]


def last_successes(*, database: Database) -> dict[str, datetime]:
    """
    Return connector -> the last success of its account that waits longest, of all workspaces.

    For the installation's own figures, which name no workspace.
    """
    return streams.last_successes(database)


def lock_name(workspace_id: str, connector: str, account_id: str) -> str:
    """Return the name under which one sync at a time has an account, and some others with it."""
    # Few names: on PostgreSQL each lock that is held takes a connection of its own.
    return f"sync {workspace_id} {connector} {crc32(account_id.encode()) % _LOCKS}"


def _is_running(database: Database, workspace_id: str, connector: str, account_id: str) -> bool:
    # The system frees the lock of a killed process, so a row alone could not say it.
    try:
        with database.exclusive(lock_name(workspace_id, connector, account_id), timeout_s=0):
            return False
    except Busy:
        return True
