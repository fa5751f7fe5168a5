"""Budgets as they are and were: listed, looked back on, and added up over the months."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from adhelm.core.ads import Period
from adhelm.core.db import Connection, Database
from adhelm.core.principal import Principal, Scope
from adhelm.observe import conventions
from adhelm.observe.conventions.types import ConventionKind
from adhelm.observe.conventions.types import Scope as CostScope
from adhelm.observe.plans.logic import carrying, reaching
from adhelm.observe.plans.service.writing import EARLIEST, none_such
from adhelm.observe.plans.store import budgets as kept
from adhelm.observe.plans.types import (
    Basis,
    Budget,
    BudgetVersion,
    Reach,
    State,
    Terms,
)


def list_budgets(
    *,
    principal: Principal,
    database: Database,
    months: tuple[date | None, date | None] = (None, None),
    platform: str = "",
    account: str = "",
    group: str = "",
    state: State | None = None,
    at: datetime | None = None,
    after: tuple[date, str] | None = None,
    limit: int | None = None,
) -> list[Budget]:
    """
    Return budgets by month and id; `months` are first days, both included.

    `state` is `proposed` (a change waits for a decision) or `effective`; `at` asks for what was
    effective at an instant. `after` is the month and id of the last one of the page before.
    """
    principal.require(Scope.read)
    asked: dict[str, Any] = {
        "months": months,
        "wanted": {"platform": platform, "account": account, "campaign_group": group},
        "accounts": principal.accounts,
        "after": after,
        "limit": limit,
    }
    with database.reading() as connection:
        if at is not None:
            return kept.held_at(connection, principal.workspace_id, at=at, **asked)
        return kept.page(connection, principal.workspace_id, state=state, **asked)


def get_budget(*, principal: Principal, database: Database, budget_id: str) -> Budget:
    """
    Return one budget, also one that was removed.

    :raises NoSuchPlan: if there is none of that id in the workspace.
    """
    principal.require(Scope.read)
    with database.reading() as connection:
        return seen(connection, principal, budget_id)


def budget_history(
    *, principal: Principal, database: Database, budget_id: str
) -> list[BudgetVersion]:
    """
    Return all versions of a budget, the newest first.

    :raises NoSuchPlan: if there is none of that id in the workspace.
    """
    principal.require(Scope.read)
    with database.reading() as connection:
        budget = seen(connection, principal, budget_id)
        return kept.versions(connection, principal.workspace_id, budget.id)


def budgets_at(
    *,
    principal: Principal,
    database: Database,
    months: tuple[date, date],
    at: datetime | None = None,
) -> dict[tuple[date, Reach], Terms]:
    """Return what was effective at an instant (None: is now) by month and reach."""
    held = list_budgets(
        principal=principal, database=database, months=months, state=State.effective, at=at
    )
    return {
        (budget.month, budget.reach): budget.effective.terms for budget in held if budget.effective
    }


def budget_months(
    *,
    principal: Principal,
    database: Database,
    reach: Reach,
    until: date,
    spent: Mapping[date, Decimal],
    at: datetime | None = None,
) -> list[carrying.Month]:
    """
    Return the months of a reach up to `until` with what each was handed by the one before.

    `spent` is in the currency and basis of each month's budget; a month without is unknown.
    """
    held = budgets_at(principal=principal, database=database, months=(EARLIEST, until), at=at)
    planned = {month: terms for (month, of), terms in held.items() if of == reach}
    return carrying.months(planned, spent)


def amount_in(
    *,
    principal: Principal,
    database: Database,
    reach: Reach,
    month: date,
    terms: Terms,
    wanted: Basis,
) -> Decimal | None:
    """
    Return a month's amount net of fees or with them, by the conventions of fees of that month.

    Shares alone are counted, not fixed amounts. None where nothing is planned.

    :raises StaffOnly: if the principal is one of a client's own people.
    """
    principal.require(Scope.read)
    if terms.amount is None or terms.basis is wanted:
        return terms.amount
    principal.require_staff("a budget with and without fees")
    days = Period(month, carrying.next_month(month))
    documents = conventions.documents(
        principal=principal, database=database, kinds=[ConventionKind.fees]
    )
    account = reach.account.partition("/")[2]
    factors = conventions.cost_factors(documents, [CostScope(reach.platform, account)], days)
    on_top = {
        day: span.on_top for span in factors.spans for day in Period.closed(span.start, span.end)
    }
    return carrying.in_basis(
        terms.amount,
        terms.currency,
        basis=terms.basis,
        wanted=wanted,
        shares=[on_top.get(day, Decimal(0)) for day in days],
    )


def seen(connection: Connection, principal: Principal, budget_id: str) -> Budget:
    """
    Return a budget that the principal may see.

    :raises NoSuchPlan: if there is none of that id in the workspace, or not for them.
    """
    budget = kept.find(connection, principal.workspace_id, budget_id)
    if budget is None or not reaching.is_within(principal, budget.reach):
        raise none_such("budget", budget_id)
    return budget
