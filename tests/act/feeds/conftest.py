"""A shop with an empty database of PostgreSQL to feed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.act.feeds.feeding import Shop, plain
from tests.conftest import postgres_database

from adhelm.core.clock import SetClock
from adhelm.core.db import Database
from adhelm.observe.warehouse import Warehouse


@pytest.fixture
def target(postgres_server: str) -> Iterator[str]:
    """The address of an empty database."""
    with postgres_database(postgres_server) as url:
        yield plain(url)


@pytest.fixture
def shop(sqlite_database: Database, warehouse: Warehouse, clock: SetClock, target: str) -> Shop:
    return Shop(sqlite_database, warehouse, clock, target)
