"""Where an answer's rows are, so that they are read by column, without an object for each value."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from adhelm.connectors.wire.sheets import Sheet, table_of
from adhelm.core.columns import texts

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True, slots=True)
class Form:
    """Where in an answer its rows are, and which texts each of them must have."""

    path: tuple[str, ...]
    """Keys that lead to the list of rows."""
    fields: tuple[tuple[str, tuple[str, ...]], ...]
    """Objects in a row, and the fields of each: (('metrics', ('spend', 'clicks')),)."""

    def read(self, body: bytes) -> Any:
        """
        Return the JSON of a body, its list of rows as a `Sheet`; without such a list, as it is.

        :raises orjson.JSONDecodeError: if it is no JSON.
        """
        found = _by_column(self, body)
        return _by_row(self, body) if found is None else found


def _by_column(form: Form, body: bytes) -> Any:
    """Let Arrow read a body as bodies mostly are; None if anything about it is unusual."""
    table = table_of(body, _schema(form))
    if table is None:
        return None
    holder = table.to_batches()[0].to_struct_array()
    told: dict[str, Any] = {}
    inner = told
    for key in form.path[:-1]:
        inner |= _others(holder, key)
        inner[key] = inner = {}
        holder = holder.field(key)
    inner |= _others(holder, form.path[-1])
    rows = holder.field(form.path[-1])
    sheet = None if rows.null_count else _sheet(form, rows.flatten())
    inner[form.path[-1]] = sheet
    return told if sheet is not None else None


def _others(holder: pa.StructArray, but: str) -> dict[str, Any]:
    """Return the fields of the one object in a column, without one of them."""
    names = [field.name for field in holder.type if field.name != but]
    return {name: holder.field(name)[0].as_py() for name in names}


def _sheet(form: Form, rows: pa.StructArray) -> Sheet | None:
    """Return rows as a sheet; None if a field may be left out of one: NULL says no more."""
    columns: dict[tuple[str, str], pa.Array] = {}
    extra: Counter[str] = Counter()
    objects: list[tuple[pa.StructArray, Sequence[str]]] = [
        (rows, [name for name, _ in form.fields])
    ]
    for holder, names in form.fields:
        inner = rows.field(holder)
        objects.append((inner, names))
        columns |= {(holder, name): inner.field(name) for name in names}
    for one, known in objects:
        more = _extra(one, known)
        if one.null_count or not all(more.values()):
            return None
        extra.update(more)
    if any(column.null_count for column in columns.values()):
        return None
    return Sheet(len(rows), lambda holder, name: columns[holder, name], lambda: extra)


def _extra(rows: pa.StructArray, known: Sequence[str]) -> dict[str, int]:
    """Return how often fields are there that were not asked for; 0 where it cannot be told."""
    others = [field.name for field in rows.type if field.name not in known]
    found = {name: rows.field(name) for name in others}
    return {name: 0 if each.null_count else len(each) for name, each in found.items()}


@cache
def _schema(form: Form) -> pa.Schema:
    import pyarrow as pa

    def objects(fields: Mapping[str, pa.DataType]) -> pa.DataType:
        return pa.struct(list(fields.items()))

    held = {holder: objects(dict.fromkeys(names, pa.string())) for holder, names in form.fields}
    kind = pa.list_(objects(held))
    for key in reversed(form.path[1:]):
        kind = objects({key: kind})
    return pa.schema([(form.path[0], kind)])


def _by_row(form: Form, body: bytes) -> Any:
    """Read a body object by object: a field that is left out is told from one without a value."""
    import orjson

    told = inner = orjson.loads(body)
    for key in form.path[:-1]:
        inner = inner.get(key) if isinstance(inner, dict) else None
    rows = inner.get(form.path[-1]) if isinstance(inner, dict) else None
    if isinstance(rows, list):
        inner[form.path[-1]] = _of_objects(form, rows)
    return told


def _of_objects(form: Form, rows: Sequence[Mapping[str, Any]]) -> Sheet:
    def column(holder: str, name: str) -> pa.Array:
        said = [row[holder][name] for row in rows]
        return texts([None if value is None else str(value) for value in said])

    def extra() -> Counter[str]:
        found = Counter(name for row in rows for name in row.keys() - {*dict(form.fields)})
        for holder, names in form.fields:
            found.update(name for row in rows for name in row[holder].keys() - {*names})
        return found

    return Sheet(len(rows), column, extra)
