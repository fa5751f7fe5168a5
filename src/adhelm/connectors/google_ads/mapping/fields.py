"""Fields of Google's query language: their names in answers, and queries made of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from adhelm.connectors.contract.errors import FieldMissing
from adhelm.connectors.wire import content
from adhelm.core.ads import Period

Row = Mapping[str, Any]


@lru_cache(maxsize=1024)
def keys(path: str) -> tuple[str, ...]:
    """Return the keys that lead to a field in a row: `ad_group.id` -> ('adGroup', 'id')."""
    return tuple(re.sub(r"_([a-z0-9])", lambda found: found[1].upper(), path).split("."))


def wire(path: str) -> str:
    """Return a field's name as answers and masks have it."""
    return ".".join(keys(path))


def found(row: Row, path: str) -> Any:
    """Return the value of a field; None where Google leaves it out, as it does with unset ones."""
    value: Any = row
    for key in keys(path):
        if not isinstance(value, Mapping):
            return None
        value = value.get(key)
    return value


def needed(row: Row, path: str) -> Any:
    """
    Return the value of a field that Google never leaves out.

    :raises FieldMissing: if it did.
    """
    value = found(row, path)
    if value is None:
        raise missing(path)
    return value


def missing(path: str) -> FieldMissing:
    """Return the error for a field that is absent."""
    return FieldMissing(
        f"Google left out '{wire(path)}'", hint="a newer Adhelm may know the new field"
    )


def query(resource: str, fields: Iterable[str], *conditions: str, limit: int | None = None) -> str:
    """Return a query for fields, each once, of what meets the conditions."""
    asked = ", ".join(dict.fromkeys(fields))
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    most = f" LIMIT {limit}" if limit else ""
    return f"SELECT {asked} FROM {resource}{where}{most}"


def within(period: Period) -> str:
    """Return the condition that keeps local days; both ends are included."""
    return f"segments.date BETWEEN '{period.start}' AND '{period.last}'"


def quoted(text: str) -> str:
    """Return text as a literal of a query."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def results(body: bytes) -> tuple[list[Row], str]:
    """
    Return a page's rows and its mask; Google leaves `results` out where there are none.

    :raises FieldMissing: if the mask is absent.
    """
    said = content(body)
    mask = said.get("fieldMask")
    if not isinstance(mask, str):
        raise FieldMissing("Google's answer has no 'fieldMask'", hint="a newer Adhelm may read it")
    return said.get("results") or [], mask
