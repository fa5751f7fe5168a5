"""`adhelm pace`: where budgets land."""

from __future__ import annotations

from typing import Any

import click

from adhelm.core.ads import PLATFORMS
from adhelm.core.clock import Clock
from adhelm.core.db import Database
from adhelm.core.terminal import Shell, command, group
from adhelm.observe import plans
from adhelm.observe.warehouse import Warehouse
from adhelm.understand.pacing import service
from adhelm.understand.pacing.logic import showing
from adhelm.understand.pacing.types import Asked, Pace, Pacing, State

pace = group("pace", help="Where the budgets of a month land.")
_SHOWN = (
    "state", "reach", "available", "spent", "projected", "low", "high", "daily_needed",
    "runs_out_on", "currency",
)  # fmt: skip


@command("ls", parent=pace, as_of=True)
@click.option("--month", default="", metavar="YYYY-MM", help="By default the current one.")
@click.option("--platform", default="", type=click.Choice(["", *PLATFORMS]), show_choices=False)
@click.option("--account", default="", metavar="CONNECTOR/ID")
@click.option("--group", "group_", default="", help="As the budget names it.")
@click.option("--state", default="", type=click.Choice(["", *(one.value for one in State)]))
def ls(shell: Shell, *, month: str, platform: str, account: str, group_: str, state: str) -> None:
    """List the budgets of a month with their landing, those that need a hand first."""
    asked = Asked(
        plans.first_of(month) if month else None,
        platform=platform,
        account=account,
        group=group_,
        state=State(state) if state else None,
        as_of=shell.as_of,
    )
    with shell.terminal.progress("projecting"):
        found = service.pacing(**_parts(shell), asked=asked)
    told = showing.document(found)
    whole = shell.terminal.output != "table"
    more = {name: told[name] for name in ("record", "warnings")} if whole else {}
    shell.terminal.rows(
        told["rows"],
        columns=None if whole and told["rows"] else _SHOWN,
        provenance={**told["provenance"], **more},
        title=f"Budgets of {found.month:%Y-%m}",
    )
    if not found.rows:
        shell.terminal.note("nothing is planned there: adhelm budget set")
    for one in found.rows:
        _explain(shell, one)
    _tell(shell, found)


@command("show", parent=pace)
@click.argument("budget_id")
def show(shell: Shell, *, budget_id: str) -> None:
    """Show one budget day by day: spent, expected, and the total."""
    with shell.terminal.progress("projecting"):
        found = service.pace_of(**_parts(shell), budget_id=budget_id)
    (one,) = found.rows
    told = showing.row(one)
    days = [showing.day(day) for day in found.days[one.budget_id]]
    whole = shell.terminal.output != "table"
    shell.terminal.rows(
        days,
        columns=["date", "spent", "expected", "total"],
        provenance={**found.provenance, "budget": told} if whole else found.provenance,
        title=f"{one.reach}, {one.month:%Y-%m}, {one.currency} {one.basis.value}",
    )
    shell.terminal.note(_line(one))
    _explain(shell, one)
    _tell(shell, found)


def _line(one: Pace) -> str:
    if one.projected is None:
        return f"{one.reach}: {one.state.value}"
    text = f"{one.reach}: {one.projected} {one.currency} ({one.low} to {one.high})"
    if one.available is not None:
        text += f" of {one.available}, {one.state.value}"
    if one.runs_out_on:
        text += f", used up on {one.runs_out_on}"
    return text


def _explain(shell: Shell, one: Pace) -> None:
    if one.why:
        shell.terminal.note(f"{one.reach}: {one.why}")


def _tell(shell: Shell, found: Pacing) -> None:
    if found.record is not None:
        record = found.record
        shell.terminal.note(
            f"earlier projections: {record.covered:.0%} of landings within the interval, median "
            f"error {record.median_error:.1%} ({record.projections} of them)"
        )
    for warning in found.warnings:
        shell.terminal.warn(warning)


def _parts(shell: Shell) -> dict[str, Any]:
    return {
        "principal": shell.principal,
        "warehouse": shell.services.get(Warehouse),
        "database": shell.services.get(Database),
        "clock": shell.services.get(Clock),  # type: ignore[type-abstract]  # the key
    }
