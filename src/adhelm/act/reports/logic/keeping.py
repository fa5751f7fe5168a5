"""Documents as packed JSON, exact to the digit, and back: what is kept of what was sent."""

from __future__ import annotations

import json
import zlib
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from adhelm.act.reports.types import (
    Asked,
    Brand,
    Column,
    Document,
    Form,
    Item,
    Items,
    Marked,
    Measure,
    Sort,
    Story,
    Table,
    Tile,
    Tiles,
    Trend,
)

_KNOWN: Mapping[str, Callable[..., Any]] = MappingProxyType(
    {
        one.__name__: one
        for one in (
            Asked, Brand, Column, Document, Item, Items, Marked, Measure, Story, Table, Tile,
            Tiles, Trend,
        )
    }
)  # fmt: skip
_PLAIN: Mapping[str, Callable[[Any], Any]] = MappingProxyType(
    {
        "decimal": Decimal, "time": datetime.fromisoformat, "date": date.fromisoformat,
        "bytes": b64decode, "sort": Sort, "form": Form, "map": dict,
    }
)  # fmt: skip


def pack(document: Document) -> bytes:
    """Return a document as it is kept."""
    return zlib.compress(json_of(document), 9)


def unpack(kept: bytes) -> Document:
    """Return a document that was kept."""
    found = _read(json.loads(zlib.decompress(kept)))
    assert isinstance(found, Document)  # noqa: S101 - nothing else is packed
    return found


def json_of(value: Document | Asked) -> bytes:
    """Return a document, or what was asked, as JSON that says what each value is."""
    return json.dumps(_told(value), ensure_ascii=False, separators=(",", ":")).encode(
        "utf-8", "replace"
    )


def asked_of(text: str) -> Asked:
    """Return what was asked, from its JSON."""
    found = _read(json.loads(text))
    assert isinstance(found, Asked)  # noqa: S101 - nothing else is written there
    return found


def _told(value: object) -> Any:
    if isinstance(value, (Sort, Form)):
        return {"": type(value).__name__.lower(), "v": value.value}
    if value is None or isinstance(value, (str, int)):
        return value
    if is_dataclass(value):
        own = {each.name: _told(getattr(value, each.name)) for each in fields(value)}
        return {"": type(value).__name__, **own}
    if isinstance(value, Mapping):
        return {"": "map", "v": [[_told(key), _told(each)] for key, each in value.items()]}
    if isinstance(value, (bytes, Decimal, date)):
        return _plain(value)
    assert isinstance(value, Sequence), type(value)  # noqa: S101 - what documents are made of
    return [_told(each) for each in value]


def _plain(value: bytes | Decimal | date) -> dict[str, str]:
    if isinstance(value, bytes):
        return {"": "bytes", "v": b64encode(value).decode()}
    if isinstance(value, Decimal):
        return {"": "decimal", "v": str(value)}
    if isinstance(value, datetime):
        return {"": "time", "v": value.isoformat()}
    return {"": "date", "v": value.isoformat()}


def _read(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_read(each) for each in value)
    if not isinstance(value, dict):
        return value
    kind = value[""]
    if kind in _PLAIN:
        return _PLAIN[kind](_read(value["v"]))
    return _KNOWN[kind](**{name: _read(each) for name, each in value.items() if name})
