"""Workspaces, and who is in them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from adhelm.core.clock import Clock
from adhelm.core.db import Database
from adhelm.core.principal import Actor, Principal, Scope
from adhelm.govern import audit
from adhelm.govern.accounts.logic import names
from adhelm.govern.accounts.service import noting
from adhelm.govern.accounts.store import people as kept
from adhelm.govern.accounts.types import (
    Caller,
    NoSuchWorkspace,
    Person,
    Role,
    Workspace,
)


def create_workspace(
    *, principal: Principal, database: Database, clock: Clock, workspace_id: str, name: str = ""
) -> Workspace:
    """
    Make a workspace; the person who does so, or whose key does, is its admin.

    :raises Forbidden: if the principal may not administer the workspace it acts in.
    :raises NameTaken: if there is one of that id.
    """
    principal.require(Scope.admin)
    made = Workspace(
        names.workspace_id(workspace_id),
        names.free_text(name, what="name") or workspace_id,
        clock.now(),
    )
    with database.durable() as connection:
        kept.add_workspace(connection, made)
        if person_id := noting.answerable(connection, principal):
            kept.put_member(
                connection, workspace_id=made.id, person_id=person_id, role=Role.admin,
                accounts=None, staff=True,
            )  # fmt: skip
        audit.record(
            connection, principal=principal, clock=clock, action="accounts.create_workspace",
            subject=f"workspace:{made.id}", after={"name": made.name},
        )  # fmt: skip
    return made


def list_workspaces(*, principal: Principal, database: Database) -> list[Workspace]:
    """
    Return every workspace of the installation.

    :raises Forbidden: if the principal may not administer.
    """
    principal.require(Scope.admin)
    with database.reading() as connection:
        return kept.all_workspaces(connection)


def principals_across(
    *, principal: Principal, database: Database, workspace_ids: Collection[str] | None
) -> list[Principal]:
    """
    Return the principal as it is in each of several workspaces; for None, in all it may enter.

    The command line enters every workspace of its own installation, a key the one it is of.

    :raises NoSuchWorkspace: if one does not exist, or not for this principal.
    """
    mine = {principal.workspace_id}
    if principal.actor is Actor.person:
        mine |= {one.id for one in list_workspaces(principal=principal, database=database)}
    wanted = sorted(mine) if workspace_ids is None else list(dict.fromkeys(workspace_ids))
    for one in wanted:
        if one not in mine:
            raise NoSuchWorkspace(
                f"there is no workspace '{one}'", hint="adhelm admin workspace ls"
            )
    return [replace(principal, workspace_id=one) for one in wanted]


def person_of(*, database: Database, caller: Caller) -> Person | None:
    """Return who a caller is; None for a key."""
    if not caller.person_id:
        return None
    with database.reading() as connection:
        return kept.find_person(connection, caller.person_id)


def workspaces_of(*, database: Database, caller: Caller) -> list[tuple[Workspace, Role | None]]:
    """Return the workspaces that a caller may enter, and as what; a key has no role."""
    with database.reading() as connection:
        if caller.key is None:
            return list(kept.workspaces_of(connection, caller.person_id))
        only = kept.find_workspace(connection, caller.key.workspace_id)
    return [(only, None)] if only else []
