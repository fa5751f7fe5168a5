"""What was read is asked of the database once …"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa

from adhelm.core.db import Connection, Database
from adhelm.core.recall import Mark, Recall


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = Database(f"sqlite:///{tmp_path}/a.db")
    with made.transaction() as connection:
        connection.execute(sa.text("CREATE TABLE word (text TEXT)"))
    yield made
    made.close()


def write(database: Database, text: str) -> None:
    with database.transaction() as connection:
        connection.execute(sa.text("INSERT INTO word VALUES (:text)"), {"text": text})


class Reader:
    """Counts how often it reads."""

    def __init__(self) -> None:
        self.reads = 0

    def __call__(self, connection: Connection) -> int:
        self.reads += 1
        return int(connection.scalar(sa.text("SELECT count(*) FROM word")) or 0)


class TestWhileNobodyWrites:
    def test_is_known_by_its_name(self, database):
        one, other = Reader(), Reader()

        assert [database.recall("one", one) for _ in range(3)] == [0, 0, 0]
        assert database.recall("other", other) == 0
        assert (one.reads, other.reads) == (1, 1)


class TestAfterAWrite:
    def test_is_read_again_at_once(self, database):
        read = Reader()
        seen = []
        for text in ("a", "b", "c"):
            write(database, text)
            seen += [database.recall("count", read), database.recall("count", read)]

        assert seen == [1, 1, 2, 2, 3, 3]
        assert read.reads == 3

    def test_of_another_process_as_well(self, database, tmp_path):
        read = Reader()
        before = database.recall("count", read)
        with sqlite3.connect(tmp_path / "a.db") as other:
            other.execute("INSERT INTO word VALUES ('x')")
        other.close()

        assert (before, database.recall("count", read)) == (0, 1)

    def test_that_came_amid_the_reading_what_was_read_is_not_kept(self, database):
        def read(connection: Connection) -> int:
            found = int(connection.scalar(sa.text("SELECT count(*) FROM word")) or 0)
            if not found:
                write(database, "amid")
            return found

        assert [database.recall("count", read) for _ in range(3)] == [0, 1, 1]


class TestADatabaseThatIsClosed:
    def test_is_read_anew_when_its_file_is_another(self, tmp_path):
        for name, value in (("a.db", 1), ("b.db", 2)):
            with closing(sqlite3.connect(tmp_path / name)) as made, made:
                made.execute("CREATE TABLE told AS SELECT ? AS value", [value])
        query = sa.text("SELECT value FROM told")
        database = Database(f"sqlite:///{tmp_path / 'a.db'}")

        first = database.recall("told", lambda connection: connection.scalar(query))
        database.close()
        (tmp_path / "b.db").replace(tmp_path / "a.db")
        second = database.recall("told", lambda connection: connection.scalar(query))
        database.close()

        assert (first, second) == (1, 2)


class TestWithoutAMark:
    def test_everything_is_read_each_time(self):
        recall, reads = Recall(lambda: None), iter(range(10))
        found: Callable[[], int] = lambda: next(reads)  # noqa: E731 - of one line

        assert [recall.through("x", found) for _ in range(3)] == [0, 1, 2]

    def test_there_is_none_of_what_is_no_database(self, tmp_path):
        (tmp_path / "a.db").write_text("something else, and longer than a page's head of it" * 100)
        mark = Mark(str(tmp_path / "a.db"))

        assert mark() is None
        mark.close()
