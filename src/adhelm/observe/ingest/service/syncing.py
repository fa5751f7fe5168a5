"""The sync: accounts side by side, published together; two syncs of one account are one."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from contextlib import ExitStack
from contextvars import copy_context
from dataclasses import dataclass, replace
from datetime import date
from fnmatch import fnmatchcase

from adhelm.connectors.contract import Platforms, Progress, silent
from adhelm.core.ads import Period
from adhelm.core.clock import Clock
from adhelm.core.db import Busy, Database
from adhelm.core.errors import AdhelmError
from adhelm.core.principal import Principal, Scope
from adhelm.core.secrets import Keyring
from adhelm.observe.ingest.logic import windows
from adhelm.observe.ingest.service.delivering import Delivery
from adhelm.observe.ingest.service.fetching import Errand, Ticker, Wish, bring
from adhelm.observe.ingest.service.lines import Lines, Post
from adhelm.observe.ingest.service.status import lock_name
from adhelm.observe.ingest.store import accounts as account_store
from adhelm.observe.ingest.store import connections, streams
from adhelm.observe.ingest.types import (
    Assignment,
    NothingAssigned,
    StreamState,
    Synced,
    SyncReport,
    UnknownAccount,
    UnknownConnection,
    UnknownStream,
)
from adhelm.observe.warehouse import Warehouse

SYNC = connections.SYNC
AT_ONCE = 4
"""Accounts of one connector that are fetched side by side."""
_PATIENCE_S = 6 * 3600
_WORST_FIRST = (
    StreamState.failed, StreamState.held, StreamState.loaded, StreamState.unchanged,
    StreamState.fresh,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Run:
    """What all rounds of a run share."""

    post: Post
    lines: Lines
    wish: Wish
    ticker: Ticker
    at_once: int


def sync(
    *,
    principal: Principal,
    database: Database,
    warehouse: Warehouse,
    platforms: Platforms,
    keyring: Keyring,
    clock: Clock,
    names: Sequence[str] = (),
    accounts: Sequence[str] = (),
    only: Sequence[str] = (),
    since: date | None = None,
    until: date | None = None,
    progress: Progress = silent,
    at_once: int = AT_ONCE,
) -> SyncReport:
    """
    Bring what is new or may have been restated, of the accounts that are the workspace's.

    `names` are connections, `accounts` ids, `only` names or patterns of streams; none: all, all,
    and the default ones. `since` and `until` are local days of the accounts, both included. What
    goes wrong with one stream is in the report, and keeps no other from coming through.

    :raises NothingAssigned: if no account is the workspace's.
    :raises UnknownConnection: if no account of the workspace comes through a connection named.
    :raises UnknownAccount: if an account named is not the workspace's.
    :raises UnknownStream: if no platform has a stream named.
    """
    principal.require(Scope.write)
    post = Post(principal, database, warehouse, platforms, keyring, clock, progress)
    targets = chosen(post, names, accounts)
    with Lines(post) as lines:
        _refuse_unknown(lines, targets, only)
        wish = Wish(tuple(only), since, until)
        return _run(_Run(post, lines, wish, Ticker(post), at_once), targets)


def backfill(
    *,
    principal: Principal,
    database: Database,
    warehouse: Warehouse,
    platforms: Platforms,
    keyring: Keyring,
    clock: Clock,
    since: date,
    until: date | None = None,
    names: Sequence[str] = (),
    accounts: Sequence[str] = (),
    only: Sequence[str] = (),
    progress: Progress = silent,
    at_once: int = AT_ONCE,
) -> SyncReport:
    """
    Bring the past month by month, the newest first; months that are there already are passed over.

    Stopped or killed, it goes on where it was. `since` and `until` are local days of the accounts,
    both included; without `until` it ends where today's clock is.

    :raises NothingAssigned: if no account is the workspace's.
    :raises UnknownConnection: if no account of the workspace comes through a connection named.
    :raises UnknownAccount: if an account named is not the workspace's.
    :raises UnknownStream: if no platform has a stream named.
    """
    principal.require(Scope.write)
    post = Post(principal, database, warehouse, platforms, keyring, clock, progress)
    targets = chosen(post, names, accounts)
    report = SyncReport()
    ticker = Ticker(post)
    with Lines(post) as lines:
        _refuse_unknown(lines, targets, only)
        for month in windows.months(Period.closed(since, until or clock.now().date())):
            wish = Wish(tuple(only), month.start, month.last, dated=True, missing=True)
            report += _run(_Run(post, lines, wish, ticker, at_once), targets)
    return SyncReport(_one_each(report.streams), report.published)


def chosen(post: Post, names: Sequence[str], accounts: Sequence[str]) -> list[Assignment]:
    """
    Return the workspace's accounts that are meant, each with its latest days.

    :raises NothingAssigned: if no account is the workspace's.
    :raises UnknownConnection: if no account of the workspace comes through a connection named.
    :raises UnknownAccount: if an account named is not the workspace's.
    """
    mine = account_store.assigned(post.database, post.workspace_id)
    if not mine:
        raise NothingAssigned(
            "no account is assigned to this workspace",
            hint="`adhelm source add`, `adhelm source accounts NAME`, `adhelm source assign NAME`",
        )
    if strange := set(names) - {one.connection for one in mine}:
        raise UnknownConnection(
            f"no account of this workspace comes through '{', '.join(sorted(strange))}'",
            hint="`adhelm source ls` lists connections, `adhelm source assign` gives accounts",
        )
    if strange := set(accounts) - {one.account_id for one in mine}:
        raise UnknownAccount(
            f"account {', '.join(sorted(strange))} is not this workspace's",
            hint="`adhelm source accounts NAME` lists them, `adhelm source assign` gives them",
        )
    latest = {(one.connector, one.account_id): one for one in mine}
    return [
        one
        for one in latest.values()
        if (not names or one.connection in names) and (not accounts or one.account_id in accounts)
    ]


def _run(run: _Run, targets: Sequence[Assignment]) -> SyncReport:
    """Bring accounts; those that another sync brings at this moment are waited for afterwards."""
    asked_at = run.post.clock.now()
    busy: list[Assignment] = []
    report = _round(run, targets, busy)
    if busy:
        report += _round(replace(run, wish=replace(run.wish, asked_at=asked_at)), busy)
    return SyncReport(_one_each(report.streams), report.published)


def _round(
    run: _Run, targets: Sequence[Assignment], busy: list[Assignment] | None = None
) -> SyncReport:
    """Bring the accounts that nobody else brings, and put the others on `busy`; or wait for all."""
    with ExitStack() as locks, Delivery(run.post) as delivery:
        mine = _mine(run, locks, targets, delivery, busy)
        stop = threading.Event()
        errands = [
            errand for one in mine if (errand := _errand(run, one, delivery, stop)) is not None
        ]
        _side_by_side(errands, run.at_once)
        delivery.publish()
        return SyncReport(tuple(delivery.outcomes), tuple(delivery.published))


def _mine(
    run: _Run,
    locks: ExitStack,
    targets: Sequence[Assignment],
    delivery: Delivery,
    busy: list[Assignment] | None,
) -> list[Assignment]:
    """Lock accounts; those that another sync has are put on `busy`, or waited for without it."""
    named: dict[str, list[Assignment]] = {}
    for one in targets:
        name = lock_name(run.post.workspace_id, one.connector, one.account_id)
        named.setdefault(name, []).append(one)
    mine: list[Assignment] = []
    # Always in the same order, so that no two runs wait for each other.
    for name, several in sorted(named.items()):
        patience = 0 if busy is not None else _PATIENCE_S
        try:
            locks.enter_context(run.post.database.exclusive(name, timeout_s=patience))
        except Busy as error:
            if busy is not None:
                busy += several
            else:
                delivery.outcomes += [_lost(one, error) for one in several]
        else:
            mine += several
    return mine


def _errand(
    run: _Run, target: Assignment, delivery: Delivery, stop: threading.Event
) -> Errand | None:
    try:
        line = run.lines.of(target)
    except AdhelmError as error:
        delivery.outcomes.append(_lost(target, error))
        return None
    return Errand(run.post, line, target, run.wish, delivery, run.ticker, stop)


def _lost(target: Assignment, error: AdhelmError) -> Synced:
    return Synced(
        target.connector, target.account_id, "*", StreamState.failed, error=error.as_record()
    )


def _side_by_side(errands: Sequence[Errand], at_once: int) -> None:
    by_connector: dict[str, list[Errand]] = {}
    for one in errands:
        by_connector.setdefault(one.connector, []).append(one)
    with ExitStack() as pools:
        begun: list[Future[None]] = []
        try:
            for connector, theirs in by_connector.items():
                size = min(at_once, len(theirs))
                pool = pools.enter_context(ThreadPoolExecutor(size, f"sync-{connector}"))
                # Each thread works for who works here: its calls and lines carry the same id.
                begun += [pool.submit(copy_context().run, bring, one) for one in theirs]
            for done in as_completed(begun):
                done.result()
        except BaseException:
            # The pools wait for their threads when they close: tell them to stop first.
            for one in errands:
                one.stop.set()
            for waiting in begun:
                waiting.cancel()
            raise


def _refuse_unknown(lines: Lines, targets: Sequence[Assignment], only: Sequence[str]) -> None:
    if not only:
        return
    known = {name for one in targets for name in lines.of(one).streams}
    for pattern in only:
        if not any(fnmatchcase(name, pattern) for name in known):
            raise UnknownStream(
                f"there is no stream '{pattern}'", hint=f"there are {', '.join(sorted(known))}"
            )


def _one_each(outcomes: Iterable[Synced]) -> tuple[Synced, ...]:
    """Return one outcome per stream, of all its fetches: the worst state, all pages and rows."""
    found: dict[streams.Key, Synced] = {}
    for one in outcomes:
        key = (one.connector, one.account_id, one.stream)
        found[key] = _joined(found[key], one) if key in found else one
    return tuple(found[key] for key in sorted(found))


def _joined(one: Synced, other: Synced) -> Synced:
    worst = min(one, other, key=lambda each: _WORST_FIRST.index(each.state))
    periods = [each.period for each in (one, other) if each.period]
    whole = Period(min(p.start for p in periods), max(p.end for p in periods)) if periods else None
    return replace(
        worst,
        period=whole,
        pages=one.pages + other.pages,
        rows=one.rows + other.rows,
        batch_id=worst.batch_id or one.batch_id or other.batch_id,
    )
