"""What an engine does: run a plan over a list of Parquet files. Plans are compiled once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Protocol

from adhelm.core.ads import Period
from adhelm.observe.warehouse.types import DataVersion, Slice
from adhelm.understand.metrics.logic.compile import distinct, expression
from adhelm.understand.metrics.logic.plan import Plan
from adhelm.understand.metrics.logic.stencil import stencil

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

_REMEMBERED = 512


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a plan returned, and the SQL it was run as."""

    sql: str
    rows: list[tuple[Any, ...]]


class Snapshot(Protocol):
    """What the warehouse pins for one reader; see `observe.warehouse`."""

    @property
    def version(self) -> DataVersion:
        """Return the pinned version."""
        ...

    @property
    def workspace_id(self) -> str:
        """Return whose data it is."""
        ...

    @property
    def accounts(self) -> frozenset[str] | None:
        """Return the accounts that its reader is narrowed to; None for all."""
        ...

    def files(
        self,
        table: str,
        *,
        period: Period | None = None,
        platforms: Collection[str] | None = None,
    ) -> list[str]:
        """Return the Parquet files that may hold such rows."""
        ...

    def slices(
        self,
        *,
        levels: Sequence[str],
        breakdown: str | None = None,
        grain: str = "day",
        period: Period | None = None,
    ) -> list[Slice]:
        """Return which level of which source answers for each account and day."""
        ...

    def coverage(self) -> Sequence[Any]:
        """Return what was fetched."""
        ...

    def connect(self, *, alone: bool = False) -> duckdb.DuckDBPyConnection:
        """Return an in-memory DuckDB with memory limit and threads set; `alone`: shared by none."""
        ...


class Engine(Protocol):
    """Something that runs plans."""

    name: str

    def view(self, table: str, files: Sequence[str]) -> str:
        """Make the files readable as one table, and return its name: equal files, equal name."""
        ...

    def fetch(self, plan: Plan) -> Fetched:
        """Run a plan and return its rows: keys first, then the sums."""
        ...

    def table(self, plan: Plan) -> tuple[str, pa.Table]:
        """Run a plan and return its SQL and its rows as an Arrow table."""
        ...


def sql_of(plan: Plan, dialect: str) -> str:
    """Return a plan's SQL; plans of one stencil are compiled once per process."""
    cut = stencil(plan)
    return cut.filled(_compiled(cut.plan, dialect))


def distinct_of(plan: Plan, columns: Sequence[str], dialect: str) -> str:
    """Return the SQL of the distinct values of columns in a plan's rows; compiled as `sql_of`."""
    cut = stencil(plan)
    return cut.filled(_compiled_distinct(cut.plan, tuple(columns), dialect))


@lru_cache(maxsize=_REMEMBERED)
def _compiled(plan: Plan, dialect: str) -> str:
    import ibis

    return str(ibis.to_sql(expression(plan), dialect=dialect))


@lru_cache(maxsize=_REMEMBERED)
def _compiled_distinct(plan: Plan, columns: tuple[str, ...], dialect: str) -> str:
    import ibis

    return str(ibis.to_sql(distinct(plan, *columns), dialect=dialect))
