"""How each stream of each account stands, written together with what became of its fetches."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from adhelm.core.ads import Period
from adhelm.core.db import Database
from adhelm.observe.ingest.logic.windows import united
from adhelm.observe.ingest.store import fetches
from adhelm.observe.ingest.store.fetches import Record, State
from adhelm.observe.ingest.tables import ASSIGNMENT, STREAM
from adhelm.observe.ingest.types import StreamStatus, Trouble

Key = tuple[str, str, str]
"""Connector, account, stream."""
_KEY = ("connector", "account_id", "stream")
# Made once: SQLAlchemy takes longer to make a query and to find it again than to run it.
_EVERY = (
    STREAM.select()
    .where(STREAM.c.workspace_id == sa.bindparam("workspace"))
    .order_by(STREAM.c.connector, STREAM.c.account_id, STREAM.c.stream)
)


@dataclass(frozen=True, slots=True)
class Arrived:
    """One fetch that came through, and what it held."""

    record: Record
    pages: int
    """Asked of the platform now."""
    rows: int
    unknown: Mapping[str, int] = field(default_factory=dict)
    extra: Mapping[str, int] = field(default_factory=dict)

    @property
    def key(self) -> Key:
        """Return whose and of what it is."""
        return self.record.connector, self.record.account.id, self.record.stream


def published(
    database: Database,
    workspace_id: str,
    arrived: Sequence[Arrived],
    *,
    batch_id: str,
    at: datetime,
    said: dict[str, Any] | None = None,
) -> None:
    """Note that fetches are visible to readers; `said`: what a person decided about them."""
    with database.durable() as doing:
        ids = [one.record.id for one in arrived]
        fetches.settle(
            doing, workspace_id, ids,
            state=State.published, at=at, batch_id=batch_id, said=said,
        )  # fmt: skip
        by_stream = _by_stream(arrived)
        before = _read(doing, workspace_id, by_stream)
        values = {
            key: _success(theirs, _covered(before.get(key), theirs), at)
            for key, theirs in by_stream.items()
        }
        _write(doing, workspace_id, values, known=before)
        newest = [theirs[-1].record for theirs in by_stream.values()]
        fetches.overtake(doing, workspace_id, newest, at=at)


def held(
    database: Database,
    workspace_id: str,
    arrived: Sequence[Arrived],
    *,
    batch_id: str,
    at: datetime,
    vanished: dict[str, Any],
) -> None:
    """Note that fetches wait for a person."""
    with database.durable() as doing:
        ids = [one.record.id for one in arrived]
        fetches.settle(
            doing, workspace_id, ids,
            state=State.held, at=at, batch_id=batch_id, said=vanished,
        )  # fmt: skip
        by_stream = _by_stream(arrived)
        newest = [theirs[-1].record for theirs in by_stream.values()]
        fetches.overtake(doing, workspace_id, newest, at=at)
        values = {key: {"held": batch_id, "error": None} for key in by_stream}
        _write(doing, workspace_id, values, known=_read(doing, workspace_id, values))


def failed(
    database: Database, workspace_id: str, errors: Mapping[Key, Trouble], *, at: datetime
) -> None:
    """Note why streams did not come through; what was known of them stays."""
    if not errors:
        return
    with database.durable() as doing:
        values = {key: {"error": dict(error), "failed_at": at} for key, error in errors.items()}
        _write(doing, workspace_id, values, known=_read(doing, workspace_id, values))


def released(database: Database, workspace_id: str, batch_id: str) -> None:
    """Note that nothing of a batch waits for a person any more."""
    waiting = (STREAM.c.workspace_id == workspace_id) & (STREAM.c.held == batch_id)
    with database.durable() as doing:
        doing.execute(STREAM.update().where(waiting).values(held=""))


def of_account(
    database: Database, workspace_id: str, connector: str, account_id: str
) -> dict[str, StreamStatus]:
    """Return stream -> how it stands."""
    mine = (STREAM.c.workspace_id == workspace_id) & (STREAM.c.connector == connector)
    query = STREAM.select().where(mine & (STREAM.c.account_id == account_id))
    with database.reading() as reading:
        return {row.stream: _status(row) for row in reading.execute(query)}


def every(database: Database, workspace_id: str) -> list[StreamStatus]:
    """Return how all streams stand, by connector, account and name."""
    with database.reading() as reading:
        return [_status(row) for row in reading.execute(_EVERY, {"workspace": workspace_id})]


def last_successes(database: Database) -> dict[str, datetime]:
    """Return connector -> when the account that is assigned and waits longest last succeeded."""
    same = (STREAM.c.connector == ASSIGNMENT.c.connector) & (
        STREAM.c.account_id == ASSIGNMENT.c.account_id
    )
    newest = (
        sa.select(STREAM.c.connector, sa.func.max(STREAM.c.succeeded_at).label("at"))
        .join(ASSIGNMENT, same)
        .where(ASSIGNMENT.c.end_date.is_(None), STREAM.c.succeeded_at.is_not(None))
        .group_by(STREAM.c.connector, STREAM.c.account_id)
        .subquery()
    )
    oldest = sa.select(newest.c.connector, sa.func.min(newest.c.at)).group_by(newest.c.connector)
    with database.reading() as reading:
        return {row[0]: row[1] for row in reading.execute(oldest)}


def _by_stream(arrived: Sequence[Arrived]) -> dict[Key, list[Arrived]]:
    found: dict[Key, list[Arrived]] = {}
    for one in arrived:
        found.setdefault(one.key, []).append(one)
    return found


def _covered(before: StreamStatus | None, arrived: Sequence[Arrived]) -> Sequence[Period]:
    periods = [one.record.period for one in arrived if one.record.period]
    return united([*(before.covered if before else ()), *periods])


def _success(
    arrived: Sequence[Arrived], covered: Sequence[Period], at: datetime
) -> dict[str, object]:
    return {
        "covered": [[one.start.isoformat(), one.last.isoformat()] for one in covered],
        "succeeded_at": at,
        "rows": sum(one.rows for one in arrived),
        "error": None,
        "held": "",
        "unknown": _summed(one.unknown for one in arrived),
        "extra": _summed(one.extra for one in arrived),
    }


def _summed(counts: Any) -> dict[str, int]:
    found: dict[str, int] = {}
    for count in counts:
        for name, times in count.items():
            found[name] = found.get(name, 0) + times
    return found


def _read(
    doing: sa.Connection, workspace_id: str, keys: Collection[Key]
) -> dict[Key, StreamStatus]:
    """Return how streams stand; those that nothing is known of are left out."""
    accounts = sorted({account_id for _, account_id, _ in keys})
    mine = (STREAM.c.workspace_id == workspace_id) & STREAM.c.account_id.in_(accounts)
    found = (_status(row) for row in doing.execute(STREAM.select().where(mine)))
    by_key = {(one.connector, one.account_id, one.stream): one for one in found}
    return {key: by_key[key] for key in keys if key in by_key}


def _write(
    doing: sa.Connection,
    workspace_id: str,
    values: Mapping[Key, Mapping[str, object]],
    *,
    known: Collection[Key],
) -> None:
    """Note the same columns of several streams, of which some are known."""
    nothing = {"covered": [], "rows": 0, "held": "", "unknown": {}, "extra": {}}
    new = [
        {"workspace_id": workspace_id, **_named(key), **nothing, **told}
        for key, told in values.items()
        if key not in known
    ]
    if new:
        doing.execute(STREAM.insert(), new)
    changed = [
        {**{f"this_{name}": part for name, part in _named(key).items()}, **told}
        for key, told in values.items()
        if key in known
    ]
    if changed:
        this = sa.and_(
            STREAM.c.workspace_id == workspace_id,
            *(STREAM.c[name] == sa.bindparam(f"this_{name}") for name in _KEY),
        )
        doing.execute(STREAM.update().where(this), changed)


def _named(key: Key) -> dict[str, str]:
    return dict(zip(_KEY, key, strict=True))


def _status(row: sa.Row[Any]) -> StreamStatus:
    spans = (tuple(map(date.fromisoformat, span)) for span in row.covered)
    return StreamStatus(
        connector=row.connector,
        account_id=row.account_id,
        stream=row.stream,
        covered=tuple(Period.closed(first, last) for first, last in spans),
        succeeded_at=row.succeeded_at,
        rows=row.rows,
        error=row.error,
        failed_at=row.failed_at,
        held=row.held,
        unknown=row.unknown,
        extra=row.extra,
    )
