"""What all changes of limits and stops share: one writer at a time, who it was, and ids."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from adhelm.core.clock import Clock
from adhelm.core.db import Connection, Database, lock_in_transaction
from adhelm.core.principal import Principal, Scope
from adhelm.core.written import is_unwritable
from adhelm.govern import audit
from adhelm.govern.compliance.types import BadSetting, SecondPersonNeeded

_LONGEST_REASON = 2000


@contextmanager
def changing(principal: Principal, database: Database) -> Iterator[Connection]:
    """Open a durable transaction in which nobody else changes the workspace's limits and stops."""
    with database.durable() as connection:
        lock_in_transaction(connection, f"compliance {principal.workspace_id}")
        yield connection


def author(principal: Principal) -> str:
    """Return who somebody is, as it is kept: 'key:… of person:…' for a person's key."""
    whose = f" of person:{principal.behind}" if principal.behind else ""
    return f"{principal.actor.value}:{principal.id}{whose}"


def is_own(author_of_it: str, principal: Principal) -> bool:
    """Say whether the same hands did something, a person's and their keys' being the same."""
    return bool(set(author_of_it.split(" of ")) & set(author(principal).split(" of ")))


def require_decider(principal: Principal) -> None:
    """
    Let an approver or an admin pass.

    :raises Forbidden: if it is neither.
    """
    if Scope.admin not in principal.scopes:
        principal.require(Scope.approve)


def refuse_own(
    principal: Principal,
    database: Database,
    clock: Clock,
    *,
    made_by: str,
    action: str,
    subject: str,
) -> None:
    """
    Let pass who decides on somebody else's doing; a refusal is kept in the audit.

    :raises SecondPersonNeeded: if it is their own.
    """
    if not is_own(made_by, principal):
        return
    reason = "it takes a second person, and this is the first one"
    audit.record_refusal(
        database, principal=principal, clock=clock, action=f"compliance.{action}",
        subject=subject, reason=reason,
    )  # fmt: skip
    raise SecondPersonNeeded(reason, hint="another approver or admin decides on it")


def new_id(kind: str) -> str:
    """Return a new id, such as 'frz_1a2b…'."""
    return f"{kind}_{secrets.token_hex(10)}"


def reason_of(text: str, *, needed: bool = False) -> str:
    """
    Return a reason as it is kept.

    :raises BadSetting: if it is missing where one is needed, too long, or no text.
    """
    plain = text.strip()
    if needed and not plain:
        raise BadSetting("say why", hint="a reason for those who find it later")
    if len(plain) > _LONGEST_REASON or is_unwritable(plain):
        raise BadSetting("this reason is too long, or no text", hint=f"{_LONGEST_REASON:,} signs")
    return plain


def note(
    connection: Connection,
    principal: Principal,
    clock: Clock,
    *,
    action: str,
    subject: str,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
    reason: str = "",
) -> None:
    """Put a change into the audit."""
    audit.record(
        connection, principal=principal, clock=clock, action=f"compliance.{action}",
        subject=subject, before=before, after=after, reason=reason,
    )  # fmt: skip
