"""People: registering, inviting, roles, leaving. Every change is in the audit."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from adhelm.core.clock import Clock
from adhelm.core.db import Connection, Database
from adhelm.core.principal import Actor, Principal, Scope
from adhelm.core.secret import Secret
from adhelm.govern.accounts.logic import names, passwords, rights, tokens
from adhelm.govern.accounts.service import hashing, noting
from adhelm.govern.accounts.service.proving import prove_again
from adhelm.govern.accounts.store import people as kept
from adhelm.govern.accounts.store import sessions as kept_sessions
from adhelm.govern.accounts.types import (
    SAME,
    BadToken,
    Invitation,
    LastAdmin,
    Member,
    NoSuchPerson,
    Person,
    Role,
    Same,
    WrongCredentials,
)


def register(
    *,
    database: Database,
    clock: Clock,
    email: str,
    username: str,
    password: str,
    company: str = "",
) -> Person:
    """
    Make a person, who is in no workspace yet.

    :raises BadName: if address, user name or company cannot be one.
    :raises WeakPassword: if the password is too easy to guess.
    :raises NameTaken: if somebody has the address or user name.
    """
    person, hashed = new_person(clock, email, username, password, company)
    with database.durable() as connection:
        kept.add_person(connection, person, password=hashed)
    return person


def new_person(
    clock: Clock, email: str, username: str, password: str, company: str
) -> tuple[Person, str]:
    """Return a checked person, not kept yet, and the hash of the password."""
    address, login = names.email(email), names.username(username)
    firm = names.free_text(company, what="company")
    passwords.check(password, known_words=(login, address.partition("@")[0], firm))
    person = Person(tokens.new_id("per"), address, login, firm, active=True, created_at=clock.now())
    return person, hashing.hashed(password)


def invite(
    *,
    principal: Principal,
    database: Database,
    clock: Clock,
    email: str,
    role: Role,
    accounts: Collection[str] | None = None,
    staff: bool | None = None,
) -> Invitation:
    """
    Invite somebody into the principal's workspace, for seven days.

    `accounts` narrows them to 'connector/account' ids; what is not said is as of the principal.

    :raises Forbidden: if the principal may not administer.
    :raises ScopeTooWide: if they would be allowed more than the principal.
    :raises BadName: if the address is none.
    :raises BadAccount: if an account is none.
    """
    principal.require(Scope.admin)
    narrowed = rights.accounts_of(accounts, else_of=principal)
    sees_fees = principal.staff if staff is None else staff
    rights.refuse_wider(principal, scopes=role.scopes, accounts=narrowed, staff=sees_fees)
    token, now = tokens.made("invite"), clock.now()
    invitation = Invitation(
        id=tokens.new_id("inv"),
        workspace_id=principal.workspace_id,
        email=names.email(email),
        role=role,
        expires_at=now + tokens.INVITATION_LIFETIME,
        token=Secret(token),
    )
    with database.durable() as connection:
        kept.add_invitation(
            connection,
            {
                "workspace_id": invitation.workspace_id,
                "id": invitation.id,
                "email": invitation.email,
                "role": role.value,
                "accounts": None if narrowed is None else sorted(narrowed),
                "staff": sees_fees,
                "token": tokens.digest(token),
                "expires_at": invitation.expires_at,
            },
        )
        noting.note(
            connection, principal, clock, action="invite", subject=f"invitation:{invitation.id}",
            after={"role": role.value, **_narrowing(narrowed, staff=sees_fees)},
        )  # fmt: skip
    return invitation


def accept_invitation(
    *,
    database: Database,
    clock: Clock,
    token: str,
    username: str = "",
    password: str = "",
    company: str = "",
) -> Member:
    """
    Join the workspace of an invitation; a person who is new is made on the way.

    Who has the address already joins as that person, by the same password.

    :raises BadToken: if the invitation is unknown, was accepted, or has run out.
    :raises WeakPassword: if a new person's password is too easy to guess.
    """
    now, digest = clock.now(), tokens.digest(token)
    with database.reading() as connection:
        offer = kept.open_invitation(connection, digest, now=now)
        known = offer and kept.find_login(connection, offer.email)
    if offer is None:
        raise _worth_nothing()
    # Looked at before anything is locked: passwords take their time.
    if known:
        person, hashed = known[0], ""
        _prove_address(database, clock, person, password)
    else:
        person, hashed = new_person(clock, offer.email, username, password, company)
    with database.durable() as connection:
        found = kept.open_invitation(connection, digest, now=now)
        if found is None:
            raise _worth_nothing()
        if hashed:
            # The first account's link must not make a second admin.
            if found.email == names.NOBODYS and kept.is_anybody_there(connection):
                raise _worth_nothing()
            kept.add_person(connection, person, password=hashed)
        return join(connection, clock, person, found)


def join(connection: Connection, clock: Clock, person: Person, offer: Any) -> Member:
    """Make a person a member as an open invitation says, which ends all of theirs to there."""
    role = Role(offer.role)
    accounts = None if offer.accounts is None else frozenset(offer.accounts)
    kept.put_member(
        connection,
        workspace_id=offer.workspace_id,
        person_id=person.id,
        role=role,
        accounts=accounts,
        staff=offer.staff,
    )
    # An older one, as something else, must not undo what they are from now on.
    kept.close_invitations(connection, offer.workspace_id, offer.email, now=clock.now())
    joining = Principal(Actor.person, person.id, offer.workspace_id, role.scopes)
    noting.note(
        connection, joining, clock, action="join", subject=f"person:{person.id}",
        after={"role": role.value, "invitation": offer.id},
    )  # fmt: skip
    return Member(person, offer.workspace_id, role, accounts, offer.staff)


def person(*, database: Database, person_id: str) -> Person:
    """
    Return a person by id, for who is signed in as them.

    :raises NoSuchPerson: if there is none.
    """
    with database.reading() as connection:
        found = kept.find_person(connection, person_id)
    if found is None:
        raise NoSuchPerson(f"there is no person '{person_id}'")
    return found


def list_people(*, principal: Principal, database: Database) -> list[Member]:
    """Return everybody in the principal's workspace."""
    principal.require(Scope.read)
    with database.reading() as connection:
        return kept.members(connection, principal.workspace_id)


def change_role(
    *,
    principal: Principal,
    database: Database,
    clock: Clock,
    person_id: str,
    role: Role,
    accounts: Collection[str] | Same | None = SAME,
    staff: bool | Same = SAME,
) -> Member:
    """
    Make a member something else in the principal's workspace; what is not said stays.

    `accounts` are 'connector/account' ids that they are narrowed to, None is all of them.

    :raises NoSuchPerson: if there is no such member.
    :raises LastAdmin: if nobody would be left to administer.
    :raises ScopeTooWide: if they would be allowed more than the principal.
    :raises BadAccount: if an account is none.
    """
    principal.require(Scope.admin)
    with database.durable() as connection:
        member = noting.member(connection, principal, person_id)
        made = replace(
            member,
            role=role,
            accounts=member.accounts if accounts is SAME else _accounts(accounts),
            staff=member.staff if staff is SAME else staff,
        )
        rights.refuse_wider(principal, scopes=role.scopes, accounts=made.accounts, staff=made.staff)
        if role is not Role.admin:
            _keep_an_admin(connection, member)
        kept.put_member(
            connection,
            workspace_id=principal.workspace_id,
            person_id=person_id,
            role=role,
            accounts=made.accounts,
            staff=made.staff,
        )
        noting.note(
            connection, principal, clock, action="change_role", subject=f"person:{person_id}",
            before={"role": member.role.value, **_narrowing(member.accounts, staff=member.staff)},
            after={"role": role.value, **_narrowing(made.accounts, staff=made.staff)},
        )  # fmt: skip
    return made


def remove_member(
    *, principal: Principal, database: Database, clock: Clock, person_id: str
) -> None:
    """
    Take somebody out of the principal's workspace.

    :raises NoSuchPerson: if there is no such member.
    :raises LastAdmin: if nobody would be left to administer.
    """
    principal.require(Scope.admin)
    with database.durable() as connection:
        member = noting.member(connection, principal, person_id)
        _keep_an_admin(connection, member)
        kept.remove_member(connection, principal.workspace_id, person_id)
        noting.note(
            connection, principal, clock, action="remove", subject=f"person:{person_id}",
            before={"role": member.role.value},
        )  # fmt: skip


def deactivate(*, principal: Principal, database: Database, clock: Clock, person_id: str) -> None:
    """
    Let a member of the principal's workspace sign in nowhere any more; it ends at once.

    With their sign-ins end the keys that they made.

    :raises NoSuchPerson: if there is no such member.
    :raises AlsoElsewhere: if the person is where the principal does not administer.
    :raises LastAdmin: if nobody would be left to administer.
    """
    principal.require(Scope.admin)
    with database.durable() as connection:
        member = noting.refuse_elsewhere(connection, principal, person_id)
        _keep_an_admin(connection, member)
        kept.set_active(connection, person_id, active=False)
        kept_sessions.end_all(connection, person_id, now=clock.now())
        noting.note(
            connection, principal, clock, action="deactivate", subject=f"person:{person_id}"
        )


def _prove_address(database: Database, clock: Clock, person: Person, password: str) -> None:
    try:
        prove_again(database=database, clock=clock, person=person, password=password)
    except WrongCredentials as error:
        raise BadToken("this address has a password already, and it is another one") from error


def _keep_an_admin(connection: Connection, leaving: Member) -> None:
    if leaving.role is not Role.admin:
        return
    others = kept.members(connection, leaving.workspace_id)
    if not any(
        other.role is Role.admin and other.person.active and other.person.id != leaving.person.id
        for other in others
    ):
        raise LastAdmin("nobody would be left to administer", hint="make somebody else admin first")


def _accounts(said: Collection[str] | Same | None) -> frozenset[str] | None:
    if said is None or isinstance(said, Same):
        return None
    return frozenset(names.account(one) for one in said)


def _narrowing(accounts: frozenset[str] | None, *, staff: bool) -> dict[str, object]:
    return {"accounts": None if accounts is None else sorted(accounts), "staff": staff}


def _worth_nothing() -> BadToken:
    return BadToken("this invitation is worth nothing any more", hint="ask for another")
