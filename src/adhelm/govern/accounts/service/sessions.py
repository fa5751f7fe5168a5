"""Signing in and out, and who a token or key belongs to."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from adhelm.core.clock import Clock
from adhelm.core.db import Connection, Database
from adhelm.core.principal import Actor, Principal
from adhelm.core.secret import Secret
from adhelm.core.secrets import Keyring
from adhelm.govern.accounts.logic import rights, tokens
from adhelm.govern.accounts.service import noting
from adhelm.govern.accounts.service.browsing import by_browser
from adhelm.govern.accounts.service.proving import prove
from adhelm.govern.accounts.store import keys as kept_keys
from adhelm.govern.accounts.store import people as kept_people
from adhelm.govern.accounts.store import sessions as kept
from adhelm.govern.accounts.types import (
    BadToken,
    Caller,
    Key,
    Member,
    NoSuchWorkspace,
    Person,
    TokenExpired,
    TokenReused,
    Tokens,
)

_USE_NOTED_EVERY = timedelta(minutes=1)


def login(
    *,
    database: Database,
    clock: Clock,
    name: str,
    password: str,
    code: str = "",
    keyring: Keyring | None = None,
) -> Tokens:
    """
    Sign a person in by e-mail address or user name; `keyring` opens their second factor.

    :raises LockedOut: if too many wrong passwords or codes came before; the wait doubles with each.
    :raises WrongCredentials: if name and password do not belong together.
    :raises SecondFactorNeeded: if the person has a second factor, and `code` is empty.
    :raises WrongCode: if the code is wrong, or came before.
    :raises TooManySignIns: if too many wait to be checked.
    """
    person = prove(
        database=database, clock=clock, keyring=keyring, name=name, password=password, code=code
    )
    with database.durable() as connection:
        return _started(connection, person, clock.now())


def refresh(*, database: Database, clock: Clock, token: str) -> Tokens:
    """
    Exchange a refresh token for a new pair; each works once.

    :raises TokenReused: if it came before: the whole sign-in ends, for whoever has it.
    :raises BadToken: if it is unknown, or the sign-in has ended.
    :raises TokenExpired: if nobody used it for thirty days.
    """
    now, digest = clock.now(), tokens.digest(token)
    with database.durable() as connection:
        session = kept.by_refresh(connection, digest)
        person = session and kept_people.find_person(connection, session.person_id)
        if session is None or person is None or session.ended_at or not person.active:
            raise BadToken("this refresh token is worth nothing", hint="sign in again")
        if session.refresh_expires_at <= now:
            raise TokenExpired("this sign-in has run out", hint="sign in again")
        if kept.use_refresh(connection, digest, now=now):
            return _renewed(connection, session.id, person, session.refresh_expires_at, now)
        kept.end(connection, session.id, now=now)
        noting.note_of_person(
            connection, clock, person.id, action="refresh", refused="the token was used before"
        )
    raise TokenReused("this refresh token was used before", hint="sign in again, and look around")


def logout(*, database: Database, clock: Clock, caller: Caller) -> None:
    """End the sign-in of a caller; its tokens are worth nothing from now on."""
    if caller.session_id:
        with database.durable() as connection:
            kept.end(connection, caller.session_id, now=clock.now())


def authenticate(*, database: Database, clock: Clock, token: str) -> Caller:
    """
    Say who holds an access token, an API key or a browser's session.

    :raises BadToken: if nobody does.
    :raises TokenExpired: if it has run out.
    :raises TokenReused: if it is a browser's that was rolled long ago.
    """
    now, digest = clock.now(), tokens.digest(token)
    if token.startswith("adh_key_"):
        return _by_key(database, digest, now)
    if token.startswith("adh_browser_"):
        return by_browser(database=database, clock=clock, token=token)
    session, person = database.recall(
        ("access", digest), lambda connection: _signed_in(connection, digest)
    )
    if session is None or session.ended_at or person is None or not person.active:
        raise BadToken("this access token is worth nothing", hint="sign in")
    if session.access_expires_at <= now:
        raise TokenExpired("this access token has run out", hint="refresh it")
    return Caller(person.id, session_id=session.id)


def principal_of(*, database: Database, caller: Caller, workspace_id: str) -> Principal:
    """
    Return what a caller may do in a workspace: the one place where this is decided.

    :raises NoSuchWorkspace: if it does not exist, or not for this caller.
    """
    if caller.key is not None:
        if caller.key.workspace_id != workspace_id:
            raise _no_workspace(workspace_id)
        return _of_key(caller.key)
    member = database.recall(
        ("member", workspace_id, caller.person_id),
        lambda connection: kept_people.find_member(connection, workspace_id, caller.person_id),
    )
    if member is None:
        raise _no_workspace(workspace_id)
    return _of_member(member)


def principals_of(
    *, database: Database, caller: Caller, workspace_ids: Collection[str] | None
) -> list[Principal]:
    """
    Return what a caller may do in each of several workspaces, in their order.

    For None: in each where they are staff, by id.

    :raises NoSuchWorkspace: if one does not exist, or not for this caller.
    """
    if caller.key is not None:
        mine = {caller.key.workspace_id: _of_key(caller.key)}
    else:
        with database.reading() as connection:
            members = kept_people.memberships(connection, caller.person_id)
        mine = {member.workspace_id: _of_member(member) for member in members}
    wanted = mine if workspace_ids is None else dict.fromkeys(workspace_ids)
    for one in wanted:
        if one not in mine:
            raise _no_workspace(one)
    found = [mine[one] for one in wanted]
    # Of whom is staff nowhere, all are left: what is asked then says that it is not for them.
    return [one for one in found if one.staff or workspace_ids is not None] or found


def _of_key(key: Key) -> Principal:
    return Principal(
        Actor.key, key.id, key.workspace_id, key.scopes, accounts=key.accounts, staff=key.staff,
        behind=key.person_id or "",
    )  # fmt: skip


def _of_member(member: Member) -> Principal:
    return Principal(
        Actor.person,
        member.person.id,
        member.workspace_id,
        member.role.scopes,
        accounts=member.accounts,
        staff=member.staff,
    )


def _started(connection: Connection, person: Person, now: datetime) -> Tokens:
    access, again = tokens.made("access"), tokens.made("refresh")
    session_id, ends = tokens.new_id("ses"), now + tokens.REFRESH_LIFETIME
    values: dict[str, object] = {
        "id": session_id,
        "person_id": person.id,
        "access": tokens.digest(access),
        "access_expires_at": now + tokens.ACCESS_LIFETIME,
        "refresh_expires_at": ends,
        "started_at": now,
        "ended_at": None,
    }
    kept.start(connection, values, refresh=tokens.digest(again))
    return Tokens(person, Secret(access), now + tokens.ACCESS_LIFETIME, Secret(again), ends)


def _renewed(
    connection: Connection, session_id: str, person: Person, ends: datetime, now: datetime
) -> Tokens:
    access, again = tokens.made("access"), tokens.made("refresh")
    expires_at = now + tokens.ACCESS_LIFETIME
    kept.renew(connection, session_id, access=tokens.digest(access), expires_at=expires_at)
    kept.add_refresh(connection, session_id, tokens.digest(again))
    return Tokens(person, Secret(access), expires_at, Secret(again), ends)


def _signed_in(connection: Connection, digest: str) -> tuple[Any, Person | None]:
    session = kept.by_access(connection, digest)
    return session, kept_people.find_person(connection, session.person_id) if session else None


def _by_key(database: Database, digest: str, now: datetime) -> Caller:
    found = database.recall(
        ("key", digest), lambda connection: kept_keys.by_secret(connection, digest)
    )
    key, maker = found or (None, None)
    if key is None or key.revoked_at or (key.person_id and maker is None):
        raise BadToken("this key is worth nothing", hint="ask an admin for another")
    if key.expires_at and key.expires_at <= now:
        raise TokenExpired(f"the key '{key.name}' has run out", hint="ask an admin for another")
    # Not at every call: a busy key would make every read a write.
    if key.last_used_at is None or now - key.last_used_at >= _USE_NOTED_EVERY:
        with database.transaction() as connection:
            kept_keys.note_use(connection, key, now=now)
    return Caller("", key=_within(key, maker) if maker else key)


def _within(key: Key, maker: Member) -> Key:
    """Return a key with no more than its maker may now."""
    return replace(
        key,
        scopes=key.scopes & maker.role.scopes,
        accounts=rights.narrower(key.accounts, maker.accounts),
        staff=key.staff and maker.staff,
    )


def _no_workspace(workspace_id: str) -> NoSuchWorkspace:
    return NoSuchWorkspace(f"there is no workspace '{workspace_id}'", hint="see `workspaces`")
