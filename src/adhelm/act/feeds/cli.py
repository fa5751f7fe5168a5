"""`adhelm feed`: send what changed to the team's own warehouse after each sync."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from adhelm.act import feeds
from adhelm.act.feeds.logic import contract, showing
from adhelm.act.feeds.types import Kind, Outside
from adhelm.core.clock import Clock
from adhelm.core.db import Database
from adhelm.core.errors import AdhelmError
from adhelm.core.secrets import Keyring
from adhelm.core.terminal import ConsentMissing, Outcome, Shell, command, group
from adhelm.observe.warehouse import Warehouse

feed = group("feed", help="Send what changed to the team's own warehouse.")
add = group("add", help="Say where data are to go after each sync.")
feed.add_command(add)
_TRIED = ("feed", "what", "state", "detail")
_NAME = click.option("--name", required=True, help="What to call the feed.")
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path, allow_dash=True)
_KEY = click.option(
    "--key-file", required=True, type=_FILE, help="The JSON key of a service account."
)


@command("postgresql", parent=add)
@_NAME
@click.option("--url", default="", help="postgresql://user:password@host:5432/database")
@click.option(
    "--url-file", type=_FILE, help="A file with it (`-`: standard input): no password in histories."
)
@click.option("--schema", default="adhelm", show_default=True, help="Made if it is not there.")
def add_postgresql(
    shell: Shell, *, name: str, url: str, url_file: Path | None, schema: str
) -> None:
    """Feed a schema of a PostgreSQL database, 13 or newer."""
    if url_file is not None:
        url = _read(url_file).strip()
    if not url:
        url = _asked(shell)
    _add(shell, name, Kind.postgresql, {"schema": schema}, {"url": url})


@command("bigquery", parent=add)
@_NAME
@click.option("--project", required=True, help="The project's id.")
@click.option("--dataset", required=True, help="Made if it is not there.")
@click.option("--location", default="US", show_default=True, help="Where the dataset is.")
@_KEY
def add_bigquery(
    shell: Shell, *, name: str, project: str, dataset: str, location: str, key_file: Path
) -> None:
    """Feed a dataset of BigQuery."""
    place = {"project": project, "dataset": dataset, "location": location}
    _add(shell, name, Kind.bigquery, place, {"key": _read(key_file)})


@command("sheets", parent=add)
@_NAME
@click.option("--spreadsheet", required=True, help="Its id or its address.")
@click.option(
    "--level", type=click.Choice(["account", "campaign", "ad_group", "ad"]), default="campaign"
)
@click.option("--days", type=click.IntRange(1, 3660), default=90, show_default=True)
@_KEY
def add_sheets(
    shell: Shell, *, name: str, spreadsheet: str, level: str, days: int, key_file: Path
) -> None:
    """Feed a Google sheet with the last days of a level; share it with the service account."""
    place = {"spreadsheet": spreadsheet, "level": level, "days": str(days)}
    _add(shell, name, Kind.sheets, place, {"key": _read(key_file)})


@command("ls", parent=feed)
def ls(shell: Shell) -> None:
    """List the feeds: which data version each target has, how far behind, what failed."""
    found = feeds.list_feeds(
        principal=shell.principal,
        database=shell.services.get(Database),
        warehouse=shell.services.get(Warehouse),
    )
    newest = found[0].newest if found else None
    shell.terminal.rows(
        [showing.line(one) for one in found], columns=showing.FEED,
        brief=showing.BRIEF_FEED,
        provenance={"data_version": newest}, title="Feeds",
    )  # fmt: skip


@command("run", parent=feed)
@click.argument("names", metavar="[NAME]…", nargs=-1)
@click.option("--whole", is_flag=True, help="Write everything anew, not what changed.")
def run(shell: Shell, *, names: Sequence[str], whole: bool) -> None:
    """Bring targets to the newest data version now: those named, or all."""
    asked = list(names) or _names(shell)
    rows, failed = [], 0
    for name in asked:
        with shell.terminal.progress(name) as progress:
            try:
                rows.append(
                    showing.run(feeds.run_feed(_desk(shell, progress), name=name, whole=whole))
                )
            except AdhelmError as error:
                if len(asked) == 1:
                    raise
                failed += 1
                shell.terminal.warn(f"{name}: {error.message}")
    shell.terminal.rows(rows, columns=("feed", *showing.RUN[1:8]), title="Runs")
    if failed:
        shell.finish(Outcome.partial)


@command("check", parent=feed)
@click.argument("names", metavar="[NAME]…", nargs=-1)
def check(shell: Shell, *, names: Sequence[str]) -> None:
    """Try targets: whether they open, what they hold, whether rows and spend are the same."""
    rows = [
        showing.item(name, one)
        for name in names or _names(shell)
        for one in feeds.check_feed(_desk(shell), name=name)
    ]
    brief = showing.BRIEF_CHECK if any(row["state"] != "ok" for row in rows) else _TRIED
    shell.terminal.rows(rows, columns=showing.CHECK, brief=brief, title="Checks")
    if any(row["state"] != "ok" for row in rows):
        shell.finish(Outcome.findings)


@command("history", parent=feed)
@click.argument("name")
@click.option("--limit", type=click.IntRange(1, 1000), default=50, show_default=True)
def history(shell: Shell, *, name: str, limit: int) -> None:
    """List what became of each run of a feed, the newest first."""
    found = feeds.history(
        principal=shell.principal, database=shell.services.get(Database), name=name, limit=limit
    )
    shell.terminal.rows(
        map(showing.run, found), columns=showing.RUN, brief=showing.BRIEF_RUN,
        title=f"Runs of {name}",
    )  # fmt: skip


@command("rm", parent=feed)
@click.argument("name")
def rm(shell: Shell, *, name: str) -> None:
    """Forget a feed and its credential; what was merged stays where it is."""
    feeds.remove_feed(
        principal=shell.principal, database=shell.services.get(Database),
        clock=_clock(shell), name=name,
    )  # fmt: skip
    shell.terminal.note(f"'{name}' and its credential are forgotten")


@command("contract", parent=feed)
def contract_(shell: Shell) -> None:
    """List the tables and columns that targets get, and may be relied on."""
    shell.terminal.rows(
        showing.columns(), columns=showing.COLUMN,
        provenance={"contract_version": contract.VERSION},
        title=f"Contract, version {contract.VERSION}",
    )  # fmt: skip


def _add(
    shell: Shell, name: str, kind: Kind, place: Mapping[str, str], credential: Mapping[str, str]
) -> None:
    made = feeds.add_feed(
        principal=shell.principal, database=shell.services.get(Database),
        keyring=shell.services.get(Keyring), clock=_clock(shell), name=name, kind=kind,
        place=place, credential=credential,
    )  # fmt: skip
    shell.terminal.record({"name": made.name, "kind": made.kind.value, "address": made.address})
    shell.terminal.note(f"try it: adhelm feed check {name}; fill it: adhelm feed run {name}")


def _asked(shell: Shell) -> str:
    if shell.no_input or not sys.stdin.isatty():
        raise ConsentMissing("the address is missing", hint="--url, or --url-file")
    return str(click.prompt("Address with password", hide_input=True, err=True))


def _read(path: Path) -> str:
    return sys.stdin.read() if str(path) == "-" else path.read_text(encoding="utf-8")


def _names(shell: Shell) -> list[str]:
    found = feeds.list_feeds(
        principal=shell.principal,
        database=shell.services.get(Database),
        warehouse=shell.services.get(Warehouse),
    )
    return [one.feed.name for one in found]


def _desk(shell: Shell, progress: Any = None) -> feeds.Desk:
    parts = shell.services
    more = {"progress": progress} if progress else {}
    return feeds.Desk(
        shell.principal, parts.get(Database), parts.get(Warehouse), parts.get(Keyring),
        _clock(shell), parts.get(Outside), **more,
    )  # fmt: skip


def _clock(shell: Shell) -> Clock:
    clock: Clock = shell.services.get(Clock)  # type: ignore[type-abstract]  # the key
    return clock
