"""`adhelm budget`: plan a month's money, have it approved, look back."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from adhelm.core.terminal import Shell, command, group
from adhelm.observe import plans
from adhelm.observe.plans.cli import shared
from adhelm.observe.plans.types import (
    Basis,
    Budget,
    BudgetRow,
    BudgetVersion,
    Carry,
    NothingProposed,
    State,
    Terms,
)

budget = group("budget", help="What may be spent: planned by month, approved, kept in versions.")
_MONTH: dict[str, Any] = {"default": "", "metavar": "YYYY-MM"}
_STATES = click.Choice([State.proposed.value, State.effective.value])
_COLUMNS = ("id", "month", *shared.REACH, "amount", "currency", "basis", "carry", "proposed",
            "version", "proposed_by", "approved_by")  # fmt: skip


@command("ls", parent=budget, as_of=True)
@click.option("--from", "first", help="First month.", **_MONTH)
@click.option("--to", "last", help="Last month, included.", **_MONTH)
@click.option("--platform", default="", help="Only of this platform.")
@click.option("--state", type=_STATES, help="'proposed': waits for a decision.")
def ls(shell: Shell, *, first: str, last: str, platform: str, state: str | None) -> None:
    """List budgets by month; `--as-of` shows what held then."""
    found = plans.list_budgets(
        **shared.asked(shell),
        months=(plans.first_of(first) if first else None, plans.first_of(last) if last else None),
        platform=platform,
        state=State(state) if state else None,
        at=shared.instant(shell),
    )
    shared.shown(shell, map(_row, found), _COLUMNS)


@command("set", parent=budget)
@click.argument("month", metavar="YYYY-MM")
@click.argument("amount")
@click.argument("currency")
@shared.with_reach
@click.option("--gross", is_flag=True, help="The amount includes the fees.")
@click.option("--carry", type=click.Choice(list(Carry)), default="none", show_default=True,
              help="What the month hands on to the next.")  # fmt: skip
@click.option("--why", default="", help="For the history.")
def set_(
    shell: Shell, *, month: str, amount: str, currency: str, gross: bool, carry: str, why: str
) -> None:
    """Propose a month's budget, or another amount for it."""
    reach = shared.reach_of()
    first = plans.first_of(month)
    terms = Terms(
        shared.amount(amount),
        currency,
        Basis.gross if gross else Basis.net,
        Carry(carry),
    )
    there = plans.list_budgets(**shared.asked(shell), months=(first, first))
    known = next((each for each in there if each.reach == reach), None)
    if known is None:
        row = BudgetRow(first, reach, terms, why)
        made = plans.create_budget(**shared.changing(shell), row=row)
    else:
        made = plans.change_budget(
            **shared.changing(shell),
            budget_id=known.id,
            terms=terms,
            why=why,
            expected=plans.version_of(known),
        )
    _show(shell, made)
    if made.proposed:
        shell.terminal.note(f"it waits for approval: adhelm budget approve {made.id}")


@command("approve", parent=budget, consent=True)
@click.argument("ids", nargs=-1, required=True, metavar="ID…")
@click.option("--reject", is_flag=True, help="Turn it down instead.")
@click.option("--why", default="", help="For the audit.")
def approve(shell: Shell, *, ids: Sequence[str], reject: bool, why: str) -> None:
    """Let proposed budgets hold; nobody approves what they proposed."""
    found = [plans.get_budget(**shared.asked(shell), budget_id=each) for each in ids]
    for each in found:
        if each.proposed is None:
            raise NothingProposed(f"nothing waits for a decision on {each.id}")
        said = f"{each.month:%Y-%m} {each.reach}: {_spoken(each.proposed)}"
        shell.confirm(f"{'Reject' if reject else 'Approve'} {said}?")
    decided = [
        plans.decide_budget(
            **shared.changing(shell), budget_id=each.id, version=each.proposed.version,
            approve=not reject, why=why,
        )
        for each in found
        if each.proposed
    ]  # fmt: skip
    shared.shown(shell, map(_row, decided), _COLUMNS)


@command("rm", parent=budget, consent=True)
@click.argument("budget_id", metavar="ID")
@click.option("--why", default="", help="For the history.")
def rm(shell: Shell, *, budget_id: str, why: str) -> None:
    """Plan nothing any more for a month and reach; its versions stay."""
    shell.confirm(f"Remove the budget {budget_id}?")
    plans.remove_budget(**shared.changing(shell), budget_id=budget_id, why=why)
    shell.terminal.record({"id": budget_id, "state": State.removed.value})


@command("history", parent=budget)
@click.argument("budget_id", metavar="ID")
def history(shell: Shell, *, budget_id: str) -> None:
    """List all versions of a budget, the newest first."""
    versions = plans.budget_history(**shared.asked(shell), budget_id=budget_id)
    shared.shown(
        shell,
        (
            {
                "version": one.version,
                "state": one.state,
                **_terms(one),
                "proposed_by": one.proposed_by,
                "proposed_at": one.proposed_at,
                "decided_by": one.decided_by,
                "decided_at": one.decided_at,
                "why": one.why,
                "source": one.source,
            }
            for one in versions
        ),
        ("version", "state", "amount", "currency", "basis", "carry", "proposed_by", "proposed_at",
         "decided_by", "decided_at", "why", "source"),
    )  # fmt: skip


@command("import", parent=budget, dry_run=True)
@click.argument("path", type=shared.FILE)
def import_(shell: Shell, *, path: Path) -> None:
    """Propose the budgets of a CSV or XLSX file, all of them or none."""
    steps = plans.import_budgets(
        **shared.changing(shell), data=path.read_bytes(), file=path.name, dry_run=shell.dry_run
    )
    shared.show_steps(shell, steps, file=path.name)


@command("export", parent=budget)
@click.argument("path", type=click.Path(dir_okay=False, path_type=Path))
def export(shell: Shell, *, path: Path) -> None:
    """Write budgets to a CSV or XLSX file that can be imported again."""
    made = plans.export_budgets(**shared.asked(shell), form=shared.form_of(path))
    path.write_bytes(made.data)
    shell.terminal.record({"file": str(path), "rows": made.rows})


def _show(shell: Shell, made: Budget) -> None:
    shared.shown(shell, [_row(made)], _COLUMNS)


def _row(one: Budget) -> dict[str, object]:
    newest = one.proposed or one.effective
    return {
        "id": one.id,
        "month": f"{one.month:%Y-%m}",
        **shared.reaching(one.reach),
        **(_terms(one.effective) if one.effective else {}),
        "proposed": _spoken(one.proposed) if one.proposed else None,
        "version": plans.version_of(one),
        "proposed_by": newest.proposed_by if newest else "",
        "approved_by": one.effective.decided_by if one.effective else None,
    }


def _terms(version: BudgetVersion) -> dict[str, object]:
    terms = version.terms
    return {
        "amount": terms.amount,
        "currency": terms.currency,
        "basis": terms.basis,
        "carry": terms.carry,
    }


def _spoken(version: BudgetVersion) -> str:
    terms = version.terms
    carry = "" if terms.carry is Carry.none else f", carries {terms.carry}"
    return f"{terms.amount} {terms.currency} {terms.basis}{carry}"
