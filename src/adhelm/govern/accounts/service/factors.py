"""Second factors: set up, confirmed, asked for at sign-in, taken away."""

from __future__ import annotations

from adhelm.core.clock import Clock
from adhelm.core.db import Connection, Database
from adhelm.core.principal import Principal, Scope
from adhelm.core.secret import Secret
from adhelm.core.secrets import KeyMissing, Keyring, delete_secret, get_secret, put_secret
from adhelm.govern.accounts.logic import codes
from adhelm.govern.accounts.service import noting
from adhelm.govern.accounts.store import factors as kept
from adhelm.govern.accounts.types import (
    Enrolment,
    FactorThere,
    NoFactor,
    Person,
    SecondFactorNeeded,
    WrongCode,
)

_PEOPLE = "@people"
"""Where people's secrets lie: no workspace can be called so."""


def enrol(*, database: Database, clock: Clock, keyring: Keyring, person: Person) -> Enrolment:
    """
    Set a second factor up; it is asked for once it was confirmed.

    :raises FactorThere: if the person has one.
    """
    secret = codes.new_secret()
    with database.durable() as connection:
        found = kept.find(connection, person.id)
        if found is not None and found.confirmed_at:
            raise FactorThere("there is a second factor already", hint="take it away first")
        kept.begin(connection, person.id, now=clock.now())
        put_secret(
            connection, keyring, workspace_id=_PEOPLE, name=_name(person.id), value=secret,
            clock=clock,
        )  # fmt: skip
    return Enrolment(Secret(secret), Secret(codes.address(secret, person=person.email)))


def confirm(
    *, database: Database, clock: Clock, keyring: Keyring, person: Person, code: str
) -> list[Secret]:
    """
    Let a second factor hold that shows the right code; return codes for who loses the app.

    :raises NoFactor: if none waits to be confirmed.
    :raises WrongCode: if the code is wrong.
    """
    recovery = codes.new_recovery_codes()
    with database.durable() as connection:
        found = kept.find(connection, person.id)
        if found is None or found.confirmed_at:
            raise NoFactor("no second factor waits to be confirmed", hint="set one up first")
        if not _shows(connection, keyring, clock, person, code):
            raise WrongCode("the code is wrong", hint="the one that the app shows now")
        kept.confirm(
            connection, person.id, now=clock.now(), recovery=map(codes.recovery_digest, recovery)
        )
        noting.note_of_person(connection, clock, person.id, action="confirm_second_factor")
    return [Secret(one) for one in recovery]


def check(
    *, database: Database, clock: Clock, keyring: Keyring | None, person: Person, code: str
) -> None:
    """
    Let a person pass who has no second factor, or gives a code of it that never came before.

    :raises SecondFactorNeeded: if `code` is empty.
    :raises WrongCode: if it is wrong, or came before.
    :raises KeyMissing: if the secret cannot be opened.
    """
    with database.reading() as connection:
        found = kept.find(connection, person.id)
    if found is None or not found.confirmed_at:
        return
    if not code:
        raise SecondFactorNeeded(
            "the second factor is missing", hint="code: the one the app shows, or one of need"
        )
    if keyring is None:
        raise KeyMissing("the second factor cannot be opened", hint="ADHELM_SECRETS__KEY")
    with database.durable() as connection:
        right = _shows(connection, keyring, clock, person, code) or kept.use_recovery(
            connection, person.id, codes.recovery_digest(code), now=clock.now()
        )
    if not right:
        raise WrongCode("the code is wrong, or came before", hint="wait for the next one")


def take_away(*, database: Database, clock: Clock, person: Person) -> None:
    """
    Take one's own second factor away.

    :raises NoFactor: if there is none.
    """
    with database.durable() as connection:
        _take_away(connection, clock, person.id)


def reset(*, principal: Principal, database: Database, clock: Clock, person_id: str) -> None:
    """
    Take the second factor of somebody away who lost it; their sign-ins go on.

    :raises Forbidden: if the principal may not administer.
    :raises NoSuchPerson: if there is no such member.
    :raises AlsoElsewhere: if the person is where the principal does not administer.
    :raises NoFactor: if there is none.
    """
    principal.require(Scope.admin)
    with database.durable() as connection:
        noting.refuse_elsewhere(connection, principal, person_id)
        _take_away(connection, clock, person_id, by=principal)


def has_factor(*, database: Database, person: Person) -> bool:
    """Say whether a person is asked for a second factor."""
    with database.reading() as connection:
        found = kept.find(connection, person.id)
    return found is not None and found.confirmed_at is not None


def _take_away(
    connection: Connection, clock: Clock, person_id: str, *, by: Principal | None = None
) -> None:
    if kept.find(connection, person_id) is None:
        raise NoFactor("there is no second factor")
    kept.forget(connection, person_id)
    delete_secret(connection, workspace_id=_PEOPLE, name=_name(person_id))
    noting.note_of_person(connection, clock, person_id, action="remove_second_factor", by=by)


def _shows(
    connection: Connection, keyring: Keyring, clock: Clock, person: Person, code: str
) -> bool:
    secret = get_secret(connection, keyring, workspace_id=_PEOPLE, name=_name(person.id))
    step = codes.step_of(secret.reveal(), code, at=clock.now().timestamp())
    return step is not None and kept.use_step(connection, person.id, step)


def _name(person_id: str) -> str:
    return f"second_factor:{person_id}"
