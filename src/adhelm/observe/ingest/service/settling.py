"""What a person decides about a sync that waits: what it brought lacks entities known before."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from adhelm.connectors.contract import Fetch, Platforms
from adhelm.core.clock import Clock
from adhelm.core.db import Database
from adhelm.core.principal import Principal, Scope
from adhelm.core.secrets import Keyring
from adhelm.observe import warehouse as warehouses
from adhelm.observe.ingest.service.delivering import SOURCE_ID
from adhelm.observe.ingest.service.lines import Line, Lines, Post, new_id
from adhelm.observe.ingest.service.mapping import Load, mapper, restage
from adhelm.observe.ingest.service.status import lock_name
from adhelm.observe.ingest.store import accounts, fetches, streams
from adhelm.observe.ingest.store.fetches import Record
from adhelm.observe.ingest.store.keeping import CARRIED, keep_vanished
from adhelm.observe.ingest.store.streams import Arrived
from adhelm.observe.ingest.types import Assignment, Decision, HeldSync, NothingAssigned, UnknownHeld
from adhelm.observe.warehouse import Warehouse
from adhelm.observe.warehouse.types import Batch, Published, Replace, Vanished


def list_held(*, principal: Principal, database: Database) -> list[HeldSync]:
    """Return the syncs that wait for a person, the newest first."""
    principal.require(Scope.read)
    batches: dict[str, list[Record]] = {}
    for one in fetches.held(database, principal.workspace_id):
        if principal.sees(one.connector, one.account.id):
            batches.setdefault(one.batch_id, []).append(one)
    return [_held(batch_id, records) for batch_id, records in batches.items()]


def decide_sync(
    *,
    principal: Principal,
    database: Database,
    warehouse: Warehouse,
    platforms: Platforms,
    keyring: Keyring,
    clock: Clock,
    batch_id: str,
    decision: Decision,
) -> Published | None:
    """
    Settle what happens to entities that the warehouse has and the platform names no more.

    `erase` takes their rows of the fetched days out, `keep` leaves them beside what came,
    `discard` drops what came. No platform is asked: the pages have landed.

    :raises UnknownHeld: if no sync of that id waits.
    :raises NothingAssigned: if the account is the workspace's no longer.
    """
    principal.require(Scope.write)
    post = Post(principal, database, warehouse, platforms, keyring, clock)
    first = _waiting(post, batch_id)[0]
    with database.exclusive(lock_name(post.workspace_id, first.connector, first.account.id)):
        records = _waiting(post, batch_id)
        if decision is Decision.discard:
            ids = [one.id for one in records]
            fetches.drop(database, post.workspace_id, ids, at=clock.now())
            streams.released(database, post.workspace_id, batch_id)
            return None
        with Lines(post) as lines:
            line = lines.of(_assigned(post, first))
            return _published(post, line, records, decision)


def _waiting(post: Post, batch_id: str) -> list[Record]:
    found = [
        one for one in fetches.held(post.database, post.workspace_id) if one.batch_id == batch_id
    ]
    if not found:
        raise UnknownHeld(
            f"no sync '{batch_id}' waits for a decision",
            hint="`adhelm source status` shows which do",
        )
    return found


def _assigned(post: Post, record: Record) -> Assignment:
    for one in accounts.assigned(post.database, post.workspace_id):
        if (one.connector, one.account_id) == (record.connector, record.account.id):
            return one
    raise NothingAssigned(
        f"account {record.account.id} is this workspace's no longer",
        hint="--discard drops what came, or assign the account again",
    )


def _published(post: Post, line: Line, records: list[Record], decision: Decision) -> Published:
    batch = Batch(
        id=new_id("syn"),
        source_id=SOURCE_ID,
        replace=Replace.window,
        allow_vanishing=True,
        what=f"sync of {line.connection.connector}: account {records[0].account.id}, "
        f"what it lacks: {decision}",
    )
    with warehouses.staging(post.warehouse, batch_id=batch.id) as area:
        arrived: list[Arrived] = []
        for record in records:
            stream = line.streams[record.stream]
            fetch = Fetch(record.account, stream, record.period, record.today)
            arrived.append(restage(post, mapper(area, Load(fetch, record, line.reader))))
        if decision is Decision.keep:
            now = warehouses.snapshot(post.warehouse, principal=post.principal)
            with now.connect(*CARRIED) as reader:
                keep_vanished(area, reader, source_id=SOURCE_ID)
        published = warehouses.publish(
            post.warehouse, principal=post.principal, staging=area, batch=batch
        )
    streams.published(
        post.database,
        post.workspace_id,
        arrived,
        batch_id=batch.id,
        at=post.clock.now(),
        said={"decision": decision, "gone": (records[0].held or {}).get("gone", [])},
    )
    return published


def _held(batch_id: str, records: list[Record]) -> HeldSync:
    first = records[0]
    said = first.held or {}
    return HeldSync(
        batch_id=batch_id,
        connector=first.connector,
        account_id=first.account.id,
        streams=tuple(sorted({one.stream for one in records})),
        at=first.started_at,
        vanished=_vanished(said) if said else None,
    )


def _vanished(said: dict[str, Any]) -> Vanished:
    return Vanished(
        entities=said["entities"],
        rows=said["rows"],
        spend={currency: Decimal(amount) for currency, amount in said["spend"].items()},
        first_day=date.fromisoformat(said["first_day"]),
        last_day=date.fromisoformat(said["last_day"]),
        examples=tuple(said["examples"]),
    )
