"""Sums facts per account and month: those of a staging area, and those of the warehouse."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

from adhelm.observe.ingest.logic.comparing import MEASURES, Key, Sums
from adhelm.observe.ingest.types import Quarantined

if TYPE_CHECKING:
    import duckdb

    from adhelm.observe.warehouse.types import Slice

Window: TypeAlias = tuple[str, str, date, date]
"""Connector, account, first and last day, both included."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SUMS = ", ".join(f"sum(f.{name})" for name in MEASURES)
_GROUP = "f.platform, f.account_id, strftime(f.date, '%Y-%m'), f.currency"


def staged_sums(area: duckdb.DuckDBPyConnection) -> dict[Key, Sums]:
    """Return the sums of a staged file's daily rows."""
    return _sums(area, "facts AS f")


def staged_windows(area: duckdb.DuckDBPyConnection) -> list[Window]:
    """Return which days of which accounts a staged file is about."""
    return area.execute(
        "SELECT connector, account_id, min(date), max(date) FROM facts GROUP BY ALL ORDER BY ALL"
    ).fetchall()


def published_sums(
    reader: duckdb.DuckDBPyConnection, slices: Sequence[Slice], windows: Sequence[Window]
) -> dict[Key, Sums]:
    """Return the sums of what answers for those days of those accounts; no day counted twice."""
    chosen = [row for window in windows for row in _within(window, slices)]
    reader.execute(
        "CREATE OR REPLACE TEMP TABLE chosen (platform VARCHAR, account_id VARCHAR, "
        "level VARCHAR, breakdown VARCHAR, source_id VARCHAR, first DATE, last DATE)"
    )
    if not chosen:
        return {}
    reader.executemany("INSERT INTO chosen VALUES (?, ?, ?, ?, ?, ?, ?)", chosen)
    return _sums(
        reader,
        "facts AS f JOIN chosen AS c ON f.platform = c.platform AND f.account_id = c.account_id "
        "AND f.level = c.level AND f.breakdown = c.breakdown AND f.source_id = c.source_id "
        "AND f.date BETWEEN c.first AND c.last",
    )


def quarantined(
    reader: duckdb.DuckDBPyConnection, *, import_id: str | None, limit: int, begin: int = 0
) -> list[Quarantined]:
    """Return rows that were not loaded, the newest import first, in the order of their file."""
    rows = reader.execute(
        "SELECT file, line, code, reason, row, batch_id, epoch_us(ingested_at) FROM quarantine "
        "WHERE $1 IS NULL OR batch_id = $1 ORDER BY ingested_at DESC, file, line, row "
        "LIMIT $2 OFFSET $3",
        [import_id, limit, begin],
    )
    # An instant as a number: DuckDB would hand it over only with the package pytz.
    return [
        Quarantined(file, line, code, why, row, batch, _EPOCH + timedelta(microseconds=at))
        for file, line, code, why, row, batch, at in rows.fetchall()
    ]


def _within(window: Window, slices: Sequence[Slice]) -> list[tuple[object, ...]]:
    connector, account_id, first, last = window
    return [
        (
            one.platform, account_id, one.level, one.breakdown, one.source_id,
            max(first, one.start), min(last, one.end),
        )
        for one in slices
        if (one.connector, one.account_id) == (connector, account_id)
        and max(first, one.start) <= min(last, one.end)
    ]  # fmt: skip


def _sums(connection: duckdb.DuckDBPyConnection, source: str) -> dict[Key, Sums]:
    rows = connection.execute(f"SELECT {_GROUP}, count(*), {_SUMS} FROM {source} GROUP BY ALL")
    return {
        (platform, account_id, month, currency): Sums(count, _exact(sums))
        for platform, account_id, month, currency, count, *sums in rows.fetchall()
    }


def _exact(sums: Sequence[Decimal | int | None]) -> Mapping[str, Decimal | None]:
    return {
        name: None if value is None else Decimal(value)
        for name, value in zip(MEASURES, sums, strict=True)
    }
