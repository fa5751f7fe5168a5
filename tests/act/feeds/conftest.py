"""A shop with an empty database of PostgreSQL to feed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from tests.act.feeds import pretending
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


@pytest.fixture(scope="module")
def there() -> Iterator[pretending.Google]:
    with pretending.pretended() as google:
        yield google


@pytest.fixture
def google(there: pretending.Google) -> Iterator[pretending.Google]:
    yield there
    for schema in there.datasets:
        there.data.execute(f'DROP SCHEMA "{schema}" CASCADE')
    kept: list[Any] = [there.calls, there.tables, there.datasets, there.jobs, there.sessions]
    for one in (*kept, there.sheets, there.grids):
        one.clear()
    there.before, there.after = lambda _: None, lambda _, said: said
