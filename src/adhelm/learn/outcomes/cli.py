"""`adhelm outcomes`: did it work, and who was right."""

from __future__ import annotations

from typing import Any

import click

from adhelm.core.db import Database
from adhelm.core.terminal import Shell, command, group
from adhelm.learn.outcomes import service
from adhelm.learn.outcomes.logic import showing
from adhelm.learn.outcomes.types import Verdict

outcomes = group("outcomes", help="Did it work, and who was right.")
_SHOWN = (
    "id", "verdict", "effect", "low", "high", "promised", "metric", "recommender", "first_day",
)  # fmt: skip
_RECORD = (
    "recommender", "field", "metric", "judged", "better", "worse", "no_difference", "covered",
    "bias", "earned",
)  # fmt: skip


@command("list", parent=outcomes)
@click.option("--recommender", default="", metavar="ENGINE|RULE:ID")
@click.option("--account", default="", metavar="CONNECTOR/ID")
@click.option("--verdict", default="", type=click.Choice(["", *(one.value for one in Verdict)]))
@click.option("--limit", type=click.IntRange(1, 1000), default=100, show_default=True)
def list_(shell: Shell, *, recommender: str, account: str, verdict: str, limit: int) -> None:
    """List what became of advice that was taken, the newest change first."""
    named = {"recommender": recommender, "account": account, "verdict": verdict}
    wanted = {name: value for name, value in named.items() if value}
    found = service.outcomes(**_parts(shell), wanted=wanted, limit=limit)
    rows = [showing.outcome(one) for one in found]
    shell.terminal.rows(
        rows, columns=None if found else _SHOWN, brief=_SHOWN, provenance={"what": showing.WHAT},
        title="Outcomes",
    )  # fmt: skip
    if not found:
        shell.terminal.note("nothing that was applied is judged yet: verdicts follow each sync")


@command("show", parent=outcomes)
@click.argument("outcome_id")
def show(shell: Shell, *, outcome_id: str) -> None:
    """Show one verdict with what stands behind it."""
    found = service.outcome(**_parts(shell), outcome_id=outcome_id)
    shell.terminal.record(showing.whole(found))


@command("record", parent=outcomes)
@click.option("--recommender", default="", metavar="ENGINE|RULE:ID")
def record(shell: Shell, *, recommender: str) -> None:
    """List how right each recommender was, and whether it has earned autopilot."""
    found = service.track_record(**_parts(shell), recommender=recommender)
    whole = shell.terminal.output == "json"
    rows = [
        row if whole else {**row, "earned": row.pop("autopilot")["earned"]}
        for row in map(showing.record, found)
    ]
    shell.terminal.rows(
        rows, columns=None if rows else _RECORD, brief=_RECORD,
        provenance={"what": showing.WHAT}, title="Track record",
    )  # fmt: skip
    for one in found:
        for why in one.autopilot.why:
            shell.terminal.note(f"{one.recommender}, {one.field}: {why}")


def _parts(shell: Shell) -> dict[str, Any]:
    return {"principal": shell.principal, "database": shell.services.get(Database)}
