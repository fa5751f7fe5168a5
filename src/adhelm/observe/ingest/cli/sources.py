"""`adhelm source ls|check|sync|rm`: whatever brings data in, connections and drops alike."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

import click

from adhelm.connectors.contract import Platforms
from adhelm.core.terminal import Outcome, Shell, command
from adhelm.observe import ingest
from adhelm.observe.ingest.cli.importing import report
from adhelm.observe.ingest.cli.root import (
    Day,
    changing,
    limits,
    parts,
    records,
    source,
    sync_parts,
    words,
)
from adhelm.observe.ingest.cli.syncing import report_sync


@command("ls", parent=source)
def ls(shell: Shell) -> None:
    """List the platforms that are connected and the places that are watched."""
    shell.terminal.rows(
        _listed(shell),
        columns=["name", "kind", "url", "every", "checked_at", "error"],
    )


@command("check", parent=source)
@click.argument("names", metavar="[NAME]…", nargs=-1)
def check(shell: Shell, *, names: Sequence[str]) -> None:
    """Try connections and their accounts; list the tables of a watched place."""
    connections = _connections(shell)
    drops = [name for name in names if name not in connections]
    tried = [name for name in names if name in connections] if names else sorted(connections)
    for name in drops:
        found = ingest.check_drop(**records(shell), name=name, limits=limits(shell))
        shell.terminal.rows(
            ({"file": one.path, "bytes": one.size, "state": one.state} for one in found),
            columns=["file", "bytes", "state"],
        )
    if drops and not tried:
        return
    items = [
        item for name in tried for item in ingest.check_connection(**sync_parts(shell), name=name)
    ]
    shell.terminal.rows(
        (
            {
                "connection": one.connection,
                "what": one.what,
                "state": "ok" if one.ok else "error",
                **{part: (one.error or {}).get(part) for part in ("code", "message", "hint")},
            }
            for one in items
        ),
        columns=["connection", "what", "state", "code", "message", "hint"],
    )
    if not all(one.ok for one in items):
        shell.finish(Outcome.findings)


@command("sync", parent=source)
@click.argument("names", metavar="[NAME]…", nargs=-1)
@click.option("--accounts", metavar="ID,ID", default="", help="Only these accounts.")
@click.option("--streams", metavar="NAME,PATTERN", default="", help="Only these: *_daily.")
@click.option("--since", type=Day, help="The first local day, if not where it was left.")
@click.option("--until", type=Day, help="The last local day, if not today.")
def sync(
    shell: Shell,
    *,
    names: Sequence[str],
    accounts: str,
    streams: str,
    since: datetime | None,
    until: datetime | None,
) -> None:
    """
    Bring what is new: of all accounts of this workspace, or through the sources named.

    Of a watched place, import the files that are new or have changed.
    """
    drops = {one.name for one in ingest.list_drops(**records(shell))}
    for name in (name for name in names if name in drops):
        _sync_drop(shell, name)
    asked = [name for name in names if name not in drops]
    if names and not asked:
        return
    with shell.terminal.progress("sync") as progress:
        done = ingest.sync(
            **sync_parts(shell),
            names=asked,
            accounts=words(accounts),
            only=words(streams),
            since=since.date() if since else None,
            until=until.date() if until else None,
            progress=progress,
        )
    report_sync(shell, done)


@command("rm", parent=source)
@click.argument("name")
def rm(shell: Shell, *, name: str) -> None:
    """Forget a connection or a watched place; what it brought stays."""
    if name in _connections(shell):
        ingest.remove_connection(**changing(shell), name=name)
        shell.terminal.note(f"'{name}' and its credential are forgotten")
        return
    ingest.remove_drop(**records(shell), name=name)
    shell.terminal.note(f"no longer watching '{name}'")


def _listed(shell: Shell) -> Iterator[dict[str, object]]:
    for one in ingest.list_connections(**records(shell)):
        usual = shell.services.get(Platforms).connector(one.connector).address
        yield {
            "name": one.name,
            "kind": one.connector,
            "url": (one.address or usual).base_url,
            "every": str(one.every) if one.every else None,
            "checked_at": one.checked_at,
            "error": (one.error or {}).get("message"),
        }
    for drop in ingest.list_drops(**records(shell)):
        yield {
            "name": drop.name,
            "kind": "drop",
            "url": drop.url,
            "every": str(drop.every) if drop.every else None,
            "checked_at": drop.checked_at,
            "error": (drop.error or {}).get("message"),
        }


def _connections(shell: Shell) -> set[str]:
    return {one.name for one in ingest.list_connections(**records(shell))}


def _sync_drop(shell: Shell, name: str) -> None:
    with shell.terminal.progress("sync") as progress:
        imported = ingest.sync_drop(
            **parts(shell), name=name, limits=limits(shell), progress=progress
        )
    if imported:
        report(shell, imported)
    else:
        shell.terminal.rows([], columns=["file", "state"])
        shell.terminal.note("nothing new")
