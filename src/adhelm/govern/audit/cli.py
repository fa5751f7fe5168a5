"""`adhelm audit`: look at the chain, export it, and check an export anywhere."""

from __future__ import annotations

from pathlib import Path

import click

from adhelm.core.db import Database
from adhelm.core.terminal import Shell, command, group
from adhelm.govern import audit as chain
from adhelm.govern.audit import logic

audit = group("audit", help="What was done, by whom and why; and whether the record is whole.")


@command("ls", parent=audit)
@click.option("--subject", default="", metavar="KIND:ID", help="Only of this thing.")
@click.option("--request", default="", metavar="ID", help="Only of this request.")
@click.option("--limit", type=click.IntRange(1, 1000), default=50, show_default=True)
def ls(shell: Shell, *, subject: str, request: str, limit: int) -> None:
    """List what was done or refused, newest first."""
    entries = chain.list_entries(
        principal=shell.principal,
        database=shell.services.get(Database),
        subject=subject,
        request=request,
        limit=limit,
    )
    shell.terminal.rows(
        [logic.as_record(entry) for entry in entries],
        columns=["number", "at", "actor", "actor_id", "action", "outcome", "subject", "before",
                 "after", "reason", "request_id", "previous", "hash"],
        brief=["number", "at", "actor_id", "action", "outcome", "subject", "reason"],
    )  # fmt: skip


@command("export", parent=audit)
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def export(shell: Shell, *, file: Path) -> None:
    """Write the whole chain as NDJSON."""
    entries = 0
    with file.open("w", encoding="utf-8") as out:
        for line in chain.export(principal=shell.principal, database=shell.services.get(Database)):
            out.write(line + "\n")
            entries += 1
    shell.terminal.record({"file": str(file), "entries": entries})


@command("verify", parent=audit)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def verify(shell: Shell, *, file: Path) -> None:
    """Check an export: needs the file and nothing else."""
    with file.open(encoding="utf-8") as lines:
        found = chain.verify(lines)
    shell.terminal.record(
        {"workspace": found.workspace_id, "entries": found.entries, "head": found.head}
    )
