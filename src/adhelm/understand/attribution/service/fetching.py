"""Fetch the journeys of a connected sandbox, as the client's own tracking would tell them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, timedelta
from urllib.parse import urlsplit

from adhelm.core.clock import Clock
from adhelm.core.db import Database
from adhelm.core.principal import Principal, Scope
from adhelm.core.secrets import Keyring
from adhelm.govern import audit
from adhelm.understand.attribution import store
from adhelm.understand.attribution.logic import events
from adhelm.understand.attribution.service import files
from adhelm.understand.attribution.service.keeping import push
from adhelm.understand.attribution.types import BadSource, Kept, Source

Get = Callable[[str], bytes]
"""Return what an address answers with."""
_STEP = timedelta(days=7)
_LATE = timedelta(days=29)
"""People buy up to four weeks after an ad: those days are asked for again."""
_LONGEST = 500


def add_source(
    *, principal: Principal, database: Database, clock: Clock, url: str, since: date
) -> Source:
    """
    Connect a sandbox: its people's journeys of the days from `since` on are fetched.

    :raises BadSource: if the address is none.
    """
    principal.require(Scope.admin)
    principal.require_whole("a source of journeys")
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or len(url) > _LONGEST:
        raise BadSource(f"'{url[:80]}' is no address", hint="http://127.0.0.1:8601")
    made = Source(f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}", since)
    with database.durable() as connection:
        store.put_source(connection, principal.workspace_id, made)
        audit.record(
            connection, principal=principal, clock=clock, action="attribution.connect",
            subject=made.url, after={"since": since.isoformat()},
        )  # fmt: skip
    return made


def remove_source(*, principal: Principal, database: Database, clock: Clock, url: str) -> None:
    """
    Fetch no more from there; what was fetched stays.

    :raises BadSource: if it is not connected.
    """
    principal.require(Scope.admin)
    with database.durable() as connection:
        if not store.remove_source(connection, principal.workspace_id, url):
            raise BadSource(f"'{url[:80]}' is not connected", hint="adhelm attribution sources")
        audit.record(
            connection, principal=principal, clock=clock, action="attribution.disconnect",
            subject=url,
        )  # fmt: skip


def list_sources(*, principal: Principal, database: Database) -> Sequence[Source]:
    """Return where journeys are fetched from."""
    principal.require(Scope.read)
    with database.reading() as connection:
        return store.sources(connection, principal.workspace_id)


def fetch(
    *, principal: Principal, database: Database, keyring: Keyring, clock: Clock, get: Get
) -> Kept:
    """
    Fetch what is new from all connected sources; what was fetched before is known by its id.

    :raises BadJourneyFile: if a source answers with what are no journeys.
    """
    principal.require(Scope.write)
    kept = Kept()
    for source in list_sources(principal=principal, database=database):
        # A day that still runs somewhere is asked for when it is over.
        last = clock.now().astimezone(UTC).date() - timedelta(days=1)
        first = source.since
        if source.fetched_at is not None:
            first = max(first, source.fetched_at.astimezone(UTC).date() - _LATE)
        while first <= last:
            until = min(first + _STEP - timedelta(days=1), last)
            told = get(f"{source.url}/_sandbox/journeys?since={first}&until={until}")
            journeys = events.of_export(files.parsed(told, source.url), file=source.url)
            kept += push(principal, database, keyring, clock, journeys=journeys, source=source.url)
            first = until + timedelta(days=1)
        with database.durable() as connection:
            fetched = replace(source, fetched_at=clock.now())
            store.put_source(connection, principal.workspace_id, fetched)
    return kept
