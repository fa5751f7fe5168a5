"""`adhelm backup` and `adhelm restore`."""

from __future__ import annotations

from pathlib import Path

import click

from adhelm.app import backup as backups
from adhelm.app.backup.manifest import Manifest
from adhelm.core.clock import Clock
from adhelm.core.db import Database
from adhelm.core.settings import Settings
from adhelm.core.terminal import Shell, command
from adhelm.observe.warehouse import Warehouse

_FOLDER = click.Path(file_okay=False, path_type=Path)


@command("backup")
@click.argument("folder", metavar="DIR", type=_FOLDER)
@click.option("--with-key", is_flag=True, help="Also the key that opens sealed credentials.")
def backup(shell: Shell, *, folder: Path, with_key: bool) -> None:
    """
    Copy the whole installation to a new folder, while it runs.

    Without the key, sealed credentials in the copy are of no use to whoever finds it: keep the
    key elsewhere. What is interrupted leaves no folder of that name.
    """
    with shell.terminal.progress("backup") as shown:
        made = backups.make(
            folder.absolute(),
            principal=shell.principal,
            settings=shell.services.get(Settings),
            database=shell.services.get(Database),
            warehouse=shell.services.get(Warehouse),
            clock=shell.services.get(Clock),  # type: ignore[type-abstract]  # the key of the clock
            with_key=with_key,
            progress=lambda done, total: shown(done, total, "copying the warehouse"),
        )
    shell.terminal.record(_shown(made, folder))
    if made.key == "left out":
        shell.terminal.note("the key that opens sealed credentials is not in it: keep it apart")


@command("restore")
@click.argument("folder", metavar="DIR", type=_FOLDER)
def restore(shell: Shell, *, folder: Path) -> None:
    """
    Put a backup back into an empty home (--home, ADHELM_HOME).

    Every file is checked first; a damaged one is named, and nothing is restored.
    """
    home = shell.services.get(Settings).home
    clock = shell.services.get(Clock)  # type: ignore[type-abstract]  # the key of the clock
    found = backups.restore(folder.absolute(), home=home, clock=clock)
    shell.terminal.record(_shown(found, home))
    if found.key == "left out":
        shell.terminal.note("put the key back before credentials are needed: `adhelm doctor`")


def _shown(found: Manifest, folder: Path) -> dict[str, object]:
    return {
        "folder": str(folder),
        "made_at": found.made_at,
        "database": found.database,
        "schema": found.schema,
        "data_versions": dict(found.data_versions),
        "files": len(found.files),
        "bytes": sum(member.bytes for member in found.files),
        "key": found.key,
    }
