"""Budgets that change: proposed by one, decided by another, and nothing is ever overwritten."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from adhelm.core.ads import currency
from adhelm.core.clock import Clock
from adhelm.core.db import Connection, Database
from adhelm.core.principal import Principal, Scope
from adhelm.govern import audit
from adhelm.observe.plans.logic import carrying, reaching
from adhelm.observe.plans.service.budgets import seen
from adhelm.observe.plans.service.writing import (
    EARLIEST,
    LATEST,
    author,
    changing,
    expect,
    is_own,
    new_id,
    none_such,
    note,
    why_of,
)
from adhelm.observe.plans.store import budgets as kept
from adhelm.observe.plans.types import (
    AlreadyPlanned,
    BadPlan,
    Budget,
    BudgetRow,
    BudgetVersion,
    NothingProposed,
    OwnProposal,
    State,
    Terms,
)


def create_budget(
    *, principal: Principal, database: Database, clock: Clock, row: BudgetRow
) -> Budget:
    """
    Propose a budget where none is planned; it holds once somebody else approves it.

    :raises AlreadyPlanned: if that month and reach have one, or one waits for a decision.
    :raises BadPlan: if the amount has more digits than its currency, or the month is none.
    :raises OutOfReach: if the principal is narrowed to other accounts.
    """
    principal.require(Scope.propose)
    wanted = checked(principal, row)
    with changing(principal, database) as connection:
        there = kept.of_months(connection, principal.workspace_id, [wanted.month])
        budget = there.get((wanted.month, wanted.reach))
        if budget and (budget.effective or budget.proposed):
            raise AlreadyPlanned(
                f"{wanted.month:%Y-%m} has a budget for {wanted.reach}: {budget.id}",
                hint="change that one",
            )
        (made,) = propose(connection, principal, clock, [(budget, wanted)])
        _noted(connection, principal, clock, made, before=None)
    return made


def change_budget(
    *,
    principal: Principal,
    database: Database,
    clock: Clock,
    budget_id: str,
    terms: Terms,
    why: str = "",
    expected: str | None = None,
) -> Budget:
    """
    Propose other terms for a budget; what holds goes on holding until somebody else approves.

    A change that waits already is superseded. `expected` is the `version_of` it is made from.
    The terms that hold, or wait already, make no new version.

    :raises NoSuchPlan: if there is none of that id in the workspace.
    :raises Changed: if somebody changed it meanwhile.
    """
    principal.require(Scope.propose)
    with changing(principal, database) as connection:
        budget = _in_use(seen(connection, principal, budget_id))
        expect("budget", version_of(budget), expected)
        row = BudgetRow(budget.month, budget.reach, terms, why)
        wanted = checked(principal, row)
        if is_said(budget, wanted.terms):
            return budget
        (made,) = propose(connection, principal, clock, [(budget, wanted)])
        _noted(connection, principal, clock, made, before=budget)
    return made


def decide_budget(
    *,
    principal: Principal,
    database: Database,
    clock: Clock,
    budget_id: str,
    version: int,
    approve: bool = True,
    why: str = "",
) -> Budget:
    """
    Approve (or reject) the proposed version of a budget; approved, it holds at once.

    :raises OwnProposal: if the principal proposed it; the refusal is in the audit.
    :raises NothingProposed: if no change waits.
    :raises Changed: if another version waits than the one that was looked at.
    :raises NoSuchPlan: if there is none of that id in the workspace.
    """
    principal.require(Scope.approve)
    reason = why_of(why)
    _refuse_own(principal, database, clock, budget_id)
    with changing(principal, database) as connection:
        budget = seen(connection, principal, budget_id)
        proposed = budget.proposed
        if proposed is None:
            raise NothingProposed(f"nothing waits for a decision on {budget_id}")
        expect("proposal", proposed.version, version)
        if is_own(proposed.proposed_by, principal):
            raise _own()
        state = State.effective if approve else State.rejected
        made = _settled(connection, principal, budget, proposed, state=state, now=clock.now())
        note(
            connection, principal, clock, action="approve_budget" if approve else "reject_budget",
            subject=f"budget:{budget.id}", before=_told(budget.effective),
            after=_told(proposed), reason=reason,
        )  # fmt: skip
    return made


def remove_budget(
    *,
    principal: Principal,
    database: Database,
    clock: Clock,
    budget_id: str,
    why: str = "",
    expected: str | None = None,
) -> None:
    """
    Plan nothing any more for a month and reach; its versions stay.

    Who may propose takes back what only waits; what holds, only who may approve takes away:
    spending less needs no second person.

    :raises NoSuchPlan: if there is none of that id in the workspace.
    :raises Changed: if somebody changed it meanwhile.
    """
    principal.require(Scope.propose)
    with changing(principal, database) as connection:
        budget = _in_use(seen(connection, principal, budget_id))
        reaching.require_reach(principal, budget.reach)
        expect("budget", version_of(budget), expected)
        if budget.effective is not None:
            principal.require(Scope.approve)
        latest = _emptied(connection, principal, budget, why_of(why), clock.now())
        gone = replace(budget, latest=latest, effective=None, proposed=None)
        kept.point(connection, principal.workspace_id, [gone])
        before = _told(budget.effective or budget.proposed)
        note(
            connection, principal, clock, action="remove_budget", subject=f"budget:{budget.id}",
            before=before, reason=why,
        )  # fmt: skip


def checked(principal: Principal, row: BudgetRow) -> BudgetRow:
    """
    Return what is wanted, as it is kept.

    :raises BadPlan: if the amount has more digits than its currency, or the month is none.
    :raises OutOfReach: if the principal is narrowed to other accounts.
    """
    reaching.require_reach(principal, row.reach)
    if row.month.day != 1 or not EARLIEST <= row.month <= LATEST:
        raise BadPlan(f"{row.month} is no month to plan for", hint="2000-01 to 2099-12")
    if row.terms.amount is None:
        raise BadPlan("a budget needs an amount", hint='such as "5000.00"')
    code = currency(row.terms.currency)
    terms = replace(row.terms, amount=carrying.exact(row.terms.amount, code), currency=code)
    return replace(row, terms=terms, why=why_of(row.why))


def is_said(budget: Budget | None, terms: Terms) -> bool:
    """Return whether a budget says so already: it waits, or it holds and nothing else waits."""
    if budget is None:
        return False
    if budget.proposed is not None:
        return budget.proposed.terms == terms
    return budget.effective is not None and budget.effective.terms == terms


def version_of(budget: Budget) -> str:
    """Return what changes with every change and decision of a budget."""
    held = budget.effective.version if budget.effective else 0
    waiting = budget.proposed.version if budget.proposed else 0
    return f"{budget.latest}.{held}.{waiting}"


def propose(
    connection: Connection,
    principal: Principal,
    clock: Clock,
    rows: Sequence[tuple[Budget | None, BudgetRow]],
    *,
    source: str = "",
) -> list[Budget]:
    """Add a version that waits to each budget; one that is None is made."""
    workspace, now = principal.workspace_id, clock.now()
    made, new, superseded = [], [], []
    for budget, row in rows:
        latest = budget.latest + 1 if budget else 1
        version = BudgetVersion(
            latest, row.terms, State.proposed, row.why, source, author(principal), now
        )
        if budget is None:
            new.append(Budget(new_id("bud"), row.month, row.reach, latest, None, version))
        else:
            if budget.proposed:
                superseded.append((budget.id, budget.proposed.version))
            made.append(replace(budget, latest=latest, proposed=version))
    kept.keep(connection, workspace, new)
    kept.settle(connection, workspace, superseded, state=State.superseded)
    versions = {one.id: one.proposed for one in (*new, *made) if one.proposed}
    kept.add(connection, workspace, versions)
    kept.point(connection, workspace, made)
    return [*new, *made]


def _settled(
    connection: Connection,
    principal: Principal,
    budget: Budget,
    proposed: BudgetVersion,
    *,
    state: State,
    now: datetime,
) -> Budget:
    workspace, who = principal.workspace_id, author(principal)
    this = [(budget.id, proposed.version)]
    kept.settle(connection, workspace, this, state=state, by=who, at=now)
    decided = replace(proposed, state=state, decided_by=who, decided_at=now)
    if state is State.rejected:
        made = replace(budget, proposed=None)
    else:
        if budget.effective:
            before = [(budget.id, budget.effective.version)]
            kept.settle(connection, workspace, before, state=State.superseded)
        made = replace(budget, proposed=None, effective=decided)
    kept.point(connection, workspace, [made])
    return made


def _emptied(
    connection: Connection, principal: Principal, budget: Budget, why: str, now: datetime
) -> int:
    workspace = principal.workspace_id
    over = [one for one in (budget.proposed, budget.effective) if one]
    kept.settle(
        connection, workspace, [(budget.id, one.version) for one in over], state=State.superseded
    )
    who = author(principal)
    empty = BudgetVersion(
        budget.latest + 1, replace(over[0].terms, amount=None), State.removed, why, "",
        who, now, who, now,
    )  # fmt: skip
    kept.add(connection, workspace, {budget.id: empty})
    return empty.version


def _refuse_own(principal: Principal, database: Database, clock: Clock, budget_id: str) -> None:
    # Read before the transaction of the decision: the refusal is kept, the decision is not.
    with database.reading() as connection:
        budget = seen(connection, principal, budget_id)
    if budget.proposed and is_own(budget.proposed.proposed_by, principal):
        audit.record_refusal(
            database, principal=principal, clock=clock, action="plans.approve_budget",
            subject=f"budget:{budget.id}", reason="they proposed it themselves",
        )  # fmt: skip
        raise _own()


def _own() -> OwnProposal:
    return OwnProposal(
        "you proposed this yourself", hint="somebody else who may approve decides on it"
    )


def _in_use(budget: Budget) -> Budget:
    if budget.effective is None and budget.proposed is None:
        raise none_such("budget", budget.id)
    return budget


def _noted(
    connection: Connection,
    principal: Principal,
    clock: Clock,
    budget: Budget,
    *,
    before: Budget | None,
) -> None:
    note(
        connection, principal, clock, action="propose_budget", subject=f"budget:{budget.id}",
        before=_told(before.effective) if before else None, after=_told(budget.proposed),
        reason=budget.proposed.why if budget.proposed else "",
    )  # fmt: skip


def _told(version: BudgetVersion | None) -> dict[str, object] | None:
    if version is None:
        return None
    return {
        "version": version.version,
        "amount": version.terms.amount,
        "currency": version.terms.currency,
        "basis": version.terms.basis,
        "carry": version.terms.carry,
    }
