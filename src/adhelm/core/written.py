"""Whether JSON is written as a schema says, before anything reads it: "1" is no number there.

Types and the form of days only; what a model checks beyond that, it checks better itself.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from typing import Any

NUMBER = re.compile(r"\s*[+-]?[0-9.]+([eE][+-]?[0-9]+)?\s*")
_UNWRITTEN = re.compile("[\x00\ud800-\udfff]")
_LARGEST = 2**63
_DAYS = frozenset({"date", "date-time"})
Schema = Mapping[str, Any]


def refuse_miswritten(raw: Mapping[str, Any], schema: Schema) -> None:
    """
    Let pass what has the types that the schema of an object says; references are not followed.

    :raises ValueError: naming the field and what is written there instead.
    """
    if "$ref" in schema:
        # A body that holds bodies of its own kind stands among its definitions.
        schema = schema["$defs"][schema["$ref"].rpartition("/")[2]]
    for name, inner in schema.get("properties", {}).items():
        if name in raw and not _fits(raw[name], inner):
            kinds = " or ".join(dict.fromkeys(_kinds(inner)))
            raise ValueError(f"{name}: this is no {kinds}")


def refuse_unwritable(raw: object) -> None:
    """
    Let pass what every database and every reader of JSON can hold.

    :raises ValueError: if a text has NUL or half a character, or a number is no 64-bit one.
    """
    waiting = [raw]
    while waiting:
        value = waiting.pop()
        if isinstance(value, str) and is_unwritable(value):
            raise ValueError("a text holds NUL or half of a character")
        if isinstance(value, int) and not -_LARGEST <= value < _LARGEST:
            raise ValueError("a number is too large")
        if isinstance(value, float) and not math.isfinite(value):
            raise ValueError("NaN and Infinity are no numbers")
        if isinstance(value, Mapping):
            waiting += [*value.keys(), *value.values()]
        elif isinstance(value, (list, tuple)):
            waiting += value


def is_unwritable(text: str) -> bool:
    """Say whether a text holds NUL or half of a character (a lone surrogate)."""
    return _UNWRITTEN.search(text) is not None


def _fits(value: object, schema: Schema) -> bool:
    choices = [*schema.get("anyOf", ()), *schema.get("oneOf", ())]
    if choices:
        return any(_fits(value, one) for one in choices)
    kind = schema.get("type")
    if kind is None or not _is_json(value):
        return True
    if not _is(value, kind):
        return False
    if isinstance(value, str):
        return schema.get("format") not in _DAYS or not NUMBER.fullmatch(value)
    if isinstance(value, list) and "items" in schema:
        return all(_fits(one, schema["items"]) for one in value)
    return True


def _is(value: object, kind: str) -> bool:
    if isinstance(value, bool) or kind == "boolean":
        return isinstance(value, bool) and kind == "boolean"
    if kind == "integer":
        return isinstance(value, int) or (isinstance(value, float) and value.is_integer())
    return isinstance(value, _TYPES[kind])


_TYPES: Mapping[str, type | tuple[type, ...]] = {
    "string": str,
    "number": (int, float),
    "array": list,
    "object": dict,
    "null": type(None),
}


def _is_json(value: object) -> bool:
    # What our own code makes a body of may be a day or an amount already.
    return value is None or isinstance(value, (str, int, float, list, dict))


def _kinds(schema: Schema) -> Iterator[str]:
    for one in (*schema.get("anyOf", ()), *schema.get("oneOf", ())):
        yield from _kinds(one)
    if "type" in schema:
        yield schema.get("format", schema["type"])
