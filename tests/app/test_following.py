"""Whichever way data come, they are looked at: what follows a job follows a command too."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.app.test_library import EXPORT, load

import adhelm
from adhelm.app.cli import cli
from adhelm.app.handling import after_arrivals
from adhelm.app.wiring import open_services
from adhelm.core.db import Database
from adhelm.core.jobs import list_jobs

Import = Callable[..., Result]


@pytest.fixture
def bring(tmp_path: Path) -> Import:
    def call(*more: str) -> Result:
        line = [
            "source", "import", EXPORT, "--account", "fjordlight", "--timezone", "Europe/Berlin",
            "--currency", "EUR", "--home", str(tmp_path), *more,
        ]  # fmt: skip
        return CliRunner().invoke(cli, line)

    return call


def waiting(home: Path) -> list[str]:
    services, principal = open_services(home=home)
    with services.get(Database).reading() as connection:
        jobs = list_jobs(connection, workspace_id=principal.workspace_id)
    services.close()
    return sorted(job.kind for job in jobs)


class TestAFileByCommand:
    def test_is_followed_by_all_that_follows_an_upload(self, bring: Import, tmp_path: Path):
        assert bring().exit_code == 0
        assert waiting(tmp_path) == sorted(after_arrivals())

    def test_that_brings_nothing_is_followed_by_nothing(self, bring: Import, tmp_path: Path):
        assert bring("--dry-run").exit_code == 0
        assert waiting(tmp_path) == []


class TestAFileByProgram:
    def test_is_followed_by_the_same(self, tmp_path: Path):
        with adhelm.open(tmp_path) as helm:
            load(helm, dry_run=True)
            assert waiting(tmp_path) == []
            load(helm)
        assert waiting(tmp_path) == sorted(after_arrivals())
