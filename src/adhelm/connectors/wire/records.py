"""Rows that lists lie in, read by column: fields may be left out, which is as if they were NULL."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from adhelm.connectors.wire.sheets import Sheet, table_of
from adhelm.core.columns import texts

if TYPE_CHECKING:
    import pyarrow as pa

ROW = ""
"""What a field of a row itself is named by in its `Sheet`."""


@dataclass(frozen=True, slots=True)
class Entries:
    """What lies in one of the lists of all rows: whose each entry is, and what it says."""

    owner: pa.Array
    """Places of the rows."""
    sheet: Sheet


@dataclass(frozen=True, slots=True)
class Records:
    """The rows of a page by column."""

    rows: Sheet
    lists: Mapping[str, Entries]
    extra: Counter[str]
    """Fields of rows that were not asked for, and how often they are there."""
    beside: Sequence[str]
    """What the answer says beside its rows."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Which texts rows may have, and which lists of objects."""

    key: str
    """Where in the answer the rows are."""
    fields: tuple[str, ...]
    lists: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Name of a list -> the fields of its objects."""

    def read(self, body: bytes) -> Records | None:
        """Let Arrow read a body as bodies mostly are; None if anything about it is unusual."""
        table = table_of(body, _schema(self))
        if table is None:
            return None
        listed = table.column(self.key).combine_chunks()
        if listed.null_count:
            return None
        rows = listed.flatten()
        known = {*self.fields, *dict(self.lists)}
        extra = {one.name: rows.field(one.name) for one in rows.type if one.name not in known}
        # Of a field that some rows leave out, NULL does not say which.
        if rows.null_count or any(each.null_count for each in extra.values()):
            return None
        return Records(
            _sheet({name: rows.field(name) for name in self.fields}, len(rows)),
            {name: _entries(rows.field(name), inner) for name, inner in self.lists},
            Counter({name: len(each) for name, each in extra.items()} if len(rows) else {}),
            [name for name in table.column_names if name != self.key],
        )

    def of(self, rows: Sequence[Mapping[str, Any]], beside: Iterable[str]) -> Records:
        """
        Return rows that were read object by object.

        :raises TypeError: if something is no list.
        :raises AttributeError: if something is no object.
        """
        known = {*self.fields, *dict(self.lists)}
        found = {name: texts([_text(row.get(name)) for row in rows]) for name in self.fields}
        lists = {name: _gathered([row.get(name) for row in rows], of) for name, of in self.lists}
        extra = Counter(name for row in rows for name in row.keys() - known)
        return Records(_sheet(found, len(rows)), lists, extra, [*beside])


def _sheet(columns: Mapping[str, pa.Array], rows: int) -> Sheet:
    return Sheet(rows, lambda _, name: columns[name], dict)


def _entries(lists: pa.ListArray, fields: Sequence[str]) -> Entries:
    import pyarrow.compute as pc

    said = lists.flatten()
    columns = {name: said.field(name) for name in fields}
    return Entries(pc.list_parent_indices(lists), _sheet(columns, len(said)))


def _gathered(
    lists: Sequence[Sequence[Mapping[str, Any]] | None], fields: Sequence[str]
) -> Entries:
    import pyarrow as pa

    said = [entry for one in lists for entry in one or ()]
    columns = {name: texts([_text(entry.get(name)) for entry in said]) for name in fields}
    ends = accumulate((len(one or ()) for one in lists), initial=0)
    offsets = pa.py_buffer(b"".join(end.to_bytes(4, "little") for end in ends))
    inner = pa.StructArray.from_arrays([*columns.values()], names=[*columns])
    whole = pa.Array.from_buffers(
        pa.list_(inner.type), len(lists), [None, offsets], children=[inner]
    )
    return _entries(whole, fields)


def _text(value: object) -> str | None:
    return None if value is None else str(value)


@cache
def _schema(layout: Layout) -> pa.Schema:
    import pyarrow as pa

    inner = {
        name: pa.list_(pa.struct([(one, pa.string()) for one in fields]))
        for name, fields in layout.lists
    }
    row = pa.struct([*((name, pa.string()) for name in layout.fields), *inner.items()])
    return pa.schema([(layout.key, pa.list_(row))])
