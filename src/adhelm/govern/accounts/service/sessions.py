"""Signing in and out, and who a token or key belongs to."""

from __future__ import annotations

import math
from datetime import datetime, timedelta

from adhelm.core.clock import Clock
from adhelm.core.db import Connection, Database
from adhelm.core.principal import Actor, Principal
from adhelm.core.secret import Secret
from adhelm.govern.accounts.logic import passwords, tokens
from adhelm.govern.accounts.store import keys as kept_keys
from adhelm.govern.accounts.store import people as kept_people
from adhelm.govern.accounts.store import sessions as kept
from adhelm.govern.accounts.types import (
    BadToken,
    Caller,
    LockedOut,
    NoSuchWorkspace,
    Person,
    TokenExpired,
    TokenReused,
    Tokens,
    WrongCredentials,
)

_USE_NOTED_EVERY = timedelta(minutes=1)


def login(*, database: Database, clock: Clock, name: str, password: str) -> Tokens:
    """
    Sign a person in by e-mail address or user name.

    :raises LockedOut: if too many wrong passwords came before; the wait doubles with each.
    :raises WrongCredentials: if name and password do not belong together.
    """
    now, known_as = clock.now(), tokens.digest(name.strip().lower())
    with database.reading() as connection:
        failures, locked_until = kept.failures(connection, known_as)
        found = kept_people.find_login(connection, name)
    if locked_until and now < locked_until:
        seconds = math.ceil((locked_until - now).total_seconds())
        raise LockedOut(
            "too many wrong passwords", hint=f"try again in {seconds} s", retry_after_s=seconds
        )
    # An unknown name takes as long as a known one: the time tells nothing.
    person, hashed = found or (None, passwords.nobody())
    fits = passwords.fits(password, hashed)
    if person is None or not fits or not person.active:
        _note_failure(database, known_as, failures + 1, now)
        raise WrongCredentials("the name or the password is wrong", hint="or reset the password")
    fresh = passwords.hashed(password) if passwords.is_outdated(hashed) else ""
    with database.durable() as connection:
        kept.forget_failures(connection, known_as)
        if fresh:
            kept_people.set_password(connection, person.id, fresh)
        return _started(connection, person, now)


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
    raise TokenReused("this refresh token was used before", hint="sign in again, and look around")


def logout(*, database: Database, clock: Clock, caller: Caller) -> None:
    """End the sign-in of a caller; its tokens are worth nothing from now on."""
    if caller.session_id:
        with database.durable() as connection:
            kept.end(connection, caller.session_id, now=clock.now())


def authenticate(*, database: Database, clock: Clock, token: str) -> Caller:
    """
    Say who holds an access token or an API key.

    :raises BadToken: if nobody does.
    :raises TokenExpired: if it has run out.
    """
    now, digest = clock.now(), tokens.digest(token)
    if token.startswith("adh_key_"):
        return _by_key(database, digest, now)
    with database.reading() as connection:
        session = kept.by_access(connection, digest)
        person = session and kept_people.find_person(connection, session.person_id)
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
        return Principal(Actor.key, caller.key.id, workspace_id, caller.key.scopes)
    with database.reading() as connection:
        member = kept_people.find_member(connection, workspace_id, caller.person_id)
    if member is None:
        raise _no_workspace(workspace_id)
    return Principal(
        Actor.person,
        caller.person_id,
        workspace_id,
        member.role.scopes,
        accounts=member.accounts,
        staff=member.staff,
    )


def _note_failure(database: Database, login: str, failures: int, now: datetime) -> None:
    with database.durable() as connection:
        until = now + tokens.lock_of(failures)
        kept.note_failure(connection, login, count=failures, locked_until=until)


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


def _by_key(database: Database, digest: str, now: datetime) -> Caller:
    with database.reading() as connection:
        key = kept_keys.by_secret(connection, digest)
    if key is None or key.revoked_at:
        raise BadToken("this key is worth nothing", hint="ask an admin for another")
    if key.expires_at and key.expires_at <= now:
        raise TokenExpired(f"the key '{key.name}' has run out", hint="ask an admin for another")
    # Not at every call: a busy key would make every read a write.
    if key.last_used_at is None or now - key.last_used_at >= _USE_NOTED_EVERY:
        with database.transaction() as connection:
            kept_keys.note_use(connection, key, now=now)
    return Caller("", key=key)


def _no_workspace(workspace_id: str) -> NoSuchWorkspace:
    return NoSuchWorkspace(f"there is no workspace '{workspace_id}'", hint="see `workspaces`")
