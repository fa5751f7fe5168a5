"""Brings mapped rows into a staging area: columns of a page, gathered, inserted many at a time."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from adhelm.connectors.contract import Fetch, Mapped
from adhelm.connectors.contract.reading import Columns, Row, Values
from adhelm.core.ads import Period
from adhelm.core.columns import column_of, same, texts
from adhelm.core.tables import TABLES, Column
from adhelm.observe.warehouse import say_alike

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

_MOST = 60_000
"""Rows of a fetch up to which it waits for the others, to be staged in one go: a third of the work
of staging it by itself."""
_MANY = ("facts", "conversions")
"""Tables of thousands of rows a day, to which nothing is added once the tray is empty."""
_ARRIVED = "arrived"
_BLANK = {
    "breakdown_key": "",
    "attribution_window": "",
    "basis": "",
    "conversion_name": "",
}


class Tray:
    """What fetches brought, on its way into a staging area together: once for all of them."""

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
                rows = _joined(waiting)
                alike = _alike(rows) if name in _MANY else {}
                if alike and say_alike(area, table=name, values=alike):
                    rows = rows.drop_columns([*alike])
                _insert(area, name, rows, {})


class Arriving:
    """
    One fetch's rows on their way into a staging area; `area` opens what is this fetch's own.

    With a tray, all rows but those of a large fetch are put there in the end: `area` stays closed.
    Neither is asked for before there are rows to put there.
    """

    def __init__(
        self,
        area: Callable[[], duckdb.DuckDBPyConnection],
        fetch: Fetch,
        *,
        connector: str,
        tray: Callable[[], Tray] | None = None,
    ) -> None:
        self._area = area
        self._tray = tray
        self._fixed = _fixed(fetch, connector)
        self._waiting: dict[str, list[pa.Table]] = {}
        self._count = 0
        self.rows = 0

    def add(self, mapped: Mapped) -> None:
        """Take the rows of one page."""
        for table, rows in mapped.rows.items():
            if rows:
                self._waiting.setdefault(table, []).append(columns_of(table, rows))
                self._count += len(rows)
                self.rows += len(rows)
        if self._count >= _MOST:
            self._stage()

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
        if self._tray is None or self._count < self.rows:
            self._stage()
            return
        self._tray().put(
            {table: _whole(table, _joined(w), self._fixed) for table, w in self._waiting.items()}
        )
        self._waiting = {}

    def _stage(self) -> None:
        self._count = 0
        while self._waiting:
            table, waiting = self._waiting.popitem()
            _insert(self._area(), table, _joined(waiting), self._fixed)


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
    columns = {name: _column(staged[name].type, said[name]) for name in staged if name in said}
    # What no row says need not be staged: it is NULL anyway.
    told = {name: each for name, each in columns.items() if each.null_count < len(each)}
    return pa.Table.from_arrays([*told.values()], names=[*told])


def _column(kind: str, values: Values) -> pa.Array | pa.ChunkedArray:
    return column_of(kind, values) if isinstance(values, Sequence) else values


def _joined(tables: Sequence[pa.Table]) -> pa.Table:
    """Return rows below each other; a column that is the same in all rows of some is read out."""
    import pyarrow as pa

    plain = {one.name for table in tables for one in table.schema if one.type == pa.string()}
    return pa.concat_tables(
        [_read_out(table, plain) for table in tables], promote_options="default"
    )


def _alike(rows: pa.Table) -> dict[str, str]:
    """Return column -> text where it is the same in all rows, and held once."""
    import pyarrow as pa

    held = [one.name for one in rows.schema if pa.types.is_dictionary(one.type)]
    told = {name: {_only(piece) for piece in rows.column(name).chunks} for name in held}
    only = {name: said.pop() for name, said in told.items() if len(said) == 1}
    return {name: text for name, text in only.items() if text is not None}


def _only(piece: pa.DictionaryArray) -> str | None:
    """Return the one text that a piece of a column holds, None if there are several or none."""
    if piece.null_count or len(piece.dictionary) != 1:
        return None
    text: str | None = piece.dictionary[0].as_py()
    return text


def _read_out(table: pa.Table, plain: set[str]) -> pa.Table:
    import pyarrow as pa

    for place, one in enumerate(table.schema):
        if one.name in plain and one.type != pa.string():
            read = table.column(place).cast(pa.string())
            table = table.set_column(place, one.name, read)
    return table


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
            rows = rows.append_column(column.name, same(value, rows.num_rows))
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
    return f"coalesce({read}, {mark})" if mark else read


def _turned(rows: Sequence[Row]) -> dict[str, list[object]]:
    """Return rows by column."""
    return {name: [row.get(name) for row in rows] for name in set().union(*rows)}
