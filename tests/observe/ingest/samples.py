"""Small exports of our own making, and what the warehouse holds of them."""

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

from adhelm.connectors.contract import Hints
from adhelm.core.principal import Principal
from adhelm.observe import warehouse as warehouses

HEADER = (
    "Day", "Campaign name", "Campaign ID", "Impressions", "Clicks (all)", "Amount spent (EUR)",
)  # fmt: skip
HINTS = Hints(account="shop", timezone="Europe/Berlin")
FACTS = (
    "SELECT platform, account_id, level, entity_id, date, impressions, clicks, spend, currency "
    "FROM facts ORDER BY ALL"
)
Row = tuple[object, ...]


def rows(
    *, first: date = date(2026, 1, 1), days: int = 3, campaigns: int = 2, extra: int = 0
) -> list[Row]:
    """Rows of an export; `extra` changes their figures."""
    return [
        (
            first + timedelta(days=day), f"Campaign {n}", 120_214_870_000_010_000 + n,
            1000 + 10 * day + n + extra, 20 + day + n, f"{12 + day + n}.5{n}",
        )
        for day in range(days)
        for n in range(campaigns)
    ]  # fmt: skip


def text(table: Sequence[Row], *, header: Sequence[object] = HEADER, delimiter: str = ",") -> str:
    return "".join(f"{delimiter.join(str(cell) for cell in row)}\n" for row in (header, *table))


def write(path: Path, table: Sequence[Row] | None = None, **layout: object) -> Path:
    shown = text(rows() if table is None else table, **layout)  # type: ignore[arg-type]  # as text
    path.write_text(shown, encoding="utf-8")
    return path


def impressions(warehouse: warehouses.Warehouse, principal: Principal) -> list[int]:
    """The impressions of all facts, sorted."""
    return sorted(int(str(row[5])) for row in facts(warehouse, principal))


def facts(warehouse: warehouses.Warehouse, principal: Principal) -> list[Row]:
    """All facts, in one order."""
    connection = warehouses.snapshot(warehouse, principal=principal).connect()
    try:
        return connection.execute(FACTS).fetchall()
    finally:
        connection.close()
