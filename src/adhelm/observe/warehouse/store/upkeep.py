"""Keeps the tables in shape: small files joined, files that no version needs deleted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import groupby

from adhelm.core.errors import AdhelmError
from adhelm.core.tables import TABLES
from adhelm.observe.warehouse.logic import sql
from adhelm.observe.warehouse.logic.shapes import SHAPES, Shape
from adhelm.observe.warehouse.store import commits, delta, log, parts, reading, staging
from adhelm.observe.warehouse.store.handle import FileEntry, Warehouse
from adhelm.observe.warehouse.store.plans import Plan, account_of, present
from adhelm.observe.warehouse.store.storage import Stored
from adhelm.observe.warehouse.store.writing import Part, Selection, write_parts

_ORPHAN_AFTER_S = 3600
_APPENDED = ("coverage", "quarantine", "restatements")


class ContentChanged(AdhelmError):
    """Joining files would have changed what they hold; nothing was committed."""

    code = "warehouse.content_changed"


def plan_compaction(warehouse: Warehouse, workspace_id: str, base: Mapping[str, int]) -> Plan:
    """Plan to join the small files of a workspace; its rows stay the same."""
    plan = Plan(base)
    for shape in SHAPES.values():
        if shape.days:
            entries = present(warehouse, shape.name, base, workspace_id)
            for joined in _joinable(shape, entries):
                _join(
                    warehouse,
                    plan,
                    shape.name,
                    workspace_id=workspace_id,
                    entries=joined,
                    wanted=_parts(shape, joined),
                )
    for table in _APPENDED:
        entries = present(warehouse, table, base, workspace_id)
        for joined in _small_ones(entries):
            _join(
                warehouse,
                plan,
                table,
                workspace_id=workspace_id,
                entries=joined,
                wanted={Part(table, "joined"): "TRUE"},
            )
    return plan


def unneeded(warehouse: Warehouse) -> Iterator[tuple[str, Stored]]:
    """Yield (table, file) that no version younger than the promised time holds."""
    now = warehouse.clock.now()
    pins = commits.pins(warehouse, since=now - timedelta(days=warehouse.as_of_days))
    for table in TABLES:
        if not warehouse.storage.exists(table):
            continue
        kept = kept_paths(warehouse, table, frozenset(pins.get(table, ())))
        for stored in warehouse.storage.list(table):
            inside = stored.path.removeprefix(f"{table}/")
            old = stored.at < now.timestamp() - _ORPHAN_AFTER_S
            if not inside.startswith("_delta_log/") and inside not in kept and old:
                yield table, stored


def sweep(warehouse: Warehouse, paths: Sequence[str]) -> None:
    """Delete files, what was known of them, and staging areas of the dead."""
    for path in paths:
        warehouse.storage.delete(path)
    commits.forget_inventories(warehouse, paths)
    staging.sweep(warehouse.storage.scratch)


def kept_paths(warehouse: Warehouse, table: str, pinned: frozenset[int]) -> set[str]:
    """Return the paths, below the table's folder, of the files that pinned versions hold."""
    if not pinned:
        return set()
    first = min(pinned)
    kept = {entry.path for entry in delta.files(warehouse, table, first)}
    return kept | log.added(warehouse, table, above=first, pinned=pinned)


def _joinable(shape: Shape, entries: Sequence[FileEntry]) -> Iterator[list[FileEntry]]:
    ordered = sorted(entries, key=lambda e: (str(account_of(e)), _first(shape, e), e.path))
    for _, theirs in groupby(ordered, key=account_of):
        yield from (joined for joined in _clusters(shape, list(theirs)) if len(joined) > 1)


def _clusters(shape: Shape, entries: Sequence[FileEntry]) -> list[list[FileEntry]]:
    """Gather files that share a month, and neighbours that are small enough together."""
    clusters: list[list[FileEntry]] = []
    for entry in entries:
        if clusters and _belongs(shape, clusters[-1], entry):
            clusters[-1].append(entry)
        else:
            clusters.append([entry])
    return clusters


def _belongs(shape: Shape, cluster: Sequence[FileEntry], entry: FileEntry) -> bool:
    until = max(_last(shape, one) for one in cluster)
    first = _first(shape, entry)
    if parts.month_of(first) <= parts.month_of(until):
        return True
    rows = sum(one.rows for one in cluster) + entry.rows
    return rows <= parts.GOOD_SIZE and first.year == until.year


def _small_ones(entries: Sequence[FileEntry]) -> Iterator[list[FileEntry]]:
    small = sorted((e for e in entries if e.rows < parts.GOOD_SIZE), key=lambda e: (e.rows, e.path))
    joined: list[FileEntry] = []
    for entry in small:
        if sum(one.rows for one in joined) + entry.rows > parts.GOOD_SIZE:
            break
        joined.append(entry)
    if len(joined) > 1:
        yield joined


def _parts(shape: Shape, entries: Sequence[FileEntry]) -> dict[Part, str]:
    months = {month for entry in entries for month in parts.months_of(shape, entry)}
    about = parts.sizes(months, {}, shape, entries)
    whole = sum(entry.rows for entry in entries) <= parts.GOOD_SIZE
    listed = (
        [_span(sorted(months, key=lambda m: m.month))] if whole else parts.grouped(shape, about)
    )
    return {part: parts.in_part(shape, part, "o") for part in listed}


def _span(months: Sequence[Part]) -> Part:
    first, last = months[0], months[-1]
    until = last.month if last.month != first.month else ""
    return Part(first.connector, first.account_id, first.month, until)


def _join(
    warehouse: Warehouse,
    plan: Plan,
    table: str,
    *,
    workspace_id: str,
    entries: Sequence[FileEntry],
    wanted: Mapping[Part, str],
) -> None:
    source = sql.scan(table, reading.uris(warehouse, table, entries))
    parts = {
        part: Selection(f"SELECT * FROM {source} o WHERE {where}") for part, where in wanted.items()
    }
    with reading.connect(warehouse, {}, alone=True) as connection:
        written = write_parts(
            warehouse, connection, table=table, workspace_id=workspace_id, parts=parts
        )
    plan.accounts[table] = None
    plan.take(table, written, entries)
    plan.changed += len(entries)
    if sum(one.entry.rows for one in written) != sum(entry.rows for entry in entries):
        raise ContentChanged(f"joining {len(entries)} files of {table} would lose rows")


def _first(shape: Shape, entry: FileEntry) -> date:
    day = entry.low.get(shape.days[0])
    return day if isinstance(day, date) else date.min


def _last(shape: Shape, entry: FileEntry) -> date:
    day = entry.high.get(shape.days[0])
    return day if isinstance(day, date) else date.max
