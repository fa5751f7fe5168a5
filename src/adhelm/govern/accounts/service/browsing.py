"""Browsers' sign-ins: one token in a cookie, rolled while it is used."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from adhelm.core.clock import Clock
from adhelm.core.db import Database
from adhelm.core.secret import Secret
from adhelm.core.secrets import Keyring
from adhelm.govern.accounts.logic import tokens
from adhelm.govern.accounts.service.proving import prove
from adhelm.govern.accounts.store import people as kept_people
from adhelm.govern.accounts.store import sessions as kept
from adhelm.govern.accounts.types import (
    BadToken,
    BrowserSession,
    Caller,
    Person,
    TokenExpired,
    TokenReused,
)


def open_browser(
    *,
    database: Database,
    clock: Clock,
    keyring: Keyring | None,
    name: str,
    password: str,
    code: str = "",
) -> BrowserSession:
    """
    Sign a browser in; its session ends after twelve hours without a request, or thirty days.

    :raises LockedOut: if too many wrong passwords or codes came before.
    :raises WrongCredentials: if name and password do not belong together.
    :raises SecondFactorNeeded: if the person has a second factor, and `code` is empty.
    :raises WrongCode: if the code is wrong, or came before.
    """
    person = prove(
        database=database, clock=clock, keyring=keyring, name=name, password=password, code=code
    )
    return begin(database=database, clock=clock, person=person)


def begin(*, database: Database, clock: Clock, person: Person) -> BrowserSession:
    """Begin a browser's session of somebody who has proved who they are."""
    now, token = clock.now(), tokens.made("browser")
    ends = now + tokens.REFRESH_LIFETIME
    values = {
        "id": tokens.new_id("ses"),
        "person_id": person.id,
        "access": tokens.digest(token),
        "access_expires_at": now + tokens.BROWSER_IDLE,
        "refresh_expires_at": ends,
        "started_at": now,
        "ended_at": None,
        "browser": True,
    }
    with database.durable() as connection:
        kept.add_session(connection, values)
    return BrowserSession(person, Secret(token), ends)


def by_browser(*, database: Database, clock: Clock, token: str) -> Caller:
    """
    Say whose browser holds a token, and roll it when it is old enough.

    :raises BadToken: if nobody's does.
    :raises TokenExpired: if it has run out.
    :raises TokenReused: if it was rolled long ago: somebody has a copy, and the session ends.
    """
    now, digest = clock.now(), tokens.digest(token)
    with database.reading() as connection:
        session = kept.by_browser(connection, digest)
        person = session and kept_people.find_person(connection, session.person_id)
    if session is None or session.ended_at or person is None or not person.active:
        raise BadToken("this session is over", hint="sign in")
    if session.access_expires_at <= now:
        raise TokenExpired("this session has run out", hint="sign in")
    rolled = None
    if _is_replayed(session, digest, now):
        with database.durable() as connection:
            kept.end(connection, session.id, now=now)
        raise TokenReused("this session's cookie was copied", hint="sign in, and look around")
    if _is_due(session, digest, now):
        rolled = _rolled(database, session, person, digest, now)
    elif session.access == digest and session.previous and session.previous_until is None:
        with database.transaction() as connection:
            kept.note_arrival(connection, session.id, until=now + tokens.BOTH_GOOD)
    return Caller(person.id, session_id=session.id, rolled=rolled)


def still_browsing(*, database: Database, clock: Clock, caller: Caller) -> Caller:
    """
    Say who a browser's session belongs to that was entered before and goes on.

    What lasts longer than a token, such as a live stream, asks by the session: its token may have
    been rolled long ago, and nobody has copied it.

    :raises BadToken: if the session is over.
    :raises TokenExpired: if it has run out.
    """
    with database.reading() as connection:
        session = kept.by_id(connection, caller.session_id)
        person = session and kept_people.find_person(connection, session.person_id)
    if session is None or session.ended_at or person is None or not person.active:
        raise BadToken("this session is over", hint="sign in")
    if session.access_expires_at <= clock.now():
        raise TokenExpired("this session has run out", hint="sign in")
    return Caller(person.id, session_id=session.id)


def _is_replayed(session: Any, digest: str, now: datetime) -> bool:
    until = session.previous_until
    return bool(session.access != digest and until is not None and until <= now)


def _is_due(session: Any, digest: str, now: datetime) -> bool:
    age = now - (session.access_expires_at - tokens.BROWSER_IDLE)
    if session.access == digest:
        return bool(age >= tokens.ROLLED_AFTER)
    # The browser may never have got the new token; others of its requests may be about to.
    return bool(session.previous_until is None and age >= tokens.BOTH_GOOD)


def _rolled(
    database: Database, session: Any, person: Person, digest: str, now: datetime
) -> BrowserSession | None:
    token = tokens.made("browser")
    with database.durable() as connection:
        done = kept.roll(
            connection, session.id, old=digest, new=tokens.digest(token),
            expires_at=min(now + tokens.BROWSER_IDLE, session.refresh_expires_at),
        )  # fmt: skip
    return BrowserSession(person, Secret(token), session.refresh_expires_at) if done else None
