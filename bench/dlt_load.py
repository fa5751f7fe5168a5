"""Load a canonical CSV with dlt; runs in dlt's own environment, so it imports nothing of ours."""

from __future__ import annotations

import csv
import json
import os
import tempfile
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from bench.stopwatch import Stopwatch

_CHUNK = 50_000
_WHOLE = ("impressions", "clicks")
_EXACT = ("spend", "platform_conversions", "platform_conversion_value")


def load_dicts(path: str) -> dict[str, Any]:
    """Feed dlt the rows as typed dicts, as its own sources do."""
    return _load(path, _dicts)


def load_arrow(path: str) -> dict[str, Any]:
    """Feed dlt Arrow tables read with pyarrow's CSV reader."""
    return _load(path, _tables)


def load_pages(url: str, requests: str) -> dict[str, Any]:
    """Download the pages that a sync asks for, and feed dlt their rows."""
    return _load(requests, lambda path: _rows_of_pages(url, path))


def _load(path: str, rows: Callable[[str], Any]) -> dict[str, Any]:
    os.environ["RUNTIME__DLTHUB_TELEMETRY"] = "false"  # noqa: TID251 - dlt's own switch
    os.environ["RUNTIME__LOG_LEVEL"] = "ERROR"  # noqa: TID251
    import dlt

    with tempfile.TemporaryDirectory(dir=Path(path).parent) as folder:
        pipeline = dlt.pipeline(
            pipeline_name="bench",
            pipelines_dir=folder,
            destination=dlt.destinations.duckdb(f"{folder}/bench.duckdb"),
            dataset_name="ads",
        )
        with Stopwatch() as watch:
            pipeline.run(
                rows(path),
                table_name="facts",
                write_disposition="append",
                loader_file_format="parquet",
            )
    return {**watch.figures, "dlt": dlt.__version__}


def _dicts(path: str) -> Iterator[list[dict[str, Any]]]:
    with Path(path).open(newline="", encoding="utf-8") as lines:
        chunk: list[dict[str, Any]] = []
        for row in csv.DictReader(lines):
            typed: dict[str, Any] = dict(row)
            typed["date"] = date.fromisoformat(row["date"])
            for name in _WHOLE:
                typed[name] = int(row[name])
            for name in _EXACT:
                typed[name] = Decimal(row[name])
            chunk.append(typed)
            if len(chunk) == _CHUNK:
                yield chunk
                chunk = []
        if chunk:
            yield chunk


def _rows_of_pages(url: str, requests: str) -> Iterator[list[dict[str, Any]]]:
    import requests as http

    with http.Session() as session:
        session.trust_env = False
        for one in json.loads(Path(requests).read_text()):
            body = session.request(**{**one, "url": url + one["url"]}, timeout=60).json()
            rows = (body.get("data") or {}).get("list") or []
            yield [{**row["dimensions"], **row["metrics"]} for row in rows if "metrics" in row]


def _tables(path: str) -> Iterator[Any]:
    import pyarrow as pa
    from pyarrow import csv as arrow_csv

    ids = ("account_id", "campaign_id", "ad_group_id", "entity_id")
    kinds = {**dict.fromkeys(ids, pa.string()), **dict.fromkeys(_EXACT, pa.decimal128(18, 2))}
    reading = arrow_csv.open_csv(
        path,
        read_options=arrow_csv.ReadOptions(block_size=16 << 20),
        convert_options=arrow_csv.ConvertOptions(column_types=kinds),
    )
    for batch in reading:
        yield pa.Table.from_batches([batch])
