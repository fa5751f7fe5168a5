"""A small warehouse in plain Parquet files: rows in, a snapshot out."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from adhelm.core.ads import Period
from adhelm.core.clock import SetClock
from adhelm.core.tables import TABLES
from adhelm.observe.warehouse.logic.slices import choose as choose_days
from adhelm.observe.warehouse.logic.slices import choose_periods
from adhelm.observe.warehouse.types import Coverage, DataVersion, Run, Slice
from adhelm.understand.metrics.service import answer
from adhelm.understand.metrics.service.asking import Rate
from adhelm.understand.metrics.store import Desk
from adhelm.understand.metrics.types import Answer, Question

Row = dict[str, Any]
DAY = date(2026, 1, 1)
DEFAULTS: Row = {
    "workspace_id": "acme",
    "source_id": "files",
    "connector": "google_ads",
    "platform": "google_ads",
    "account_id": "1",
    "level": "campaign",
    "entity_id": "c1",
    "campaign_id": "c1",
    "date": DAY,
    "breakdown": "",
    "breakdown_key": "",
    "currency": "EUR",
    "account_tz": "Europe/Berlin",
}
EVENT: Row = {
    "event_type": "purchase", "conversion_name": "purchase", "attribution_window": "", "basis": "",
}  # fmt: skip


def fact(**values: Any) -> Row:
    """A row of facts; `campaign` sets entity and campaign at once, `day` counts from DAY."""
    return _row({}, values)


def conversion(**values: Any) -> Row:
    """A row of conversions."""
    return _row(EVENT, values)


def _row(base: Row, values: Row) -> Row:
    row = {**DEFAULTS, **base, **values}
    if "campaign" in row:
        row["entity_id"] = row["campaign_id"] = row.pop("campaign")
    if "day" in row:
        row["date"] = DAY + timedelta(days=row.pop("day"))
    if row["connector"] == "google_ads" and row["platform"] != "google_ads":
        row["connector"] = {"instagram": "meta"}.get(row["platform"], row["platform"])
    return row


def write(folder: Path, table: str, rows: Sequence[Row]) -> list[str]:
    """Write rows as one Parquet file of a canonical table."""
    if not rows:
        return []
    with duckdb.connect() as connection:
        columns = TABLES[table].columns
        made = ", ".join(f"{each.name} {each.type}" for each in columns)
        connection.execute(f"CREATE TABLE rows ({made})")
        marks = ", ".join("?" * len(columns))
        connection.executemany(
            f"INSERT INTO rows VALUES ({marks})",
            [[row.get(each.name) for each in columns] for row in rows],
        )
        path = str(folder / f"{table}-{uuid.uuid4().hex}.parquet")
        connection.execute(f"COPY rows TO '{path}' (FORMAT parquet)")
    return [path]


@dataclass
class FileSnapshot:
    """The warehouse's snapshot over plain files; slices are chosen by the warehouse's own logic."""

    folder: Path
    tables: Mapping[str, Sequence[Row]]
    workspace_id: str = "acme"
    accounts: frozenset[str] | None = None
    version: DataVersion = field(
        default_factory=lambda: DataVersion(1, datetime(2026, 2, 1, tzinfo=UTC), "b", "test", {})
    )
    _files: dict[str, list[str]] = field(default_factory=dict)

    def files(
        self, table: str, *, period: Period | None = None, platforms: Collection[str] | None = None
    ) -> list[str]:
        if table not in self._files:
            self._files[table] = write(self.folder, table, self.tables.get(table, ()))
        return self._files[table]

    def slices(
        self,
        *,
        levels: Sequence[str],
        breakdown: str | None = None,
        grain: str = "day",
        period: Period | None = None,
    ) -> list[Slice]:
        first, last = ("date", "date") if grain != "period" else ("period_start", "period_end")
        tables = ("period_facts",) if grain == "period" else ("facts", "conversions")
        runs = [
            Run(
                source_id=row["source_id"],
                connector=row["connector"],
                platform=row["platform"],
                account_id=row["account_id"],
                level=row["level"],
                breakdown=row["breakdown"],
                start=row[first],
                end=row[last],
            )
            for table in tables
            for row in self.tables.get(table, ())
            if grain != "hour" or row.get("hour") is not None
        ]
        choose = choose_periods if grain == "period" else choose_days
        return choose(runs, levels=levels, breakdown=breakdown, period=period)

    def coverage(self) -> list[Coverage]:
        rows = [row for table in self.tables.values() for row in table if "breakdown" in row]
        found = {
            Coverage(
                source_id=row["source_id"],
                connector=row["connector"],
                platform=row["platform"],
                account_id=row["account_id"],
                level=row["level"],
                breakdown=row["breakdown"],
                grain="day",
                start=DAY,
                end=DAY,
                fields=frozenset(),
                batch_id="b",
            )
            for row in rows
        }
        return list(found)

    def connect(self, *, alone: bool = False) -> duckdb.DuckDBPyConnection:
        return duckdb.connect()


@dataclass
class Asker:
    """Asks questions of rows."""

    snapshot: FileSnapshot
    clock: SetClock
    fixings: Mapping[tuple[str, str], Decimal | Callable[[date], Decimal | None]]
    desk: Desk

    def __call__(self, *metrics: str, **question: Any) -> Answer:
        engine = question.pop("engine", None)
        catalogue = question.pop("catalogue", None)
        conventions = question.pop("conventions", ())
        made = Question(metrics=metrics, **{k: _tuple(v) for k, v in question.items()})
        return answer(
            self.desk,
            made,
            clock=self.clock,
            rates=self.rates,
            engine=engine,
            metrics=catalogue,
            conventions=conventions,
        )

    def rates(self, currencies: Sequence[str], quote: str, days: Period) -> Iterable[Rate]:
        for base in currencies:
            known = self.fixings.get((base, quote))
            for day in days if known is not None else ():
                rate = known(day) if callable(known) else known
                if rate is not None:
                    yield Rate(base, day, rate, "test", day)

    def rows(self, *metrics: str, **question: Any) -> list[dict[str, Any]]:
        return list(self(*metrics, **question).dicts())


def _tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


@pytest.fixture
def over(tmp_path: Path, clock: SetClock) -> Iterable[Callable[..., Asker]]:
    """A function that puts rows into a snapshot and returns what answers questions about them."""
    open_desks: list[Desk] = []

    def make(
        *facts: Row,
        conversions: Sequence[Row] = (),
        rates: Mapping[tuple[str, str], Any] | None = None,
        **tables: Sequence[Row],
    ) -> Asker:
        folder = tmp_path / uuid.uuid4().hex
        folder.mkdir()
        snapshot = FileSnapshot(folder, {"facts": facts, "conversions": conversions, **tables})
        open_desks.append(Desk(snapshot))
        return Asker(snapshot, clock, rates or {}, open_desks[-1])

    yield make
    for desk in open_desks:
        desk.close()
