"""Keep what the user's own systems say of people, who are known by a keyed hash alone.

Journeys are only ever joined, never read back to a name: a keyed hash does that, where a sealed
value differs each time. The key is a secret of the workspace; whom to forget is named by the id.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from adhelm.core import jobs
from adhelm.core.clock import Clock
from adhelm.core.db import Connection, Database, lock_in_transaction
from adhelm.core.principal import Principal, Scope
from adhelm.core.secrets import Keyring, NoSuchSecret, get_secret, put_secret
from adhelm.govern import audit
from adhelm.understand.attribution import store
from adhelm.understand.attribution.logic import events
from adhelm.understand.attribution.service import files
from adhelm.understand.attribution.types import Conversion, Kept, Touchpoint

if TYPE_CHECKING:
    from collections.abc import Mapping

Event = TypeVar("Event", Touchpoint, Conversion)
RUN = "attribution.run"
"""The kind of job that attributes anew; journeys that come within minutes ask for one."""
_KEY = "attribution/person"
_EPOCH, _WAIT = datetime(2000, 1, 1, tzinfo=UTC), timedelta(minutes=5)


def push_touchpoints(
    *,
    principal: Principal,
    database: Database,
    keyring: Keyring,
    clock: Clock,
    touchpoints: Sequence[Touchpoint],
    source: str = "",
) -> Kept:
    """
    Keep touches; one whose id is known already takes its place.

    :raises BadJourney: if one cannot be what it says; then none is kept.
    """
    return push(principal, database, keyring, clock, journeys=(touchpoints, ()), source=source)


def push_conversions(
    *,
    principal: Principal,
    database: Database,
    keyring: Keyring,
    clock: Clock,
    conversions: Sequence[Conversion],
    source: str = "",
) -> Kept:
    """
    Keep conversions; one whose id is known already takes its place, as after a refund.

    :raises BadJourney: if one cannot be what it says; then none is kept.
    """
    return push(principal, database, keyring, clock, journeys=((), conversions), source=source)


def import_file(
    *,
    principal: Principal,
    database: Database,
    keyring: Keyring,
    clock: Clock,
    path: Path,
    kind: str = "",
    zone: str = "",
) -> Kept:
    """
    Keep what a CSV or Parquet file holds ('touchpoints' or 'conversions'), or JSON with both.

    `zone` (IANA) is that of instants without one. All of the file is kept, or nothing.

    :raises BadJourneyFile: if it cannot be read, or naming the rows that cannot be.
    :raises BadJourney: if an id is there twice and differs.
    """
    principal.require(Scope.write)
    journeys = files.read(path, kind=kind, zone=zone)
    return push(principal, database, keyring, clock, journeys=journeys, source=path.name)


def forget(
    *, principal: Principal, database: Database, keyring: Keyring, clock: Clock, person: str
) -> int:
    """Take all events of a person away; return how many there were."""
    principal.require(Scope.admin)
    with database.durable() as connection:
        hashed = _hashed(_key(connection, keyring, principal, clock), person)
        gone = store.forget(connection, principal.workspace_id, hashed)
        _note((connection, principal, clock), "forget", f"person:{hashed[:16]}", {"events": gone})
    return gone


def push(
    principal: Principal,
    database: Database,
    keyring: Keyring,
    clock: Clock,
    *,
    journeys: tuple[Sequence[Touchpoint], Sequence[Conversion]],
    source: str,
) -> Kept:
    """
    Keep touches and conversions of people, and ask for an attribution if any of it is new.

    :raises BadJourney: if one cannot be what it says; then none is kept.
    """
    principal.require(Scope.write)
    principal.require_whole("a journey")
    touches, sales = events.check(journeys[0]), events.check(journeys[1])
    now, workspace = clock.now(), principal.workspace_id
    with database.durable() as connection:
        key = _key(connection, keyring, principal, clock)
        kept = Kept()
        if touches:
            kept += store.put_touchpoints(connection, workspace, _keyed(key, touches), at=now)
        if sales:
            kept += store.put_conversions(connection, workspace, _keyed(key, sales), at=now)
        told = {
            "source": source, "touchpoints": len(touches), "conversions": len(sales),
            "added": kept.added, "changed": kept.changed,
        }  # fmt: skip
        _note((connection, principal, clock), "push", "journeys", told)
        if kept.added or kept.changed:
            _ask_for_run(connection, workspace, clock)
    return kept


def _ask_for_run(connection: Connection, workspace: str, clock: Clock) -> None:
    now = clock.now()
    due = now + (_EPOCH - now) % _WAIT
    jobs.enqueue(
        connection, workspace_id=workspace, kind=RUN, payload={}, clock=clock, run_at=due,
        idempotency_key=f"journeys until {due.isoformat()}",
    )  # fmt: skip


def _key(connection: Connection, keyring: Keyring, principal: Principal, clock: Clock) -> bytes:
    workspace = principal.workspace_id
    try:
        found = get_secret(connection, keyring, workspace_id=workspace, name=_KEY)
    except NoSuchSecret:
        lock_in_transaction(connection, f"attribution {workspace}")
        try:
            found = get_secret(connection, keyring, workspace_id=workspace, name=_KEY)
        except NoSuchSecret:
            made = secrets.token_hex(32)
            put_secret(
                connection, keyring, workspace_id=workspace, name=_KEY, value=made, clock=clock
            )
            return bytes.fromhex(made)
    return bytes.fromhex(found.reveal())


def _keyed(key: bytes, found: Sequence[Event]) -> list[tuple[str, Event]]:
    return [(_hashed(key, event.person), event) for event in found]


def _hashed(key: bytes, person: str) -> str:
    return hmac.new(key, person.encode(), hashlib.sha256).hexdigest()


def _note(
    who: tuple[Connection, Principal, Clock],
    action: str,
    subject: str,
    after: Mapping[str, object],
) -> None:
    connection, principal, clock = who
    audit.record(
        connection, principal=principal, clock=clock, action=f"attribution.{action}",
        subject=subject, after=after,
    )  # fmt: skip
