"""A staging area as the warehouse gives it, and short ways to read a file into it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from adhelm.connectors.contract import Hints, StagedFile, silent
from adhelm.connectors.files import ExportReader
from adhelm.core.tables import STAGED

SHARED = Path(__file__).parents[4] / "shared" / "data"


@dataclass
class Staging:
    """A staging area and the reader that fills it."""

    connection: duckdb.DuckDBPyConnection
    folder: Path

    def read(self, source: Path | str | bytes, **hints: Any) -> StagedFile:
        """Stage a file; texts and bytes are written to one first."""
        path = source if isinstance(source, Path) else self.write(source)
        return ExportReader().stage(
            path, into=self.connection, hints=Hints(**hints), progress=silent
        )

    def write(self, content: str | bytes, name: str = "export.csv") -> Path:
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        return self.connection.execute(sql).fetchall()

    def one(self, sql: str) -> Any:
        return self.rows(sql)[0][0]


def create_tables(connection: duckdb.DuckDBPyConnection) -> None:
    for table in STAGED:
        columns = ", ".join(f'"{column.name}" {column.type}' for column in table.staged)
        connection.execute(f"CREATE TABLE {table.name} ({columns})")


@pytest.fixture
def staging(tmp_path: Path) -> Iterator[Staging]:
    """An empty staging area."""
    with duckdb.connect(tmp_path / "staging.duckdb") as connection:
        create_tables(connection)
        yield Staging(connection, tmp_path)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real exports beside the project."""
    if not SHARED.is_dir():
        pytest.skip("no ../shared/data beside the project")
    return SHARED


@pytest.fixture(scope="session")
def money() -> Callable[[str], Decimal]:
    return lambda text: Decimal(text).quantize(Decimal("0.000000001"))
