"""What Graph callers send: parameters that hold JSON, and fields with fields in braces."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

import orjson

from adhelm.sandbox.frame import Rows
from adhelm.sandbox.meta.errors import bad

Node = dict[str, Any]
_FEW = 25
_MOST = 5000


def decoded(params: Mapping[str, str], name: str, default: Any = None) -> Any:
    """
    Return the JSON in a parameter.

    :raises Refused: if it holds none.
    """
    if name not in params:
        return default
    try:
        return orjson.loads(params[name])
    except ValueError as error:
        raise bad(f"Param {name} must be valid JSON.", name) from error


def listed(params: Mapping[str, str], name: str) -> list[str]:
    """Return a list that is JSON or parted by commas."""
    text = params.get(name, "").strip()
    if text.startswith("["):
        return [str(one) for one in decoded(params, name)]
    return [part.strip() for part in text.split(",") if part.strip()]


def fields(text: str) -> dict[str, str]:
    """Read `id,creative{id,body}` as names with what stands in their braces."""
    return dict(_fields(text))


def _fields(text: str) -> Iterator[tuple[str, str]]:
    depth, name, inside = 0, "", ""
    for sign in text + ",":
        if sign == "," and depth == 0:
            if name.strip():
                yield name.strip().split(".")[0], inside
            name, inside = "", ""
        elif sign in "{}":
            depth += 1 if sign == "{" else -1
            inside += sign if depth - (sign == "{") > 0 else ""
        elif depth:
            inside += sign
        else:
            name += sign


def chosen(node: Node, wanted: str, kind: str) -> Node:
    """
    Return the fields asked for; those without a value are left out, `id` is always there.

    :raises Refused: if the node has no such field.
    """
    kept: Node = {}
    for name, inside in fields(wanted or "id").items():
        if name not in node:
            raise bad(f"Tried accessing nonexisting field ({name}) on node type ({kind})")
        value = node[name]
        if isinstance(value, dict) and not inside and "id" in value:
            value = {"id": value["id"]}
        elif isinstance(value, dict) and inside:
            value = chosen(value, inside, name)
        if value is not None:
            kept[name] = value
    if "id" in node:
        kept["id"] = node["id"]
    return kept


def page(rows: Sequence[Any] | Rows, params: Mapping[str, str], url: str) -> Node:
    """
    Return one page of rows with cursors, and where the next one is.

    :raises Refused: if the cursor or the limit is none.
    """
    limit = params.get("limit", str(_FEW))
    if not limit.isdigit() or not 0 < int(limit) <= _MOST:
        raise bad("Param limit must be a number of at most 5000.", "limit")
    start, end = _start(params.get("after", "")), 0
    end = start + int(limit)
    said: Node = {"data": rows[start:end]}
    if start < len(rows):
        said["paging"] = {"cursors": {"before": _cursor(start), "after": _cursor(end)}}
        if end < len(rows):
            query = urlencode({**params, "after": _cursor(end)})
            said["paging"]["next"] = f"{url}?{query}"
    return said


def _cursor(number: int) -> str:
    return base64.urlsafe_b64encode(f"c{number}".encode()).decode()


def _start(cursor: str) -> int:
    if not cursor:
        return 0
    try:
        return int(base64.urlsafe_b64decode(cursor.encode()).decode().removeprefix("c"))
    except ValueError as error:
        raise bad("Invalid cursors values.", "after") from error
