"""Every query of settings in versions, and of what waits for a second person."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from adhelm.govern.compliance.tables import REQUEST, SETTING
from adhelm.govern.compliance.types import Place, Request, RequestState, Settings

_MOST_NAMED = 5000
"""Things that one query names; for more it reads them all."""

# Made once: SQLAlchemy takes longer to make a query and to find it again than to run it.
_NEWEST = SETTING.select().where(
    SETTING.c.workspace_id == sa.bindparam("workspace"), SETTING.c.newest == 1
)
_NEWEST_OF = _NEWEST.where(SETTING.c.entity_id.in_(sa.bindparam("ids", expanding=True)))
_PENDING = REQUEST.select().where(
    REQUEST.c.workspace_id == sa.bindparam("workspace"),
    *(REQUEST.c[name] == sa.bindparam(name) for name in ("connector", "account_id", "entity_id")),
    REQUEST.c.state == RequestState.pending,
)


def newest(
    connection: sa.Connection, workspace_id: str, places: Collection[Place]
) -> list[Settings]:
    """Return what is set for places, and perhaps for others: each place's newest version."""
    ids = {place.entity_id for place in places} | {""}
    if len(ids) <= _MOST_NAMED:
        found = connection.execute(_NEWEST_OF, {"workspace": workspace_id, "ids": sorted(ids)})
    else:
        found = connection.execute(_NEWEST, {"workspace": workspace_id})
    return [_settings(row) for row in found]


def versions(connection: sa.Connection, workspace_id: str, place: Place) -> list[Settings]:
    """Return all versions of a place's settings, the newest first."""
    query = SETTING.select().where(*_at(SETTING, workspace_id, place))
    return [_settings(row) for row in connection.execute(query.order_by(SETTING.c.version.desc()))]


def page(
    connection: sa.Connection,
    workspace_id: str,
    *,
    accounts: Collection[str] | None,
    after: tuple[str, str, str] | None,
    limit: int,
) -> list[Settings]:
    """Return the places that have settings, by connector, account and entity."""
    key = (SETTING.c.connector, SETTING.c.account_id, SETTING.c.entity_id)
    conditions = [SETTING.c.workspace_id == workspace_id, SETTING.c.newest == 1]
    conditions += seen_by(SETTING, accounts)
    if after is not None:
        conditions.append(sa.tuple_(*key) > sa.tuple_(*after))
    query = SETTING.select().where(*conditions).order_by(*key).limit(limit)
    return [_settings(row) for row in connection.execute(query)]


def add(connection: sa.Connection, workspace_id: str, made: Settings) -> None:
    """Add a version, which is the newest from then on."""
    older = SETTING.update().where(*_at(SETTING, workspace_id, made.place), SETTING.c.newest == 1)
    connection.execute(older.values(newest=0))
    row = {
        "workspace_id": workspace_id, **columns_of(made.place), "version": made.version,
        "newest": 1, "settings": dict(made.values), "changed_at": made.changed_at,
        "changed_by": made.changed_by, "confirmed_by": made.confirmed_by, "reason": made.reason,
    }  # fmt: skip
    connection.execute(SETTING.insert(), row)


def request(connection: sa.Connection, workspace_id: str, request_id: str) -> Request | None:
    """Return one wish to loosen a limit."""
    query = REQUEST.select().where(
        REQUEST.c.workspace_id == workspace_id, REQUEST.c.id == request_id
    )
    row = connection.execute(query).first()
    return _request(row) if row else None


def pending(connection: sa.Connection, workspace_id: str, place: Place) -> list[Request]:
    """Return what waits for a second person at a place, also what has run out meanwhile."""
    found = connection.execute(_PENDING, {"workspace": workspace_id, **columns_of(place)})
    return [_request(row) for row in found]


def requests(
    connection: sa.Connection,
    workspace_id: str,
    *,
    state: RequestState | None,
    accounts: Collection[str] | None,
    now: datetime,
    after: tuple[datetime, str] | None,
    limit: int,
) -> list[Request]:
    """Return wishes to loosen limits, the newest first."""
    conditions = [REQUEST.c.workspace_id == workspace_id, *seen_by(REQUEST, accounts)]
    if state is not None:
        conditions += _in_state(state, now)
    if after is not None:
        conditions.append(sa.tuple_(REQUEST.c.proposed_at, REQUEST.c.id) < _instant(REQUEST, after))
    order = (REQUEST.c.proposed_at.desc(), REQUEST.c.id.desc())
    query = REQUEST.select().where(*conditions).order_by(*order).limit(limit)
    return [_request(row) for row in connection.execute(query)]


def ask(connection: sa.Connection, workspace_id: str, made: Request) -> None:
    """Add a wish to loosen limits."""
    connection.execute(
        REQUEST.insert().values(
            workspace_id=workspace_id, id=made.id, **columns_of(made.place),
            changes={name: list(each) for name, each in made.changes.items()},
            state=made.state.value, reason=made.reason, proposed_by=made.proposed_by,
            proposed_at=made.proposed_at, expires_at=made.expires_at, decided_by=made.decided_by,
            decided_at=made.decided_at, decision=made.decision,
        )
    )  # fmt: skip


def settle(connection: sa.Connection, workspace_id: str, decided: Request) -> None:
    """Write down what became of a wish."""
    connection.execute(
        REQUEST.update()
        .where(REQUEST.c.workspace_id == workspace_id, REQUEST.c.id == decided.id)
        .values(
            state=decided.state.value, decided_by=decided.decided_by,
            decided_at=decided.decided_at, decision=decided.decision,
        )
    )  # fmt: skip


def columns_of(place: Place) -> dict[str, str]:
    """Return a place as columns."""
    return {
        "connector": place.connector,
        "account_id": place.account_id,
        "entity_id": place.entity_id,
    }


def place_of(row: Any) -> Place:
    """Return the place in a row."""
    return Place(row.connector, row.account_id, row.entity_id)


def seen_by(table: sa.Table, accounts: Collection[str] | None) -> list[sa.ColumnElement[bool]]:
    """Return the condition for what a principal narrowed to accounts sees: these and the whole."""
    if accounts is None:
        return []
    account = table.c.connector + "/" + table.c.account_id
    return [(table.c.account_id == "") | account.in_(sorted(accounts))]


def _at(table: sa.Table, workspace_id: str, place: Place) -> list[sa.ColumnElement[bool]]:
    named = columns_of(place)
    return [
        table.c.workspace_id == workspace_id,
        *(table.c[name] == value for name, value in named.items()),
    ]


def _in_state(state: RequestState, now: datetime) -> list[sa.ColumnElement[bool]]:
    # Nobody writes down that one has run out: it is a matter of the time.
    if state is RequestState.expired:
        return [REQUEST.c.state == RequestState.pending.value, REQUEST.c.expires_at <= now]
    if state is RequestState.pending:
        return [REQUEST.c.state == state.value, REQUEST.c.expires_at > now]
    return [REQUEST.c.state == state.value]


def _instant(table: sa.Table, after: tuple[datetime, str]) -> sa.Tuple:
    at, found_id = after
    return sa.tuple_(sa.literal(at, table.c.proposed_at.type), sa.literal(found_id))


def _settings(row: Any) -> Settings:
    return Settings(
        place=place_of(row),
        version=row.version,
        values=row.settings,
        changed_at=row.changed_at,
        changed_by=row.changed_by,
        confirmed_by=row.confirmed_by,
        reason=row.reason,
    )


def _request(row: Any) -> Request:
    changes: Mapping[str, list[Any]] = row.changes
    return Request(
        id=row.id,
        place=place_of(row),
        changes={name: (before, after) for name, (before, after) in changes.items()},
        state=RequestState(row.state),
        reason=row.reason,
        proposed_by=row.proposed_by,
        proposed_at=row.proposed_at,
        expires_at=row.expires_at,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        decision=row.decision,
    )
