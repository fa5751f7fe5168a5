"""Writes entries into the chain and reads them again."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from adhelm.core.clock import Clock
from adhelm.core.db import Connection, Database
from adhelm.core.principal import Principal, Scope
from adhelm.core.request import note_refusal, request_id
from adhelm.govern.audit import logic, store
from adhelm.govern.audit.types import Entry, Outcome

_MOST = 1000


def record(
    connection: Connection,
    *,
    principal: Principal,
    clock: Clock,
    action: str,
    subject: str,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
    reason: str = "",
    outcome: Outcome = Outcome.done,
) -> Entry:
    """
    Add an entry in the transaction of the change it tells of: both are there, or neither.

    `before` and `after` hold what changed, without secrets; values that JSON lacks become text.
    """
    number, previous = store.head(connection, principal.workspace_id)
    entry = Entry(
        workspace_id=principal.workspace_id,
        number=number + 1,
        at=clock.now(),
        actor=principal.actor.value,
        actor_id=principal.id,
        action=action,
        outcome=outcome,
        subject=subject,
        before=_plain(before),
        after=_plain(after),
        reason=reason,
        request_id=request_id(),
        previous=previous,
        hash="",
    )
    values = logic.as_record(entry)
    values |= {"hash": logic.hash_of(values), "at": entry.at}
    store.add(connection, values)
    return Entry(**{**values, "outcome": outcome})  # type: ignore[arg-type]  # its own fields


def record_refusal(
    database: Database,
    *,
    principal: Principal,
    clock: Clock,
    action: str,
    subject: str,
    reason: str,
) -> None:
    """
    Add an entry for an attempt that was not allowed, in a transaction of its own.

    It is on disk on return, or inside `Database.joined` when that block has ended.
    """

    def add() -> None:
        with database.durable() as connection:
            record(
                connection,
                principal=principal,
                clock=clock,
                action=action,
                subject=subject,
                reason=reason,
                outcome=Outcome.refused,
            )

    note_refusal()
    database.afterwards(add)


def list_entries(
    *,
    principal: Principal,
    database: Database,
    subject: str = "",
    request: str = "",
    before: int | None = None,
    limit: int = 100,
) -> list[Entry]:
    """
    Return the newest entries of the principal's workspace, at most `limit` (and 1,000).

    `before` is the number of the last entry of the page that came before.

    :raises Forbidden: if the principal may not administer.
    """
    principal.require(Scope.admin)
    return store.read(
        database,
        principal.workspace_id,
        subject=subject,
        request_id=request,
        before=before,
        limit=max(0, min(limit, _MOST)),
    )


def export(*, principal: Principal, database: Database) -> Iterator[str]:
    """
    Return the whole chain of the principal's workspace as NDJSON lines, the oldest first.

    :raises Forbidden: if the principal may not administer.
    """
    # Refused at once, not when the first line is taken.
    principal.require(Scope.admin)
    return (
        json.dumps(logic.as_record(entry), sort_keys=True, ensure_ascii=False)
        for entry in store.all_of(database, principal.workspace_id)
    )


def _plain(values: Mapping[str, object] | None) -> Mapping[str, object] | None:
    if values is None:
        return None
    plain: dict[str, object] = json.loads(json.dumps(dict(values), default=str))
    return plain
