"""Every query of projections that were kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from statistics import median

import sqlalchemy as sa

from adhelm.core import upserts
from adhelm.understand.pacing.tables import PROJECTION
from adhelm.understand.pacing.types import Pace, Projected, Record

_JUDGED = 10_000
"""The newest projections that are held against their landings."""


def put(
    connection: sa.Connection,
    workspace_id: str,
    paces: Sequence[Pace],
    *,
    at: datetime,
    version: int,
) -> None:
    """Keep projections; of those through one day the last one counts."""
    rows = [
        {
            "workspace_id": workspace_id, "budget_id": one.budget_id, "through": one.through,
            "month": one.month, "account": one.reach.account, "made_at": at,
            "data_version": version, "currency": one.currency, "spent": format(one.spent, "f"),
            "projected": format(one.projected, "f"), "low": format(one.low, "f"),
            "high": format(one.high, "f"),
        }
        for one in paces
    ]  # fmt: skip
    upserts.put(connection, PROJECTION, rows)


def of_month(
    connection: sa.Connection, workspace_id: str, month: date
) -> dict[str, list[Projected]]:
    """Return the projections of a month by budget, the oldest first."""
    column = PROJECTION.c
    query = (
        PROJECTION.select()
        .where(column.workspace_id == workspace_id, column.month == month)
        .order_by(column.budget_id, column.through)
    )
    found: dict[str, list[Projected]] = {}
    for row in connection.execute(query).mappings():
        amounts = {name: Decimal(row[name]) for name in ("spent", "projected", "low", "high")}
        landed = None if row["landed"] is None else Decimal(row["landed"])
        found.setdefault(row["budget_id"], []).append(
            Projected(row["through"], row["made_at"], row["data_version"], **amounts, landed=landed)
        )
    return found


def open_months(connection: sa.Connection, workspace_id: str, *, before: date) -> list[date]:
    """Return the months before one whose projections were not held against the landing yet."""
    column = PROJECTION.c
    query = (
        sa.select(column.month)
        .where(column.workspace_id == workspace_id, column.month < before, column.landed.is_(None))
        .distinct()
        .order_by(column.month)
    )
    return [row[0] for row in connection.execute(query)]


def settle(connection: sa.Connection, workspace_id: str, landed: Mapping[str, Decimal]) -> None:
    """Write down what budgets' months came to, beside what had been projected."""
    column = PROJECTION.c
    change = (
        PROJECTION.update()
        .where(column.workspace_id == workspace_id, column.budget_id == sa.bindparam("of_budget"))
        .values(landed=sa.bindparam("came_to"))
    )
    rows = [{"of_budget": name, "came_to": format(each, "f")} for name, each in landed.items()]
    if rows:
        connection.execute(change, rows)


def forget(connection: sa.Connection, workspace_id: str, *, before: date) -> None:
    """Take away the projections of months before one."""
    column = PROJECTION.c
    connection.execute(
        PROJECTION.delete().where(column.workspace_id == workspace_id, column.month < before)
    )


def record(
    connection: sa.Connection, workspace_id: str, *, accounts: Sequence[str] | None
) -> Record | None:
    """Return how right the projections of months were that have landed; None: none has."""
    column = PROJECTION.c
    query = (
        sa.select(column.projected, column.low, column.high, column.landed)
        .where(column.workspace_id == workspace_id, column.landed.is_not(None))
        .order_by(column.month.desc(), column.budget_id, column.through)
        .limit(_JUDGED)
    )
    if accounts is not None:
        query = query.where(column.account.in_(accounts))
    rows = [[Decimal(each) for each in row] for row in connection.execute(query)]
    errors = [float(abs(row[0] - row[3]) / row[3]) for row in rows if row[3] > 0]
    if not errors:
        return None
    within = sum(row[1] <= row[3] <= row[2] for row in rows)
    return Record(len(rows), within / len(rows), median(errors))
