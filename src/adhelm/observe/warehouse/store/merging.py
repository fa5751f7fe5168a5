"""Merges a batch with what is there: which rows give way, which files are written anew."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, TypeVar

from adhelm.core.tables import TABLES
from adhelm.observe.warehouse.logic import shapes, sql
from adhelm.observe.warehouse.logic.shapes import Shape
from adhelm.observe.warehouse.store import selecting
from adhelm.observe.warehouse.store.arrival import Delivery, append_only
from adhelm.observe.warehouse.store.delta import overlapping
from adhelm.observe.warehouse.store.handle import FileEntry, Warehouse
from adhelm.observe.warehouse.store.parts import (
    Window,
    accounts_of,
    crowded,
    files_met,
    grouped,
    rewritten,
    sizes,
)
from adhelm.observe.warehouse.store.plans import Plan
from adhelm.observe.warehouse.store.profile import Profile, part_of
from adhelm.observe.warehouse.store.vanishing import vanished
from adhelm.observe.warehouse.store.work import Merge, Rewrite, Work
from adhelm.observe.warehouse.store.writing import Part, Selection

if TYPE_CHECKING:
    import duckdb

_SPLIT_ROWS, _SPLIT_PARTS = 20_000, 64
"""Up to which the files of a table are written by one query: beyond, each by its own, at once.

One query for all has a buffer for each column of each file: of 65,000 rows it took 70 MB more."""
_TABLES_AT_ONCE = 2
_Made = TypeVar("_Made")


def merge(
    warehouse: Warehouse,
    connection: duckdb.DuckDBPyConnection,
    *,
    delivery: Delivery,
    profiles: Mapping[str, Profile],
    base: Mapping[str, int],
) -> Plan:
    """Write the files of a publication on top of the pinned versions `base`; none if held."""
    plan = Plan(base)
    work = Work(warehouse, connection, delivery, plan)
    little = sum(one.rows for one in profiles.values()) <= _SPLIT_ROWS
    prepared = _each(work, _prepare, [*profiles.items()], at_once=little)
    merges = [one for one in prepared if one is not None]
    old = [one for one in merges if one.old]
    plan.vanished = vanished(connection, delivery, [one.shape for one in old])
    plan.held = bool(plan.vanished and delivery.window and not delivery.allow_vanishing)
    if plan.held:
        return plan
    asked = [(one, merges) for one in merges]
    _write_all(work, _each(work, _changes, asked, at_once=little))
    _log(work, old)
    for table in ("coverage", "quarantine"):
        _append(work, table)
    return plan


def _each(
    work: Work, do: Callable[..., _Made], asked: Sequence[tuple[Any, ...]], *, at_once: bool
) -> list[_Made]:
    """Do something for each of several tables: of little, two at once, or a core lies idle."""
    if len(asked) < _TABLES_AT_ONCE or not at_once or work.warehouse.threads <= 1:
        return [do(work, *one) for one in asked]

    def beside(one: tuple[Any, ...]) -> _Made:
        with work.beside() as own:
            return do(own, *one)

    with ThreadPoolExecutor(_TABLES_AT_ONCE) as pool:
        return list(pool.map(beside, asked))


def _prepare(work: Work, name: str, profile: Profile) -> Merge | None:
    shape, parts = shapes.SHAPES[name], profile.parts
    windows = _windows(work.connection, shape) if shape.days else []
    if not parts and not windows:
        return None
    old = files_met(shape, work.present(shape.name), parts, windows)
    work.plan.accounts[shape.name] = accounts_of(parts, windows)
    held = work.view_old(shape.name, old)
    work.connection.execute(
        f"CREATE OR REPLACE TABLE hit_{shape.name} AS FROM old_{shape.name} LIMIT 0"
    )
    new = f"new_{shape.name}"
    if shape.name == "entities" and old:
        new = _completed(work.connection, shape)
    hits = _find_hits(work, shape) if old else 0
    return Merge(shape, new, profile, old, hits, held=held)


def _find_hits(work: Work, shape: Shape) -> int:
    """Gather the old rows that give way; return how many."""
    name, delivery = shape.name, work.delivery
    if not delivery.window and shape.days and not _shares_entities(work.connection, name):
        return 0
    gives_way = shapes.superseded(shape, source_id=delivery.source_id, window=delivery.window)
    work.connection.execute(
        f"INSERT INTO hit_{name} SELECT o.* FROM old_{name} o "
        f"SEMI JOIN gone_{name} g ON {gives_way}"
    )
    count: int = work.connection.execute(f"SELECT count(*) FROM hit_{name}").fetchall()[0][0]
    return count


def _shares_entities(connection: duckdb.DuckDBPyConnection, name: str) -> bool:
    # Much cheaper than to compare days, and often enough: a file of other entities.
    entity = "platform, account_id, level, entity_id"
    connection.execute(
        f"CREATE OR REPLACE TABLE named_{name} AS SELECT DISTINCT {entity} FROM gone_{name}"
    )
    shared = f"SELECT 1 FROM old_{name} SEMI JOIN named_{name} USING ({entity}) LIMIT 1"
    return bool(connection.execute(shared).fetchone())


def _year_and_month(shape: Shape) -> str:
    day = shape.days[0] if shape.days else "NULL::DATE"
    return f"year({day}) AS year, month({day}) AS month_number"


def _windows(connection: duckdb.DuckDBPyConnection, shape: Shape) -> list[Window]:
    rows = connection.execute(
        f"SELECT connector, account_id, min(first), max(last) FROM windows_{shape.name} "
        "GROUP BY ALL"
    ).fetchall()
    return [Window(*row) for row in rows]


def _completed(connection: duckdb.DuckDBPyConnection, shape: Shape) -> str:
    """Fill what a delivery does not say of an entity with what was known."""
    columns = ", ".join(
        f"coalesce(n.{sql.name(c)}, o.{sql.name(c)}) AS {sql.name(c)}" for c in shape.table.names
    )
    connection.execute(
        f"CREATE OR REPLACE TABLE full_{shape.name} AS SELECT {columns} FROM new_{shape.name} n "
        f"LEFT JOIN old_{shape.name} o ON {sql.same(shape.key, 'n', 'o')}"
    )
    return f"full_{shape.name}"


def _changes(work: Work, one: Merge, merges: Sequence[Merge]) -> Rewrite:
    """Find what a merge changes, and so what it writes."""
    counted = not one.shape.leads and one.shape.logged
    if not one.old:
        if counted:
            work.plan.count(added=sum(one.parts.values()))
        return Rewrite(one, one.parts, one.parts.keys(), {}, ())
    _find_differences(work, one, merges)
    if counted:
        _count(work, one)
    changed, added = _changed(work.connection, one.shape), _added_parts(work.connection, one)
    # Rows that only add to a month need not disturb the files that are there.
    aside = {part for part in added if part not in changed and not _crowded(one, part)}
    differing = changed | (added.keys() - aside)
    months, files = rewritten(one.shape, one.old, differing)
    about = sizes(months, one.parts, one.shape, files)
    # Where much is there already, files are cut finer: replacing a few days stays quick.
    beside = sizes(aside - months, added, one.shape, one.old)
    return Rewrite(one, about, differing, beside, files)


def _write_all(work: Work, rewrites: Sequence[Rewrite]) -> None:
    """Write what merges change: little of several tables at once, much of one after the other."""
    for one in rewrites:
        # Whoever is done first, tables are committed in the same order.
        work.plan.take(one.merge.shape.name, (), ())
    little = [one for one in rewrites if one.rows and one.rows <= _SPLIT_ROWS]
    _each(work, _write, [(one,) for one in little], at_once=True)
    for one in rewrites:
        if one not in little:
            _write(work, one)


def _write(work: Work, rewrite: Rewrite) -> None:
    """Write months anew in place of files, and rows that are new beside what is there."""
    one, files = rewrite.merge, rewrite.files
    whole, more = _grouped_anew(rewrite), grouped(one.shape, rewrite.beside)
    if _is_little([*whole, *more], rewrite.rows):
        query = selecting.together(work, one, whole, more, files)
        work.write_split(one.shape.name, [*whole, *more], query, replacing=files)
        return
    if one.old:
        parts = {part: selecting.rewrite(work, one, part, files) for part in whole}
    else:
        parts = {part: selecting.all_fresh(work, one, part) for part in whole}
    parts |= {part: selecting.added(work, one, part) for part in more}
    work.write(one.shape.name, parts, replacing=files)


def _grouped_anew(rewrite: Rewrite) -> list[Part]:
    """Part months that differ from those that have come to rest: these are not written again."""
    shape, months = rewrite.merge.shape, rewrite.months
    differ = {part: rows for part, rows in months.items() if part in rewrite.differing}
    rest = {part: rows for part, rows in months.items() if part not in rewrite.differing}
    return [*grouped(shape, rest), *grouped(shape, differ)]


def _is_little(parts: Sequence[Part], rows: int) -> bool:
    return 1 < len(parts) <= _SPLIT_PARTS and rows <= _SPLIT_ROWS


def _find_differences(work: Work, one: Merge, merges: Sequence[Merge]) -> None:
    name = one.shape.name
    family = [m for m in merges if m.shape.name in {name, one.shape.leads} and m.old]
    # Where no old row gives way, nobody need look through millions of new ones.
    new = one.new if one.hits else f"(FROM {one.new} LIMIT 0)"
    queries = [shapes.differences(one.shape, new=new)]
    if one.shape.logged and any(other.hits for other in family):
        known = _known_units(work.connection, one, family)
        queries.append(shapes.late_rows(one.shape, new=one.new, known=known))
    query = " UNION ALL ".join(queries)
    work.connection.execute(f"CREATE OR REPLACE TABLE diff_{name} AS {query}")


def _known_units(connection: duckdb.DuckDBPyConnection, one: Merge, family: Sequence[Merge]) -> str:
    """Name the units that had been reported: what appears in them later is a restatement."""
    units = " UNION ALL ".join(
        "SELECT "
        + ", ".join(f"{value} AS {name}" for name, value in other.shape.known_unit("h").items())
        + f" FROM hit_{other.shape.name} h"
        for other in family
    )
    connection.execute(f"CREATE OR REPLACE VIEW known_{one.shape.name} AS {units}")
    return f"known_{one.shape.name}"


def _count(work: Work, one: Merge) -> None:
    changed, removed = work.connection.execute(
        "SELECT count(*) FILTER (was AND stays), count(*) FILTER (NOT stays) "
        f"FROM diff_{one.shape.name}"
    ).fetchall()[0]
    stayed = one.hits - removed
    added = sum(one.parts.values()) - stayed
    work.plan.count(added=added, changed=changed, removed=removed, unchanged=stayed - changed)


def _changed(connection: duckdb.DuckDBPyConnection, shape: Shape) -> set[Part]:
    rows = connection.execute(
        f"SELECT DISTINCT connector, account_id, {_year_and_month(shape)} "
        f"FROM diff_{shape.name} WHERE was"
    ).fetchall()
    return {part_of(row) for row in rows}


def _added_parts(connection: duckdb.DuckDBPyConnection, one: Merge) -> Mapping[Part, int]:
    """Return where rows are new, and how many."""
    if not one.hits:
        return one.parts
    rows = connection.execute(
        f"SELECT connector, account_id, {_year_and_month(one.shape)}, count(*) FROM {one.new} n "
        f"ANTI JOIN hit_{one.shape.name} o ON {sql.same(one.shape.key, 'n', 'o')} GROUP BY ALL"
    ).fetchall()
    return {part_of(row[:4]): row[4] for row in rows}


def _crowded(one: Merge, part: Part) -> bool:
    return not one.shape.days or crowded(one.shape, one.old, part)


def _log(work: Work, merges: Sequence[Merge]) -> None:
    logged = [one for one in merges if one.shape.logged and work.plan.changes.get(one.shape.name)]
    if not logged:
        return
    stamps = {
        "workspace_id": work.delivery.workspace_id,
        "source_id": work.delivery.source_id,
        "known_at": work.delivery.stamps["ingested_at"],
        "batch_id": work.delivery.batch_id,
    }
    queries = [shapes.restatements(one.shape, stamps=stamps) for one in logged]
    columns = sql.names(TABLES["restatements"].names)
    rows = " UNION ALL ".join(f"SELECT {columns} FROM ({query})" for query in queries)
    different = work.plan.changed + work.plan.removed
    work.plan.restated = work.write(
        "restatements",
        {Part("restated", work.delivery.batch_id): Selection(rows)},
        little=different <= _SPLIT_ROWS,
    )


def _append(work: Work, table: str) -> None:
    if not work.connection.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone():
        return
    work.plan.accounts[table] = None
    work.view_old(table, _with_same_days(work, table))
    rows = append_only(table, stamps=work.delivery.stamps)
    # Coverage is a row for each stream of a sync, quarantine what a person can look through.
    whose = Part(table, work.delivery.batch_id)
    work.write(table, {whose: Selection(rows)}, little=True)


def _with_same_days(work: Work, table: str) -> list[FileEntry]:
    """Return the files that may hold what is staged, by its days where it has any."""
    found = work.present(table)
    days = [column for column in ("start_date", "end_date") if column in TABLES[table].names]
    if not found or not days:
        return found
    bounds = ", ".join(f"min({day}), max({day}), count({day})" for day in days)
    rows, *told = work.connection.execute(f"SELECT count(*), {bounds} FROM {table}").fetchall()[0]
    for day, (first, last, dated) in zip(days, (told[:3], told[3:]), strict=True):
        if dated == rows:
            found = overlapping(found, column=(day, day), first=first, last=last)
    return found
