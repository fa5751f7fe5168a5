"""Every query of budgets and their versions."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from adhelm.observe.plans.store import rows
from adhelm.observe.plans.tables import BUDGET, BUDGET_VERSION
from adhelm.observe.plans.types import (
    Basis,
    Budget,
    BudgetVersion,
    Carry,
    Reach,
    State,
    Terms,
)

_HELD = BUDGET_VERSION.alias("held")
_OPEN = BUDGET_VERSION.alias("open")
_VERSION = tuple(column.name for column in BUDGET_VERSION.columns if column.name != "workspace_id")
_IN_USE = BUDGET.c.effective.is_not(None) | BUDGET.c.proposed.is_not(None)


def find(connection: sa.Connection, workspace_id: str, budget_id: str) -> Budget | None:
    """Return one budget, also one that was removed."""
    row = connection.execute(_all().where(rows.is_one(BUDGET, workspace_id, budget_id))).first()
    return _budget(row) if row else None


def page(
    connection: sa.Connection,
    workspace_id: str,
    *,
    months: tuple[date | None, date | None] = (None, None),
    wanted: Mapping[str, str],
    state: State | None = None,
    accounts: Collection[str] | None = None,
    after: tuple[date, str] | None = None,
    limit: int | None = None,
) -> list[Budget]:
    """Return budgets that are in use, by month and id; `months` are both included."""
    conditions = [BUDGET.c.workspace_id == workspace_id, _IN_USE]
    conditions += _narrowed(months, wanted, accounts, after)
    if state is not None:
        pointer = BUDGET.c.proposed if state is State.proposed else BUDGET.c.effective
        conditions.append(pointer.is_not(None))
    query = _all().where(*conditions).order_by(BUDGET.c.month, BUDGET.c.id).limit(limit)
    return [_budget(row) for row in connection.execute(query)]


def of_months(
    connection: sa.Connection, workspace_id: str, months: Iterable[date]
) -> dict[tuple[date, Reach], Budget]:
    """Return every budget of some months, also those that were removed."""
    this = (BUDGET.c.workspace_id == workspace_id) & BUDGET.c.month.in_(sorted(set(months)))
    found = (_budget(row) for row in connection.execute(_all().where(this)))
    return {(each.month, each.reach): each for each in found}


def versions(connection: sa.Connection, workspace_id: str, budget_id: str) -> list[BudgetVersion]:
    """Return all versions of a budget, the newest first."""
    this = _is_version(workspace_id, budget_id)
    query = BUDGET_VERSION.select().where(this).order_by(BUDGET_VERSION.c.version.desc())
    return [_version(row) for row in connection.execute(query)]


def held_at(
    connection: sa.Connection,
    workspace_id: str,
    *,
    at: datetime,
    months: tuple[date | None, date | None] = (None, None),
    wanted: Mapping[str, str],
    accounts: Collection[str] | None = None,
    after: tuple[date, str] | None = None,
    limit: int | None = None,
) -> list[Budget]:
    """Return budgets as they held at an instant, by month and id."""
    decided = BUDGET_VERSION.c.state.in_([State.effective, State.superseded, State.removed])
    last = (
        sa.select(sa.func.max(BUDGET_VERSION.c.version))
        .where(
            BUDGET_VERSION.c.workspace_id == workspace_id,
            BUDGET_VERSION.c.budget_id == BUDGET.c.id,
            BUDGET_VERSION.c.decided_at <= at,
            decided,
        )
        .correlate(BUDGET)
        .scalar_subquery()
    )
    then = BUDGET_VERSION.alias("then_held")
    query = (
        sa.select(BUDGET, *(then.c[name].label(f"then_{name}") for name in _VERSION))
        .select_from(
            BUDGET.join(
                then,
                (then.c.workspace_id == workspace_id)
                & (then.c.budget_id == BUDGET.c.id)
                & (then.c.version == last),
            )
        )
        .where(
            BUDGET.c.workspace_id == workspace_id,
            then.c.amount.is_not(None),
            *_narrowed(months, wanted, accounts, after),
        )
        .order_by(BUDGET.c.month, BUDGET.c.id)
        .limit(limit)
    )
    return [
        Budget(row.id, row.month, rows.reach_of(row), row.latest, _version(row, "then_"), None)
        for row in connection.execute(query)
    ]


def keep(connection: sa.Connection, workspace_id: str, budgets: Sequence[Budget]) -> None:
    """Write budgets that are new, each with its newest version."""
    heads = [
        {
            "workspace_id": workspace_id,
            "id": each.id,
            "month": each.month,
            **rows.columns_of(each.reach),
            **_pointers(each),
        }
        for each in budgets
    ]
    if heads:
        connection.execute(BUDGET.insert(), heads)


def point(connection: sa.Connection, workspace_id: str, budgets: Sequence[Budget]) -> None:
    """Write down which versions of budgets hold and which wait."""
    this = rows.is_one(BUDGET, workspace_id, sa.bindparam("one"))  # type: ignore[arg-type]
    if budgets:
        changes = [{"one": each.id, **_pointers(each)} for each in budgets]
        connection.execute(BUDGET.update().where(this), changes)


def add(
    connection: sa.Connection, workspace_id: str, versions_: Mapping[str, BudgetVersion]
) -> None:
    """Add a version to each of some budgets."""
    added = [
        {
            "workspace_id": workspace_id,
            "budget_id": budget_id,
            "version": each.version,
            "amount": rows.text_of(each.terms.amount),
            "currency": each.terms.currency,
            "basis": each.terms.basis.value,
            "carry": each.terms.carry.value,
            "state": each.state.value,
            "why": each.why,
            "source": each.source,
            "proposed_by": each.proposed_by,
            "proposed_at": each.proposed_at,
            "decided_by": each.decided_by,
            "decided_at": each.decided_at,
        }
        for budget_id, each in versions_.items()
    ]
    if added:
        connection.execute(BUDGET_VERSION.insert(), added)


def settle(
    connection: sa.Connection,
    workspace_id: str,
    versions_: Iterable[tuple[str, int]],
    *,
    state: State,
    by: str | None = None,
    at: datetime | None = None,
) -> None:
    """Give versions another state; `by` and `at` say who decided, where that was a decision."""
    this = _is_version(workspace_id, sa.bindparam("one")) & (  # type: ignore[arg-type]
        BUDGET_VERSION.c.version == sa.bindparam("which")
    )
    decision = {} if by is None else {"decided_by": by, "decided_at": at}
    places = [{"one": budget_id, "which": version} for budget_id, version in versions_]
    if places:
        change = BUDGET_VERSION.update().where(this).values(state=state.value, **decision)
        connection.execute(change, places)


def _narrowed(
    months: tuple[date | None, date | None],
    wanted: Mapping[str, str],
    accounts: Collection[str] | None,
    after: tuple[date, str] | None,
) -> list[sa.ColumnElement[bool]]:
    first, last = months
    conditions = rows.having(BUDGET, wanted) + rows.within(BUDGET, accounts)
    if first is not None:
        conditions.append(BUDGET.c.month >= first)
    if last is not None:
        conditions.append(BUDGET.c.month <= last)
    if after is not None:
        conditions.append(sa.tuple_(BUDGET.c.month, BUDGET.c.id) > sa.tuple_(*after))
    return conditions


def _all() -> sa.Select[Any]:
    labels = [
        version.c[name].label(f"{prefix}_{name}")
        for prefix, version in (("held", _HELD), ("open", _OPEN))
        for name in _VERSION
    ]
    joined = sa.outerjoin(BUDGET, _HELD, _is_pointed(_HELD, BUDGET.c.effective)).outerjoin(
        _OPEN, _is_pointed(_OPEN, BUDGET.c.proposed)
    )
    return sa.select(BUDGET, *labels).select_from(joined)


def _is_pointed(version: Any, pointer: sa.Column[int]) -> sa.ColumnElement[bool]:
    mine = version.c.workspace_id == BUDGET.c.workspace_id
    found: sa.ColumnElement[bool] = (
        mine & (version.c.budget_id == BUDGET.c.id) & (version.c.version == pointer)
    )
    return found


def _is_version(workspace_id: str, budget_id: str) -> sa.ColumnElement[bool]:
    return (BUDGET_VERSION.c.workspace_id == workspace_id) & (
        BUDGET_VERSION.c.budget_id == budget_id
    )


def _pointers(budget: Budget) -> dict[str, int | None]:
    return {
        "effective": budget.effective.version if budget.effective else None,
        "proposed": budget.proposed.version if budget.proposed else None,
        "latest": budget.latest,
    }


def _budget(row: Any) -> Budget:
    return Budget(
        id=row.id,
        month=row.month,
        reach=rows.reach_of(row),
        latest=row.latest,
        effective=_version(row, "held_") if row.effective is not None else None,
        proposed=_version(row, "open_") if row.proposed is not None else None,
    )


def _version(row: Any, prefix: str = "") -> BudgetVersion:
    values = {name: getattr(row, prefix + name) for name in _VERSION}
    return BudgetVersion(
        version=values["version"],
        terms=Terms(
            rows.amount_of(values["amount"]),
            values["currency"],
            Basis(values["basis"]),
            Carry(values["carry"]),
        ),
        state=State(values["state"]),
        why=values["why"],
        source=values["source"],
        proposed_by=values["proposed_by"],
        proposed_at=values["proposed_at"],
        decided_by=values["decided_by"],
        decided_at=values["decided_at"],
    )
