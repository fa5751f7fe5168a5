"""Half a year of two accounts and three campaigns."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from tests.understand.series.facts import FIRST, fill, row

from adhelm.core.clock import SetClock
from adhelm.understand.forecasting import Asked, Outcome, forecast

SHAPE = (1.0, 1.1, 1.2, 1.1, 0.9, 0.6, 0.5)
DAYS = 180


@pytest.fixture
def clock() -> SetClock:
    from datetime import UTC, datetime

    return SetClock(datetime(2026, 1, 1, 9, tzinfo=UTC) + timedelta(days=DAYS))


def history(days: int = DAYS) -> Iterator[tuple[Any, ...]]:
    """A weekly shape with some unrest, three sizes."""
    for campaign, account, size in (("c1", "1", 100), ("c2", "1", 40), ("c3", "2", 10)):
        for day in range(days):
            much = size * SHAPE[(FIRST + timedelta(days=day)).weekday()]
            much *= 1 + ((day * 7919 + size) % 21 - 10) / 100
            yield row(
                day, campaign, account=account, spend=f"{much:.2f}", clicks=int(much * 3),
                impressions=int(much * 100), conversions=int(much / 5),
            )  # fmt: skip


@pytest.fixture
def parts(principal, sqlite_database, warehouse, clock) -> dict[str, Any]:
    return {
        "principal": principal, "database": sqlite_database, "warehouse": warehouse, "clock": clock,
    }  # fmt: skip


@pytest.fixture
def foresee(parts):
    def run(rows: Any = None, **asked: Any) -> Outcome:
        known = list(history()) if rows is None else rows
        fill(parts["warehouse"], parts["principal"], known)
        return forecast(**parts, asked=Asked(**asked))

    return run
