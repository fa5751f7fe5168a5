"""What reconciliations came to: per account-day, level and measure the latest."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from adhelm.core.ads import Period
from adhelm.core.db import Database
from adhelm.observe.ingest.logic.tallying import Sums
from adhelm.observe.ingest.tables import RECONCILIATION
from adhelm.observe.ingest.types import Tally

if TYPE_CHECKING:
    import duckdb


def write(database: Database, workspace_id: str, found: Sequence[Tally]) -> None:
    """Keep the tallies of one account and level, in place of earlier ones of the same days."""
    if not found:
        return
    first = found[0]
    days = [one.day for one in found]
    same = sa.and_(
        RECONCILIATION.c.workspace_id == workspace_id,
        RECONCILIATION.c.connector == first.connector,
        RECONCILIATION.c.account_id == first.account_id,
        RECONCILIATION.c.level == first.level,
        RECONCILIATION.c.day.between(min(days), max(days)),
    )
    with database.durable() as doing:
        doing.execute(RECONCILIATION.delete().where(same))
        doing.execute(RECONCILIATION.insert(), [_row(workspace_id, one) for one in found])


def latest(
    database: Database,
    workspace_id: str,
    *,
    connector: str | None = None,
    account_id: str | None = None,
    period: Period | None = None,
    verdict: str | None = None,
) -> list[Tally]:
    """Return tallies by connector, account, day, level and field."""
    wanted = [
        RECONCILIATION.c.workspace_id == workspace_id,
        *([RECONCILIATION.c.connector == connector] if connector else []),
        *([RECONCILIATION.c.account_id == account_id] if account_id else []),
        *([RECONCILIATION.c.verdict == verdict] if verdict else []),
        *([RECONCILIATION.c.day.between(period.start, period.last)] if period else []),
    ]
    order = [RECONCILIATION.c[name] for name in ("connector", "account_id", "day", "level")]
    query = RECONCILIATION.select().where(*wanted).order_by(*order, RECONCILIATION.c.field.desc())
    with database.reading() as reading:
        return [_tally(row) for row in reading.execute(query)]


def sums(
    reader: duckdb.DuckDBPyConnection,
    *,
    source_id: str,
    connector: str,
    account_id: str,
    level: str,
    period: Period,
) -> dict[date, Sums]:
    """Return what the daily rows of one level of an account add up to, day by day."""
    rows = reader.execute(
        "SELECT date, count(*), coalesce(sum(spend), 0), coalesce(sum(impressions), 0), "
        "coalesce(sum(clicks), 0) FROM facts WHERE source_id = $1 AND connector = $2 "
        "AND account_id = $3 AND level = $4 AND breakdown = '' AND hour IS NULL "
        "AND date BETWEEN $5 AND $6 GROUP BY date",
        [source_id, connector, account_id, level, period.start, period.last],
    ).fetchall()
    return {
        day: Sums(count, Decimal(spend), int(impressions), int(clicks))
        for day, count, spend, impressions, clicks in rows
    }


def _row(workspace_id: str, one: Tally) -> dict[str, object]:
    return {
        "workspace_id": workspace_id,
        "connector": one.connector,
        "account_id": one.account_id,
        "day": one.day,
        "level": one.level,
        "field": one.field,
        "currency": one.currency,
        "platform": f"{one.platform:f}",
        "ours": f"{one.ours:f}",
        "rows": one.rows,
        "verdict": one.verdict,
        "data_version": one.data_version,
        "at": one.at,
    }


def _tally(row: sa.Row[Any]) -> Tally:
    values = {name: row._mapping[name] for name in row._mapping if name != "workspace_id"}  # noqa: SLF001 - SQLAlchemy's public name
    return Tally(**{**values, "platform": Decimal(row.platform), "ours": Decimal(row.ours)})
