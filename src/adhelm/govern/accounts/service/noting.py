"""What the audit is told of people, and who may act on somebody in every workspace at once."""

from __future__ import annotations

from collections.abc import Mapping

from adhelm.core.clock import Clock
from adhelm.core.db import Connection
from adhelm.core.principal import Actor, Principal
from adhelm.govern import audit
from adhelm.govern.accounts.store import keys as kept_keys
from adhelm.govern.accounts.store import people as kept
from adhelm.govern.accounts.types import AlsoElsewhere, Member, NoSuchPerson, Role


def note(
    connection: Connection,
    principal: Principal,
    clock: Clock,
    *,
    action: str,
    subject: str,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
    refused: str = "",
) -> None:
    """Keep in the audit what was done to people and their rights, or why it was `refused`."""
    audit.record(
        connection,
        principal=principal,
        clock=clock,
        action=f"accounts.{action}",
        subject=subject,
        before=before,
        after=after,
        reason=refused,
        outcome=audit.Outcome.refused if refused else audit.Outcome.done,
    )


def note_of_person(
    connection: Connection,
    clock: Clock,
    person_id: str,
    *,
    action: str,
    by: Principal | None = None,
    refused: str = "",
) -> None:
    """Keep in the audit of each of a person's workspaces what concerns their sign-in."""
    for workspace, role in kept.workspaces_of(connection, person_id):
        who = Principal(Actor.person, person_id, workspace.id, role.scopes)
        if by is not None:
            who = Principal(by.actor, by.id, workspace.id, by.scopes)
        note(connection, who, clock, action=action, subject=f"person:{person_id}", refused=refused)


def member(connection: Connection, principal: Principal, person_id: str) -> Member:
    """
    Return a member of the principal's workspace.

    :raises NoSuchPerson: if there is no such one.
    """
    found = kept.find_member(connection, principal.workspace_id, person_id)
    if found is None:
        raise NoSuchPerson(f"there is no person '{person_id}' here", hint="see `people`")
    return found


def refuse_elsewhere(connection: Connection, principal: Principal, person_id: str) -> Member:
    """
    Return a member whom the principal may act on wherever they are: it administers it all.

    :raises NoSuchPerson: if there is no such member.
    :raises AlsoElsewhere: if the person is where the principal does not administer.
    """
    found = member(connection, principal, person_id)
    if principal.actor is Actor.person and kept.find_person(connection, principal.id) is None:
        return found
    acting = answerable(connection, principal)
    roles = dict(_roles(connection, acting)) if acting else {principal.workspace_id: Role.admin}
    theirs = [workspace for workspace, _ in _roles(connection, person_id)]
    if any(roles.get(workspace) is not Role.admin for workspace in theirs):
        raise AlsoElsewhere(
            f"'{person_id}' is in workspaces too that you do not administer",
            hint="take them out of this workspace instead",
        )
    return found


def answerable(connection: Connection, principal: Principal) -> str | None:
    """Return the person who acts, or whose key does; None for the command line and programs."""
    if principal.actor is Actor.key:
        key = kept_keys.find(connection, principal.workspace_id, principal.id)
        return key.person_id if key else None
    person = kept.find_person(connection, principal.id)
    return person.id if person else None


def _roles(connection: Connection, person_id: str) -> list[tuple[str, Role]]:
    return [(one.id, role) for one, role in kept.workspaces_of(connection, person_id)]
