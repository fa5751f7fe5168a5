"""Every query of verdicts."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from adhelm.learn.outcomes.tables import VERDICT
from adhelm.learn.outcomes.types import Basis, Outcome, Promise, Verdict

_BATCH = 200


def put(connection: sa.Connection, workspace_id: str, outcomes: Sequence[Outcome]) -> None:
    """Keep verdicts, each in place of what was kept of the same advice."""
    ids = [one.id for one in outcomes]
    for first in range(0, len(ids), _BATCH):
        these = VERDICT.c.id.in_(ids[first : first + _BATCH])
        connection.execute(sa.delete(VERDICT).where(VERDICT.c.workspace_id == workspace_id, these))
    rows = [_row(workspace_id, one) for one in outcomes]
    for first in range(0, len(rows), _BATCH):
        connection.execute(sa.insert(VERDICT), rows[first : first + _BATCH])


def settled(connection: sa.Connection, workspace_id: str) -> frozenset[str]:
    """Return the ids of verdicts that stand."""
    query = sa.select(VERDICT.c.id).where(
        VERDICT.c.workspace_id == workspace_id, VERDICT.c.verdict != Verdict.waiting.value
    )
    return frozenset(connection.scalars(query))


def page(
    connection: sa.Connection,
    workspace_id: str,
    *,
    wanted: Mapping[str, str] | None = None,
    accounts: Collection[str] | None = None,
    since: datetime | None = None,
    before: tuple[datetime, str] | None = None,
    limit: int | None = None,
) -> list[Outcome]:
    """Return verdicts, the newest change first."""
    column = VERDICT.c
    query = sa.select(VERDICT).where(column.workspace_id == workspace_id)
    for name, value in (wanted or {}).items():
        query = query.where(column[name] == value)
    if accounts is not None:
        query = query.where(column.account.in_(sorted(accounts)))
    if since is not None:
        query = query.where(column.applied_at >= since)
    if before is not None:
        at, last = before
        query = query.where(
            (column.applied_at < at) | ((column.applied_at == at) & (column.id < last))
        )
    ordered = query.order_by(column.applied_at.desc(), column.id.desc()).limit(limit)
    return [_outcome(row) for row in connection.execute(ordered)]


def one(connection: sa.Connection, workspace_id: str, outcome_id: str) -> Outcome | None:
    """Return one verdict."""
    mine = (VERDICT.c.workspace_id == workspace_id) & (VERDICT.c.id == outcome_id)
    row = connection.execute(sa.select(VERDICT).where(mine)).one_or_none()
    return None if row is None else _outcome(row)


def _row(workspace_id: str, one: Outcome) -> dict[str, Any]:
    promise = one.promise
    return {
        "workspace_id": workspace_id, "id": one.id, "advice_id": one.advice_id,
        "recommender": one.recommender, "field": one.field, "account": one.account,
        "platform": one.platform, "account_id": one.account_id, "currency": one.currency,
        "metric": one.metric, "applied_at": one.applied_at, "first_day": one.first_day,
        "last_day": one.last_day, "verdict": one.verdict.value, "why": one.why,
        "effect": _text(one.effect), "low": _text(one.low), "high": _text(one.high),
        "promised": _text(promise.expected) if promise else None,
        "promised_low": _text(promise.low) if promise else None,
        "promised_high": _text(promise.high) if promise else None,
        "basis": one.basis.value, "details": dict(one.details), "made_at": one.made_at,
        "data_version": one.data_version,
    }  # fmt: skip


def _outcome(row: Any) -> Outcome:
    promised = _figure(row.promised)
    promise = None
    if promised is not None:
        promise = Promise(promised, _figure(row.promised_low), _figure(row.promised_high))
    return Outcome(
        id=row.id, advice_id=row.advice_id, recommender=row.recommender, field=row.field,
        account=row.account, platform=row.platform, account_id=row.account_id,
        currency=row.currency, metric=row.metric, applied_at=row.applied_at,
        first_day=row.first_day, last_day=row.last_day, verdict=Verdict(row.verdict), why=row.why,
        effect=_figure(row.effect), low=_figure(row.low), high=_figure(row.high),
        promise=promise, basis=Basis(row.basis), details=row.details, made_at=row.made_at,
        data_version=row.data_version,
    )  # fmt: skip


def _text(value: Decimal | None) -> str | None:
    return None if value is None else format(value, "f")


def _figure(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
