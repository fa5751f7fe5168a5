"""The figures that the user's own systems push: kept apart, the last word on a key counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from datetime import date
from typing import Any

import sqlalchemy as sa

from adhelm.act.campaigns.tables import PUSHED
from adhelm.act.campaigns.types import Pushed

_NAMES = tuple(each.name for each in fields(Pushed))
_KEY = ("date", "platform", "source")


def put(
    connection: sa.Connection,
    workspace_id: str,
    campaign_id: str,
    rows: Sequence[Pushed],
    *,
    by: str,
) -> None:
    """Keep rows; one with the same date, platform and source is replaced."""
    whose = {"workspace_id": workspace_id, "campaign_id": campaign_id}
    same = sa.and_(
        PUSHED.c.workspace_id == workspace_id,
        PUSHED.c.campaign_id == campaign_id,
        *(PUSHED.c[name] == sa.bindparam(f"key_{name}") for name in _KEY),
    )
    keys = [{f"key_{name}": getattr(row, name) for name in _KEY} for row in rows]
    connection.execute(PUSHED.delete().where(same), keys)
    values = [
        {**whose, **{name: getattr(row, name) for name in _NAMES}, "pushed_by": by} for row in rows
    ]
    connection.execute(PUSHED.insert(), values)


def known(
    connection: sa.Connection, workspace_id: str, campaign_id: str, rows: Sequence[Pushed]
) -> dict[tuple[date, str, str], Pushed]:
    """Return what is kept of the days and sources of `rows`, by its key."""
    days = [row.date for row in rows]
    query = _of(workspace_id, campaign_id).where(
        PUSHED.c.date.between(min(days), max(days)),
        PUSHED.c.source.in_(sorted({row.source for row in rows})),
    )
    found = [_pushed(row) for row in connection.execute(query)]
    return {(row.date, row.platform, row.source): row for row in found}


def read(
    connection: sa.Connection,
    workspace_id: str,
    campaign_id: str,
    *,
    first: date | None = None,
    last: date | None = None,
    after: tuple[date, str, str] | None = None,
    limit: int,
) -> list[Pushed]:
    """Return rows by date, platform and source, behind the key `after`."""
    query = _of(workspace_id, campaign_id)
    if first:
        query = query.where(PUSHED.c.date >= first)
    if last:
        query = query.where(PUSHED.c.date <= last)
    columns = [PUSHED.c[name] for name in _KEY]
    if after:
        place = sa.tuple_(*(sa.literal(v, c.type) for v, c in zip(after, columns, strict=True)))
        query = query.where(sa.tuple_(*columns) > place)
    rows = connection.execute(query.order_by(*columns).limit(limit))
    return [_pushed(row) for row in rows]


def _of(workspace_id: str, campaign_id: str) -> sa.Select[Any]:
    return sa.select(*(PUSHED.c[name] for name in _NAMES)).where(
        PUSHED.c.workspace_id == workspace_id, PUSHED.c.campaign_id == campaign_id
    )


def _pushed(row: Any) -> Pushed:
    return Pushed(**row._mapping)  # noqa: SLF001 - its public name
