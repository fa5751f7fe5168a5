"""What callers of TikTok send: queries whose lists and objects are JSON, and JSON bodies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from adhelm.sandbox.frame import Rows
from adhelm.sandbox.tiktok.errors import bad

Row = dict[str, Any]
_FEW, _MOST = 10, 1000


def decoded(query: Mapping[str, str], name: str, default: Any = None) -> Any:
    """
    Return the JSON in a parameter of the query.

    :raises Refused: if it holds none.
    """
    if not query.get(name):
        return default
    try:
        return orjson.loads(query[name])
    except ValueError as error:
        raise bad(name, "Not a valid JSON.") from error


def needed(body: Mapping[str, Any], *names: str) -> None:
    """
    Refuse a body that lacks one of the fields.

    :raises Refused: naming the first.
    """
    for name in names:
        if body.get(name) in {None, ""}:
            raise bad(name, "Missing data for required field.")


def page(rows: Sequence[Any] | Rows, query: Mapping[str, str]) -> Row:
    """
    Return one page of rows; ten, if nobody says how many.

    :raises Refused: if page or page size are none.
    """
    number, size = _number(query, "page", 1), _number(query, "page_size", _FEW)
    if size > _MOST:
        raise bad("page_size", "Must be between 1 and 1000.")
    start = (number - 1) * size
    return {
        "list": rows[start : start + size],
        "page_info": {
            "page": number,
            "page_size": size,
            "total_number": len(rows),
            "total_page": -(-len(rows) // size),
        },
    }


def _number(query: Mapping[str, str], name: str, default: int) -> int:
    text = query.get(name, str(default))
    if not text.isdigit() or int(text) < 1:
        raise bad(name, "Must be greater than or equal to 1.")
    return int(text)
