"""Rows as they go over the wire: the fields asked for, whole numbers as strings."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from adhelm.sandbox.google_ads.fields import camel
from adhelm.sandbox.google_ads.gaql import Query
from adhelm.sandbox.google_ads.things import Row


def shaped(query: Query, row: Row) -> Row:
    """Return only the selected attributes of a row; names of its resources always."""
    kept: Row = {}
    for owner, way, last in _plan(tuple(query.fields)):
        value: Any = row.get(owner)
        if value is None:
            continue
        into = kept.get(owner)
        if into is None:
            into = kept[owner] = {}
        into["resourceName"] = value.get("resourceName")
        for part in (*way, last):
            value = value.get(part) if isinstance(value, dict) else None
        if value is not None:
            for part in way:
                into = into.setdefault(part, {})
            into[last] = wired(value)
    own = camel(query.resource)
    kept.setdefault(own, {})["resourceName"] = row[own]["resourceName"]
    return kept


@lru_cache(maxsize=1024)
def _plan(fields: tuple[str, ...]) -> tuple[tuple[str, tuple[str, ...], str], ...]:
    """Return owner, way and last key of each attribute in the wire's words."""
    paths = [
        camel(field).split(".")
        for field in fields
        if "." in field and field.partition(".")[0] not in {"metrics", "segments"}
    ]
    return tuple((owner, tuple(way), last) for owner, *way, last in paths)


def wired(value: Any) -> Any:
    """Return a value as JSON has it: whole numbers are strings."""
    if isinstance(value, str):
        return value
    if isinstance(value, dict):
        return {name: wired(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [wired(inner) for inner in value]
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value
