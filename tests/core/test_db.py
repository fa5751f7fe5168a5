import pytest
import sqlalchemy as sa

from adhelm.core.db import Database


class TestTransaction:
    def test_commits_at_the_end(self, database: Database):
        with database.transaction() as connection:
            connection.execute(sa.text("CREATE TABLE t (n INTEGER)"))
            connection.execute(sa.text("INSERT INTO t VALUES (1)"))
        with database.reading() as connection:
            assert connection.scalar(sa.text("SELECT n FROM t")) == 1

    def test_rolls_back_on_error(self, database: Database):
        with database.transaction() as connection:
            connection.execute(sa.text("CREATE TABLE t (n INTEGER)"))
        with pytest.raises(ZeroDivisionError), database.transaction() as connection:
            _insert_and_fail(connection)
        with database.reading() as connection:
            assert connection.scalar(sa.text("SELECT count(*) FROM t")) == 0


def _insert_and_fail(connection: sa.Connection) -> None:
    connection.execute(sa.text("INSERT INTO t VALUES (1)"))
    raise ZeroDivisionError
