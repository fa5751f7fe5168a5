"""Holds our rows against the platforms' own account totals, day by day, and keeps the result."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from adhelm.connectors.contract import Account, Platforms, Progress, Stream, silent
from adhelm.core import clock as clocks
from adhelm.core.ads import Period
from adhelm.core.clock import Clock
from adhelm.core.db import Database
from adhelm.core.errors import AdhelmError
from adhelm.core.principal import Principal, Scope
from adhelm.core.secrets import Keyring
from adhelm.observe import warehouse as warehouses
from adhelm.observe.ingest.logic import windows
from adhelm.observe.ingest.logic.tallying import Whose, tallies
from adhelm.observe.ingest.service.delivering import SOURCE_ID
from adhelm.observe.ingest.service.lines import Line, Lines, Post
from adhelm.observe.ingest.service.syncing import chosen
from adhelm.observe.ingest.store import streams
from adhelm.observe.ingest.store import tallies as store
from adhelm.observe.ingest.types import Assignment, Reconciled, StreamStatus, Tally, Trouble
from adhelm.observe.warehouse import Snapshot, Warehouse
from adhelm.observe.warehouse.types import CheckResult

if TYPE_CHECKING:
    import duckdb

CHECK = "account_totals"
_LEVELS = ("campaign", "account")
_DAYS = 30
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class _Scene:
    """What the accounts of one reconciliation are held against."""

    post: Post
    now: Snapshot
    reader: duckdb.DuckDBPyConnection
    since: date | None
    until: date | None


def reconcile(
    *,
    principal: Principal,
    database: Database,
    warehouse: Warehouse,
    platforms: Platforms,
    keyring: Keyring,
    clock: Clock,
    names: Sequence[str] = (),
    accounts: Sequence[str] = (),
    since: date | None = None,
    until: date | None = None,
    progress: Progress = silent,
) -> Reconciled:
    """
    Compare each covered account-day with the platform's own total, and keep what was found.

    `since` and `until` are local days of the accounts, both included; by default the last thirty
    that are over, since today's figures move between two questions. Amounts are in the accounts'
    currencies.

    :raises NothingAssigned: if no account is the workspace's.
    :raises UnknownConnection: if no account of the workspace comes through a connection named.
    :raises UnknownAccount: if an account named is not the workspace's.
    """
    principal.require(Scope.write)
    post = Post(principal, database, warehouse, platforms, keyring, clock, progress)
    targets = chosen(post, names, accounts)
    now = warehouses.snapshot(warehouse, principal=principal)
    found: list[Tally] = []
    errors: list[tuple[str, str, Trouble]] = []
    with Lines(post) as lines, now.connect("facts") as reader:
        scene = _Scene(post, now, reader, since, until)
        for number, target in enumerate(targets, 1):
            try:
                line = lines.of(target)
                found += _of_account(scene, line, target)
            except AdhelmError as error:
                errors.append((target.connector, target.account_id, error.as_record()))
            progress(number, len(targets), f"{target.connector} {target.account_id}")
    return Reconciled(tuple(found), tuple(errors))


def reconciliations(
    *,
    principal: Principal,
    database: Database,
    connector: str | None = None,
    account_id: str | None = None,
    period: Period | None = None,
    verdict: str | None = None,
) -> list[Tally]:
    """Return what the latest reconciliation of each account-day found."""
    principal.require(Scope.read)
    found = store.latest(
        database,
        principal.workspace_id,
        connector=connector,
        account_id=account_id,
        period=period,
        verdict=verdict,
    )
    return [one for one in found if principal.sees(one.connector, one.account_id)]


def _of_account(scene: _Scene, line: Line, target: Assignment) -> list[Tally]:
    post, version = scene.post, scene.now.version.version
    account = line.account(target.account_id)
    within = _within(scene, account)
    known = streams.of_account(
        post.database, post.workspace_id, target.connector, target.account_id
    )
    days = {level: _covered(line.streams.values(), known, level, within) for level in _LEVELS}
    asked = [day for several in days.values() for day in several]
    if not asked:
        return []
    span = Period.closed(min(asked), max(asked))
    totals = {one.day: one for one in line.reader.totals(account, span)}
    found: list[Tally] = []
    for level, several in days.items():
        ours = store.sums(
            scene.reader,
            source_id=SOURCE_ID,
            connector=target.connector,
            account_id=account.id,
            level=level,
            period=span,
        )
        at = post.clock.now()
        whose = Whose(target.connector, account.id, account.currency, level, version, at)
        theirs = list(tallies(whose, several, totals, ours))
        store.write(post.database, post.workspace_id, theirs)
        found += theirs
    _record(post, target, found, version)
    return found


def _within(scene: _Scene, account: Account) -> Period:
    yesterday = clocks.today(scene.post.clock, account.timezone) - timedelta(days=1)
    last = scene.until or yesterday
    return Period.closed(min(scene.since or last - timedelta(days=_DAYS - 1), last), last)


def _covered(
    offered: Iterable[Stream], known: Mapping[str, StreamStatus], level: str, within: Period
) -> list[date]:
    """Return the days whose rows of a level were all fetched."""
    names = [
        stream.name
        for stream in offered
        if (stream.level, stream.grain, stream.breakdown) == (level, "day", "")
        and "facts" in stream.tables
    ]
    covered = windows.united(
        period for name in names if name in known for period in known[name].covered
    )
    return [day for day in within if any(day in period for period in covered)]


def _record(post: Post, target: Assignment, found: Sequence[Tally], version: int) -> None:
    """Keep the verdict where every number finds it for its badge."""
    odd = [one for one in found if one.verdict == "unexplained"]
    rounded = any(one.verdict == "rounding" for one in found)
    told_of = "; ".join(
        f"{one.day} {one.field} of {one.level}s {one.ours.normalize():f}, "
        f"the platform says {one.platform.normalize():f}"
        for one in odd[:_SHOWN]
    )
    days = len({one.day for one in found})
    good = f"{days} days agree with the platform's totals ({'rounding' if rounded else 'ok'})"
    check = CheckResult(
        check=CHECK,
        severity="warn" if odd else "info",
        passed=not odd,
        found=len(odd),
        message=f"account {target.account_id}: {told_of or good}",
        scope=f"{target.connector} {target.account_id}",
    )
    warehouses.record_checks(
        post.warehouse, principal=post.principal, checks=[check], batch_id=CHECK, version=version
    )
