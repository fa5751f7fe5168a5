"""The same plans on Spark (`adhelm[spark]`, Java 17): a cluster reads the same Parquet files."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from adhelm.core.tables import TABLES
from adhelm.understand.metrics.logic.plan import Lookup, Plan, outputs
from adhelm.understand.metrics.store.engine import Fetched, sql_of

if TYPE_CHECKING:
    import pyarrow as pa

_KINDS = {
    "VARCHAR": "string", "BIGINT": "bigint", "TINYINT": "tinyint", "DATE": "date",
    "TIMESTAMPTZ": "timestamp",
}  # fmt: skip


class SparkEngine:
    """Runs plans in a Spark session that somebody else opened and will close."""

    name = "spark"

    def __init__(self, session: Any) -> None:
        _set_dialect_options()
        self._session = session
        self._made: set[str] = set()

    def view(self, table: str, files: Sequence[str]) -> str:
        """Make the files readable as one table; equal files have an equal name."""
        name = f"{table}_{hashlib.sha256(chr(10).join(files).encode()).hexdigest()[:16]}"
        if name not in self._made:
            frame = self._session.read.parquet(*files) if files else self._empty(table)
            frame.createOrReplaceTempView(name)
            self._made.add(name)
        return name

    def fetch(self, plan: Plan) -> Fetched:
        """Run a plan and return its rows."""
        for lookup in plan.lookups:
            self._load(lookup)
        sql = sql_of(plan, "pyspark")
        return Fetched(sql, [_plain(row) for row in self._session.sql(sql).collect()])

    def table(self, plan: Plan) -> tuple[str, pa.Table]:
        """Run a plan and return its rows as an Arrow table."""
        import pyarrow as pa

        fetched = self.fetch(plan)
        names = [*(key.name for key in plan.keys), *(name for name, _ in outputs(plan))]
        columns = list(zip(*fetched.rows, strict=True)) or [()] * len(names)
        return fetched.sql, pa.table(dict(zip(names, map(pa.array, columns), strict=True)))

    def _empty(self, table: str) -> Any:
        columns = [
            f"{each.name} {_KINDS.get(each.type, each.type)}" for each in TABLES[table].columns
        ]
        return self._session.createDataFrame([], ", ".join(columns))

    def _load(self, lookup: Lookup) -> None:
        if lookup.name in self._made:
            return
        kinds = {"int64": "bigint"}
        columns = ", ".join(f"{name} {kinds.get(kind, kind)}" for name, kind in lookup.columns)
        frame = self._session.createDataFrame(list(lookup.rows), columns)
        frame.createOrReplaceTempView(lookup.name)
        self._made.add(lookup.name)


def _set_dialect_options() -> None:
    # Ibis registers them with its whole Spark backend, which wants pandas and more; its compiler
    # asks for this one only.
    import ibis
    from ibis.config import Config

    class SparkOptions(Config):  # type: ignore[misc]  # Ibis is untyped
        treat_nan_as_null: bool = False

    if ibis.options.pyspark is None:
        ibis.options.pyspark = SparkOptions()


def _plain(row: Sequence[Any]) -> tuple[Any, ...]:
    # Spark truncates a date to a timestamp.
    return tuple(_day(cell) if isinstance(cell, datetime) else cell for cell in row)


def _day(moment: datetime) -> date:
    return moment.date()
