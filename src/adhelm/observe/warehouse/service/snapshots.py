"""Reads the warehouse as it is, or as it was: one data version, the same to the end."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from adhelm.core.ads import Period
from adhelm.core.principal import Principal, Scope
from adhelm.core.tables import TABLES
from adhelm.observe.warehouse.logic import slices as logic
from adhelm.observe.warehouse.store import authorities, commits, reading
from adhelm.observe.warehouse.store.handle import FileEntry, Warehouse
from adhelm.observe.warehouse.types import Coverage, DataVersion, Restated, Slice

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One workspace's data at one version. Publications after it do not change its answers."""

    warehouse: Warehouse
    workspace_id: str
    version: DataVersion
    accounts: frozenset[str] | None = None
    """The 'connector/account's that the reader is narrowed to; nothing of others is in it."""

    def files(
        self,
        table: str,
        *,
        period: Period | None = None,
        platforms: Collection[str] | None = None,
    ) -> list[str]:
        """
        Return the Parquet files of a table that may hold rows of the period and platforms.

        All rows of a file are this workspace's, and of accounts that its reader sees; it may
        hold other days and platforms as well.
        """
        found = self._entries(table, period=period, platforms=platforms)
        return reading.uris(self.warehouse, table, reading.only_of(found, table, self.accounts))

    def slices(
        self,
        *,
        levels: Sequence[str],
        breakdown: str | None = None,
        grain: str = "day",
        period: Period | None = None,
    ) -> list[Slice]:
        """
        Return which source and level answers for which days of each account.

        `levels` in the order of preference, coarsest first; `grain` is 'day', 'hour' or 'period'.
        With a `breakdown`, splits by at least its dimensions answer. Summing additive measures
        over the slices counts nothing twice.
        """
        table = "period_facts" if grain == "period" else "facts"
        found = self._entries(table, period=period)
        runs = reading.runs(self.warehouse, table, reading.only_of(found, table, self.accounts))
        runs += logic.of_coverage(self.coverage())
        grains = {"day": {"day", "hour"}}.get(grain, {grain})
        choose = logic.choose_periods if grain == "period" else logic.choose
        return choose(
            [run for run in runs if run.grain in grains],
            levels=levels,
            breakdown=breakdown,
            authorities=authorities.listed(self.warehouse, self.workspace_id),
            period=period,
        )

    def coverage(self) -> list[Coverage]:
        """Return what sources were asked for: inside it, absence of a row means zero."""
        files = self.all_files("coverage")
        return reading.coverage(self.warehouse, files, accounts=self.accounts)

    def connect(self, *tables: str, alone: bool = False) -> duckdb.DuckDBPyConnection:
        """
        Return a DuckDB connection in memory with a view per canonical table that is named.

        A view costs a millisecond or two: who knows what is read names it; unnamed, all are there.
        What else is made in it must be TEMP: others share its DuckDB, unless it is `alone`.
        """
        views = {table: self.all_files(table) for table in tables or TABLES}
        return reading.connect(self.warehouse, views, accounts=self.accounts, alone=alone)

    def all_files(self, table: str, *, period: Period | None = None) -> list[str]:
        """Return `files` and those that hold other accounts beside: for the warehouse alone."""
        found = self._entries(table, period=period)
        mixed = reading.only_of(found, table, self.accounts, mixed=True)
        return reading.uris(self.warehouse, table, mixed)

    def _entries(
        self,
        table: str,
        *,
        period: Period | None = None,
        platforms: Collection[str] | None = None,
    ) -> list[FileEntry]:
        return reading.entries(
            self.warehouse,
            table,
            pinned=self.version.tables,
            workspace_id=self.workspace_id,
            period=period,
            platforms=platforms,
        )


def snapshot(
    warehouse: Warehouse, *, principal: Principal, as_of: date | datetime | int | None = None
) -> Snapshot:
    """
    Return the newest data, or that of a version, an instant, or the end of a day in UTC.

    Nobody else opens what was published: of a narrowed principal, only their accounts are in it.

    :raises adhelm.observe.warehouse.store.commits.UnknownVersion: if there is no such version.
    :raises adhelm.observe.warehouse.store.commits.VersionGone: if it is no longer kept.
    """
    principal.require(Scope.read)
    pinned = _pinned(warehouse, principal, as_of)
    return Snapshot(warehouse, principal.workspace_id, pinned, principal.accounts)


def versions(
    warehouse: Warehouse, *, principal: Principal, limit: int = 50, before: int | None = None
) -> list[DataVersion]:
    """Return the data versions of the workspace, newest first; those before `before`, if given."""
    principal.require(Scope.read)
    found = commits.history(warehouse, principal.workspace_id, limit, before=before)
    if principal.accounts is None:
        return found
    # A file's name may say whose it is.
    return [replace(version, what="") for version in found]


def restatements(
    snapshot: Snapshot, *, period: Period | None = None, limit: int = 100
) -> list[Restated]:
    """Return values that changed after they had been reported, newest first."""
    files = snapshot.all_files("restatements", period=period)
    return reading.restated(
        snapshot.warehouse, files, period=period, limit=limit, accounts=snapshot.accounts
    )


def _pinned(
    warehouse: Warehouse, principal: Principal, as_of: date | datetime | int | None
) -> DataVersion:
    workspace = principal.workspace_id
    if as_of is None:
        return commits.newest(warehouse, workspace)
    if isinstance(as_of, int):
        return commits.numbered(warehouse, workspace, as_of)
    if isinstance(as_of, datetime):
        return commits.known_at(warehouse, workspace, as_of)
    midnight = datetime.combine(as_of + timedelta(days=1), time(), UTC)
    return commits.known_at(warehouse, workspace, midnight - timedelta(microseconds=1))
