"""The first person of an installation: made by a command, or by who opens the first link."""

from __future__ import annotations

import secrets
from dataclasses import replace

from adhelm.core.clock import Clock
from adhelm.core.db import Connection, Database
from adhelm.core.principal import Actor, Principal, Scope
from adhelm.core.secret import Secret
from adhelm.govern import audit
from adhelm.govern.accounts.logic import names
from adhelm.govern.accounts.service.keys import add_key
from adhelm.govern.accounts.service.people import invite, new_person
from adhelm.govern.accounts.store import people as kept
from adhelm.govern.accounts.types import AlreadySetUp, Bootstrapped, Invitation, Role, Workspace


def bootstrap(
    *,
    database: Database,
    clock: Clock,
    workspace_id: str = "default",
    email: str = names.NOBODYS,
    username: str = "admin",
    password: str = "",
) -> Bootstrapped:
    """
    Make the first workspace, its admin and a key; a password that is not given is made up.

    :raises AlreadySetUp: if there is anybody already.
    :raises BadName: if a name cannot be one.
    :raises WeakPassword: if the password is too easy to guess.
    """
    chosen = password or secrets.token_urlsafe(18)
    person, hashed = new_person(clock, email, username, chosen, "")
    with database.durable() as connection:
        if kept.is_anybody_there(connection):
            raise AlreadySetUp("there are people already", hint="adhelm admin person invite")
        workspace = _workspace(connection, clock, workspace_id)
        kept.add_person(connection, person, password=hashed)
        kept.put_member(
            connection, workspace_id=workspace.id, person_id=person.id, role=Role.admin,
            accounts=None, staff=True,
        )  # fmt: skip
        admin = Principal(Actor.person, person.id, workspace.id, Role.admin.scopes)
        audit.record(
            connection, principal=admin, clock=clock, action="accounts.bootstrap",
            subject=f"workspace:{workspace.id}", after={"admin": person.id},
        )  # fmt: skip
        key = add_key(
            connection, principal=admin, clock=clock, name="bootstrap", scopes=frozenset(Scope)
        )
    return Bootstrapped(workspace, person, Secret(chosen), key)


def first_invitation(
    *, principal: Principal, database: Database, clock: Clock
) -> Invitation | None:
    """
    Invite whoever opens it as the first admin of the principal's workspace, if nobody is there.

    It is worth nothing as soon as there is anybody, by whatever way they came.

    :raises Forbidden: if the principal may not administer.
    """
    principal.require(Scope.admin)
    with database.durable() as connection:
        if kept.is_anybody_there(connection):
            return None
        _workspace(connection, clock, principal.workspace_id)
    # Who works here alone may not approve; the first account is handed the whole role all the same.
    whole = replace(principal, scopes=Role.admin.scopes)
    return invite(
        principal=whole, database=database, clock=clock, email=names.NOBODYS, role=Role.admin
    )


def _workspace(connection: Connection, clock: Clock, workspace_id: str) -> Workspace:
    """Return the workspace, made if it is not there yet."""
    found = kept.find_workspace(connection, workspace_id)
    if found is None:
        found = Workspace(names.workspace_id(workspace_id), workspace_id, clock.now())
        kept.add_workspace(connection, found)
    return found
