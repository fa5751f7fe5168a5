"""Files of journeys: CSV, Parquet, and JSON as it is pushed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from adhelm.understand.attribution.logic import events
from adhelm.understand.attribution.types import BadJourneyFile, Conversion, Touchpoint

Journeys = tuple[Sequence[Touchpoint], Sequence[Conversion]]
_MOST_BYTES = 1_000_000_000


def read(path: Path, *, kind: str = "", zone: str = "") -> Journeys:
    """
    Return the touches and conversions of a file.

    `kind` is 'touchpoints' or 'conversions'; left out: 'conversions' where a column `value` or
    `name` says so.

    :raises BadJourneyFile: if it cannot be read, or naming the rows that cannot be.
    """
    if path.stat().st_size > _MOST_BYTES:
        raise BadJourneyFile(f"{path.name} is too large", hint="at most 1 GB; part it")
    _check_zone(zone)
    if path.suffix.lower() == ".json":
        return events.of_export(parsed(path.read_bytes(), path.name), file=path.name, zone=zone)
    table = _table(path)
    sold = kind == "conversions" or (not kind and bool({"value", "name"} & set(table.column_names)))
    rows = _rows(table)
    if sold:
        return (), events.from_rows(rows, Conversion, file=path.name, zone=zone)
    return events.from_rows(rows, Touchpoint, file=path.name, zone=zone), ()


def parsed(content: bytes, name: str) -> object:
    """
    Return what a JSON document says.

    :raises BadJourneyFile: if it is none.
    """
    import orjson

    try:
        return orjson.loads(content)
    except orjson.JSONDecodeError:
        raise BadJourneyFile(f"{name} is no JSON", hint="CSV, Parquet or JSON") from None


def _check_zone(zone: str) -> None:
    try:
        ZoneInfo(zone or "UTC")
    except (KeyError, ValueError, OSError):
        raise BadJourneyFile(f"'{zone[:60]}' is no time zone", hint="Europe/Berlin") from None


def _table(path: Path) -> Any:
    import pyarrow as pa

    try:
        return _parquet(path) if path.suffix.lower() == ".parquet" else _csv(path)
    except (pa.ArrowException, UnicodeDecodeError):
        raise BadJourneyFile(
            f"{path.name} cannot be read",
            hint="Parquet, or CSV in UTF-8 with a header: id, person, at, …",
        ) from None


def _parquet(path: Path) -> Any:
    import pyarrow.parquet as pq

    return pq.read_table(path)


def _csv(path: Path) -> Any:
    import pyarrow as pa
    from pyarrow import csv

    with path.open("rb") as lines:
        header = lines.readline().decode("utf-8-sig").strip()
    names = [name.strip().strip('"') for name in header.split(",")]
    # Texts: an id of digits is none to calculate with, and an amount never a float.
    kinds = dict.fromkeys(names, pa.string())
    return csv.read_csv(
        path,
        parse_options=csv.ParseOptions(newlines_in_values=True),
        convert_options=csv.ConvertOptions(column_types=kinds),
    )


def _rows(table: Any) -> Iterator[Mapping[str, Any]]:
    for batch in table.to_batches(max_chunksize=10_000):
        yield from batch.to_pylist()
