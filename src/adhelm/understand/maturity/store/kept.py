"""Every query of stored curves and corrections."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from adhelm.core import upserts
from adhelm.understand.maturity.tables import CORRECTION, CURVE
from adhelm.understand.maturity.types import Corrected, Curve, Record

Key = tuple[str, str, str, date]
"""Metric, platform, 'connector/account' and day."""


def put_curves(
    connection: sa.Connection,
    workspace_id: str,
    curves: Sequence[Curve],
    *,
    at: datetime,
    version: int,
) -> None:
    """Keep the curves of a day; the last ones of it count."""
    rows = [
        {
            "workspace_id": workspace_id, "metric": one.metric, "platform": one.platform,
            "account": one.account, "made_on": at.date(), "made_at": at, "data_version": version,
            "horizon": one.horizon, "curve": _shape(one),
        }
        for one in curves
    ]  # fmt: skip
    upserts.put(connection, CURVE, rows)


def put_corrections(
    connection: sa.Connection,
    workspace_id: str,
    rows: Sequence[Corrected],
    *,
    at: datetime,
    version: int,
) -> None:
    """Keep corrections; the last one at each age of a day counts."""
    made = [
        {
            "workspace_id": workspace_id, "metric": one.metric, "platform": one.account.platform,
            "account": one.account.name, "day": one.day, "age": one.age, "made_at": at,
            "data_version": version, "known": _text(one.known), "corrected": _text(one.corrected),
            "low": _text(one.low), "high": _text(one.high),
        }
        for one in rows
    ]  # fmt: skip
    upserts.put(connection, CORRECTION, made)


def newest_curves(
    connection: sa.Connection, workspace_id: str
) -> tuple[list[Curve], int, datetime | None]:
    """Return the curves of the last day on which some were made, their data version and when."""
    column = CURVE.c
    last = sa.select(sa.func.max(column.made_on)).where(column.workspace_id == workspace_id)
    query = sa.select(CURVE).where(
        column.workspace_id == workspace_id, column.made_on == last.scalar_subquery()
    )
    rows = list(connection.execute(query).mappings())
    curves = [
        Curve(
            metric=row["metric"], platform=row["platform"], account=row["account"],
            horizon=row["horizon"], **_tuples(row["curve"]),
        )
        for row in rows
    ]  # fmt: skip
    newest = max(rows, key=lambda row: row["made_at"], default=None)
    return curves, newest["data_version"] if newest else 0, newest["made_at"] if newest else None


def unsettled(connection: sa.Connection, workspace_id: str, *, before: date) -> list[Key]:
    """Return the days before one whose corrections have not been held against the final figure."""
    column = CORRECTION.c
    query = (
        sa.select(column.metric, column.platform, column.account, column.day)
        .where(column.workspace_id == workspace_id, column.day < before, column.final.is_(None))
        .distinct()
    )
    return [(row[0], row[1], row[2], row[3]) for row in connection.execute(query)]


def settle(connection: sa.Connection, workspace_id: str, final: Mapping[Key, Decimal]) -> None:
    """Write down what days came to, beside the corrections that were made of them."""
    column = CORRECTION.c
    change = (
        CORRECTION.update()
        .where(
            column.workspace_id == workspace_id,
            column.metric == sa.bindparam("of_metric"),
            column.platform == sa.bindparam("of_platform"),
            column.account == sa.bindparam("of_account"),
            column.day == sa.bindparam("of_day"),
        )
        .values(final=sa.bindparam("came_to"))
    )
    rows = [
        {
            "of_metric": metric, "of_platform": platform, "of_account": account, "of_day": day,
            "came_to": format(value, "f"),
        }
        for (metric, platform, account, day), value in final.items()
    ]  # fmt: skip
    if rows:
        connection.execute(change, rows)


def forget(connection: sa.Connection, workspace_id: str, *, before: date) -> None:
    """Take away what was made and corrected of days before one."""
    connection.execute(
        CURVE.delete().where(CURVE.c.workspace_id == workspace_id, CURVE.c.made_on < before)
    )
    connection.execute(
        CORRECTION.delete().where(
            CORRECTION.c.workspace_id == workspace_id, CORRECTION.c.day < before
        )
    )


def record(
    connection: sa.Connection, workspace_id: str, *, accounts: Sequence[str] | None
) -> list[Record]:
    """Return how right the corrections of days were that are final now."""
    column = CORRECTION.c
    exact = [
        sa.cast(each, sa.Numeric(38, 9))
        for each in (column.final, column.corrected, column.known, column.low, column.high)
    ]
    final, corrected, known, low, high = exact
    off, raw = sa.func.abs(corrected - final), sa.func.abs(known - final)
    query = (
        sa.select(
            column.metric,
            sa.func.count(),
            sa.func.sum(sa.case((off < raw, 1.0), (off == raw, 0.5), else_=0.0)),
            sa.func.sum(sa.case((sa.and_(final >= low, final <= high), 1.0), else_=0.0)),
        )
        .where(column.workspace_id == workspace_id, column.final.is_not(None))
        .group_by(column.metric)
        .order_by(column.metric)
    )
    if accounts is not None:
        query = query.where(column.account.in_(accounts))
    return [
        Record(metric, days, float(closer) / days, float(covered) / days)
        for metric, days, closer, covered in connection.execute(query)
    ]


def _shape(curve: Curve) -> dict[str, Any]:
    named = {"metric", "platform", "account", "horizon"}
    return {name: value for name, value in asdict(curve).items() if name not in named}


def _tuples(kept: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: tuple(value) if isinstance(value, list) else value for name, value in kept.items()
    }


def _text(value: Decimal | None) -> str:
    return format(value if value is not None else Decimal(0), "f")
