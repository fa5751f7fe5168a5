"""Hours, collected noon after noon: what breaks today is told today, by what was known then."""

import importlib
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from tests.observe.ingest.stage import Play, Stage, staged

from adhelm.core.db import Database
from adhelm.observe import ingest
from adhelm.understand import analysis

ACCOUNT = "4104574740"
STREAMS = ["campaign_daily", "campaign_hourly"]
BROKEN = date(2026, 9, 18)
# Noon in Berlin, where the account is.
BEGIN = datetime(2026, 9, 2, 10, tzinfo=UTC)


@pytest.fixture
def home(sandbox: Play, sqlite_database: Database, tmp_path: Path) -> Stage:
    """One account of Google Ads, whose hours are collected at noon until its pixel breaks."""
    sandbox.restart("incidents", seed=1, now=BEGIN.isoformat())
    connectors = {"google_ads": importlib.import_module("adhelm.connectors.google_ads").CONNECTOR}
    made = staged(sandbox, tmp_path / "home", sqlite_database, connectors=connectors)
    made.clock.set(BEGIN)
    made.connect("google_ads", assign=False)
    ingest.discover(**made.parts, name="google_ads")
    ingest.assign_accounts(**made.changing, name="google_ads", accounts=[ACCOUNT])
    made.sync(only=STREAMS, since=(BEGIN - timedelta(days=15)).date())
    for back in (14, 10, 7, 5, 4, 3, 2, 1, 0):
        made.advance(days=(BROKEN - made.clock.now().date()).days - back)
        assert not made.sync(only=STREAMS).failed
    return made


def broken(home: Stage) -> list[tuple[str, date, str | None]]:
    found = analysis.incidents(**home.records, warehouse=home.warehouse, clock=home.clock)
    return [
        (one.metric, one.date, one.since)
        for one in found.incidents
        if one.detector == "tracking_break"
    ]


class TestABrokenPixel:
    def test_is_told_on_its_day_by_what_was_known_at_that_hour_before(self, home: Stage):
        assert broken(home) == [("conversions", BROKEN, f"{BROKEN}T00:00")]
        # An hour later nothing tells how late conversions of that hour usually are: it waits.
        home.advance(hours=1)
        assert not home.sync(only=STREAMS).failed
        assert broken(home) == []
