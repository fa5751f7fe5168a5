"""`adhelm plan`: make plans, look at them, write them to files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from adhelm.act import publishing
from adhelm.act.publishing.cli.shared import CHANGE, desk, known, show, wish
from adhelm.act.publishing.service import showing
from adhelm.act.publishing.types import Plan, PlanState
from adhelm.core.terminal import Group, Shell, command

if TYPE_CHECKING:
    from collections.abc import Sequence

FILE = click.option(
    "--file", type=click.Path(dir_okay=False, path_type=Path), metavar="PLAN.JSON",
    help="Write the plan to this file, for `adhelm apply`.",
)  # fmt: skip
_BRIEF = ("id", "state", "changes", "needed", "reason", "proposer", "made_at", "expires_at")


class _Plans(Group):
    """What is no subcommand is a plan to be made."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Let `adhelm plan --from-rec ID` mean `adhelm plan make --from-rec ID`."""
        made: Sequence[str] = args
        if args and args[0] not in self.commands and args[0] != "--help":
            made = ["make", *args]
        return super().parse_args(ctx, list(made))


plan = _Plans("plan", help="Plan changes on platforms: nothing is written before it is approved.")


@command("make", parent=plan)
@click.argument("changes", nargs=-1, metavar=f"[{CHANGE}]…")
@click.option("--from-rec", "recommendation", default="", metavar="ID", help="Of this advice.")
@click.option("--reason", default="", help="Why; needed unless advice says it.")
@FILE
def make(
    shell: Shell, *, changes: tuple[str, ...], recommendation: str, reason: str, file: Path | None
) -> None:
    """
    Plan changes, or what a recommendation advises, and show the diff with its limits.

    A field is daily_budget, lifetime_budget, bid, target_cpa, target_roas or status; a value is
    absolute, in the account's currency.
    """
    if bool(changes) == bool(recommendation):
        raise click.UsageError("name changes, or advice with --from-rec")
    if recommendation:
        made = publishing.take_advice(
            principal=shell.principal, desk=desk(shell), recommendation_id=recommendation
        )
    else:
        made = publishing.propose(
            principal=shell.principal, desk=desk(shell), changes=[wish(one) for one in changes],
            reason=reason,
        )  # fmt: skip
    told(shell, made, file)


@command("ls", parent=plan)
@click.option("--state", type=click.Choice([each.value for each in PlanState]), default=None)
@click.option("--limit", type=click.IntRange(1, 1000), default=50, show_default=True)
def ls(shell: Shell, *, state: str | None, limit: int) -> None:
    """List plans, the newest first."""
    found, more = publishing.list_plans(
        **known(shell), state=PlanState(state) if state else None, limit=limit
    )
    rows = [showing.brief_body(one) for one in found]
    shell.terminal.rows(
        [{**row, "proposer": row["proposer"]["id"]} for row in rows], brief=list(_BRIEF)
    )
    if more:
        shell.terminal.note("there are more: raise --limit")


@command("show", parent=plan)
@click.argument("plan_id", metavar="ID")
@FILE
def show_plan(shell: Shell, *, plan_id: str, file: Path | None) -> None:
    """Show a plan as a diff, with its limits, its approvals and what became of each change."""
    found = publishing.get_plan(**known(shell), plan_id=plan_id)
    told(shell, found, file)


@command("events", parent=plan)
@click.argument("plan_id", metavar="ID")
def events(shell: Shell, *, plan_id: str) -> None:
    """List all that happened to a plan, in order."""
    found = publishing.events_of(**known(shell), plan_id=plan_id)
    shell.terminal.rows(
        [showing.event_body(one) for one in found],
        brief=["number", "at", "kind", "action_id", "actor_id", "data"],
    )


def told(shell: Shell, found: Plan, file: Path | None) -> None:
    """Show a plan, write it to a file where one is named, and say what comes next."""
    show(shell, found)
    if file is not None:
        file.write_text(publishing.plan_file(**known(shell), plan_id=found.id), encoding="utf-8")
        shell.terminal.note(f"written to {file}")
    if found.state is PlanState.waiting:
        shell.terminal.note(f"somebody else approves it: adhelm approve {found.id}")
    elif found.state is PlanState.approved:
        shell.terminal.note(f"it can be applied: adhelm apply {file or found.id} --yes")
