"""Imports with the real reader, the real warehouse and a real database."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.observe.ingest import samples
from tests.observe.ingest import stage as stages

from adhelm.connectors.contract import FileReader
from adhelm.connectors.files import ExportReader
from adhelm.core.clock import SetClock
from adhelm.core.db import Database
from adhelm.core.principal import Principal
from adhelm.observe import ingest
from adhelm.observe.ingest.types import Imported
from adhelm.observe.warehouse import Warehouse, open_warehouse

Load = Callable[..., list[Imported]]


@pytest.fixture
def warehouse(tmp_path: Path, sqlite_database: Database, clock: SetClock) -> Warehouse:
    return open_warehouse(
        location=str(tmp_path / "home" / "warehouse"),
        database=sqlite_database,
        clock=clock,
        memory_limit="512MB",
        threads=1,
    )


@pytest.fixture
def reader() -> FileReader:
    return ExportReader()


@pytest.fixture
def parts(
    principal: Principal,
    sqlite_database: Database,
    warehouse: Warehouse,
    reader: FileReader,
    clock: SetClock,
) -> dict[str, Any]:
    """What every import is called with."""
    return {
        "principal": principal,
        "database": sqlite_database,
        "warehouse": warehouse,
        "reader": reader,
        "clock": clock,
    }


@pytest.fixture
def load(parts: dict[str, Any]) -> Load:
    """Import paths, with the hints that the samples need."""

    def run(*paths: object, **how: Any) -> list[Imported]:
        given = {"hints": samples.HINTS, **how}
        return ingest.import_paths(**parts, paths=[str(path) for path in paths], **given)

    return run


@pytest.fixture(scope="module")
def sandbox() -> Iterator[stages.Play]:
    """One sandbox for a module; `stage` starts every test over."""
    with stages.playing() as play:
        yield play


@pytest.fixture
def stage(sandbox: stages.Play, sqlite_database: Database, tmp_path: Path) -> stages.Stage:
    """A home with nothing in it, beside a sandbox that has just begun."""
    sandbox.restart()
    return stages.staged(sandbox, tmp_path / "home", sqlite_database)
