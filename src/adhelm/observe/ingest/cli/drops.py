"""`adhelm source add|ls|check|sync|rm`: places where files are dropped."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import click

from adhelm.connectors.contract import Hints
from adhelm.core import clock as clocks
from adhelm.core.db import Database
from adhelm.core.terminal import Shell, command, group
from adhelm.observe import ingest
from adhelm.observe.ingest.cli.importing import report
from adhelm.observe.ingest.cli.root import hint_options, limits, parts, source

add = group("add", help="Watch a place.")
source.add_command(add)
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}


class Every(click.ParamType[Any]):
    """A span such as 15m, 1h or 1d."""

    name = "SPAN"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> timedelta:
        """Read the text of `--every`."""
        if isinstance(value, timedelta):
            return value
        found = re.fullmatch(r"([1-9]\d{0,4})([mhd])", str(value))
        if not found:
            self.fail(f"'{value}' is no span such as 15m, 1h or 1d", param, ctx)
        return timedelta(**{_UNITS[found[2]]: int(found[1])})


@command("drop", parent=add)
@click.argument("name")
@click.argument("url")
@click.option("--every", type=Every(), help="How often a worker looks there: 15m, 1h, 1d.")
@hint_options
def add_drop(shell: Shell, *, name: str, url: str, every: timedelta | None, said: Hints) -> None:
    """
    Watch a folder, s3://bucket/path, gs://bucket/path or sftp://user@host/path.

    What is said of its files here holds for all of them.
    """
    clock: Any = clocks.Clock
    ingest.add_drop(
        principal=shell.principal,
        database=shell.services.get(Database),
        clock=shell.services.get(clock),
        name=name,
        url=url,
        every=every,
        hints=said,
    )
    runs = f"a worker looks there every {every}" if every else "nothing runs by itself"
    shell.terminal.note(f"watching '{name}': {runs}; now: adhelm source sync {name}")


@command("ls", parent=source)
def ls(shell: Shell) -> None:
    """List the places that are watched."""
    found = ingest.list_drops(principal=shell.principal, database=shell.services.get(Database))
    shell.terminal.rows(
        (
            {
                "name": one.name,
                "url": one.url,
                "every": str(one.every) if one.every else None,
                "checked_at": one.checked_at,
                "error": (one.error or {}).get("message"),
            }
            for one in found
        ),
        columns=["name", "url", "every", "checked_at", "error"],
    )


@command("check", parent=source)
@click.argument("name")
def check(shell: Shell, *, name: str) -> None:
    """List the tables that lie in a watched place, and which of them are new."""
    found = ingest.check_drop(
        principal=shell.principal,
        database=shell.services.get(Database),
        name=name,
        limits=limits(shell),
    )
    shell.terminal.rows(
        ({"file": one.path, "bytes": one.size, "state": one.state} for one in found),
        columns=["file", "bytes", "state"],
    )


@command("sync", parent=source)
@click.argument("name")
def sync(shell: Shell, *, name: str) -> None:
    """Import what is new or has changed in a watched place."""
    with shell.terminal.progress("sync") as progress:
        imported = ingest.sync_drop(
            **parts(shell), name=name, limits=limits(shell), progress=progress
        )
    if imported:
        report(shell, imported)
    else:
        shell.terminal.rows([], columns=["file", "state"])
        shell.terminal.note("nothing new")


@command("rm", parent=source)
@click.argument("name")
def rm(shell: Shell, *, name: str) -> None:
    """Stop watching a place; what was imported stays."""
    ingest.remove_drop(principal=shell.principal, database=shell.services.get(Database), name=name)
    shell.terminal.note(f"no longer watching '{name}'")
