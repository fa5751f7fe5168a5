"""Rows as they go over the wire: the fields asked for, whole numbers as strings."""

from __future__ import annotations

from typing import Any

from adhelm.sandbox.google_ads.fields import camel, get, put
from adhelm.sandbox.google_ads.gaql import Query
from adhelm.sandbox.google_ads.things import Row


def shaped(query: Query, row: Row) -> Row:
    """Return only the selected attributes of a row; names of its resources always."""
    kept: Row = {}
    for field in query.fields:
        owner, _, rest = field.partition(".")
        if owner in {"metrics", "segments"}:
            continue
        if camel(owner) in row:
            put(kept, f"{owner}.resource_name", row[camel(owner)].get("resourceName"))
            value = get(row, f"{owner}.{rest}")
            if value is not None:
                put(kept, field, wired(value))
    own = row[camel(query.resource)]
    put(kept, f"{query.resource}.resource_name", own["resourceName"])
    return kept


def wired(value: Any) -> Any:
    """Return a value as JSON has it: whole numbers are strings."""
    if isinstance(value, dict):
        return {name: wired(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [wired(inner) for inner in value]
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value
