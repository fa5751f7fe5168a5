"""What a platform recommends is open while it says so, and closed from then on."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.observe.ingest.stage import Play, Stage, staged

from adhelm.connectors import google_ads
from adhelm.connectors.contract import Connector, Fetch, Mapped
from adhelm.core.db import Database


class Fewer:
    """A reader of a platform that recommends less than it could."""

    def __init__(self, reader: Any, hidden: set[str]) -> None:
        self._reader = reader
        self._hidden = hidden

    def __getattr__(self, name: str) -> Any:
        return getattr(self._reader, name)

    def rows(self, fetch: Fetch, body: bytes) -> Mapped:
        mapped: Mapped = self._reader.rows(fetch, body)
        rows = mapped.rows.get("recommendations", ())
        kept = [row for row in rows if row["recommendation_id"] not in self._hidden]
        return replace(mapped, rows={**mapped.rows, "recommendations": kept}) if rows else mapped


@pytest.fixture
def hidden() -> set[str]:
    return set()


@pytest.fixture
def stage(sandbox: Play, sqlite_database: Database, tmp_path: Path, hidden: set[str]) -> Stage:
    sandbox.restart()
    whole: Connector = google_ads.CONNECTOR
    fewer = replace(whole, open_reader=lambda link: Fewer(whole.open_reader(link), hidden))
    return staged(sandbox, tmp_path, sqlite_database, connectors={"google_ads": fewer})


def states(stage: Stage, **how: Any) -> dict[str, str]:
    query = "SELECT recommendation_id, status FROM recommendations"
    return dict(stage.read(query, **how))


class TestARecommendation:
    def test_is_closed_when_the_platform_names_it_no_more(self, stage: Stage, hidden: set[str]):
        stage.connect("google_ads")
        stage.sync(only=["recommendations"])
        before = states(stage)
        assert set(before.values()) == {"open"}
        gone = min(before)
        hidden.add(gone)
        stage.sync(only=["recommendations"])
        assert states(stage) == {**before, gone: "closed"}

    def test_says_since_when_it_is_closed(self, stage: Stage, hidden: set[str]):
        stage.connect("google_ads")
        stage.sync(only=["recommendations"])
        gone = min(states(stage))
        hidden.add(gone)
        stage.advance(days=1)
        stage.sync(only=["recommendations"])
        closed_at = stage.clock.now()
        stage.advance(days=1)
        stage.sync(only=["recommendations"])
        since = stage.read(
            "SELECT epoch_us(ingested_at) FROM recommendations "
            f"WHERE status = 'closed' AND recommendation_id = '{gone}'"
        )
        assert since == [(int(closed_at.timestamp() * 1_000_000),)]

    def test_is_open_again_when_it_comes_back(self, stage: Stage, hidden: set[str]):
        stage.connect("google_ads")
        stage.sync(only=["recommendations"])
        before = states(stage)
        hidden |= {min(before)}
        stage.sync(only=["recommendations"])
        hidden.clear()
        stage.sync(only=["recommendations"])
        assert states(stage) == before

    def test_stays_open_when_another_stream_is_synced(self, stage: Stage, hidden: set[str]):
        stage.connect("google_ads")
        stage.sync(only=["recommendations"])
        before = states(stage)
        hidden |= set(before)
        stage.sync(only=["campaigns"])
        assert states(stage) == before
