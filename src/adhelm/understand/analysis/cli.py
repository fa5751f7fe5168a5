"""`adhelm anomaly`: what is odd."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import click

from adhelm.core.ads import PLATFORMS
from adhelm.core.clock import Clock
from adhelm.core.db import Database
from adhelm.core.terminal import Shell, command, group
from adhelm.observe.warehouse import Warehouse
from adhelm.understand.analysis import service
from adhelm.understand.analysis.logic import showing
from adhelm.understand.analysis.types import Findings, Severity

anomaly = group("anomaly", help="See what is odd.")

# The reason names platform, entity, metric and day: in a narrow window it wants the room.
_COLUMNS = ("severity", "at_stake", "currency", "reason")


@command("ls", parent=anomaly, as_of=True)
@click.option("--range", "span", default="", help="Days to examine (default: the last 28).")
@click.option("--platform", default="", type=click.Choice(["", *PLATFORMS]), show_choices=False)
@click.option("--severity", default="low", type=click.Choice([one.value for one in Severity]))
@click.option("--planned", is_flag=True, help="Show what the calendar had coming, too.")
@click.option(
    "--compare",
    type=click.IntRange(1, 2**31 - 1),
    metavar="VERSION",
    help="Say what is new since a data version.",
)
def ls(
    shell: Shell, *, span: str, platform: str, severity: str, planned: bool, compare: int | None
) -> None:
    """List incidents, most money at stake first."""
    clock = shell.services.get(Clock)  # type: ignore[type-abstract]  # the key
    database = shell.services.get(Database)
    with shell.terminal.progress("examining"):
        found = service.incidents(
            principal=shell.principal,
            warehouse=shell.services.get(Warehouse),
            clock=clock,
            period=service.read_range(span, clock=clock),
            platform=platform,
            severity=Severity(severity),
            as_of=shell.as_of,
            database=database,
            planned=planned,
        )
        told = _told(shell, found, compare)
    whole = shell.terminal.output != "table"
    shown = _COLUMNS if compare is None else ("change", *_COLUMNS)
    shell.terminal.rows(
        told["rows"],
        columns=None if whole else shown,
        provenance=told["provenance"] if whole else _short(told["provenance"]),
        title="Incidents",
    )
    for note in found.notes:
        shell.terminal.note(note)
    for one in told["provenance"].get("compared", {}).get("gone", ()):
        shell.terminal.note(f"no more: {one['reason']}")
    if found.tests and not found.incidents:
        shell.terminal.note(f"nothing odd in {found.period} ({found.tests} tests)")


@command("show", parent=anomaly)
@click.argument("incident_id", metavar="ID")
def show(shell: Shell, *, incident_id: str) -> None:
    """Show an incident that was kept, and what was known of it by data version."""
    life, past = service.history(
        principal=shell.principal,
        database=shell.services.get(Database),
        incident_id=incident_id,
    )
    told = showing.history(life, past)
    shell.terminal.rows(
        told["past"],
        columns=None if shell.terminal.output != "table" else _PAST,
        provenance={**told["provenance"], "incident": told["incident"]}
        if shell.terminal.output != "table"
        else told["provenance"],
        title=life.incident.reason,
    )


_PAST = ("data_version", "at", "state", "severity", "at_stake", "currency", "last_date")


def _told(shell: Shell, found: Findings, compare: int | None) -> dict[str, Any]:
    parts: dict[str, Any] = {
        "principal": shell.principal, "database": shell.services.get(Database),
    }  # fmt: skip
    lives = service.lives(**parts, found=found.incidents)
    named = replace(found, incidents=tuple(one for one, _ in lives))
    held = None
    if compare is not None:
        held = service.compared(**parts, findings=named, version=compare)
    return showing.document(named, {one.id: life for one, life in lives}, held)


def _short(provenance: dict[str, Any]) -> dict[str, Any]:
    return {name: provenance[name] for name in ("data_version", "period", "series", "tests")}
