"""Runs the quality checks: over a batch before it is published, over what readers see."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from adhelm.observe.warehouse.logic import checks
from adhelm.observe.warehouse.types import CheckResult

if TYPE_CHECKING:
    import duckdb


def staged(connection: duckdb.DuckDBPyConnection, *, now: datetime) -> list[CheckResult]:
    """Return the verdicts on a staging area; tables without rows are not judged."""
    found: list[CheckResult] = []
    for table in dict.fromkeys(table for check in checks.over("staged") for table in check.tables):
        found += _judged(connection, table, now)
    return found


def _judged(
    connection: duckdb.DuckDBPyConnection, table: str, now: datetime
) -> Iterator[CheckResult]:
    theirs = [check for check in checks.over("staged") if table in check.tables]
    query = checks.counting(table, theirs, today=now.date())
    if connection.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone():
        counts = connection.execute(query).fetchone() or ()
        for check, count in zip(theirs, counts, strict=True):
            yield check.result(count, scope=table)
