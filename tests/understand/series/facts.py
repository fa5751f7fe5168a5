"""Daily rows in a real warehouse."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from adhelm.core.principal import Principal
from adhelm.observe import warehouse as warehouses
from adhelm.observe.warehouse import Warehouse
from adhelm.observe.warehouse.types import Batch

FIRST = date(2026, 1, 1)
_INSERT = (
    "INSERT INTO facts BY NAME SELECT ? AS connector, ? AS platform, ? AS account_id,"
    " 'campaign' AS level, ? AS entity_id, ? AS campaign_id, ?::DATE AS date, '' AS breakdown,"
    " '' AS breakdown_key, ? AS currency, 'Europe/Berlin' AS account_tz, ? AS impressions,"
    " ? AS clicks, ? AS spend, ? AS platform_conversions"
)


def row(
    day: int, campaign: str = "c1", *, account: str = "1", platform: str = "google_ads", **more: Any
) -> tuple[Any, ...]:
    """One day of one campaign; `day` counts from 2026-01-01."""
    values = {"impressions": 100, "clicks": 4, "spend": "5.25", "conversions": 1, **more}
    return (
        platform, platform, account, campaign, campaign, FIRST + timedelta(days=day),
        values.get("currency", "EUR"), values["impressions"], values["clicks"], values["spend"],
        values["conversions"],
    )  # fmt: skip


def fill(
    warehouse: Warehouse, principal: Principal, rows: Iterable[tuple[Any, ...]], batch: str = "b"
) -> Warehouse:
    """Publish rows as one data version."""
    if not (known := list(rows)):
        return warehouse
    with warehouses.staging(warehouse, batch_id=batch) as area:
        area.executemany(_INSERT, known)
        warehouses.publish(
            warehouse, principal=principal, staging=area, batch=Batch(batch, "files")
        )
    return warehouse


def pour(
    warehouse: Warehouse, principal: Principal, rows: Iterable[tuple[Any, ...]], batch: str = "b"
) -> Warehouse:
    """Publish as `fill` does, in one statement: for thousands of rows."""
    columns = [
        [None if each is None else str(each) for each in one] for one in zip(*rows, strict=True)
    ]
    many = _INSERT.replace("?::DATE", "?").replace("?", "unnest(?::VARCHAR[])")
    with warehouses.staging(warehouse, batch_id=batch) as area:
        area.execute(
            many.replace("unnest(?::VARCHAR[]) AS date", "unnest(?::VARCHAR[])::DATE AS date"),
            columns,
        )
        warehouses.publish(
            warehouse, principal=principal, staging=area, batch=Batch(batch, "files")
        )
    return warehouse
