"""One sandbox for a module; an office that begins anew for every test."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.act.publishing.office import Office, opened
from tests.observe.ingest.stage import Play, playing

from adhelm.core.db import Database


@pytest.fixture(scope="module")
def play() -> Iterator[Play]:
    with playing() as running:
        yield running


@pytest.fixture
def office(play: Play, database: Database, tmp_path: Path) -> Office:
    """TikTok, live."""
    play.restart()
    made = opened(play, tmp_path / "home", database)
    made.go_live()
    return made
