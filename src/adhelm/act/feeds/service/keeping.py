"""Keeps feeds: where data go, by a credential that nobody sees again; each change is audited."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime

from adhelm.act.feeds.logic import places
from adhelm.act.feeds.store import feeds as store
from adhelm.act.feeds.types import Feed, FeedRun, Kind, State, Status
from adhelm.core.clock import Clock
from adhelm.core.db import Connection, Database
from adhelm.core.errors import AdhelmError
from adhelm.core.principal import Principal, Scope
from adhelm.core.secrets import Keyring
from adhelm.govern import audit
from adhelm.observe import warehouse as warehouses
from adhelm.observe.warehouse import Warehouse
from adhelm.observe.warehouse.types import DataVersion

_WHAT = "a feed"
_WROTE = (State.done, State.unchanged)


def add_feed(
    *,
    principal: Principal,
    database: Database,
    keyring: Keyring,
    clock: Clock,
    name: str,
    kind: Kind,
    place: Mapping[str, str],
    credential: Mapping[str, str],
) -> Feed:
    """
    Keep where data are to go after each sync, and the credential, sealed.

    PostgreSQL: `schema`, and the credential `url` (postgresql://user:password@host/database).
    BigQuery: `project`, `dataset`, `location`; Sheets: `spreadsheet`, `level`, `days`; both the
    credential `key`, a service account's key file as text.

    :raises BadPlace: if the place is incomplete or none.
    :raises BadCredential: if the credential is not what the target wants.
    :raises FeedExists: if there is a feed of that name.
    :raises TooManyFeeds: if there are as many as there may be.
    :raises Narrowed: if the principal does not see all accounts, which the feed sends.
    """
    with _changing(principal, database, clock, "feeds.add", name) as connection:
        shown, sealed = places.checked(kind, place, credential)
        feed = Feed(name, kind, shown, clock.now(), f"{principal.actor}:{principal.id}"[:200])
        store.add(
            connection, keyring, workspace_id=principal.workspace_id, feed=feed,
            credential=sealed, clock=clock,
        )  # fmt: skip
        audit.record(
            connection, principal=principal, clock=clock, action="feeds.add",
            subject=f"feed:{name}", after={"kind": kind.value, **shown},
        )  # fmt: skip
    return feed


def remove_feed(*, principal: Principal, database: Database, clock: Clock, name: str) -> None:
    """
    Forget a feed, its credential and its runs; what was merged stays where it is.

    :raises NoSuchFeed: if there is none of that name.
    """
    with _changing(principal, database, clock, "feeds.remove", name) as connection:
        feed = store.get(connection, principal.workspace_id, name)
        store.remove(connection, principal.workspace_id, name)
        audit.record(
            connection, principal=principal, clock=clock, action="feeds.remove",
            subject=f"feed:{name}", before={"kind": feed.kind.value, **feed.place},
        )  # fmt: skip


def get_feed(*, principal: Principal, database: Database, name: str) -> Feed:
    """
    Return one feed.

    :raises NoSuchFeed: if there is none of that name.
    """
    _see(principal)
    with database.reading() as connection:
        return store.get(connection, principal.workspace_id, name)


def list_feeds(*, principal: Principal, database: Database, warehouse: Warehouse) -> list[Status]:
    """Return the workspace's feeds by name: what each holds, how far behind, what failed."""
    _see(principal)
    with database.reading() as connection:
        found = store.every(connection, principal.workspace_id)
        runs = store.recent(connection, principal.workspace_id)
    if not found:
        return []
    newest = warehouses.snapshot(warehouse, principal=principal).version
    return [_status(feed, runs.get(feed.name, []), newest) for feed in found]


def status(*, principal: Principal, database: Database, warehouse: Warehouse, name: str) -> Status:
    """
    Return where one feed stands.

    :raises NoSuchFeed: if there is none of that name.
    """
    get_feed(principal=principal, database=database, name=name)
    every = list_feeds(principal=principal, database=database, warehouse=warehouse)
    return next(one for one in every if one.feed.name == name)


def history(
    *,
    principal: Principal,
    database: Database,
    name: str,
    limit: int = 100,
    before: tuple[datetime, str] | None = None,
) -> list[FeedRun]:
    """
    Return a feed's runs, the newest first; those before an instant and id, if given.

    :raises NoSuchFeed: if there is none of that name.
    """
    get_feed(principal=principal, database=database, name=name)
    with database.reading() as connection:
        return store.runs(connection, principal.workspace_id, feed=name, limit=limit, before=before)


def _see(principal: Principal) -> None:
    principal.require(Scope.read)
    principal.require_whole(_WHAT)


@contextmanager
def _changing(
    principal: Principal, database: Database, clock: Clock, action: str, name: str
) -> Iterator[Connection]:
    """Open the transaction of a change that takes an admin; what is refused is written down."""
    try:
        principal.require(Scope.admin)
        principal.require_whole(_WHAT)
        with database.durable() as connection:
            yield connection
    except AdhelmError as error:
        audit.record_refusal(
            database, principal=principal, clock=clock, action=action, subject=f"feed:{name}"[:200],
            reason=error.message,
        )  # fmt: skip
        raise


def _status(feed: Feed, runs: Sequence[FeedRun], newest: DataVersion) -> Status:
    held = next((one for one in runs if one.state in _WROTE), None)
    failed = [one for one in runs if one.state in {State.failed, State.interrupted}]
    later = [one for one in failed if held is None or one.started_at > held.started_at]
    version = held.data_version if held else None
    behind = None if version is None else 0
    if held and held.known_at and version != newest.version:
        behind = max(0, int((newest.known_at - held.known_at).total_seconds()))
    return Status(
        feed, runs[0] if runs else None, version, newest.version, behind,
        next((one.rows for one in runs if one.state is State.done), None), len(later),
    )  # fmt: skip
