"""`adhelm admin`: the first workspace, people, roles and keys, without a prompt."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

import click

from adhelm.core.clock import Clock
from adhelm.core.db import Database
from adhelm.core.principal import Scope
from adhelm.core.secrets import Keyring, rotate
from adhelm.core.terminal import Shell, command, group
from adhelm.govern import accounts, audit
from adhelm.govern.accounts.types import SAME, Key, Member, Role

admin = group("admin", help="Workspaces, people, roles and API keys.")
workspace = group("workspace", help="The clients' workspaces.")
person = group("person", help="People and their roles.")
key = group("key", help="API keys of a workspace.")
admin.add_command(workspace)
admin.add_command(person)
admin.add_command(key)
_ROLE = click.Choice([role.value for role in Role])
_SCOPE = click.Choice([scope.value for scope in Scope])


@command("bootstrap", parent=admin)
@click.option("--id", "workspace_id", default="default", show_default=True, metavar="ID")
@click.option("--email", default="admin@localhost.local", show_default=True)
@click.option("--username", default="admin", show_default=True)
def bootstrap(shell: Shell, *, workspace_id: str, email: str, username: str) -> None:
    """Make the first workspace, its admin and a key; both secrets are shown this once."""
    made = accounts.bootstrap(
        database=shell.services.get(Database),
        clock=_clock(shell),
        workspace_id=workspace_id,
        email=email,
        username=username,
    )
    shell.terminal.record(
        {
            "workspace": made.workspace.id,
            "person": made.person.id,
            "username": made.person.username,
            "password": made.password.reveal(),
            "key_id": made.key.key.id,
            "key": made.key.secret.reveal(),
        }
    )


@command("create", parent=workspace)
@click.argument("workspace_id", metavar="ID")
@click.option("--name", default="", help="Its name for people.")
def create_workspace(shell: Shell, *, workspace_id: str, name: str) -> None:
    """Make a workspace."""
    made = accounts.create_workspace(**_parts(shell), workspace_id=workspace_id, name=name)
    shell.terminal.record({"id": made.id, "name": made.name})


@command("ls", parent=workspace)
def list_workspaces(shell: Shell) -> None:
    """List all workspaces."""
    found = accounts.list_workspaces(
        principal=shell.principal, database=shell.services.get(Database)
    )
    shell.terminal.rows(
        [{"id": one.id, "name": one.name, "created_at": one.created_at} for one in found],
        columns=["id", "name", "created_at"],
    )


@command("invite", parent=person)
@click.argument("email")
@click.option("--role", type=_ROLE, default="viewer", show_default=True)
@click.option("--account", "only", multiple=True, metavar="CONNECTOR/ID",
              help="Narrow them to this ad account. May be repeated.")  # fmt: skip
@click.option("--client", is_flag=True, help="One of the client's: sees no fees and no notes.")
def invite(shell: Shell, *, email: str, role: str, only: tuple[str, ...], client: bool) -> None:
    """Invite somebody; the token is shown this once."""
    made = accounts.invite(
        **_parts(shell), email=email, role=Role(role), accounts=only or None,
        staff=False if client else None,
    )  # fmt: skip
    shell.terminal.record(
        {
            "id": made.id,
            "email": made.email,
            "role": made.role.value,
            "expires_at": made.expires_at,
            "token": made.token.reveal(),
        }
    )


@command("ls", parent=person)
def list_people(shell: Shell) -> None:
    """List the people of the workspace."""
    found = accounts.list_people(principal=shell.principal, database=shell.services.get(Database))
    shell.terminal.rows(
        map(_member, found), columns=["id", "email", "username", "role", "accounts", "staff",
                                      "active"],
    )  # fmt: skip


@command("role", parent=person)
@click.argument("person_id", metavar="ID")
@click.argument("role", type=_ROLE)
@click.option("--account", "only", multiple=True, metavar="CONNECTOR/ID",
              help="Narrow them to this ad account. May be repeated.")  # fmt: skip
@click.option("--all-accounts", is_flag=True, help="Let them see all accounts again.")
@click.option("--client/--staff", default=None,
              help="Whether they see no fees and no notes, or do.")  # fmt: skip
def change_role(
    shell: Shell,
    *,
    person_id: str,
    role: str,
    only: tuple[str, ...],
    all_accounts: bool,
    client: bool | None,
) -> None:
    """Make somebody something else; what is not said stays as it is."""
    if only and all_accounts:
        raise click.UsageError("either --account or --all-accounts")
    made = accounts.change_role(
        **_parts(shell), person_id=person_id, role=Role(role),
        accounts=only or (None if all_accounts else SAME),
        staff=SAME if client is None else not client,
    )  # fmt: skip
    shell.terminal.record(_member(made))


@command("remove", parent=person)
@click.argument("person_id", metavar="ID")
def remove(shell: Shell, *, person_id: str) -> None:
    """Take somebody out of the workspace."""
    accounts.remove_member(**_parts(shell), person_id=person_id)
    shell.terminal.note(f"{person_id} is out of '{shell.principal.workspace_id}'")


@command("second-factor", parent=person)
@click.argument("person_id", metavar="ID")
@click.option("--code", default="", help="Confirm it with the code that the app shows.")
def second_factor(shell: Shell, *, person_id: str, code: str) -> None:
    """Set a second factor up for somebody: first its secret, then with --code the codes of need."""
    shell.principal.require(Scope.admin)
    database, keyring = shell.services.get(Database), shell.services.get(Keyring)
    parts: dict[str, Any] = {"database": database, "clock": _clock(shell), "keyring": keyring}
    parts["person"] = accounts.person(database=database, person_id=person_id)
    if code:
        codes = accounts.confirm_factor(**parts, code=code)
        shell.terminal.record({"recovery_codes": [one.reveal() for one in codes]})
    else:
        made = accounts.enrol_factor(**parts)
        shell.terminal.record({"secret": made.secret.reveal(), "uri": made.uri.reveal()})


@command("reset-second-factor", parent=person)
@click.argument("person_id", metavar="ID")
def reset_second_factor(shell: Shell, *, person_id: str) -> None:
    """Take the second factor of somebody away who lost it."""
    accounts.reset_factor(**_parts(shell), person_id=person_id)
    shell.terminal.note(f"{person_id} signs in without a second factor")


@command("deactivate", parent=person)
@click.argument("person_id", metavar="ID")
def deactivate(shell: Shell, *, person_id: str) -> None:
    """Let somebody sign in nowhere any more."""
    accounts.deactivate(**_parts(shell), person_id=person_id)
    shell.terminal.note(f"{person_id} cannot sign in any more")


@command("create", parent=key)
@click.argument("name")
@click.option("--scope", "scopes", type=_SCOPE, multiple=True, default=("read",),
              show_default=True)  # fmt: skip
@click.option("--expires", type=click.DateTime(), help="When it runs out, UTC.")
@click.option("--account", "only", multiple=True, metavar="CONNECTOR/ID",
              help="Narrow it to this ad account. May be repeated.")  # fmt: skip
@click.option("--client", is_flag=True, help="It sees no fees and no notes.")
def create_key(
    shell: Shell,
    *,
    name: str,
    scopes: tuple[str, ...],
    expires: datetime | None,
    only: tuple[str, ...],
    client: bool,
) -> None:
    """Make a key; its secret is shown this once."""
    made = accounts.create_key(
        **_parts(shell),
        name=name,
        scopes=[Scope(scope) for scope in scopes],
        expires_at=expires.replace(tzinfo=UTC) if expires else None,
        accounts=only or None,
        staff=False if client else None,
    )
    shell.terminal.record({**_key(made.key), "key": made.secret.reveal()})


@command("ls", parent=key)
def list_keys(shell: Shell) -> None:
    """List the keys of the workspace."""
    found = accounts.list_keys(principal=shell.principal, database=shell.services.get(Database))
    shell.terminal.rows(
        map(_key, found), columns=["id", "name", "scopes", "accounts", "staff", "created_at",
                                   "expires_at", "last_used_at", "revoked_at"],
    )  # fmt: skip


@command("revoke", parent=key)
@click.argument("key_id", metavar="ID")
def revoke_key(shell: Shell, *, key_id: str) -> None:
    """Take a key back."""
    accounts.revoke_key(**_parts(shell), key_id=key_id)
    shell.terminal.note(f"{key_id} is worth nothing any more")


@command("rotate-key", parent=admin, consent=True)
def rotate_key(shell: Shell) -> None:
    """
    Seal all credentials anew under a fresh key.

    Keys in the key file are replaced; a key from the environment is yours to set: the new one in
    front, the old one behind it until this has run. Resumes if it was interrupted.
    """
    shell.confirm("Seal all credentials under a new key?")
    shell.principal.require(Scope.admin)
    database = shell.services.get(Database)
    done = rotate(database, shell.services.get(Keyring))
    with database.durable() as connection:
        audit.record(
            connection, principal=shell.principal, clock=_clock(shell),
            action="secrets.rotate", subject="key:current", after=asdict(done),
        )  # fmt: skip
    shell.terminal.record(asdict(done))


def _parts(shell: Shell) -> dict[str, Any]:
    return {
        "principal": shell.principal,
        "database": shell.services.get(Database),
        "clock": _clock(shell),
    }


def _clock(shell: Shell) -> Clock:
    kind: Any = Clock
    clock: Clock = shell.services.get(kind)
    return clock


def _member(member: Member) -> dict[str, object]:
    return {
        "id": member.person.id,
        "email": member.person.email,
        "username": member.person.username,
        "role": member.role.value,
        "accounts": sorted(member.accounts) if member.accounts is not None else None,
        "staff": member.staff,
        "active": member.person.active,
    }


def _key(one: Key) -> dict[str, object]:
    return {
        "id": one.id,
        "name": one.name,
        "scopes": sorted(one.scopes),
        "accounts": sorted(one.accounts) if one.accounts is not None else None,
        "staff": one.staff,
        "created_at": one.created_at,
        "expires_at": one.expires_at,
        "last_used_at": one.last_used_at,
        "revoked_at": one.revoked_at,
    }
