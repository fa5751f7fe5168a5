"""Rows as JSON, NDJSON, CSV and Markdown. Pure: values in, text out.

Decimals become plain strings without an exponent, dates ISO, NULL is never written as zero.
"""

from __future__ import annotations

import csv
import io
import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, is_dataclass
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum

Row = Mapping[str, object]

FORMATS = ("table", "json", "ndjson", "csv", "md", "parquet")
NOTHING = "–"
_EXACT_IN_JSON = 2**53
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\Z")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def plain(value: object) -> object:
    """
    Return `value` in JSON's own types.

    Decimals, integers JSON cannot hold exactly, dates and paths become strings; NaN and the
    infinities become null.
    """
    if isinstance(value, Enum):
        return plain(value.value)
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, (int, float, Decimal)):
        return _plain_number(value)
    if isinstance(value, (datetime, date, time)):
        return value.isoformat()
    return _plain_whole(value)


def exact(value: Decimal) -> str:
    """Return a decimal's plain notation without trailing zeros: `1E+3` is `1000`."""
    if not value.is_finite():
        return str(value)
    text = f"{value:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def as_json(document: object) -> str:
    """Return one JSON document on several lines, with a newline at its end."""
    return json.dumps(plain(document), ensure_ascii=False, indent=2) + "\n"


def as_line(document: object) -> str:
    """Return one JSON document on one line, with a newline at its end."""
    return json.dumps(plain(document), ensure_ascii=False, separators=(",", ":")) + "\n"


def as_ndjson(rows: Iterable[Row], columns: Sequence[str]) -> str:
    """Return one JSON object per row and line."""
    return "".join(as_line({name: row.get(name) for name in columns}) for row in rows)


def as_csv(rows: Iterable[Row], columns: Sequence[str]) -> str:
    """
    Return the rows as RFC 4180 CSV.

    NULL is an empty field. Text that a spreadsheet would run as a formula is prefixed with an
    apostrophe; numbers stay numbers.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([_safe(name) for name in columns])
    for row in rows:
        writer.writerow([_csv_cell(row.get(name)) for name in columns])
    return out.getvalue()


def as_markdown(rows: Iterable[Row], columns: Sequence[str]) -> str:
    """Return the rows as a GitHub table; columns of numbers are aligned to the right."""
    kept = list(rows)
    rule = ["---:" if is_numeric(kept, name) else "---" for name in columns]
    lines = [[_markdown_cell(name) for name in columns], rule]
    lines += [[_markdown_cell(row.get(name)) for name in columns] for row in kept]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def text(value: object) -> str:
    """Return a value as text for a file; NULL is empty."""
    if value is None:
        return ""
    as_plain = plain(value)
    if isinstance(as_plain, bool):
        return "true" if as_plain else "false"
    if isinstance(as_plain, (dict, list)):
        return as_line(as_plain).rstrip("\n")
    return "" if as_plain is None else str(as_plain)


def is_numeric(rows: Sequence[Row], name: str) -> bool:
    """Say whether a column holds numbers and nothing else but NULL."""
    values = [row.get(name) for row in rows]
    known = [value for value in values if value is not None]
    return bool(known) and all(is_number(value) for value in known)


def is_number(value: object) -> bool:
    """Say whether a value is a number; True and False are none."""
    return isinstance(value, (int, float, Decimal)) and not isinstance(value, bool)


def _plain_whole(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        return plain(asdict(value))
    if isinstance(value, Mapping):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(inner) for inner in value]
    return str(value)


def _plain_number(value: int | float | Decimal) -> object:  # noqa: PYI041 - an int stays one
    if isinstance(value, Decimal):
        return exact(value) if value.is_finite() else None
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value if abs(value) <= _EXACT_IN_JSON else str(value)


def _csv_cell(value: object) -> str:
    return _safe(text(value))


def _safe(cell: str) -> str:
    if cell.startswith(_FORMULA) and not _NUMBER.match(cell):
        return "'" + cell
    return cell


def _markdown_cell(value: object) -> str:
    if value is None:
        return NOTHING
    return re.sub(r"\s*[\r\n]+\s*", "<br>", text(value).strip()).replace("|", "\\|")
