"""A home in which days grow up, on each database."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.understand.maturity.growing import Farm, farm

from adhelm.core.db import Database


@pytest.fixture
def home(sqlite_database: Database, tmp_path: Path) -> Farm:
    return farm(sqlite_database, str(tmp_path / "warehouse"))
