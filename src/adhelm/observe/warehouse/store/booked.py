"""Which currencies the facts are booked in, and on which days."""

from __future__ import annotations

from collections.abc import Sequence

from adhelm.core.ads import Period
from adhelm.observe.warehouse.store import reading
from adhelm.observe.warehouse.store.handle import Warehouse
from adhelm.observe.warehouse.types import Booked


def booked(warehouse: Warehouse, files: Sequence[str]) -> list[Booked]:
    """Return each currency of the daily facts in files, from its first day to its last."""
    with reading.connect(warehouse, {"facts": files}) as connection:
        rows = connection.execute(
            "SELECT currency, min(date), max(date) FROM facts "
            "WHERE currency IS NOT NULL AND currency <> '' AND date IS NOT NULL "
            "GROUP BY currency ORDER BY currency"
        ).fetchall()
    return [Booked(code, Period.closed(first, last)) for code, first, last in rows]
