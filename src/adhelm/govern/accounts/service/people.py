"""People: registering, inviting, roles, leaving. Every change is in the audit."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from adhelm.core.clock import Clock
from adhelm.core.db import Connection, Database
from adhelm.core.principal import Actor, Principal, Scope
from adhelm.core.secret import Secret
from adhelm.govern import audit
from adhelm.govern.accounts.logic import names, passwords, tokens
from adhelm.govern.accounts.store import people as kept
from adhelm.govern.accounts.store import sessions as kept_sessions
from adhelm.govern.accounts.types import (
    BadToken,
    Invitation,
    LastAdmin,
    Member,
    NoSuchPerson,
    Person,
    Role,
    ScopeTooWide,
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
    return person, passwords.hashed(password)


def invite(
    *,
    principal: Principal,
    database: Database,
    clock: Clock,
    email: str,
    role: Role,
    accounts: Collection[str] | None = None,
    staff: bool = True,
) -> Invitation:
    """
    Invite somebody into the principal's workspace, for seven days.

    `accounts` narrows them to 'connector/account' ids.

    :raises Forbidden: if the principal may not administer.
    :raises ScopeTooWide: if the role may more than the principal.
    :raises BadName: if the address is none.
    """
    principal.require(Scope.admin)
    _refuse_wider(principal, role)
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
                "accounts": None if accounts is None else sorted(accounts),
                "staff": staff,
                "token": tokens.digest(token),
                "expires_at": invitation.expires_at,
            },
        )
        _note(
            connection, principal, clock, action="invite", subject=f"invitation:{invitation.id}",
            after={"role": role.value, "staff": staff},
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
    now = clock.now()
    with database.durable() as connection:
        found = kept.open_invitation(connection, tokens.digest(token), now=now)
        if found is None:
            raise BadToken("this invitation is worth nothing any more", hint="ask for another")
        known = kept.find_login(connection, found.email)
        if known and not passwords.fits(password, known[1]):
            raise BadToken("this address has a password already, and it is another one")
        person = known[0] if known else None
        if person is None:
            person, hashed = new_person(clock, found.email, username, password, company)
            kept.add_person(connection, person, password=hashed)
        role = Role(found.role)
        accounts = None if found.accounts is None else frozenset(found.accounts)
        kept.put_member(
            connection,
            workspace_id=found.workspace_id,
            person_id=person.id,
            role=role,
            accounts=accounts,
            staff=found.staff,
        )
        kept.close_invitation(connection, found, now=now)
        joining = Principal(Actor.person, person.id, found.workspace_id, role.scopes)
        _note(
            connection, joining, clock, action="join", subject=f"person:{person.id}",
            after={"role": role.value, "invitation": found.id},
        )  # fmt: skip
    return Member(person, found.workspace_id, role, accounts, found.staff)


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
    accounts: Collection[str] | None = None,
    staff: bool = True,
) -> Member:
    """
    Make a member something else in the principal's workspace.

    :raises NoSuchPerson: if there is no such member.
    :raises LastAdmin: if nobody would be left to administer.
    :raises ScopeTooWide: if the role may more than the principal.
    """
    principal.require(Scope.admin)
    _refuse_wider(principal, role)
    narrowed = None if accounts is None else frozenset(accounts)
    with database.durable() as connection:
        member = _member(connection, principal, person_id)
        if role is not Role.admin:
            _keep_an_admin(connection, member)
        kept.put_member(
            connection,
            workspace_id=principal.workspace_id,
            person_id=person_id,
            role=role,
            accounts=narrowed,
            staff=staff,
        )
        _note(
            connection, principal, clock, action="change_role", subject=f"person:{person_id}",
            before={"role": member.role.value}, after={"role": role.value, "staff": staff},
        )  # fmt: skip
    return Member(member.person, principal.workspace_id, role, narrowed, staff)


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
        member = _member(connection, principal, person_id)
        _keep_an_admin(connection, member)
        kept.remove_member(connection, principal.workspace_id, person_id)
        _note(
            connection, principal, clock, action="remove", subject=f"person:{person_id}",
            before={"role": member.role.value},
        )  # fmt: skip


def deactivate(*, principal: Principal, database: Database, clock: Clock, person_id: str) -> None:
    """
    Let a member of the principal's workspace sign in nowhere any more; their sign-ins end at once.

    :raises NoSuchPerson: if there is no such member.
    :raises LastAdmin: if nobody would be left to administer.
    """
    principal.require(Scope.admin)
    with database.durable() as connection:
        member = _member(connection, principal, person_id)
        _keep_an_admin(connection, member)
        kept.set_active(connection, person_id, active=False)
        kept_sessions.end_all(connection, person_id, now=clock.now())
        _note(connection, principal, clock, action="deactivate", subject=f"person:{person_id}")


def _member(connection: Connection, principal: Principal, person_id: str) -> Member:
    found = kept.find_member(connection, principal.workspace_id, person_id)
    if found is None:
        raise NoSuchPerson(f"there is no person '{person_id}' here", hint="see `people`")
    return found


def _keep_an_admin(connection: Connection, leaving: Member) -> None:
    if leaving.role is not Role.admin:
        return
    others = kept.members(connection, leaving.workspace_id)
    if not any(
        other.role is Role.admin and other.person.active and other.person.id != leaving.person.id
        for other in others
    ):
        raise LastAdmin("nobody would be left to administer", hint="make somebody else admin first")


def _refuse_wider(principal: Principal, role: Role) -> None:
    if not role.scopes <= principal.scopes:
        raise ScopeTooWide(
            f"a {role} may more than you", hint="ask somebody who may as much themselves"
        )


def _note(
    connection: Connection,
    principal: Principal,
    clock: Clock,
    *,
    action: str,
    subject: str,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
) -> None:
    audit.record(
        connection,
        principal=principal,
        clock=clock,
        action=f"accounts.{action}",
        subject=subject,
        before=before,
        after=after,
    )
