"""`adhelm convention`: load, show and check what a team says about its own data."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import click

from adhelm.core.ads import Period
from adhelm.core.clock import Clock, today
from adhelm.core.db import Database
from adhelm.core.terminal import Outcome, Shell, command, group
from adhelm.observe import conventions
from adhelm.observe.conventions.types import ConventionKind, Problem, Validity

convention = group("convention", help="Naming, conversion map and fees: your own words.")
_KINDS = click.Choice([kind.value for kind in ConventionKind])
_DAY = click.DateTime(["%Y-%m-%d"])
_FILES = click.Path(exists=True, dir_okay=False, path_type=Path)


@command("load", parent=convention, dry_run=True)
@click.argument("paths", nargs=-1, required=True, type=_FILES)
@click.option("--from", "start", type=_DAY, help="First day the version is valid.")
@click.option("--to", "end", type=_DAY, help="Last day the version is valid.")
def load(
    shell: Shell, paths: tuple[Path, ...], start: datetime | None, end: datetime | None
) -> None:
    """Read YAML, CSV or XLSX files into a new version."""
    loaded = conventions.load(
        principal=shell.principal,
        database=shell.services.get(Database),
        clock=_clock(shell),
        paths=paths,
        valid=Validity(_day(start), _day(end)),
        dry_run=shell.dry_run,
    )
    for one in loaded:
        _warn(shell, one.warnings)
    shell.terminal.rows(
        {
            "kind": one.kind,
            "version": one.version,
            "rules": one.rules,
            "valid_from": one.valid.start,
            "valid_to": one.valid.end,
            "state": "unchanged" if not one.changed else "dry run" if shell.dry_run else "loaded",
        }
        for one in loaded
    )


@command("check", parent=convention)
@click.argument("paths", nargs=-1, required=True, type=_FILES)
def check(shell: Shell, paths: tuple[Path, ...]) -> None:
    """Read files and say what is odd about them; store nothing."""
    odd = conventions.check(paths)
    shell.terminal.rows(
        ({"where": one.where, "found": one.found, "right": one.right} for one in odd),
        columns=["where", "found", "right"],
    )
    shell.terminal.note("the files can be loaded")


@command("ls", parent=convention)
def ls(shell: Shell) -> None:
    """List all versions, newest first within a kind."""
    versions = conventions.documents(
        principal=shell.principal, database=shell.services.get(Database)
    )
    day = today(_clock(shell), "UTC")
    shell.terminal.rows(
        (
            {
                "kind": one.kind,
                "version": one.version,
                "valid_from": one.valid.start,
                "valid_to": one.valid.end,
                "holds_today": conventions.holding(versions, one.kind, day) is one,
                "rules": len(one.body.rules),
                "source": one.source,
                "author": one.author,
                "at": one.at,
            }
            for one in versions
        ),
        columns=[
            "kind", "version", "valid_from", "valid_to", "holds_today", "rules", "source",
            "author", "at",
        ],
    )  # fmt: skip


@command("show", parent=convention)
@click.argument("kind", type=_KINDS)
@click.option("--on", type=_DAY, help="What holds on this day (default: today).")
@click.option("--version", type=click.IntRange(min=1), help="This version instead.")
def show(shell: Shell, kind: str, on: datetime | None, version: int | None) -> None:
    """Show the rows of a convention as they were written."""
    database, chosen = shell.services.get(Database), ConventionKind(kind)
    if version is None:
        day = _day(on) or today(_clock(shell), "UTC")
        version = conventions.current(
            principal=shell.principal, database=database, kind=chosen, on=day
        ).version
    written = conventions.rows(
        principal=shell.principal, database=database, kind=chosen, version=version
    )
    for table in dict.fromkeys(table for table, _ in written):
        cells = [row for name, row in written if name == table]
        names = dict.fromkeys(name for row in cells for name in row if name != "where")
        shell.terminal.rows(
            cells,
            columns=[*names, "where"],
            title=table,
            provenance={"kind": kind, "version": version},
        )


@command("diff", parent=convention)
@click.argument("kind", type=_KINDS)
@click.argument("old", type=click.IntRange(min=1))
@click.argument("new", type=click.IntRange(min=1))
def diff(shell: Shell, kind: str, old: int, new: int) -> None:
    """Show the rows in which two versions differ."""
    changes = conventions.diff(
        principal=shell.principal,
        database=shell.services.get(Database),
        kind=ConventionKind(kind),
        old=old,
        new=new,
    )
    shell.terminal.rows(
        (
            {
                "change": one.change,
                "table": one.table,
                "row": ", ".join(f"{name}: {cell}" for name, cell in one.cells.items()),
                "where": one.where,
            }
            for one in changes
        ),
        columns=["change", "table", "row", "where"],
    )


@command("unmatched", parent=convention, as_of=True)
@click.option("--from", "start", type=_DAY, help="First day of the spend.")
@click.option("--to", "end", type=_DAY, help="Last day of the spend.")
def unmatched(shell: Shell, start: datetime | None, end: datetime | None) -> None:
    """List the names that follow no convention, with their spend; exit code 1 if any."""
    from adhelm.observe.warehouse import Warehouse, snapshot

    warehouse = shell.services.get(Warehouse)
    first, last = _day(start), _day(end)
    period = Period.closed(first or date.min, last or _LATEST) if first or last else None
    found = conventions.unmatched(
        principal=shell.principal,
        database=shell.services.get(Database),
        snapshot=snapshot(warehouse, principal=shell.principal, as_of=shell.as_of),
        on=last or today(_clock(shell), "UTC"),
        period=period,
    )
    shell.terminal.rows(
        (
            {
                "platform": one.entity.platform,
                "account": one.entity.account_id,
                "level": one.entity.level,
                "id": one.entity.entity_id,
                "name": one.entity.name,
                "spend": one.spend,
                "currency": one.currency,
                "last_day": one.last_day,
                "reason": one.reason,
            }
            for one in found
        ),
        columns=[
            "platform", "account", "level", "id", "name", "spend", "currency", "last_day", "reason",
        ],
    )  # fmt: skip
    if found:
        shell.finish(Outcome.findings)


_LATEST = date(9999, 12, 30)


def _clock(shell: Shell) -> Clock:
    return shell.services.get(Clock)  # type: ignore[type-abstract]  # the key of the clock


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None


def _warn(shell: Shell, problems: tuple[Problem, ...]) -> None:
    for problem in problems:
        shell.terminal.warn(str(problem))
