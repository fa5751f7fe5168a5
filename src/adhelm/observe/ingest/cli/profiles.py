"""`adhelm source profile`: what was once said of a layout."""

from __future__ import annotations

import click

from adhelm.core.db import Database
from adhelm.core.terminal import Shell, command, group
from adhelm.observe import ingest
from adhelm.observe.ingest.cli.root import source

profile = group("profile", help="Mapping profiles: how files with known headers are read.")
source.add_command(profile)


@command("ls", parent=profile)
def ls(shell: Shell) -> None:
    """List the mapping profiles."""
    found = ingest.list_profiles(principal=shell.principal, database=shell.services.get(Database))
    shell.terminal.rows(
        (
            {"name": one.name, "fingerprint": one.fingerprint, "saved_at": one.saved_at}
            for one in found
        ),
        columns=["name", "fingerprint", "saved_at"],
    )


@command("show", parent=profile)
@click.argument("name")
def show(shell: Shell, *, name: str) -> None:
    """Show what a mapping profile says."""
    found = ingest.show_profile(
        principal=shell.principal, database=shell.services.get(Database), name=name
    )
    shell.terminal.record({"name": found.name, **ingest.hints_as_record(found.hints)})


@command("rm", parent=profile)
@click.argument("name")
def rm(shell: Shell, *, name: str) -> None:
    """Forget a mapping profile; what was imported stays."""
    ingest.remove_profile(
        principal=shell.principal, database=shell.services.get(Database), name=name
    )
    shell.terminal.note(f"forgot the mapping profile '{name}'")
