"""People, workspaces and who is what where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from adhelm.govern.accounts.tables import INVITATION, MEMBER, PERSON, WORKSPACE
from adhelm.govern.accounts.types import Member, NameTaken, Person, Role, Workspace


def add_workspace(connection: sa.Connection, workspace: Workspace) -> None:
    """
    Add a workspace.

    :raises NameTaken: if there is one of that id.
    """
    if find_workspace(connection, workspace.id):
        raise NameTaken(f"there is a workspace '{workspace.id}' already", hint="take another id")
    values = {"id": workspace.id, "name": workspace.name, "created_at": workspace.created_at}
    connection.execute(WORKSPACE.insert().values(**values))


def find_workspace(connection: sa.Connection, workspace_id: str) -> Workspace | None:
    """Return a workspace, if there is one of that id."""
    row = connection.execute(WORKSPACE.select().where(WORKSPACE.c.id == workspace_id)).first()
    return Workspace(row.id, row.name, row.created_at) if row else None


def all_workspaces(connection: sa.Connection) -> list[Workspace]:
    """Return every workspace by id."""
    rows = connection.execute(WORKSPACE.select().order_by(WORKSPACE.c.id))
    return [Workspace(row.id, row.name, row.created_at) for row in rows]


def workspaces_of(connection: sa.Connection, person_id: str) -> list[tuple[Workspace, Role]]:
    """Return the workspaces that a person is in, and as what."""
    query = (
        sa.select(WORKSPACE, MEMBER.c.role)
        .join(MEMBER, MEMBER.c.workspace_id == WORKSPACE.c.id)
        .where(MEMBER.c.person_id == person_id)
        .order_by(WORKSPACE.c.id)
    )
    return [
        (Workspace(row.id, row.name, row.created_at), Role(row.role))
        for row in connection.execute(query)
    ]


def is_anybody_there(connection: sa.Connection) -> bool:
    """Say whether there is a person yet."""
    return connection.execute(sa.select(PERSON.c.id).limit(1)).first() is not None


def add_person(connection: sa.Connection, person: Person, *, password: str) -> None:
    """
    Add a person with the hash of their password.

    :raises NameTaken: if somebody has the address or the user name.
    """
    login = person.username.lower()
    taken = sa.select(PERSON.c.id).where(
        sa.or_(PERSON.c.email == person.email, PERSON.c.login == login)
    )
    if connection.execute(taken).first():
        raise NameTaken("somebody has that address or user name already", hint="sign in instead")
    connection.execute(
        PERSON.insert().values(
            id=person.id,
            email=person.email,
            username=person.username,
            login=login,
            company=person.company,
            password=password,
            active=person.active,
            created_at=person.created_at,
        )
    )


def find_person(connection: sa.Connection, person_id: str) -> Person | None:
    """Return a person by id."""
    row = connection.execute(PERSON.select().where(PERSON.c.id == person_id)).first()
    return person_of(row) if row else None


def find_login(connection: sa.Connection, name: str) -> tuple[Person, str] | None:
    """Return the person of an address or user name, and the hash of their password."""
    plain = name.strip().lower()
    named = sa.or_(PERSON.c.email == plain, PERSON.c.login == plain)
    row = connection.execute(PERSON.select().where(named)).first()
    return (person_of(row), row.password) if row else None


def set_password(connection: sa.Connection, person_id: str, password: str) -> None:
    """Keep another hash."""
    mine = PERSON.c.id == person_id
    connection.execute(PERSON.update().where(mine).values(password=password))


def set_active(connection: sa.Connection, person_id: str, *, active: bool) -> None:
    """Let a person sign in, or no longer."""
    connection.execute(PERSON.update().where(PERSON.c.id == person_id).values(active=active))


def put_member(
    connection: sa.Connection,
    *,
    workspace_id: str,
    person_id: str,
    role: Role,
    accounts: frozenset[str] | None,
    staff: bool,
) -> None:
    """Make a person a member, or another kind of member."""
    remove_member(connection, workspace_id, person_id)
    connection.execute(
        MEMBER.insert().values(
            workspace_id=workspace_id,
            person_id=person_id,
            role=role.value,
            accounts=None if accounts is None else sorted(accounts),
            staff=staff,
        )
    )


def remove_member(connection: sa.Connection, workspace_id: str, person_id: str) -> None:
    """Take a person out of a workspace."""
    connection.execute(MEMBER.delete().where(_is_member(workspace_id, person_id)))


def find_member(connection: sa.Connection, workspace_id: str, person_id: str) -> Member | None:
    """Return a person as a member of a workspace."""
    query = _members().where(_is_member(workspace_id, person_id))
    row = connection.execute(query).first()
    return _member(row) if row else None


def memberships(connection: sa.Connection, person_id: str) -> list[Member]:
    """Return what a person is in each of their workspaces, by workspace."""
    query = _members().where(MEMBER.c.person_id == person_id).order_by(MEMBER.c.workspace_id)
    return [_member(row) for row in connection.execute(query)]


def members(connection: sa.Connection, workspace_id: str) -> list[Member]:
    """Return everybody in a workspace, by address."""
    query = _members().where(MEMBER.c.workspace_id == workspace_id).order_by(PERSON.c.email)
    return [_member(row) for row in connection.execute(query)]


def add_invitation(connection: sa.Connection, values: Mapping[str, object]) -> None:
    """Keep an invitation."""
    connection.execute(INVITATION.insert().values(**values))


def open_invitation(connection: sa.Connection, token: str, *, now: datetime) -> sa.Row[Any] | None:
    """Return the invitation of a token's hash, unless it was accepted or has run out."""
    query = INVITATION.select().where(
        INVITATION.c.token == token,
        INVITATION.c.accepted_at.is_(None),
        INVITATION.c.expires_at > now,
    )
    return connection.execute(query).first()


def invitations_of(
    connection: sa.Connection, email: str, *, now: datetime
) -> Sequence[sa.Row[Any]]:
    """Return the invitations of an address that are open."""
    query = INVITATION.select().where(
        INVITATION.c.email == email,
        INVITATION.c.accepted_at.is_(None),
        INVITATION.c.expires_at > now,
    )
    return connection.execute(query.order_by(INVITATION.c.expires_at)).all()


def close_invitations(
    connection: sa.Connection, workspace_id: str, email: str, *, now: datetime
) -> None:
    """Mark the open invitations of an address into a workspace as accepted."""
    these = (INVITATION.c.workspace_id == workspace_id) & (INVITATION.c.email == email)
    still = INVITATION.c.accepted_at.is_(None)
    connection.execute(INVITATION.update().where(these & still).values(accepted_at=now))


def person_of(row: Any) -> Person:
    """Return the person that a row holds."""
    return Person(
        id=row.id,
        email=row.email,
        username=row.username,
        company=row.company,
        active=row.active,
        created_at=row.created_at,
    )


def _members() -> sa.Select[Any]:
    own = (MEMBER.c.workspace_id, MEMBER.c.role, MEMBER.c.accounts, MEMBER.c.staff)
    return sa.select(PERSON, *own).join(MEMBER, MEMBER.c.person_id == PERSON.c.id)


def _member(row: Any) -> Member:
    accounts: Sequence[str] | None = row.accounts
    return Member(
        person=person_of(row),
        workspace_id=row.workspace_id,
        role=Role(row.role),
        accounts=None if accounts is None else frozenset(accounts),
        staff=row.staff,
    )


def _is_member(workspace_id: str, person_id: str) -> sa.ColumnElement[bool]:
    return (MEMBER.c.workspace_id == workspace_id) & (MEMBER.c.person_id == person_id)
