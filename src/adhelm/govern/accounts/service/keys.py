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
from adhelm.govern.accounts.logic import names, rights, tokens
from adhelm.govern.accounts.service import noting
from adhelm.govern.accounts.store import keys as kept
from adhelm.govern.accounts.types import Key, NewKey, NoSuchKey


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
    accounts: Collection[str] | None = None,
    staff: bool | None = None,
) -> NewKey:
    """
    Make a key for the principal's workspace; its secret is shown this once.

    `accounts` narrows it to 'connector/account' ids; what is not said is as of the principal.
    At no time may it more than the person who made it.

    :raises Forbidden: if the principal may not administer.
    :raises ScopeTooWide: if the key would be allowed more than the principal.
    :raises BadAccount: if an account is none.
    :raises BadExpiry: if it would have run out already.
    """
    principal.require(Scope.admin)
    with database.durable() as connection:
        return add_key(
            connection, principal=principal, clock=clock, name=name, scopes=frozenset(scopes),
            expires_at=expires_at, accounts=accounts, staff=staff,
        )  # fmt: skip


def add_key(
    connection: Connection,
    *,
    principal: Principal,
    clock: Clock,
    name: str,
    scopes: frozenset[Scope],
    expires_at: datetime | None = None,
    accounts: Collection[str] | None = None,
    staff: bool | None = None,
) -> NewKey:
    """Make a key in a transaction that is open; as `create_key`."""
    narrowed = rights.accounts_of(accounts, else_of=principal)
    sees_fees = principal.staff if staff is None else staff
    rights.refuse_wider(principal, scopes=scopes, accounts=narrowed, staff=sees_fees)
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
        person_id=noting.answerable(connection, principal),
        accounts=narrowed,
        staff=sees_fees,
    )
    kept.add(connection, key, secret=tokens.digest(secret))
    audit.record(
        connection, principal=principal, clock=clock, action="accounts.create_key",
        subject=f"key:{key.id}",
        after={
            "name": key.name, "scopes": sorted(scopes), "staff": sees_fees,
            "accounts": sorted(narrowed) if narrowed is not None else None,
        },
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
