"""A workspace with a campaign that sells, one that stops selling, and one that is new."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from tests.decide.rules.shop import Campaign, Shop, shop

from adhelm.core.db import Database


def campaigns() -> dict[str, Campaign]:
    return {
        "good": Campaign(name="Brand"),
        "bad": Campaign(name="Shoes", turns=date(2026, 2, 20)),
        "new": Campaign(name="Hats", value=10, since=date(2026, 2, 25)),
        "idle": Campaign(name="Old", spend=0),
    }


@pytest.fixture
def store(database: Database, tmp_path: Path) -> Shop:
    return shop(database, str(tmp_path / "warehouse"), **campaigns())


@pytest.fixture
def little(sqlite_database: Database, tmp_path: Path) -> Shop:
    return shop(sqlite_database, str(tmp_path / "warehouse"), **campaigns())
