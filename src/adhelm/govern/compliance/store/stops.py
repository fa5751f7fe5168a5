"""Every query of freezes, protections and breakers, and of what a breaker last saw."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from adhelm.govern.compliance.store.settings import columns_of, place_of, seen_by
from adhelm.govern.compliance.tables import STOP, SYNC
from adhelm.govern.compliance.types import Place, Stop, StopKind

_MOST_NAMED = 5000
# Made once: SQLAlchemy takes longer to make a query and to find it again than to run it.
_OPEN = STOP.select().where(STOP.c.workspace_id == sa.bindparam("workspace"), STOP.c.open == 1)
_OPEN_OF = _OPEN.where(STOP.c.entity_id.in_(sa.bindparam("ids", expanding=True)))


def in_the_way(
    connection: sa.Connection, workspace_id: str, entity_ids: Collection[str]
) -> list[Stop]:
    """Return what is open for the workspace, its accounts and some things; others may be among."""
    ids = {*entity_ids, ""}
    if len(ids) <= _MOST_NAMED:
        found = connection.execute(_OPEN_OF, {"workspace": workspace_id, "ids": sorted(ids)})
    else:
        found = connection.execute(_OPEN, {"workspace": workspace_id})
    return [_stop(row) for row in found]


def open_at(
    connection: sa.Connection, workspace_id: str, kind: StopKind, place: Place
) -> Stop | None:
    """Return the one that is open at exactly this place."""
    named = (STOP.c[name] == value for name, value in columns_of(place).items())
    query = STOP.select().where(
        STOP.c.workspace_id == workspace_id, STOP.c.open == 1, STOP.c.kind == kind.value, *named
    )
    row = connection.execute(query).first()
    return _stop(row) if row else None


def find(connection: sa.Connection, workspace_id: str, kind: StopKind, stop_id: str) -> Stop | None:
    """Return one stop of a kind."""
    query = STOP.select().where(
        STOP.c.workspace_id == workspace_id, STOP.c.id == stop_id, STOP.c.kind == kind.value
    )
    row = connection.execute(query).first()
    return _stop(row) if row else None


def page(
    connection: sa.Connection,
    workspace_id: str,
    *,
    kind: StopKind,
    only_open: bool,
    now: datetime,
    accounts: Collection[str] | None,
    after: tuple[datetime, str] | None,
    limit: int,
) -> list[Stop]:
    """Return stops of a kind, the newest first."""
    conditions = [STOP.c.workspace_id == workspace_id, STOP.c.kind == kind.value]
    conditions += seen_by(STOP, accounts)
    if only_open:
        conditions += [STOP.c.open == 1, STOP.c.until.is_(None) | (STOP.c.until > now)]
    if after is not None:
        at, found_id = after
        place = sa.tuple_(sa.literal(at, STOP.c.begun_at.type), sa.literal(found_id))
        conditions.append(sa.tuple_(STOP.c.begun_at, STOP.c.id) < place)
    order = (STOP.c.begun_at.desc(), STOP.c.id.desc())
    query = STOP.select().where(*conditions).order_by(*order).limit(limit)
    return [_stop(row) for row in connection.execute(query)]


def add(connection: sa.Connection, workspace_id: str, made: Stop) -> None:
    """Add a stop."""
    connection.execute(
        STOP.insert().values(
            workspace_id=workspace_id, id=made.id, kind=made.kind.value,
            **columns_of(made.place), begun_at=made.begun_at, begun_by=made.begun_by,
            **_state(made),
        )
    )  # fmt: skip


def change(connection: sa.Connection, workspace_id: str, changed: Stop) -> None:
    """Write down what became of a stop."""
    this = (STOP.c.workspace_id == workspace_id) & (STOP.c.id == changed.id)
    connection.execute(STOP.update().where(this).values(**_state(changed)))


def last_syncs(
    connection: sa.Connection, workspace_id: str
) -> dict[tuple[str, str], tuple[int, Mapping[str, Any]]]:
    """Return what breakers last saw: (connector, account) -> data version, what it was."""
    found = connection.execute(SYNC.select().where(SYNC.c.workspace_id == workspace_id))
    return {(row.connector, row.account_id): (row.data_version, row.seen) for row in found}


def keep_sync(
    connection: sa.Connection,
    workspace_id: str,
    place: Place,
    *,
    data_version: int,
    judged_at: datetime,
    seen: Mapping[str, Any],
) -> None:
    """Write down what a breaker has seen of an account."""
    this = _of_account(workspace_id, place)
    connection.execute(SYNC.delete().where(this))
    connection.execute(
        SYNC.insert().values(
            workspace_id=workspace_id, connector=place.connector, account_id=place.account_id,
            data_version=data_version, judged_at=judged_at, seen=dict(seen),
        )
    )  # fmt: skip


def accept(connection: sa.Connection, workspace_id: str, place: Place) -> None:
    """Take the figures of an account up to its last sync as they are, and learn anew from them."""
    this = _of_account(workspace_id, place)
    row = connection.execute(SYNC.select().where(this)).first()
    if row is not None:
        today = row.seen.get("today", "")
        seen = {"today": today, "accepted": today, "usual": {}}
        connection.execute(SYNC.update().where(this).values(seen=seen))


def _of_account(workspace_id: str, place: Place) -> sa.ColumnElement[bool]:
    return (
        (SYNC.c.workspace_id == workspace_id)
        & (SYNC.c.connector == place.connector)
        & (SYNC.c.account_id == place.account_id)
    )


def _state(stop: Stop) -> dict[str, object]:
    return {
        "reason": stop.reason,
        "until": stop.until,
        "clean_syncs": stop.clean_syncs,
        "open": int(stop.open),
        "ended_at": stop.ended_at,
        "ended_by": stop.ended_by,
        "end_reason": stop.end_reason,
    }


def _stop(row: Any) -> Stop:
    return Stop(
        id=row.id,
        kind=StopKind(row.kind),
        place=place_of(row),
        reason=row.reason,
        begun_at=row.begun_at,
        begun_by=row.begun_by,
        until=row.until,
        clean_syncs=row.clean_syncs,
        open=bool(row.open),
        ended_at=row.ended_at,
        ended_by=row.ended_by,
        end_reason=row.end_reason,
    )
