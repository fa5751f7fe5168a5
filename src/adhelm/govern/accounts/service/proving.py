"""Is it them? Name and password, then the second factor, with a lock that grows."""

from __future__ import annotations

import math
from datetime import datetime

from adhelm.core.clock import Clock
from adhelm.core.db import Database
from adhelm.core.secrets import Keyring
from adhelm.govern.accounts.logic import passwords, tokens
from adhelm.govern.accounts.service import factors, hashing, noting
from adhelm.govern.accounts.store import people as kept_people
from adhelm.govern.accounts.store import sessions as kept
from adhelm.govern.accounts.types import LockedOut, Person, WrongCode, WrongCredentials


def prove(
    *,
    database: Database,
    clock: Clock,
    keyring: Keyring | None,
    name: str,
    password: str,
    code: str = "",
) -> Person:
    """
    Return the person of an e-mail address or user name, if they are who they say.

    :raises LockedOut: if too many wrong passwords or codes came before; the wait doubles with each.
    :raises WrongCredentials: if name and password do not belong together.
    :raises SecondFactorNeeded: if the person has a second factor, and `code` is empty.
    :raises WrongCode: if the code is wrong, or came before.
    :raises TooManySignIns: if too many wait to be checked.
    """
    now, known_as = clock.now(), tokens.digest(name.strip().lower())
    with database.reading() as connection:
        failures, locked_until = kept.failures(connection, known_as)
        found = kept_people.find_login(connection, name)
    _refuse_locked(locked_until, now)
    # An unknown name takes as long as a known one: the time tells nothing.
    person, hashed = found or (None, passwords.nobody())
    fits = hashing.fits(password, hashed)
    if person is None or not fits or not person.active:
        _note_failure(database, clock, known_as, failures + 1, person)
        raise WrongCredentials("the name or the password is wrong", hint="or reset the password")
    try:
        factors.check(database=database, clock=clock, keyring=keyring, person=person, code=code)
    except WrongCode:
        _note_failure(database, clock, known_as, failures + 1, person)
        raise
    fresh = hashing.hashed(password) if passwords.is_outdated(hashed) else ""
    with database.durable() as connection:
        kept.forget_failures(connection, known_as)
        if fresh:
            kept_people.set_password(connection, person.id, fresh)
    return person


def prove_factor(
    *, database: Database, clock: Clock, keyring: Keyring | None, person: Person, code: str
) -> None:
    """
    Let somebody pass whom another knows already, and who gives a code of their second factor.

    :raises LockedOut: if too many wrong codes came before.
    :raises SecondFactorNeeded: if the person has a second factor, and `code` is empty.
    :raises WrongCode: if the code is wrong, or came before.
    """
    now, known_as = clock.now(), tokens.digest(f"factor {person.id}")
    with database.reading() as connection:
        failures, locked_until = kept.failures(connection, known_as)
    _refuse_locked(locked_until, now)
    try:
        factors.check(database=database, clock=clock, keyring=keyring, person=person, code=code)
    except WrongCode:
        _note_failure(database, clock, known_as, failures + 1, person)
        raise
    if failures:
        with database.durable() as connection:
            kept.forget_failures(connection, known_as)


def prove_again(*, database: Database, clock: Clock, person: Person, password: str) -> None:
    """
    Let somebody pass who is signed in and gives their password once more.

    :raises LockedOut: if too many wrong ones came before.
    :raises WrongCredentials: if it is another one.
    """
    now, known_as = clock.now(), tokens.digest(f"again {person.id}")
    with database.reading() as connection:
        failures, locked_until = kept.failures(connection, known_as)
        found = kept_people.find_login(connection, person.email)
    _refuse_locked(locked_until, now)
    if found is None or not hashing.fits(password, found[1]):
        _note_failure(database, clock, known_as, failures + 1, person)
        raise WrongCredentials("the password is wrong")
    if failures:
        with database.durable() as connection:
            kept.forget_failures(connection, known_as)


def _refuse_locked(locked_until: datetime | None, now: datetime) -> None:
    if locked_until and now < locked_until:
        seconds = math.ceil((locked_until - now).total_seconds())
        raise LockedOut(
            "too many wrong passwords", hint=f"try again in {seconds} s", retry_after_s=seconds
        )


def _note_failure(
    database: Database, clock: Clock, login: str, failures: int, person: Person | None
) -> None:
    """Count it, and tell the audit of a person's workspaces; the lock keeps a flood from both."""
    with database.durable() as connection:
        until = clock.now() + tokens.lock_of(failures)
        kept.note_failure(connection, login, count=failures, locked_until=until)
        if person is not None:
            refused = f"wrong password or code, {failures} in a row"
            noting.note_of_person(
                connection, clock, person.id, action="prove_identity", refused=refused
            )
