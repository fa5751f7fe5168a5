"""Brings mapped rows into a staging area: columns of a page, gathered, inserted many at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from adhelm.connectors.contract import Fetch, Mapped
from adhelm.connectors.contract.reading import Row
from adhelm.core.ads import Period
from adhelm.core.tables import NUMBER, TABLES, Column

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

_AT_ONCE = 20_000
_ARRIVED = "arrived"
_BLANK = {
    "breakdown_key": "",
    "attribution_window": "",
    "basis": "",
    "conversion_name": "",
}


class Arriving:
    """One fetch's rows on their way into a staging area; `cursor` is this fetch's own."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection, fetch: Fetch, *, connector: str) -> None:
        self._cursor = cursor
        self._fixed = _fixed(fetch, connector)
        self._waiting: dict[str, list[pa.Table]] = {}
        self._count: dict[str, int] = {}
        self.rows = 0

    def add(self, mapped: Mapped) -> None:
        """Take the rows of one page."""
        for table, rows in mapped.rows.items():
            if not rows:
                continue
            self._waiting.setdefault(table, []).append(_columns(table, rows))
            self._count[table] = self._count.get(table, 0) + len(rows)
            self.rows += len(rows)
            if self._count[table] >= _AT_ONCE:
                self._insert(table)

    def finish(self) -> None:
        """Insert what still waits."""
        for table in list(self._waiting):
            self._insert(table)

    def cover(self, fetch: Fetch, period: Period | None, *, connector: str) -> None:
        """Note which days were asked for: inside them, absence means zero."""
        stream = fetch.stream
        if (
            period is None
            or stream.level is None
            or not {"facts", "conversions"} & {*stream.tables}
        ):
            return
        for platform in stream.platforms or (connector,):
            self._cursor.execute(
                "INSERT INTO coverage BY NAME SELECT $1 AS connector, $2 AS platform, "
                "$3 AS account_id, $4 AS level, $5 AS breakdown, $6 AS grain, "
                "CAST($7 AS DATE) AS start_date, CAST($8 AS DATE) AS end_date, $9 AS fields",
                [
                    connector, platform, fetch.account.id, stream.level.value, stream.breakdown,
                    stream.grain or "day", period.start, period.last, ",".join(stream.fields),
                ],
            )  # fmt: skip

    def _insert(self, table: str) -> None:
        import pyarrow as pa

        gathered = pa.concat_tables(self._waiting.pop(table), promote_options="default")
        self._count[table] = 0
        there = set(gathered.column_names)
        columns = [
            column
            for column in TABLES[table].staged
            if column.name in there or self._fixed.get(column.name) is not None
        ]
        said = [self._fixed[c.name] for c in columns if c.name in self._fixed]
        marks = iter(range(1, len(said) + 1))
        values = ", ".join(
            _value(c, there, f"${next(marks)}" if c.name in self._fixed else "") for c in columns
        )
        names = ", ".join(f'"{column.name}"' for column in columns)
        self._cursor.register(_ARRIVED, gathered)
        try:
            query = f"INSERT INTO {table} ({names}) SELECT {values} FROM {_ARRIVED}"
            self._cursor.execute(query, said)
        finally:
            self._cursor.unregister(_ARRIVED)


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


def _columns(table: str, rows: Sequence[Row]) -> pa.Table:
    import pyarrow as pa

    staged = {column.name: column for column in TABLES[table].staged}
    present = set().union(*rows)
    unknown = present - staged.keys()
    if unknown:
        raise ValueError(f"{table} has no column {', '.join(sorted(unknown))}")
    arrays = {}
    for name, column in staged.items():
        if name in present:
            kind, make = _kind(column)
            values: Any = [row.get(name) for row in rows]
            if make is not None:
                values = [None if value is None else make(value) for value in values]
            arrays[name] = pa.array(values, kind)
    return pa.table(arrays)


def _kind(column: Column) -> tuple[pa.DataType, Callable[[Any], Any] | None]:
    import pyarrow as pa

    if column.type == NUMBER:
        # As text: Arrow would take the digits of each array's own largest value.
        return pa.string(), str
    kinds: Mapping[str, Any] = {
        "VARCHAR": pa.string(),
        "BIGINT": pa.int64(),
        "TINYINT": pa.int8(),
        "DATE": pa.date32(),
        "TIMESTAMPTZ": pa.timestamp("us", "UTC"),
    }
    return kinds[column.type], None
