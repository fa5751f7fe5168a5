"""Small deliveries for tests: facts and conversions in a line, published and read back."""

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import duckdb

from adhelm.core.principal import Principal, local
from adhelm.core.tables import TABLES
from adhelm.observe import warehouse as warehouses
from adhelm.observe.warehouse import Warehouse
from adhelm.observe.warehouse.types import Batch, Published

_numbers = itertools.count(1)
JAN = date(2026, 1, 1)
MEASURES = ("impressions", "clicks", "spend", "reach")


@dataclass(frozen=True)
class Fact:
    entity: str
    day: date
    impressions: int | None = 10
    spend: Decimal | None = Decimal("1.5")
    account: str = "1"
    level: str = "campaign"
    platform: str = "google_ads"
    connector: str = ""
    clicks: int | None = 0
    reach: int | None = None
    breakdown: str = ""
    breakdown_key: str = ""
    hour: int | None = None
    currency: str = "EUR"

    def row(self) -> dict[str, Any]:
        return {
            "connector": self.connector or self.platform,
            "platform": self.platform,
            "account_id": self.account,
            "level": self.level,
            "entity_id": self.entity,
            "date": self.day,
            "hour": self.hour,
            "breakdown": self.breakdown,
            "breakdown_key": self.breakdown_key,
            "currency": self.currency,
            "account_tz": "UTC",
            "impressions": self.impressions,
            "clicks": self.clicks,
            "spend": self.spend,
            "reach": self.reach,
        }


def conversion(entity: str, day: date, name: str, count: str, **other: Any) -> dict[str, Any]:
    row = Fact(entity, day, **other).row()
    for measure in MEASURES:
        del row[measure]
    return {
        **row,
        "event_type": "purchase",
        "conversion_name": name,
        "attribution_window": "",
        "basis": "",
        "count": Decimal(count),
    }


def fill(area: duckdb.DuckDBPyConnection, table: str, rows: Iterable[Mapping[str, Any]]) -> None:
    for row in rows:
        names = ", ".join(f'"{name}"' for name in row)
        marks = ", ".join("?" for _ in row)
        area.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", list(row.values()))


def deliver(
    warehouse: Warehouse,
    facts: Sequence[Fact] = (),
    *,
    principal: Principal,
    tables: Mapping[str, Iterable[Mapping[str, Any]]] | None = None,
    source: str = "files",
    **how: Any,
) -> Published:
    """Publish facts, and rows of other tables, as one batch."""
    checks = how.pop("checks", ())
    batch = Batch(id=how.pop("id", f"batch-{next(_numbers)}"), source_id=source, **how)
    with warehouses.staging(warehouse, batch_id=batch.id) as area:
        fill(area, "facts", (fact.row() for fact in facts))
        for table, rows in (tables or {}).items():
            fill(area, table, rows)
        return warehouses.publish(
            warehouse, principal=principal, staging=area, batch=batch, checks=checks
        )


def read(
    warehouse: Warehouse,
    principal: Principal,
    query: str,
    *,
    as_of: Any = None,
) -> list[tuple[Any, ...]]:
    pinned = warehouses.snapshot(warehouse, principal=principal, as_of=as_of)
    with pinned.connect() as connection:
        return connection.execute(query).fetchall()


def facts_of(
    warehouse: Warehouse, principal: Principal, *, as_of: Any = None
) -> list[tuple[Any, ...]]:
    """All facts without the stamps of their batches, in one order."""
    stamped = {column.name for column in TABLES["facts"].columns if column.stamped}
    kept = ", ".join(name for name in TABLES["facts"].names if name not in stamped - {"source_id"})
    return read(warehouse, principal, f"SELECT {kept} FROM facts ORDER BY ALL", as_of=as_of)


def fresh_workspace() -> Principal:
    """A workspace nobody has used: hypothesis gets one warehouse for all its examples."""
    return local(f"w{next(_numbers)}")
