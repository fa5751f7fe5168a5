"""One sandbox for all; an office that was opened once and begins anew for every test."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.act.publishing.office import Office, entered, opened
from tests.observe.ingest.stage import Play, playing

from adhelm.core.db import Database


@pytest.fixture(scope="session")
def play() -> Iterator[Play]:
    with playing() as running:
        yield running


@pytest.fixture(scope="session")
def open_office(
    play: Play, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A home with TikTok connected, synced and live, that each test copies."""
    home = tmp_path_factory.mktemp("office") / "home"
    home.mkdir()
    shutil.copyfile(sqlite_template, home / "adhelm.db")
    database = Database(f"sqlite:///{home / 'adhelm.db'}")
    play.restart()
    opened(play, home, database)
    database.close()
    return home


@pytest.fixture
def office(play: Play, open_office: Path, tmp_path: Path) -> Iterator[Office]:
    """TikTok, live."""
    play.restart()
    home = tmp_path / "home"
    shutil.copytree(open_office, home)
    database = Database(f"sqlite:///{home / 'adhelm.db'}")
    yield entered(play, home, database)
    database.close()
