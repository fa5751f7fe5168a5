"""JSON documents: arrays, `{"data": […]}`, lines, and the X Ads API's arrays per day."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from adhelm.core.errors import Invalid

_LIMIT = 256 << 20
_ENVELOPES = ("data", "results", "rows", "list", "records", "elements")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_X_LEVELS = {
    "ACCOUNT": "account_id",
    "CAMPAIGN": "campaign_id",
    "LINE_ITEM": "ad_group_id",
    "PROMOTED_TWEET": "ad_id",
}


class BadJson(Invalid):
    """The file is no JSON, or holds no list of rows."""

    code = "json.unreadable"


@dataclass(frozen=True, slots=True)
class Document:
    """A JSON file as a table: its columns, and its rows as often as asked for."""

    names: tuple[str, ...]
    rows: Callable[[], Iterator[list[str | None]]]
    platform: str = ""
    notes: tuple[str, ...] = ()


def read_document(path: Path, *, lines: bool) -> Document:
    """
    Read a JSON file; with `lines`, one object per line, never all in memory.

    :raises BadJson: if it is no JSON with a list of objects in it.
    """
    if lines:
        return _table(lambda: _json_lines(path))
    if path.stat().st_size > _LIMIT:
        raise BadJson(
            f"{path.name} is one JSON value of {path.stat().st_size:,} bytes",
            hint="write it as NDJSON, one object per line",
        )
    found = _parsed(path.read_bytes(), path.name)
    if isinstance(found, dict) and found.get("data_type") == "stats":
        return _x_stats(found, path.name)
    objects = _objects(found, path.name)
    return _table(lambda: iter(objects))


def _json_lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            if text := line.strip().removeprefix(b"\xef\xbb\xbf"):
                yield from _objects([_parsed(text, f"{path.name}, line {number}")], path.name)


def _parsed(text: bytes, where: str) -> Any:
    import orjson

    try:
        return orjson.loads(text.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError as error:
        raise BadJson(f"{where} is no JSON: {error}", hint="export it again") from error


def _objects(found: Any, where: str) -> list[dict[str, Any]]:
    while isinstance(found, dict):
        inner = [found[key] for key in _ENVELOPES if isinstance(found.get(key), (list, dict))]
        found = inner[0] if inner else [found]
    if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
        raise BadJson(f"{where} holds no list of objects", hint='[{"date": …, "spend": …}, …]')
    # Streamed answers are lists of pages, each with its own list.
    return [
        row
        for page in found
        for row in (page["results"] if isinstance(page.get("results"), list) else [page])
    ]


def _table(objects: Callable[[], Iterable[dict[str, Any]]]) -> Document:
    names: dict[str, None] = {}
    for row in objects():
        names.update(dict.fromkeys(_flat(row)))

    def rows() -> Iterator[list[str | None]]:
        for row in objects():
            flat = _flat(row)
            yield [flat.get(name) for name in names]

    return Document(tuple(names), rows)


def _flat(row: dict[str, Any], above: str = "") -> dict[str, str | None]:
    flat: dict[str, str | None] = {}
    for key, value in row.items():
        name = above + _CAMEL.sub("_", key).lower()
        if isinstance(value, dict):
            flat.update(_flat(value, f"{name}."))
        else:
            flat[name] = _text(value)
    return flat


def _text(value: object) -> str | None:
    import orjson

    if value is None or isinstance(value, str):
        return value
    if isinstance(value, float):
        return repr(value)
    return orjson.dumps(value).decode()


def _x_stats(found: dict[str, Any], where: str) -> Document:
    try:
        params = found["request"]["params"]
        rows = [row for item in found["data"] for row in _x_rows(item, params)]
    except (KeyError, TypeError, ValueError) as error:
        raise BadJson(
            f"{where} is no whole answer of X's stats: {error}",
            hint="keep the `request` that X sends back with the data",
        ) from error
    table = _table(lambda: iter(rows))
    return Document(table.names, table.rows, platform="x")


def _x_rows(item: dict[str, Any], params: dict[str, Any]) -> Iterator[dict[str, Any]]:
    start, end = _instant(params["start_time"]), _instant(params["end_time"])
    who = {_X_LEVELS.get(params["entity"], "campaign_id"): item["id"]}
    if account := params.get("account_id"):
        who.setdefault("account_id", account)
    for part in item["id_data"]:
        metrics = _x_metrics(part["metrics"])
        if params["granularity"] == "TOTAL":
            last = (end - timedelta(seconds=1)).date()
            days = [{"period_start": start.date().isoformat(), "period_end": last.isoformat()}]
        else:
            days = [{"date": day} for day in _x_days(start, end)]
        for at, when in enumerate(days):
            values = {name: series[at] for name, series in metrics.items() if at < len(series)}
            yield {**who, **when, **_x_segment(part), **values}


def _x_days(start: datetime, end: datetime) -> Iterator[str]:
    # X's days begin at the account's midnight, written in UTC; the reader turns them back.
    while start < end:
        yield start.isoformat(sep=" ").replace("+00:00", "Z")
        start += timedelta(days=1)


def _x_metrics(metrics: dict[str, Any], above: str = "") -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for name, value in metrics.items():
        if isinstance(value, dict):
            found.update(_x_metrics(value, f"{above}{name}_"))
        elif isinstance(value, list):
            found[above + name] = value
    return found


def _x_segment(part: dict[str, Any]) -> dict[str, Any]:
    segment = part.get("segment") or {}
    return {"segment": segment["segment_name"]} if "segment_name" in segment else {}


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)
