"""A home that has budgets and spends."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.understand.pacing.spending import Home, home

from adhelm.core.db import Database


@pytest.fixture
def agency(sqlite_database: Database, tmp_path: Path) -> Home:
    return home(sqlite_database, str(tmp_path / "warehouse"))
