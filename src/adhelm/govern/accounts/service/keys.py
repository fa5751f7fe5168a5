"""API keys: made, listed and taken back by those who administer."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from adhelm.core.clock import Clock
from adhelm.core.db import Connection, Database
from adhelm.core.errors import Invalid
from adhelm.core.principal import Principal, Scope
from adhelm.core.secret import Secret
from adhelm.govern import audit
from adhelm.govern.accounts.logic import names, tokens
from adhelm.govern.accounts.store import keys as kept
from adhelm.govern.accounts.types import Key, NewKey, NoSuchKey, ScopeTooWide


class BadExpiry(Invalid):
    """A key cannot run out before it is made."""

    code = "accounts.bad_expiry"


def create_key(
    *,
    principal: Principal,
    database: Database,
    clock: Clock,
    name: str,
    scopes: Collection[Scope],
    expires_at: datetime | None = None,
) -> NewKey:
    """
    Make a key for the principal's workspace; its secret is shown this once.

    :raises Forbidden: if the principal may not administer.
    :raises ScopeTooWide: if the key would be allowed more than the principal.
    :raises BadExpiry: if it would have run out already.
    """
    principal.require(Scope.admin)
    with database.durable() as connection:
        return add_key(
            connection, principal=principal, clock=clock, name=name, scopes=frozenset(scopes),
            expires_at=expires_at,
        )  # fmt: skip


def add_key(
    connection: Connection,
    *,
    principal: Principal,
    clock: Clock,
    name: str,
    scopes: frozenset[Scope],
    expires_at: datetime | None = None,
) -> NewKey:
    """Make a key in a transaction that is open; as `create_key`."""
    if not scopes <= principal.scopes:
        wider = ", ".join(sorted(scopes - principal.scopes))
        raise ScopeTooWide(f"you may not {wider} yourself", hint="leave these scopes out")
    if expires_at is not None and expires_at <= clock.now():
        raise BadExpiry("the key would have run out already", hint="an instant to come")
    secret = tokens.made("key")
    key = Key(
        id=tokens.new_id("key"),
        workspace_id=principal.workspace_id,
        name=names.free_text(name, what="name") or "key",
        scopes=scopes,
        created_by=principal.id,
        created_at=clock.now(),
        expires_at=expires_at,
        last_used_at=None,
        revoked_at=None,
    )
    kept.add(connection, key, secret=tokens.digest(secret))
    audit.record(
        connection, principal=principal, clock=clock, action="accounts.create_key",
        subject=f"key:{key.id}", after={"name": key.name, "scopes": sorted(scopes)},
    )  # fmt: skip
    return NewKey(key, Secret(secret))


def list_keys(*, principal: Principal, database: Database) -> list[Key]:
    """
    Return the keys of the principal's workspace, without their secrets.

    :raises Forbidden: if the principal may not administer.
    """
    principal.require(Scope.admin)
    with database.reading() as connection:
        return kept.of_workspace(connection, principal.workspace_id)


def revoke_key(*, principal: Principal, database: Database, clock: Clock, key_id: str) -> Key:
    """
    Take a key back; it is worth nothing from now on.

    :raises NoSuchKey: if there is no such key in the workspace.
    """
    principal.require(Scope.admin)
    with database.durable() as connection:
        key = kept.find(connection, principal.workspace_id, key_id)
        if key is None:
            raise NoSuchKey(f"there is no key '{key_id}' here", hint="see `keys`")
        if key.revoked_at is None:
            kept.revoke(connection, key, now=clock.now())
            audit.record(
                connection, principal=principal, clock=clock, action="accounts.revoke_key",
                subject=f"key:{key.id}", before={"name": key.name},
            )  # fmt: skip
    return key
