"""Rest.li's way to write a query: `(start:(year:2026),ids:List(1,2))`, and the older dotted way."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from adhelm.sandbox.linkedin.errors import Refused

_STRUCTURE = "(),:"
_ENCODED = re.compile(r"%28|%29|%2C", re.IGNORECASE)
_DOTTED = re.compile(r"[^.\[\]]+")


def query(text: str, *, second: bool) -> dict[str, Any]:
    """
    Read a query string; `second` says whether the caller announced protocol 2.0.0.

    :raises Refused: if it is written in the other protocol's way.
    """
    pairs = [part.partition("=")[::2] for part in text.split("&") if part]
    if second:
        return {unquote(name): _value(value) for name, value in pairs}
    made: dict[str, Any] = {}
    for name, value in pairs:
        if value.startswith(("(", "List(")):
            raise _illegal(name)
        _put(made, [str(part) for part in _DOTTED.findall(unquote(name))], unquote(value))
    return {name: _lists(value) for name, value in made.items()}


def _value(text: str) -> Any:
    if _ENCODED.match(text) or re.match(r"List%28", text, re.IGNORECASE):
        raise _illegal(text)
    if not text.startswith(("(", "List(")):
        return unquote(text)
    signs = list(_signs(text))
    value, rest = _read(signs)
    if rest:
        raise _illegal(text)
    return value


def _signs(text: str) -> Iterator[str]:
    word = ""
    for sign in text:
        if sign in _STRUCTURE:
            if word:
                yield word
            word = ""
            yield sign
        else:
            word += sign
    if word:
        yield word


def _read(signs: list[str]) -> tuple[Any, list[str]]:
    if not signs:
        raise _illegal("")
    if signs[0] == "(":
        return _record(signs[1:])
    if signs[0] == "List" and signs[1:2] == ["("]:
        return _list(signs[2:])
    if signs[0] in _STRUCTURE:
        raise _illegal(signs[0])
    return unquote(signs[0]), signs[1:]


def _record(rest: list[str]) -> tuple[dict[str, Any], list[str]]:
    made: dict[str, Any] = {}
    while rest and rest[0] != ")":
        if rest[1:2] != [":"]:
            raise _illegal(rest[0])
        name = unquote(rest[0])
        made[name], rest = _read(rest[2:])
        rest = rest[1:] if rest[:1] == [","] else rest
    if not rest:
        raise _illegal(")")
    return made, rest[1:]


def _list(rest: list[str]) -> tuple[list[Any], list[str]]:
    made = []
    while rest and rest[0] != ")":
        value, rest = _read(rest)
        made.append(value)
        rest = rest[1:] if rest[:1] == [","] else rest
    if not rest:
        raise _illegal(")")
    return made, rest[1:]


def _put(into: dict[str, Any], way: list[str], value: str) -> None:
    for part in way[:-1]:
        into = into.setdefault(part, {})
    into[way[-1]] = value


def _lists(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    inner = {name: _lists(one) for name, one in value.items()}
    if inner and all(name.isdigit() for name in inner):
        return [inner[name] for name in sorted(inner, key=int)]
    return inner


def _illegal(text: str) -> Refused:
    return Refused(400, "ILLEGAL_ARGUMENT", f"Invalid query parameters passed to request: {text}")
