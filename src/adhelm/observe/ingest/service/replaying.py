"""Maps once more what has landed: for a mended mapping, or for what a person has decided about.

Of every day the newest fetch answers; older ones only for the days that it did not ask for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from adhelm.connectors.contract import Fetch, Mapped, Platforms, Progress, Stream, silent
from adhelm.connectors.contract.reading import Row
from adhelm.core.ads import Period
from adhelm.core.clock import Clock
from adhelm.core.db import Database
from adhelm.core.principal import Principal, Scope
from adhelm.core.secrets import Keyring
from adhelm.core.tables import TABLES
from adhelm.observe import warehouse as warehouses
from adhelm.observe.ingest.logic import windows
from adhelm.observe.ingest.service.delivering import SOURCE_ID
from adhelm.observe.ingest.service.lines import Line, Lines, Post, new_id
from adhelm.observe.ingest.service.mapping import Load, mapper, restage
from adhelm.observe.ingest.service.status import lock_name
from adhelm.observe.ingest.service.syncing import chosen
from adhelm.observe.ingest.store import fetches
from adhelm.observe.ingest.store.fetches import Record
from adhelm.observe.ingest.store.keeping import CARRIED, keep_vanished
from adhelm.observe.ingest.types import Assignment, Decision
from adhelm.observe.warehouse import Warehouse
from adhelm.observe.warehouse.types import Batch, Published, Replace

if TYPE_CHECKING:
    import duckdb

_PATIENCE_S = 6 * 3600
_TIMED = frozenset({"facts", "conversions"})


@dataclass(frozen=True, slots=True)
class _Part:
    """One fetch, and the days of it for which no newer one answers (None: it has no days)."""

    load: Load
    days: tuple[Period, ...] | None


def replay(
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
) -> list[Published]:
    """
    Map the pages that have landed once more and publish what comes of it; no platform is asked.

    The same mapping gives the same facts. `since` and `until` are local days, both included.

    :raises NothingAssigned: if no account is the workspace's.
    :raises UnknownConnection: if no account of the workspace comes through a connection named.
    :raises UnknownAccount: if an account named is not the workspace's.
    :raises FieldMissing: if a field that the mapping needs is not in a page.
    :raises PageDamaged: if a page is not what was written.
    """
    principal.require(Scope.write)
    post = Post(principal, database, warehouse, platforms, keyring, clock, progress)
    within = Period.closed(since or date.min, until or date(9999, 12, 30))
    targets = chosen(post, names, accounts)
    done: list[Published] = []
    with Lines(post) as lines:
        for number, target in enumerate(targets, 1):
            name = lock_name(post.workspace_id, target.connector, target.account_id)
            with database.exclusive(name, timeout_s=_PATIENCE_S):
                done += _replayed(post, lines.of(target), target, only, within)
            progress(number, len(targets), f"{target.connector} {target.account_id}")
    return done


def _replayed(
    post: Post, line: Line, target: Assignment, only: Sequence[str], within: Period
) -> list[Published]:
    chosen_streams = [
        one
        for one in line.streams.values()
        if not only or any(fnmatchcase(one.name, pattern) for pattern in only)
    ]
    found = fetches.published(
        post.database,
        post.workspace_id,
        target.connector,
        target.account_id,
        streams=[one.name for one in chosen_streams],
    )
    parts = {
        stream.name: _parts(line, stream, [one for one in found if one.stream == stream.name],
                            within)
        for stream in chosen_streams
    }  # fmt: skip
    return [_published(post, target, stretch) for stretch in _stretches(parts) if stretch]


def _parts(line: Line, stream: Stream, records: Sequence[Record], within: Period) -> list[_Part]:
    parts: list[_Part] = []
    taken: list[Period] = []
    for record in records:
        fetch = Fetch(record.account, stream, record.period, record.today)
        load = Load(fetch, record, line.reader)
        if record.period is None or not _TIMED & {*stream.tables}:
            parts.append(_Part(load, None))
            continue
        own = _common(record.period, within)
        if days := tuple(windows.without(own, taken)) if own else ():
            parts.append(_Part(load, days))
            taken.append(record.period)
    return parts


def _stretches(parts: Mapping[str, Sequence[_Part]]) -> list[list[_Part]]:
    """Part each stream's days where some are missing: a window must not reach over a gap."""
    found: list[list[_Part]] = [[one for several in parts.values() for one in several
                                 if one.days is None]]  # fmt: skip
    for several in parts.values():
        days = [day for one in several for day in one.days or ()]
        for number, whole in enumerate(windows.united(days), 1):
            if number == len(found):
                found.append([])
            for one in several:
                inside = tuple(
                    day for day in one.days or () if whole.start <= day.start < whole.end
                )
                if inside:
                    found[number].append(replace(one, days=inside))
    # What others refer to goes with the first days.
    return [found[0] + found[1], *found[2:]] if len(found) > 1 else found


def _published(post: Post, target: Assignment, parts: Sequence[_Part]) -> Published:
    batch = Batch(
        id=new_id("syn"),
        source_id=SOURCE_ID,
        replace=Replace.window,
        allow_vanishing=True,
        what=f"replay of {target.connector}: account {target.account_id}",
    )
    seen: dict[str, set[tuple[object, ...]]] = {}
    with warehouses.staging(post.warehouse, batch_id=batch.id) as area:
        for part in parts:
            sieve = _newest(seen) if part.days is None else _inside(part.days)
            covers = part.days if part.days is not None else (part.load.fetch.period,)
            days = [one for one in covers if one is not None]
            restage(post, mapper(area, part.load, sieve=sieve, covers=days))
        _keep(post, area, parts)
        return warehouses.publish(
            post.warehouse, principal=post.principal, staging=area, batch=batch
        )


def _keep(post: Post, area: duckdb.DuckDBPyConnection, parts: Sequence[_Part]) -> None:
    """Carry over what a person decided to keep, though the platform named it no more."""
    kept = [one for one in parts if (one.load.record.held or {}).get("decision") == Decision.keep]
    if kept:
        now = warehouses.snapshot(post.warehouse, principal=post.principal)
        with now.connect(*CARRIED) as reader:
            for days in (days for one in kept for days in one.days or ()):
                keep_vanished(area, reader, source_id=SOURCE_ID, within=days)


def _inside(days: Sequence[Period]) -> Callable[[Mapped], Mapped]:
    """Let through the rows of some days."""
    wanted = {day for period in days for day in period}

    def sieve(mapped: Mapped) -> Mapped:
        rows = {
            table: [row for row in several if row.get("date") in wanted]
            for table, several in mapped.rows.items()
        }
        return replace(mapped, rows=rows)

    return sieve


def _newest(seen: dict[str, set[tuple[object, ...]]]) -> Callable[[Mapped], Mapped]:
    """Let through what no newer fetch has told of."""

    def sieve(mapped: Mapped) -> Mapped:
        rows = {table: _unseen(table, several) for table, several in mapped.rows.items()}
        return replace(mapped, rows=rows)

    def _unseen(table: str, rows: Iterable[Row]) -> list[Row]:
        known = seen.setdefault(table, set())
        key = [name for name in TABLES[table].key if name != "workspace_id"]
        fresh = {tuple(row.get(name) for name in key): row for row in rows}
        found = [row for values, row in fresh.items() if values not in known]
        known.update(fresh)
        return found

    return sieve


def _common(one: Period, other: Period) -> Period | None:
    start, end = max(one.start, other.start), min(one.end, other.end)
    return Period(start, end) if start < end else None
