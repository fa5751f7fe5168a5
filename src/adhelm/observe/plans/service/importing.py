"""Planning sheets in and out: all rows or none, and the same file twice changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import TypeVar

from adhelm.core.clock import Clock
from adhelm.core.db import Database
from adhelm.core.errors import AdhelmError
from adhelm.core.principal import Principal, Scope
from adhelm.observe.plans.logic import reaching, sheets
from adhelm.observe.plans.service import proposing, targets
from adhelm.observe.plans.service.budgets import list_budgets
from adhelm.observe.plans.service.writing import changing, note
from adhelm.observe.plans.store import budgets as kept_budgets
from adhelm.observe.plans.store import targets as kept_targets
from adhelm.observe.plans.types import (
    BadSheet,
    Budget,
    BudgetRow,
    Change,
    Exported,
    Form,
    Goal,
    RowProblem,
    Step,
    Target,
    TargetRow,
    Terms,
)

T = TypeVar("T", BudgetRow, TargetRow)
_NOTHING = ""


def import_budgets(
    *,
    principal: Principal,
    database: Database,
    clock: Clock,
    data: bytes,
    file: str,
    dry_run: bool = False,
) -> list[Step]:
    """
    Propose the budgets of a CSV or XLSX file, all of them or none; say what each row changes.

    A row that says what holds or waits already changes nothing. Budgets that the file does not
    name stay as they are.

    :raises BadSheet: naming each row that cannot be.
    """
    principal.require(Scope.propose)
    name = reaching.line(file, what="file name", longest=200)
    rows = sheets.budget_rows(sheets.read(data, file=name), file=name)
    rows = _checked(rows, lambda row: proposing.checked(principal, row))
    with changing(principal, database) as connection:
        there = kept_budgets.of_months(
            connection, principal.workspace_id, {row.month for row in rows}
        )
        found = [(there.get((row.month, row.reach)), row) for row in rows]
        steps = [_budget_step(budget, row) for budget, row in found]
        wanted = [each for each in found if not proposing.is_said(each[0], each[1].terms)]
        if wanted and not dry_run:
            proposing.propose(connection, principal, clock, wanted, source=name)
            note(
                connection, principal, clock, action="import_budgets", subject=f"file:{name}",
                after=_summed(steps),
            )  # fmt: skip
    return steps


def import_targets(
    *,
    principal: Principal,
    database: Database,
    clock: Clock,
    data: bytes,
    file: str,
    dry_run: bool = False,
) -> list[Step]:
    """
    Set the targets of a CSV or XLSX file, all of them or none; say what each row changes.

    :raises BadSheet: naming each row that cannot be.
    """
    principal.require(Scope.write)
    name = reaching.line(file, what="file name", longest=200)
    rows = sheets.target_rows(sheets.read(data, file=name), file=name)
    rows = _checked(rows, lambda row: targets.checked(principal, row))
    with changing(principal, database) as connection:
        there = kept_targets.of_aims(connection, principal.workspace_id, [row.aim for row in rows])
        found = [(there.get(row.aim), row) for row in rows]
        steps = [_target_step(target, row) for target, row in found]
        wanted = [each for each in found if not targets.is_said(*each)]
        if wanted and not dry_run:
            targets.write(connection, principal, clock, wanted, source=name)
            note(
                connection, principal, clock, action="import_targets", subject=f"file:{name}",
                after=_summed(steps),
            )  # fmt: skip
    return steps


def export_budgets(
    *,
    principal: Principal,
    database: Database,
    months: tuple[date | None, date | None] = (None, None),
    form: Form = Form.csv,
) -> Exported:
    """Return what holds, or first waits to hold, as a file that `import_budgets` reads again."""
    found = list_budgets(principal=principal, database=database, months=months)
    rows = [
        BudgetRow(each.month, each.reach, version.terms, version.why)
        for each in found
        if (version := each.effective or each.proposed)
    ]
    cells = map(sheets.budget_cells, rows)
    return Exported(sheets.written(sheets.BUDGET_COLUMNS, cells, form=form), len(rows))


def export_targets(*, principal: Principal, database: Database, form: Form = Form.csv) -> Exported:
    """Return all targets as a file that `import_targets` reads again."""
    found = targets.list_targets(principal=principal, database=database)
    rows = [TargetRow(each.aim, each.current.goal, each.current.why) for each in found]
    cells = map(sheets.target_cells, rows)
    return Exported(sheets.written(sheets.TARGET_COLUMNS, cells, form=form), len(rows))


def _checked(rows: list[T], check: Callable[[T], T]) -> list[T]:
    kept: list[T] = []
    problems = []
    for row in rows:
        try:
            kept.append(check(row))
        except AdhelmError as error:
            problems.append(RowProblem(row.where, error.message, error.hint))
    if problems:
        raise BadSheet(problems)
    return kept


def _budget_step(budget: Budget | None, row: BudgetRow) -> Step:
    before = budget and (budget.proposed or budget.effective)
    said = proposing.is_said(budget, row.terms)
    change = Change.same if said else Change.changed if before else Change.new
    subject = f"{row.month:%Y-%m} {row.reach}"
    return Step(row.where, change, subject, _terms(before.terms) if before else _NOTHING,
                _terms(row.terms))  # fmt: skip


def _target_step(target: Target | None, row: TargetRow) -> Step:
    before = target.current.goal if target else None
    there = before is not None and before.value is not None
    said = targets.is_said(target, row)
    change = Change.same if said else Change.changed if there else Change.new
    aim = row.aim
    subject = f"{aim.metric} {aim.first_day}..{aim.last_day} {aim.reach}"
    return Step(row.where, change, subject, _goal(before) if before and there else _NOTHING,
                _goal(row.goal))  # fmt: skip


def _terms(terms: Terms) -> str:
    carry = "" if terms.carry.value == "none" else f", carries {terms.carry}"
    return f"{terms.amount} {terms.currency} {terms.basis}{carry}"


def _goal(goal: Goal) -> str:
    return f"{goal.comparator} {goal.value} {goal.currency or goal.unit}".replace("_", " ")


def _summed(steps: list[Step]) -> Mapping[str, object]:
    changes = [
        {"where": each.where, "what": each.subject, "before": each.before, "after": each.after}
        for each in steps
        if each.change is not Change.same
    ]
    return {"rows": len(steps), "changed": len(changes), "changes": changes}
