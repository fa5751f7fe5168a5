"""What happened, written in the transaction in which it happened: a versioned outbox.

Events are frozen dataclasses registered by name and version. Who wants to hear of them is called
at least once for each, in the order of the workspace; an event that an older version of Adhelm
wrote is brought up to date first.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, is_dataclass
from datetime import datetime
from typing import Any, TypeVar

import sqlalchemy as sa
from pydantic import TypeAdapter, ValidationError

from adhelm.core.clock import Clock
from adhelm.core.db import Database, Instant, lock_in_transaction, metadata
from adhelm.core.errors import Invalid

EVENT = sa.Table(
    "core_event",
    metadata,
    sa.Column("workspace_id", sa.String(64), primary_key=True),
    sa.Column("seq", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("name", sa.String(100), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("payload", sa.JSON, nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("published_at", Instant),
    sa.Index("ix_core_event_published_at", "published_at"),
)
Payload = dict[str, Any]
Upcaster = Callable[[Payload], Payload]
E = TypeVar("E")
_log = logging.getLogger(__name__)


class UnknownEvent(Invalid):
    """No event of that name and version is known to this version of Adhelm."""

    code = "events.unknown"


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event as it was written; `seq` counts up within the workspace."""

    workspace_id: str
    seq: int
    name: str
    at: datetime
    event: Any


@dataclass(frozen=True, slots=True)
class Told:
    """An event as it is told to others: its newest form, as JSON has it."""

    workspace_id: str
    seq: int
    name: str
    at: datetime
    payload: Payload


Handler = Callable[[sa.Connection, Recorded], None]


@dataclass(frozen=True, slots=True)
class Dispatched:
    """How many events were delivered, and in which workspaces a handler stopped the queue."""

    delivered: int
    stopped: Mapping[str, Exception]


@dataclass(frozen=True, slots=True)
class _Registered:
    name: str
    version: int
    adapter: TypeAdapter[Any]


_BY_CLASS: dict[type[Any], _Registered] = {}
_BY_NAME: dict[str, _Registered] = {}
_UPCASTERS: dict[tuple[str, int], Upcaster] = {}


def event(name: str, *, version: int = 1) -> Callable[[type[E]], type[E]]:
    """Register a frozen dataclass as the newest form of the event `name`."""

    def register(kind: type[E]) -> type[E]:
        if not is_dataclass(kind) or name in _BY_NAME:
            raise TypeError(f"'{name}' must be one dataclass, registered once")
        _BY_CLASS[kind] = _BY_NAME[name] = _Registered(name, version, TypeAdapter(kind))
        return kind

    return register


def upcast(name: str, *, from_version: int) -> Callable[[Upcaster], Upcaster]:
    """Register how a payload of `from_version` becomes one of the next version."""

    def register(function: Upcaster) -> Upcaster:
        _UPCASTERS[name, from_version] = function
        return function

    return register


def publish(connection: sa.Connection, happened: object, *, workspace_id: str, clock: Clock) -> int:
    """
    Write an event in the caller's transaction; return its number within the workspace.

    :raises UnknownEvent: if its class is not registered.
    """
    known = _BY_CLASS.get(type(happened))
    if known is None:
        raise UnknownEvent(f"{type(happened).__name__} is no registered event")
    seq = _next(connection, workspace_id)
    connection.execute(
        EVENT.insert().values(
            workspace_id=workspace_id,
            seq=seq,
            name=known.name,
            version=known.version,
            payload=known.adapter.dump_python(happened, mode="json"),
            at=clock.now(),
        )
    )
    return seq


def publish_last(
    connection: sa.Connection, happened: object, *, workspace_id: str, clock: Clock
) -> None:
    """
    Write an event as the last thing of the caller's transaction, just before it is committed.

    For what every second transaction may have to say: a workspace's numbers are given out one
    transaction at a time, so they wait for each other here as shortly as can be, and never while
    they hold what another one needs first.
    """

    def write(committing: sa.Connection) -> None:
        publish(committing, happened, workspace_id=workspace_id, clock=clock)

    sa.event.listen(connection, "commit", write, once=True)


def last_seq(connection: sa.Connection, *, workspace_id: str) -> int:
    """Return the number of the workspace's latest event; 0 if nothing happened yet."""
    mine = EVENT.c.workspace_id == workspace_id
    return connection.scalar(sa.select(sa.func.max(EVENT.c.seq)).where(mine)) or 0


def told_since(
    connection: sa.Connection, places: Mapping[str, int], *, limit: int = 1000
) -> list[Told]:
    """
    Return what happened since a number of each of some workspaces, as others may read it.

    In the order of each workspace; what a newer version of Adhelm wrote is told as it wrote it.
    """
    if not places:
        return []
    new = sa.or_(
        *(sa.and_(EVENT.c.workspace_id == one, EVENT.c.seq > seq) for one, seq in places.items())
    )
    query = EVENT.select().where(new).order_by(EVENT.c.workspace_id, EVENT.c.seq).limit(limit)
    return [_told(row) for row in connection.execute(query)]


def forget(connection: sa.Connection, *, names: Collection[str], before: datetime) -> int:
    """Delete events of these names that happened before an instant; say how many."""
    # The latest of each workspace stays: the next number is counted from it.
    other = EVENT.alias()
    mine = other.c.workspace_id == EVENT.c.workspace_id
    latest = sa.select(sa.func.max(other.c.seq)).where(mine).scalar_subquery()
    old = sa.and_(EVENT.c.name.in_(names), EVENT.c.at < before, EVENT.c.seq < latest)
    return connection.execute(EVENT.delete().where(old)).rowcount


def history(
    connection: sa.Connection, *, workspace_id: str, after: int = 0, limit: int = 1000
) -> list[Recorded]:
    """
    Return what happened in a workspace since number `after`, oldest first.

    :raises UnknownEvent: if a newer version of Adhelm wrote one of them.
    """
    mine = EVENT.select().where(EVENT.c.workspace_id == workspace_id, EVENT.c.seq > after)
    return [_recorded(row) for row in connection.execute(mine.order_by(EVENT.c.seq).limit(limit))]


def dispatch(
    database: Database, handlers: Mapping[type[Any], Sequence[Handler]], *, clock: Clock
) -> Dispatched:
    """
    Deliver every event not yet delivered.

    A handler runs in the transaction that marks the event, so what it writes there happens once;
    what it does outside may happen again. If it raises, its workspace waits, the others go on.

    :raises adhelm.core.db.Busy: if another process delivers for longer than a minute.
    """
    delivered, stopped = 0, {}
    with database.exclusive("events"):
        for workspace_id in _waiting(database):
            try:
                for _ in _deliveries(database, handlers, workspace_id, clock):
                    delivered += 1
            except Exception as error:  # noqa: BLE001 - one workspace's trouble must not stop the others
                _log.exception("events of workspace %s wait", workspace_id)
                stopped[workspace_id] = error
    return Dispatched(delivered, stopped)


def _next(connection: sa.Connection, workspace_id: str) -> int:
    # Numbers must commit in their order, or a reader would pass one that is still to come.
    lock_in_transaction(connection, f"events {workspace_id}")
    mine = EVENT.c.workspace_id == workspace_id
    last = connection.scalar(sa.select(sa.func.max(EVENT.c.seq)).where(mine))
    return (last or 0) + 1


def _waiting(database: Database) -> list[str]:
    with database.reading() as connection:
        waiting = sa.select(EVENT.c.workspace_id).where(EVENT.c.published_at.is_(None)).distinct()
        return sorted(connection.scalars(waiting))


def _deliveries(
    database: Database,
    handlers: Mapping[type[Any], Sequence[Handler]],
    workspace_id: str,
    clock: Clock,
) -> Iterator[Recorded]:
    mine = sa.and_(EVENT.c.workspace_id == workspace_id, EVENT.c.published_at.is_(None))
    while True:
        with database.transaction() as connection:
            row = connection.execute(EVENT.select().where(mine).order_by(EVENT.c.seq)).first()
            if row is None:
                return
            recorded = _recorded(row)
            for handle in handlers.get(type(recorded.event), ()):
                handle(connection, recorded)
            this = sa.and_(EVENT.c.workspace_id == workspace_id, EVENT.c.seq == row.seq)
            connection.execute(EVENT.update().where(this).values(published_at=clock.now()))
        yield recorded


def _recorded(row: sa.Row[Any]) -> Recorded:
    known = _BY_NAME.get(row.name)
    if known is None or row.version > known.version:
        raise UnknownEvent(
            f"event {row.seq} is a '{row.name}' of version {row.version}",
            hint="install the version of Adhelm that wrote it",
        )
    payload = dict(row.payload)
    for version in range(row.version, known.version):
        payload = _upcaster(row.name, version)(payload)
    try:
        happened = known.adapter.validate_python(payload)
    except ValidationError as error:
        raise UnknownEvent(
            f"event {row.seq} is no '{row.name}': {error.error_count()} faults"
        ) from error
    return Recorded(row.workspace_id, row.seq, row.name, row.at, happened)


def _told(row: sa.Row[Any]) -> Told:
    try:
        recorded = _recorded(row)
    except UnknownEvent:
        return Told(row.workspace_id, row.seq, row.name, row.at, dict(row.payload))
    payload = _BY_NAME[row.name].adapter.dump_python(recorded.event, mode="json")
    return Told(row.workspace_id, row.seq, row.name, row.at, payload)


def _upcaster(name: str, version: int) -> Upcaster:
    try:
        return _UPCASTERS[name, version]
    except KeyError:
        raise UnknownEvent(f"nothing brings '{name}' up from version {version}") from None
