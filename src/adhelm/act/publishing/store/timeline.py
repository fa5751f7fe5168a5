"""Pages of what was changed in a workspace, from the platforms' histories and from what we saw."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from adhelm.act.publishing.store.values import Thing
from adhelm.act.publishing.tables import VALUE

if TYPE_CHECKING:
    from adhelm.observe.warehouse import Snapshot

# Rows of one instant are told by their own key, so that a page ends between two of them.
_CHANGES = """
    SELECT connector || '/' || account_id || '/' || change_id AS key,
           CAST(changed_at AS VARCHAR), connector, account_id, level, entity_id,
           coalesce(actor, ''), coalesce(field, operation), old, new
    FROM changes
    WHERE ($accounts IS NULL OR list_contains($accounts, connector || '/' || account_id))
      AND ($at IS NULL OR changed_at < CAST($at AS TIMESTAMPTZ)
           OR (changed_at = CAST($at AS TIMESTAMPTZ)
               AND connector || '/' || account_id || '/' || change_id > $key))
    ORDER BY changed_at DESC, key LIMIT $most
"""
_NAMES = """
    SELECT connector, account_id, level, entity_id, any_value(name), any_value(platform)
    FROM entities
    WHERE list_contains($ids, connector || '/' || account_id || '/' || level || '/' || entity_id)
    GROUP BY ALL
"""
_LAST, _MOST = "zzzz", 2**62


@dataclass(frozen=True, slots=True)
class Change:
    """A change of a thing as somebody tells it, or as it was found."""

    key: str
    at: datetime
    thing: Thing
    actor: str
    field: str
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True)
class Before:
    """Where a list goes on: after the row of the key, at an instant."""

    at: datetime
    key: str

    @classmethod
    def whole(cls, at: datetime) -> Before:
        """Return the place after all rows of an instant."""
        return cls(at, _LAST)

    @classmethod
    def all_of(cls, at: datetime) -> Before:
        """Return the place before all rows of an instant."""
        return cls(at, "")


def told(
    snapshot: Snapshot,
    *,
    accounts: Collection[str] | None,
    before: Before | None,
    limit: int,
) -> list[Change]:
    """Return what the platforms' histories tell, the newest first."""
    asked: dict[str, Any] = {
        "accounts": None if accounts is None else sorted(accounts),
        "at": before.at.isoformat() if before else None,
        "key": before.key if before else "",
        "most": limit,
    }
    with snapshot.connect("changes") as connection:
        rows = connection.execute(_CHANGES, asked).fetchall()
    return [
        Change(row[0], datetime.fromisoformat(row[1]), tuple(row[2:6]), *row[6:]) for row in rows
    ]


def found(
    connection: sa.Connection,
    workspace_id: str,
    *,
    accounts: Collection[str] | None,
    before: Before | None,
    limit: int,
) -> list[Change]:
    """Return values that others have set, as syncs found them, the newest first."""
    of_field = (
        VALUE.c.connector, VALUE.c.account_id, VALUE.c.level, VALUE.c.entity_id, VALUE.c.field,
    )  # fmt: skip
    mine = [VALUE.c.workspace_id == workspace_id]
    if accounts is not None:
        account = VALUE.c.connector + "/" + VALUE.c.account_id
        mine.append(account.in_(sorted(accounts)))
    value, earlier = (
        sa.func.lag(one).over(partition_by=of_field, order_by=VALUE.c.number)
        for one in (VALUE.c.value, VALUE.c.number)
    )
    every = (
        sa.select(*VALUE.c, value.label("old"), earlier.label("earlier")).where(*mine).subquery()
    )
    query = every.select().where(every.c.ours == 0, every.c.earlier.is_not(None))
    if before:
        number = 0 if before.key == _LAST else int(before.key or _MOST)
        same = sa.and_(every.c.at == before.at, every.c.number < number)
        query = query.where(sa.or_(every.c.at < before.at, same))
    rows = connection.execute(query.order_by(every.c.at.desc(), every.c.number.desc()).limit(limit))
    return [
        Change(
            str(row.number), row.at, (row.connector, row.account_id, row.level, row.entity_id),
            "", row.field, row.old, row.value,
        )
        for row in rows
    ]  # fmt: skip


def names(snapshot: Snapshot, things: Iterable[Thing]) -> Mapping[Thing, tuple[str, str]]:
    """Return name and platform of things, as far as they are known."""
    wanted = sorted({"/".join(one) for one in things})
    if not wanted:
        return {}
    with snapshot.connect("entities") as connection:
        rows = connection.execute(_NAMES, {"ids": wanted}).fetchall()
    return {(row[0], row[1], row[2], row[3]): (row[4] or row[3], row[5]) for row in rows}
