"""Brings mapped rows into a staging area: columns of a page, gathered, inserted many at a time."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from adhelm.connectors.contract import Fetch, Mapped
from adhelm.connectors.contract.reading import Columns, Row
from adhelm.core.ads import Period
from adhelm.core.columns import column_of, constant, texts
from adhelm.core.tables import NUMBER, TABLES, Column

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

_AT_ONCE = 8_000
_ARRIVED = "arrived"
_BLANK = {
    "breakdown_key": "",
    "attribution_window": "",
    "basis": "",
    "conversion_name": "",
}


class Tray:
    """What small fetches brought, on its way into a staging area together: once for all of them."""

    def __init__(self) -> None:
        self._tables: dict[str, list[pa.Table]] = {}
        self._lock = threading.Lock()

    def put(self, tables: Mapping[str, pa.Table]) -> None:
        """Take a fetch's rows."""
        with self._lock:
            for name, rows in tables.items():
                self._tables.setdefault(name, []).append(rows)

    def empty(self, area: duckdb.DuckDBPyConnection) -> None:
        """Stage all that was put here."""
        with self._lock:
            while self._tables:
                name, waiting = self._tables.popitem()
                _insert(area, name, _joined(waiting), {})


class Arriving:
    """
    One fetch's rows on their way into a staging area; `area` opens what is this fetch's own.

    With a tray, the rows of a small fetch are put there in the end, and `area` stays closed.
    """

    def __init__(
        self,
        area: Callable[[], duckdb.DuckDBPyConnection],
        fetch: Fetch,
        *,
        connector: str,
        tray: Tray | None = None,
    ) -> None:
        self._area = area
        self._tray = tray
        self._fixed = _fixed(fetch, connector)
        self._waiting: dict[str, list[pa.Table]] = {}
        self._count: dict[str, int] = {}
        self.rows = 0

    def add(self, mapped: Mapped) -> None:
        """Take the rows of one page."""
        for table, rows in mapped.rows.items():
            if not rows:
                continue
            self._waiting.setdefault(table, []).append(columns_of(table, rows))
            self._count[table] = self._count.get(table, 0) + len(rows)
            self.rows += len(rows)
            if self._count[table] >= _AT_ONCE:
                self._stage(table)

    def cover(self, fetch: Fetch, period: Period | None, *, connector: str) -> None:
        """Note which days were asked for: inside them, absence means zero."""
        stream = fetch.stream
        if (
            period is None
            or stream.level is None
            or not {"facts", "conversions"} & {*stream.tables}
        ):
            return
        rows: list[Row] = [
            {
                "connector": connector, "platform": platform, "account_id": fetch.account.id,
                "level": stream.level.value, "breakdown": stream.breakdown,
                "grain": stream.grain or "day", "start_date": period.start,
                "end_date": period.last, "fields": ",".join(stream.fields),
            }
            for platform in stream.platforms or (connector,)
        ]  # fmt: skip
        self._waiting.setdefault("coverage", []).append(columns_of("coverage", rows))

    def finish(self) -> None:
        """Stage what still waits, or put it on the tray."""
        if self._tray is None or self.rows >= _AT_ONCE:
            for table in list(self._waiting):
                self._stage(table)
            return
        self._tray.put(
            {table: _whole(table, _joined(w), self._fixed) for table, w in self._waiting.items()}
        )
        self._waiting = {}

    def _stage(self, table: str) -> None:
        self._count[table] = 0
        _insert(self._area(), table, _joined(self._waiting.pop(table)), self._fixed)


def columns_of(table: str, rows: Sequence[Row]) -> pa.Table:
    """
    Return mapped rows as columns, whichever way they are held.

    :raises ValueError: if the table has no such column.
    """
    import pyarrow as pa

    staged = {column.name: column for column in TABLES[table].staged}
    said = rows.columns if isinstance(rows, Columns) else _turned(rows)
    if unknown := said.keys() - staged.keys():
        raise ValueError(f"{table} has no column {', '.join(sorted(unknown))}")
    names = [name for name in staged if name in said]
    arrays = [column_of(staged[name].type, said[name]) for name in names]
    return pa.Table.from_arrays(arrays, names=names)


def _joined(tables: Sequence[pa.Table]) -> pa.Table:
    import pyarrow as pa

    return pa.concat_tables(tables, promote_options="default")


def _insert(
    area: duckdb.DuckDBPyConnection, table: str, rows: pa.Table, fixed: Mapping[str, str]
) -> None:
    there = set(rows.column_names)
    columns = [
        column
        for column in TABLES[table].staged
        if column.name in there or fixed.get(column.name) is not None
    ]
    said = [fixed[c.name] for c in columns if c.name in fixed]
    marks = iter(range(1, len(said) + 1))
    values = ", ".join(
        _value(c, there, f"${next(marks)}" if c.name in fixed else "") for c in columns
    )
    names = ", ".join(f'"{column.name}"' for column in columns)
    area.register(_ARRIVED, rows)
    try:
        query = f"INSERT INTO {table} ({names}) SELECT {values} FROM {_ARRIVED}"
        area.execute(query, said)
    finally:
        area.unregister(_ARRIVED)


def _whole(table: str, rows: pa.Table, fixed: Mapping[str, str]) -> pa.Table:
    """Fill in what is the same in all rows, so that rows of other fetches fit below."""
    for column in TABLES[table].staged:
        value = fixed.get(column.name)
        if value is None:
            continue
        if column.name not in rows.column_names:
            rows = rows.append_column(column.name, constant(value, rows.num_rows))
        elif rows.column(column.name).null_count:
            told = [value if v is None else v for v in rows.column(column.name).to_pylist()]
            place = rows.column_names.index(column.name)
            rows = rows.set_column(place, column.name, texts(told))
    return rows


def _fixed(fetch: Fetch, connector: str) -> dict[str, str]:
    """Return what every row of a fetch says where it does not say it itself."""
    account, stream = fetch.account, fetch.stream
    platforms = stream.platforms or (connector,)
    return {
        "connector": connector,
        "platform": platforms[0] if len(platforms) == 1 else connector,
        "account_id": account.id,
        "currency": account.currency,
        "account_tz": account.timezone,
        "breakdown": stream.breakdown,
        **({"level": stream.level.value} if stream.level else {}),
        **_BLANK,
    }


def _value(column: Column, there: set[str], mark: str) -> str:
    if column.name not in there:
        return mark
    read = f'"{column.name}"'
    if column.type == NUMBER:
        read = f"CAST({read} AS {NUMBER})"
    return f"coalesce({read}, {mark})" if mark else read


def _turned(rows: Sequence[Row]) -> dict[str, list[object]]:
    """Return rows by column."""
    return {name: [row.get(name) for row in rows] for name in set().union(*rows)}
