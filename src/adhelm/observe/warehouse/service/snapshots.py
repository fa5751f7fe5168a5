"""Reads the warehouse as it is, or as it was: one data version, the same to the end."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from adhelm.core.ads import Period
from adhelm.core.principal import Principal, Scope
from adhelm.core.tables import TABLES
from adhelm.observe.warehouse.logic import slices as logic
from adhelm.observe.warehouse.store import authorities, commits, reading
from adhelm.observe.warehouse.store.handle import Warehouse
from adhelm.observe.warehouse.types import Coverage, DataVersion, Restated, Slice

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One workspace's data at one version. Publications after it do not change its answers."""

    warehouse: Warehouse
    workspace_id: str
    version: DataVersion

    def files(
        self,
        table: str,
        *,
        period: Period | None = None,
        platforms: Collection[str] | None = None,
    ) -> list[str]:
        """
        Return the Parquet files of a table that may hold rows of the period and platforms.

        All rows of a file are this workspace's; it may hold other days and platforms as well.
        """
        found = reading.entries(
            self.warehouse,
            table,
            pinned=self.version.tables,
            workspace_id=self.workspace_id,
            period=period,
            platforms=platforms,
        )
        return reading.uris(self.warehouse, table, found)

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
        found = reading.entries(
            self.warehouse,
            table,
            pinned=self.version.tables,
            workspace_id=self.workspace_id,
            period=period,
        )
        runs = reading.runs(self.warehouse, table, found)
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
        return reading.coverage(self.warehouse, self.files("coverage"))

    def connect(self) -> duckdb.DuckDBPyConnection:
        """Return a DuckDB connection in memory with a view per canonical table."""
        return reading.connect(self.warehouse, {table: self.files(table) for table in TABLES})


def snapshot(
    warehouse: Warehouse, *, principal: Principal, as_of: date | datetime | int | None = None
) -> Snapshot:
    """
    Return the newest data, or that of a version, an instant, or the end of a day in UTC.

    :raises adhelm.observe.warehouse.store.commits.UnknownVersion: if there is no such version.
    :raises adhelm.observe.warehouse.store.commits.VersionGone: if it is no longer kept.
    """
    principal.require(Scope.read)
    return Snapshot(warehouse, principal.workspace_id, _pinned(warehouse, principal, as_of))


def versions(warehouse: Warehouse, *, principal: Principal, limit: int = 50) -> list[DataVersion]:
    """Return the data versions of the workspace, newest first."""
    principal.require(Scope.read)
    return commits.history(warehouse, principal.workspace_id, limit)


def restatements(
    snapshot: Snapshot, *, period: Period | None = None, limit: int = 100
) -> list[Restated]:
    """Return values that changed after they had been reported, newest first."""
    files = snapshot.files("restatements", period=period)
    return reading.restated(snapshot.warehouse, files, period=period, limit=limit)


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
