"""API keys, kept as the hash of their secret."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from adhelm.core.principal import Scope
from adhelm.govern.accounts.store.people import find_member
from adhelm.govern.accounts.tables import KEY
from adhelm.govern.accounts.types import Key, Member

if TYPE_CHECKING:
    import sqlalchemy as sa


def add(connection: sa.Connection, key: Key, *, secret: str) -> None:
    """Keep a key."""
    connection.execute(
        KEY.insert().values(
            workspace_id=key.workspace_id,
            id=key.id,
            name=key.name,
            secret=secret,
            scopes=sorted(key.scopes),
            created_by=key.created_by,
            created_at=key.created_at,
            expires_at=key.expires_at,
            person_id=key.person_id,
            accounts=None if key.accounts is None else sorted(key.accounts),
            staff=key.staff,
        )
    )


def by_secret(connection: sa.Connection, secret: str) -> tuple[Key, Member | None] | None:
    """Return the key of a secret's hash, and the active member whose rights bound it."""
    row = connection.execute(KEY.select().where(KEY.c.secret == secret)).first()
    if row is None:
        return None
    key = _key(row)
    maker = key.person_id and find_member(connection, key.workspace_id, key.person_id)
    return key, maker if maker and maker.person.active else None


def of_workspace(connection: sa.Connection, workspace_id: str) -> list[Key]:
    """Return a workspace's keys, newest first."""
    mine = KEY.c.workspace_id == workspace_id
    query = KEY.select().where(mine).order_by(KEY.c.created_at.desc(), KEY.c.id)
    return [_key(row) for row in connection.execute(query)]


def find(connection: sa.Connection, workspace_id: str, key_id: str) -> Key | None:
    """Return one key of a workspace."""
    row = connection.execute(KEY.select().where(_is_key(workspace_id, key_id))).first()
    return _key(row) if row else None


def note_use(connection: sa.Connection, key: Key, *, now: datetime) -> None:
    """Keep when a key was last used."""
    this = _is_key(key.workspace_id, key.id)
    connection.execute(KEY.update().where(this).values(last_used_at=now))


def revoke(connection: sa.Connection, key: Key, *, now: datetime) -> None:
    """Take a key back."""
    this = _is_key(key.workspace_id, key.id)
    connection.execute(KEY.update().where(this).values(revoked_at=now))


def _key(row: Any) -> Key:
    return Key(
        id=row.id,
        workspace_id=row.workspace_id,
        name=row.name,
        scopes=frozenset(Scope(scope) for scope in row.scopes),
        created_by=row.created_by,
        created_at=row.created_at,
        expires_at=row.expires_at,
        last_used_at=row.last_used_at,
        revoked_at=row.revoked_at,
        person_id=row.person_id,
        accounts=None if row.accounts is None else frozenset(row.accounts),
        staff=row.staff,
    )


def _is_key(workspace_id: str, key_id: str) -> sa.ColumnElement[bool]:
    return (KEY.c.workspace_id == workspace_id) & (KEY.c.id == key_id)
