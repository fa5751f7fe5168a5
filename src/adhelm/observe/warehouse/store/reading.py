"""Reads the published tables at pinned versions: file lists, stock, and a connection with views."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from adhelm.core.ads import Period
from adhelm.core.tables import TABLES
from adhelm.observe.warehouse.logic import sql
from adhelm.observe.warehouse.store import commits, delta, writing
from adhelm.observe.warehouse.store.handle import FileEntry, Warehouse
from adhelm.observe.warehouse.store.plans import account_of, present
from adhelm.observe.warehouse.types import Coverage, Restated, Run

if TYPE_CHECKING:
    import duckdb

_DAYS = {
    "facts": ("date", "date"),
    "conversions": ("date", "date"),
    "period_facts": ("period_start", "period_end"),
    "period_conversions": ("period_start", "period_end"),
    "extras": ("day", "day"),
    "coverage": ("start_date", "end_date"),
    "restatements": ("date", "date"),
    "fx_rates": ("date", "date"),
}


def entries(
    warehouse: Warehouse,
    table: str,
    *,
    pinned: Mapping[str, int],
    workspace_id: str,
    period: Period | None = None,
    platforms: Collection[str] | None = None,
) -> list[FileEntry]:
    """Return the files that may hold rows of a period (days, both kinds) and platforms."""
    found = present(warehouse, table, pinned, workspace_id)
    if period and table in _DAYS:
        if not period.days:
            return []
        found = delta.overlapping(found, column=_DAYS[table], first=period.start, last=period.last)
    if platforms is not None and "platform" in TABLES[table].names:
        found = [entry for entry in found if _may_hold(entry, platforms)]
    return found


def only_of(
    found: Sequence[FileEntry], table: str, accounts: Collection[str] | None, *, mixed: bool = False
) -> list[FileEntry]:
    """
    Return the files whose rows are all of these 'connector/account's; all files for None.

    With `mixed`, also those of several accounts, whose rows `connect` chooses among.
    """
    if accounts is None or "base" in TABLES[table].names:
        return list(found)
    if "account_id" not in TABLES[table].names:
        return []
    return [
        entry
        for entry in found
        if "{}/{}".format(*account_of(entry)) in accounts or (mixed and None in account_of(entry))
    ]


def uris(warehouse: Warehouse, table: str, found: Sequence[FileEntry]) -> list[str]:
    """Return the addresses of files."""
    return [warehouse.storage.uri(f"{table}/{entry.path}") for entry in found]


def runs(warehouse: Warehouse, table: str, found: Sequence[FileEntry]) -> list[Run]:
    """Return what files hold; those that nobody took stock of are read."""
    paths = {f"{table}/{entry.path}": entry for entry in found}
    known = commits.runs_of(warehouse, list(paths))
    missing = [path for path in paths if path not in known]
    if missing:
        with connect(warehouse, {}) as connection:
            for path in missing:
                uri = warehouse.storage.uri(path)
                spans = writing.spans_of(connection, table, uri)
                known[path] = writing.take_stock(connection, table, {uri: spans}).get(uri, ())
                warehouse.runs[path] = known[path]
    return [run for path in paths for run in known[path]]


def connect(
    warehouse: Warehouse,
    views: Mapping[str, Sequence[str]],
    *,
    period: Period | None = None,
    accounts: Collection[str] | None = None,
    alone: bool = False,
) -> duckdb.DuckDBPyConnection:
    """
    Return a connection in memory with a view per table over its files: some days, accounts.

    `alone` with a DuckDB of its own, whose memory goes with it: for what stays open long, or
    makes more than TEMP tables.
    """
    connection = _opened(warehouse) if alone else warehouse.connection()
    for table, files in views.items():
        rows = [_on_days(table, period) if period else "", _of_accounts(table, accounts)]
        only = " AND ".join(filter(None, rows))
        where = f" WHERE {only}" if only else ""
        view = f"CREATE TEMP VIEW {sql.name(table)} AS FROM {sql.scan(table, files)}{where}"
        connection.execute(view)
    return connection


def _opened(warehouse: Warehouse) -> duckdb.DuckDBPyConnection:
    import duckdb

    connection = duckdb.connect()
    warehouse.configure(connection)
    return connection


def coverage(
    warehouse: Warehouse, files: Sequence[str], *, accounts: Collection[str] | None = None
) -> list[Coverage]:
    """Return what sources were asked for, oldest first."""
    with connect(warehouse, {"coverage": files}, accounts=accounts) as connection:
        rows = connection.execute(
            "SELECT source_id, connector, platform, account_id, level, breakdown, grain, "
            "start_date, end_date, coalesce(fields, ''), batch_id FROM coverage "
            "ORDER BY ingested_at, batch_id, connector, account_id, level, start_date"
        ).fetchall()
    return [replace(Coverage(*row), fields=_fields(row[9])) for row in rows]


def restated(
    warehouse: Warehouse,
    files: Sequence[str],
    *,
    period: Period | None,
    limit: int,
    accounts: Collection[str] | None = None,
) -> list[Restated]:
    """Return values that changed after they were reported, newest first."""
    views = {"restatements": files}
    with connect(warehouse, views, period=period, accounts=accounts) as connection:
        # Fetched as a number: an instant with a zone would need one more package.
        rows = connection.execute(
            "SELECT epoch_us(known_at), source_id, platform, account_id, level, entity_id, date, "
            "breakdown_key, fact, field, old, new, batch_id FROM restatements "
            f"ORDER BY known_at DESC, date DESC, entity_id, fact, field LIMIT {limit}"
        ).fetchall()
    return [Restated(_instant(row[0]), *row[1:]) for row in rows]


def _instant(microseconds: int) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=microseconds)


def _on_days(table: str, period: Period) -> str:
    low, high = _DAYS[table]
    last, first = sql.text(period.last), sql.text(period.start)
    return f"{low} <= {last} AND {high} >= {first}"


def _of_accounts(table: str, accounts: Collection[str] | None) -> str:
    if accounts is None or "account_id" not in TABLES[table].names:
        return ""
    listed = ", ".join(sql.text(account) for account in sorted(accounts)) or "NULL"
    return f"connector || '/' || account_id IN ({listed})"


def _fields(text: str) -> frozenset[str]:
    return frozenset(name.strip() for name in text.split(",") if name.strip())


def _may_hold(entry: FileEntry, platforms: Collection[str]) -> bool:
    low, high = entry.low.get("platform"), entry.high.get("platform")
    if not isinstance(low, str) or not isinstance(high, str):
        return True
    return any(low <= platform <= high for platform in platforms)
