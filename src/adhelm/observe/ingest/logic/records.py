"""Reports as JSON for the database, exact and back again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from pydantic import TypeAdapter

T = TypeVar("T")
_ADAPTERS: dict[type[Any], TypeAdapter[Any]] = {}


def to_json(value: object) -> Any:
    """Return a dataclass as JSON; decimals and dates become text, so nothing is lost."""
    return _adapter(type(value)).dump_python(value, mode="json")


def from_json(kind: type[T], record: Any) -> T | None:
    """Return the dataclass that `to_json` was given; None for None."""
    if record is None:
        return None
    made: T = _adapter(kind).validate_python(record)
    return made


def all_from_json(kind: type[T], records: Iterable[Any] | None) -> tuple[T, ...]:
    """Return several."""
    made = (from_json(kind, record) for record in records or ())
    return tuple(one for one in made if one is not None)


def _adapter(kind: type[Any]) -> TypeAdapter[Any]:
    from pydantic import TypeAdapter

    if kind not in _ADAPTERS:
        _ADAPTERS[kind] = TypeAdapter(kind)
    return _ADAPTERS[kind]
