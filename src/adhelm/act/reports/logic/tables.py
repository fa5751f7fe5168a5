"""Rows as the bytes of a file, exact: decimals are text of all their digits."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

_MARKED = frozenset(',"\r\n')
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_lines(rows: Iterable[Sequence[object]]) -> bytes:
    """
    Return lines of RFC 4180 CSV in UTF-8; None is an empty field.

    Text that a spreadsheet would run as a formula is prefixed with an apostrophe.
    """
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows([_cell(one) for one in row] for row in rows)
    return out.getvalue().encode("utf-8", "replace")


def csv_columns(rows: Sequence[Sequence[object]]) -> bytes:
    """Return lines as `csv_lines` does, of rows whose columns hold one kind of value each."""
    if not rows or len(rows[0]) == 1:
        # An empty field alone in its line needs marks, lest it be no line.
        return csv_lines(rows)
    columns = [_fields(cells) for cells in zip(*rows, strict=True)]
    lines = "\r\n".join(map(",".join, zip(*columns, strict=True)))
    return f"{lines}\r\n".encode("utf-8", "replace")


def field(cell: object) -> str:
    """Return a cell as the field of a line: harmless, and in marks where it needs them."""
    return _field(_cell(cell))


def harmless(text: str) -> str:
    """Return text that no spreadsheet runs: with an apostrophe before it, if it is a formula."""
    if text[:1].isalnum():
        return text
    # A tab or blanks before it do not keep a spreadsheet from running it.
    bare = text.lstrip(" \u00a0")
    return f"'{text}" if bare.startswith(_FORMULA) else text


def json_rows(rows: Iterable[Mapping[str, object]]) -> bytes:
    """Return rows as JSON objects with commas between them."""
    return b",".join(json_of(row) for row in rows)


def json_of(value: object) -> bytes:
    """Return a value as JSON; amounts and days are text."""
    import orjson

    plain = asdict(value) if is_dataclass(value) and not isinstance(value, type) else value
    return orjson.dumps(plain, default=_plain, option=orjson.OPT_NON_STR_KEYS)


def digest(text: str | bytes) -> str:
    """Return what names a content: the same for the same, in hexadecimal digits."""
    raw = text.encode("utf-8", "replace") if isinstance(text, str) else text
    return hashlib.sha256(raw).hexdigest()


def _fields(cells: Sequence[object]) -> list[str]:
    """Return the fields of a column, in marks where they need them."""
    kinds = set(map(type, cells)) - {type(None)}
    if kinds == {int}:
        return ["" if cell is None else str(cell) for cell in cells]
    if kinds == {Decimal}:
        return ["" if cell is None else _plainly(str(cell)) for cell in cells]
    if kinds <= {str, date}:
        # Names and days come again and again.
        known = {cell: field(cell) for cell in set(cells)}
        return [known[cell] for cell in cells]
    return [field(cell) for cell in cells]


def _field(text: str) -> str:
    if _MARKED.isdisjoint(text):
        return text
    return '"' + text.replace('"', '""') + '"'


def _plainly(number: str) -> str:
    """Return a number without an exponent; hardly any has one."""
    return format(Decimal(number), "f") if "E" in number else number


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return format(value, "f")
    return harmless(value) if isinstance(value, str) else str(value)


def _plain(value: Any) -> object:
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return sorted(value) if isinstance(value, (set, frozenset)) else str(value)
