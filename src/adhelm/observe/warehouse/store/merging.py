"""Merges a batch with what is there: which rows give way, which files are written anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from adhelm.core.tables import TABLES
from adhelm.observe.warehouse.logic import shapes, sql
from adhelm.observe.warehouse.logic.shapes import Shape
from adhelm.observe.warehouse.store.arrival import Delivery, append_only
from adhelm.observe.warehouse.store.handle import FileEntry, Warehouse
from adhelm.observe.warehouse.store.parts import (
    Window,
    accounts_of,
    crowded,
    files_met,
    grouped,
    in_part,
    meets,
    part_of,
    rewritten,
    sizes,
)
from adhelm.observe.warehouse.store.plans import Plan, present
from adhelm.observe.warehouse.store.vanishing import vanished
from adhelm.observe.warehouse.store.writing import Part, write_parts

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True, slots=True)
class Work:
    """A merging under way."""

    warehouse: Warehouse
    connection: duckdb.DuckDBPyConnection
    delivery: Delivery
    plan: Plan

    def write(
        self, table: str, parts: Mapping[Part, str], *, replacing: Sequence[FileEntry] = ()
    ) -> int:
        """Write files of a table and plan them in; return their rows."""
        written = write_parts(
            self.warehouse,
            self.connection,
            table=table,
            workspace_id=self.delivery.workspace_id,
            parts=parts,
        )
        self.plan.take(table, written, replacing)
        return sum(one.entry.rows for one in written)

    def present(self, table: str) -> list[FileEntry]:
        """Return the workspace's files that the plan builds on."""
        return present(self.warehouse, table, self.plan.base, self.delivery.workspace_id)

    def view_old(self, table: str, entries: Sequence[FileEntry]) -> None:
        """Make the view `old_<table>` over some of the table's files."""
        paths = [self.warehouse.storage.uri(f"{table}/{entry.path}") for entry in entries]
        view = f"CREATE OR REPLACE VIEW old_{table} AS FROM {sql.scan(table, paths)}"
        self.connection.execute(view)


@dataclass(frozen=True, slots=True)
class Merge:
    """The merging of one table: its new rows, and the files that may hold old ones."""

    shape: Shape
    new: str
    """The view or table of the new rows."""
    parts: Mapping[Part, int]
    """Part -> how many of them."""
    old: Sequence[FileEntry]


def merge(
    warehouse: Warehouse,
    connection: duckdb.DuckDBPyConnection,
    *,
    delivery: Delivery,
    about: Sequence[Shape],
    base: Mapping[str, int],
) -> Plan:
    """Write the files of a publication on top of the pinned versions `base`; none if held."""
    plan = Plan(base)
    work = Work(warehouse, connection, delivery, plan)
    prepared = [_prepare(work, shape) for shape in about]
    merges = [one for one in prepared if one is not None]
    old = [one for one in merges if one.old]
    plan.vanished = vanished(connection, delivery, [one.shape for one in old])
    plan.held = bool(plan.vanished and delivery.window and not delivery.allow_vanishing)
    if plan.held:
        return plan
    for one in merges:
        _merge_one(work, one)
    _log(work, old)
    for table in ("coverage", "quarantine"):
        _append(work, table)
    return plan


def _prepare(work: Work, shape: Shape) -> Merge | None:
    parts = _parts(work.connection, shape)
    windows = _windows(work.connection, shape) if shape.days else []
    if not parts and not windows:
        return None
    old = files_met(shape, work.present(shape.name), parts, windows)
    work.plan.accounts[shape.name] = accounts_of(parts, windows)
    work.view_old(shape.name, old)
    new = f"new_{shape.name}"
    if shape.name == "entities" and old:
        new = _completed(work.connection, shape)
    work.connection.execute(
        f"CREATE OR REPLACE VIEW hit_{shape.name} AS SELECT o.* FROM old_{shape.name} o "
        f"SEMI JOIN gone_{shape.name} g ON {_gives_way(shape, work.delivery)}"
    )
    return Merge(shape, new, parts, old)


def _parts(connection: duckdb.DuckDBPyConnection, shape: Shape) -> dict[Part, int]:
    # Years and months as numbers: making a text of millions of dates takes its time.
    rows = connection.execute(
        f"SELECT connector, account_id, {_year_and_month(shape)}, count(*) "
        f"FROM new_{shape.name} GROUP BY ALL ORDER BY ALL"
    ).fetchall()
    return {part_of(row[:4]): row[4] for row in rows}


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


def _gives_way(shape: Shape, delivery: Delivery) -> str:
    return shapes.superseded(shape, source_id=delivery.source_id, window=delivery.window)


def _merge_one(work: Work, one: Merge) -> None:
    counted = not one.shape.leads and one.shape.logged
    if not one.old:
        work.plan.added += sum(one.parts.values()) if counted else 0
        work.write(one.shape.name, {p: _fresh(one, p) for p in grouped(one.shape, one.parts)})
        return
    name = one.shape.name
    differences = shapes.differences(one.shape, new=one.new)
    work.connection.execute(f"CREATE OR REPLACE TABLE diff_{name} AS {differences}")
    if counted:
        _count(work, one)
    changed = _changed(work.connection, one.shape)
    # Rows that only add to a month need not disturb the files that are there.
    added = {part for part, only in changed.items() if only and not _crowded(one, part)}
    months, files = rewritten(one.shape, one.old, changed.keys() - added)
    about = sizes(months, one.parts, one.shape, files)
    queries = {p: _rewrite(work, one, p, files) for p in grouped(one.shape, about)}
    added_rows = {part: one.parts[part] for part in added - months}
    queries |= {p: _added(one, p) for p in grouped(one.shape, added_rows)}
    work.write(name, queries, replacing=files)


def _count(work: Work, one: Merge) -> None:
    added, changed, removed = work.connection.execute(
        "SELECT count(*) FILTER (NOT was), count(*) FILTER (was AND stays), "
        f"count(*) FILTER (NOT stays) FROM diff_{one.shape.name}"
    ).fetchall()[0]
    work.plan.added += added
    work.plan.changed += changed
    work.plan.removed += removed
    work.plan.unchanged += sum(one.parts.values()) - added - changed


def _changed(connection: duckdb.DuckDBPyConnection, shape: Shape) -> dict[Part, bool]:
    """Return the months in which rows differ, and whether each is only added to."""
    rows = connection.execute(
        f"SELECT connector, account_id, {_year_and_month(shape)}, bool_and(NOT was) "
        f"FROM diff_{shape.name} GROUP BY ALL"
    ).fetchall()
    return {part_of(row[:4]): row[4] for row in rows}


def _crowded(one: Merge, part: Part) -> bool:
    return not one.shape.days or crowded(one.shape, one.old, part)


def _added(one: Merge, part: Part) -> str:
    """Select the rows of a part that were not there before."""
    return (
        f"SELECT n.* FROM ({_fresh(one, part)}) n SEMI JOIN diff_{one.shape.name} d "
        f"ON NOT d.was AND {sql.same(one.shape.key, 'n', 'd')}"
    )


def _fresh(one: Merge, part: Part) -> str:
    return f"SELECT * FROM {one.new} n WHERE {in_part(one.shape, part, 'n')}"


def _rewrite(work: Work, one: Merge, part: Part, files: Sequence[FileEntry]) -> str:
    paths = [
        work.warehouse.storage.uri(f"{one.shape.name}/{entry.path}")
        for entry in files
        if meets(one.shape, entry, part)
    ]
    columns = sql.names(one.shape.table.names)
    return (
        f"SELECT {columns} FROM {sql.scan(one.shape.name, paths)} o "
        f"ANTI JOIN gone_{one.shape.name} g ON {_gives_way(one.shape, work.delivery)} "
        f"WHERE {in_part(one.shape, part, 'o')} "
        f"UNION ALL SELECT {columns} FROM ({_fresh(one, part)})"
    )


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
    queries = []
    for one in logged:
        known = _known_units(work.connection, one, merges)
        news = shapes.restated(one.shape, known=known)
        work.connection.execute(f"CREATE OR REPLACE TABLE news_{one.shape.name} AS {news}")
        queries += shapes.restatements(one.shape, stamps=stamps)
    columns = sql.names(TABLES["restatements"].names)
    rows = " UNION ALL ".join(f"SELECT {columns} FROM ({query})" for query in queries)
    work.plan.restated = work.write(
        "restatements", {Part("restated", work.delivery.batch_id): rows}
    )


def _known_units(connection: duckdb.DuckDBPyConnection, one: Merge, merges: Sequence[Merge]) -> str:
    """Name the units that had been reported: what appears in them later is a restatement."""
    family = {one.shape.name, one.shape.leads}
    related = [other.shape for other in merges if other.shape.name in family]
    units = " UNION ALL ".join(
        "SELECT "
        + ", ".join(f"{expression} AS {name}" for name, expression in shape.unit("h").items())
        + f" FROM hit_{shape.name} h"
        for shape in related
    )
    connection.execute(f"CREATE OR REPLACE VIEW known_{one.shape.name} AS {units}")
    return f"known_{one.shape.name}"


def _append(work: Work, table: str) -> None:
    if not work.connection.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone():
        return
    work.plan.accounts[table] = None
    work.view_old(table, work.present(table))
    rows = append_only(table, stamps=work.delivery.stamps)
    work.write(table, {Part(table, work.delivery.batch_id): rows})
