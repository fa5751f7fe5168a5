"""Keeps exchange rates in the table `fx_rates`, one row per pair and day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from adhelm.core.columns import column_of
from adhelm.core.tables import NUMBER, TABLES
from adhelm.observe.warehouse.logic import sql
from adhelm.observe.warehouse.store import reading, writing
from adhelm.observe.warehouse.store.handle import Warehouse
from adhelm.observe.warehouse.store.plans import Plan, present
from adhelm.observe.warehouse.store.writing import Part
from adhelm.observe.warehouse.types import Fixing

_TABLE = "fx_rates"
_PATH = Part(_TABLE, "all")


def plan_load(
    warehouse: Warehouse,
    fixings: Sequence[Fixing],
    *,
    workspace_id: str,
    stamps: Mapping[str, object],
    base: Mapping[str, int],
) -> Plan:
    """Plan to keep fixings; later ones of the same pair and day replace earlier ones."""
    import pyarrow as pa

    plan = Plan(base, accounts={_TABLE: None})
    old = present(warehouse, _TABLE, base, workspace_id)
    columns = zip(*((f.base, f.quote, f.day, f.rate, f.source) for f in fixings), strict=True)
    kinds = ("VARCHAR", "VARCHAR", "DATE", NUMBER, "VARCHAR")
    arrays = [column_of(kind, column) for kind, column in zip(kinds, columns, strict=True)]
    with reading.connect(warehouse, {}, alone=True) as connection:
        files = reading.uris(warehouse, _TABLE, old)
        names = ["base", "quote", "date", "rate", "source"]
        connection.register("arrived", pa.Table.from_arrays(arrays, names))
        connection.execute(f"CREATE TABLE incoming AS SELECT * REPLACE (CAST(rate AS {NUMBER}) "
                           "AS rate) FROM arrived")  # fmt: skip
        connection.execute(f"CREATE VIEW before AS FROM {sql.scan(_TABLE, files)}")
        plan.added, plan.changed, plan.unchanged = connection.execute(_COUNT).fetchall()[0]
        if plan.added or plan.changed:
            written = writing.write_parts(
                warehouse,
                connection,
                table=_TABLE,
                workspace_id=workspace_id,
                parts={_PATH: writing.Selection(_merged(stamps))},
            )
            plan.take(_TABLE, written, old)
    return plan


def fixings(
    warehouse: Warehouse,
    files: Sequence[str],
    *,
    currencies: Sequence[str] | None = None,
    first: date | None = None,
    last: date | None = None,
) -> list[Fixing]:
    """Return kept fixings of some currencies and days, oldest first."""
    conditions = ["TRUE"]
    if currencies is not None:
        listed = ", ".join(sql.text(code) for code in currencies) or "NULL"
        conditions.append(f"base IN ({listed}) AND quote IN ({listed})")
    conditions += [f"date >= {sql.text(first)}"] if first else []
    conditions += [f"date <= {sql.text(last)}"] if last else []
    with reading.connect(warehouse, {_TABLE: files}) as connection:
        rows = connection.execute(
            f"SELECT base, quote, date, rate, source FROM {_TABLE} "
            f"WHERE {' AND '.join(conditions)} ORDER BY date, base, quote"
        ).fetchall()
    return [Fixing(*row) for row in rows]


def days_of(warehouse: Warehouse, files: Sequence[str], *, source: str) -> list[date]:
    """Return the days of which fixings of a source are kept, ascending."""
    with reading.connect(warehouse, {_TABLE: files}) as connection:
        rows = connection.execute(
            f"SELECT DISTINCT date FROM {_TABLE} WHERE source = ? ORDER BY date", [source]
        ).fetchall()
    return [day for (day,) in rows]


_COUNT = """
    SELECT count(*) FILTER (o.rate IS NULL), count(*) FILTER (o.rate <> n.rate),
           count(*) FILTER (o.rate = n.rate)
    FROM incoming n LEFT JOIN before o USING (base, quote, date)
"""


def _merged(stamps: Mapping[str, object]) -> str:
    columns = sql.names(TABLES[_TABLE].names)
    stamped = ", ".join(
        f"{sql.text(stamps[column.name])} AS {sql.name(column.name)}"
        for column in TABLES[_TABLE].columns
        if column.stamped
    )
    return (
        f"SELECT {columns} FROM before ANTI JOIN incoming USING (base, quote, date) "
        f"UNION ALL SELECT {columns} FROM (SELECT *, {stamped} FROM incoming)"
    )
