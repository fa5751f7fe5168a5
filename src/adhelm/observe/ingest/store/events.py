"""Own events that were pushed, from lines of JSON into the staging area."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from adhelm.core.tables import NUMBER

if TYPE_CHECKING:
    import duckdb

COLUMNS = (
    "event_id", "event_type", "stage", "occurred_at", "order_id", "person", "value", "currency",
    "click_id_kind", "click_id", "utm_source", "utm_medium", "utm_campaign", "utm_content",
    "utm_term", "utm_id",
)  # fmt: skip
"""What a line holds; all of it text."""


@dataclass(frozen=True, slots=True)
class Staged:
    """What lines came to."""

    rows: int
    first_day: date | None
    last_day: date | None
    value: Decimal | None
    currencies: str
    """Comma-separated."""


def stage(
    into: duckdb.DuckDBPyConnection, path: Path, *, book: str, account: str, zone: str
) -> Staged:
    """Stage every line of a file as one event of a book's account, on a day of `zone`."""
    columns = ", ".join(f"{name}: 'VARCHAR'" for name in COLUMNS)
    plain = ", ".join(name for name in COLUMNS if name not in {"occurred_at", "value"})
    into.execute(
        "INSERT INTO own_events BY NAME"
        " SELECT $book AS connector, 'own' AS platform, $account AS account_id,"
        " occurred_at::TIMESTAMPTZ AS occurred_at,"
        " CAST(occurred_at::TIMESTAMPTZ AT TIME ZONE $zone AS DATE) AS date,"
        f" $zone AS account_tz, value::{NUMBER} AS value, {plain}"
        f" FROM read_json($path, format='newline_delimited', columns={{{columns}}})",
        {"book": book, "account": account, "zone": zone, "path": str(path)},
    )
    found = into.execute(
        "SELECT count(*), min(date), max(date), sum(value),"
        " string_agg(DISTINCT currency, ',' ORDER BY currency) FROM own_events"
    ).fetchall()[0]
    return Staged(found[0], found[1], found[2], found[3], found[4] or "")
