"""Our nouns as JSON and back: one adapter for each, made on first use."""

from __future__ import annotations

from typing import Any, TypeVar

from pydantic import TypeAdapter

T = TypeVar("T")
_ADAPTERS: dict[type[Any], TypeAdapter[Any]] = {}


def written(value: object) -> Any:
    """Return a noun as plain values: amounts as text, instants in ISO form."""
    return _adapter(type(value)).dump_python(value, mode="json")


def read(kind: type[T], document: object) -> T:
    """Return the noun that was written."""
    found: T = _adapter(kind).validate_python(document)
    return found


def _adapter(kind: type[Any]) -> TypeAdapter[Any]:
    if kind not in _ADAPTERS:
        _ADAPTERS[kind] = TypeAdapter(kind)
    return _ADAPTERS[kind]
