import multiprocessing
import os
import signal
import sys
import threading
from datetime import UTC, datetime, timedelta, timezone
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from adhelm.core.db import (
    BadDatabaseUrl,
    Busy,
    Database,
    DatabaseUnavailable,
    DriverMissing,
    Instant,
)

SPAWN = multiprocessing.get_context("spawn")


class TestTransaction:
    def test_commits_at_the_end(self, counter: Database):
        _count(counter)
        assert _read(counter) == 1

    def test_rolls_back_on_error(self, counter: Database):
        with pytest.raises(ZeroDivisionError), counter.transaction() as connection:
            _count_and_fail(connection)
        assert _read(counter) == 0

    def test_rolls_back_tables_too(self, database: Database):
        with pytest.raises(ZeroDivisionError), database.transaction() as connection:
            _create_and_fail(connection)
        with database.reading() as connection:
            assert not sa.inspect(connection).has_table("t")

    def test_refuses_a_second_one_in_the_same_thread(self, counter: Database):
        with (
            counter.transaction(),
            pytest.raises(RuntimeError, match="pass its connection"),
            counter.durable(),
        ):
            pass
        _count(counter)

    @pytest.mark.sqlite
    def test_says_that_another_writes_for_too_long(self, sqlite_database: Database):
        other = Database(str(sqlite_database.engine.url), busy_s=0)
        with (
            sqlite_database.transaction(),
            pytest.raises(DatabaseUnavailable, match="locked"),
            other.transaction(),
        ):
            pass
        with other.transaction():
            pass
        other.close()

    def test_loses_no_write_of_several_threads(self, counter: Database):
        threads = [threading.Thread(target=_count_many, args=(counter, 20)) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert _read(counter) == 80

    def test_loses_no_write_of_several_processes(self, counter: Database):
        processes = [_spawn(_open_and_count, counter, 20) for _ in range(3)]
        for process in processes:
            process.join()
        assert [process.exitcode for process in processes] == [0, 0, 0]
        assert _read(counter) == 60


class TestJoined:
    def test_makes_all_that_is_written_inside_one_transaction(self, counter: Database):
        with counter.joined():
            with counter.joined():
                _count(counter)
            # The inner block leaves the outer one open.
            _count(counter)
            assert _read(counter) == 0
        assert _read(counter) == 2

    def test_leaves_nothing_of_inner_ones_if_the_outer_one_fails(self, counter: Database):
        with pytest.raises(ZeroDivisionError), counter.joined() as connection:
            _count_inside_and_fail(counter, connection)
        assert _read(counter) == 0
        _count(counter)
        assert _read(counter) == 1


class TestReading:
    def test_sees_one_state_while_others_write(self, counter: Database):
        with counter.reading() as connection:
            before = connection.scalar(sa.text("SELECT n FROM counter"))
            thread = threading.Thread(target=_count_many, args=(counter, 1))
            thread.start()
            thread.join()
            assert connection.scalar(sa.text("SELECT n FROM counter")) == before == 0
        assert _read(counter) == 1

    def test_is_possible_while_another_writes(self, counter: Database):
        with counter.transaction() as connection:
            connection.execute(sa.text("UPDATE counter SET n = 5"))
            assert _read(counter) == 0

    def test_refuses_to_write(self, counter: Database):
        with counter.reading() as connection, pytest.raises(sa.exc.DBAPIError):
            connection.execute(sa.text("UPDATE counter SET n = 5"))
        _count(counter)
        assert _read(counter) == 1


class TestDurable:
    def test_survives_a_kill_right_after_it_returns(self, counter: Database):
        ended = SPAWN.Event()
        process = _spawn(_count_durably_then_wait, counter, ended)
        assert ended.wait(60)
        _kill(process)
        assert _read(counter) == 1

    def test_leaves_nothing_of_a_transaction_that_is_killed(self, counter: Database):
        begun = SPAWN.Event()
        process = _spawn(_count_and_wait_inside, counter, begun)
        assert begun.wait(60)
        _kill(process)
        _count(counter)
        assert _read(counter) == 1

    @pytest.mark.sqlite
    def test_flushes_sqlite_to_disk(self, sqlite_database: Database):
        with sqlite_database.durable() as connection:
            assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
            assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
            assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


class TestExclusive:
    def test_lets_nobody_else_pass_in_this_process(self, database: Database):
        with database.exclusive("a"):
            with pytest.raises(Busy, match="'a'"), database.exclusive("a", timeout_s=0):
                pass
            with database.exclusive("b", timeout_s=0):
                pass
        with database.exclusive("a", timeout_s=0):
            pass

    def test_lets_no_other_process_pass(self, database: Database):
        held, release = SPAWN.Event(), SPAWN.Event()
        process = _spawn(_hold, database, held, release)
        assert held.wait(60)
        with pytest.raises(Busy), database.exclusive("a", timeout_s=0.2):
            pass
        release.set()
        with database.exclusive("a", timeout_s=60):
            pass
        process.join()
        assert process.exitcode == 0

    def test_is_free_again_when_its_holder_is_killed(self, database: Database):
        held, release = SPAWN.Event(), SPAWN.Event()
        process = _spawn(_hold, database, held, release)
        assert held.wait(60)
        _kill(process)
        with database.exclusive("a", timeout_s=60):
            pass

    def test_is_free_again_after_an_error(self, database: Database):
        with pytest.raises(ZeroDivisionError), database.exclusive("a"):
            raise ZeroDivisionError
        with database.exclusive("a", timeout_s=0):
            pass

    @pytest.mark.parametrize("name", ["", "../../etc/passwd", "ws/acme", "名前", "x" * 300])
    def test_takes_any_name(self, database: Database, name: str):
        with database.exclusive(name), database.exclusive(f"{name}."):
            pass


class TestDatabase:
    @pytest.mark.parametrize(
        "url", ["", "adhelm.db", "mysql://x/y", "sqlite://", "sqlite:///:memory:", "postgresql"]
    )
    def test_refuses_what_is_no_url_it_knows(self, url: str):
        with pytest.raises(BadDatabaseUrl) as raised:
            Database(url)
        assert "sqlite:///" in raised.value.hint

    def test_hides_the_password(self):
        database = Database("postgres://adhelm:s3cret@127.0.0.1:1/adhelm")
        assert "s3cret" not in repr(database)
        with pytest.raises(DatabaseUnavailable) as raised, database.transaction():
            pass
        assert "s3cret" not in str(raised.value)

    def test_names_the_extra_when_the_driver_is_missing(self, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setitem(sys.modules, "psycopg", None)
        with pytest.raises(DriverMissing) as raised:
            Database("postgresql://127.0.0.1/adhelm")
        assert raised.value.hint == "pip install 'adhelm[postgres]'"

    def test_makes_the_folder_of_a_sqlite_file(self, tmp_path: Path):
        database = Database(f"sqlite:///{tmp_path}/a/b/adhelm.db")
        with database.transaction() as connection:
            connection.execute(sa.text("CREATE TABLE t (n INTEGER)"))
        database.close()
        assert (tmp_path / "a/b/adhelm.db").exists()


_ZONES = st.integers(-14 * 60, 14 * 60).map(lambda m: timezone(timedelta(minutes=m)))
_INSTANTS = st.datetimes(datetime(1970, 1, 2), datetime(2200, 1, 1), timezones=_ZONES)  # noqa: DTZ001


class TestInstant:
    def test_comes_back_exactly_and_sorts_in_time(self, database: Database):
        table = sa.Table("instants", sa.MetaData(), sa.Column("at", Instant))

        @given(instants=st.lists(_INSTANTS, min_size=1, max_size=5))
        @settings(max_examples=25, deadline=None)
        def check(instants: list[datetime]) -> None:
            with database.transaction() as connection:
                connection.execute(table.delete())
                connection.execute(table.insert(), [{"at": at} for at in instants])
                found = list(connection.scalars(sa.select(table.c.at).order_by(table.c.at)))
            assert found == sorted(instants)
            assert {at.tzinfo for at in found} == {UTC}

        with database.transaction() as connection:
            table.create(connection)
        check()

    def test_refuses_an_instant_without_a_zone(self, database: Database):
        table = sa.Table("instants", sa.MetaData(), sa.Column("at", Instant))
        with database.transaction() as connection:
            table.create(connection)
            with pytest.raises(sa.exc.StatementError, match="time zone"):
                connection.execute(table.insert().values(at=datetime(2026, 1, 1)))  # noqa: DTZ001
            connection.execute(table.insert().values(at=None))
            assert connection.scalar(sa.select(table.c.at)) is None


@pytest.fixture
def counter(database: Database) -> Database:
    with database.transaction() as connection:
        connection.execute(sa.text("CREATE TABLE counter (n INTEGER)"))
        connection.execute(sa.text("INSERT INTO counter VALUES (0)"))
    return database


def _count_inside_and_fail(database: Database, connection: sa.Connection) -> None:
    with database.joined():
        _count(database)
    _count_and_fail(connection)


def _spawn(target: Any, database: Database, *arguments: Any) -> SpawnProcess:
    url = database.engine.url.render_as_string(hide_password=False)
    process = SPAWN.Process(target=target, args=(url, *arguments))
    process.start()
    return process


def _kill(process: SpawnProcess) -> None:
    os.kill(process.pid or 0, signal.SIGKILL)
    process.join()


def _read(database: Database) -> int | None:
    with database.reading() as connection:
        return connection.execute(sa.text("SELECT n FROM counter")).scalar()


def _count(database: Database) -> None:
    with database.transaction() as connection:
        _add(connection)


def _count_many(database: Database, times: int) -> None:
    for _ in range(times):
        _count(database)


def _open_and_count(url: str, times: int) -> None:
    _count_many(Database(url), times)


def _count_durably_then_wait(url: str, ended: Any) -> None:
    with Database(url).durable() as connection:
        _add(connection)
    ended.set()
    threading.Event().wait()


def _count_and_wait_inside(url: str, begun: Any) -> None:
    with Database(url).transaction() as connection:
        _add(connection)
        begun.set()
        threading.Event().wait()


def _hold(url: str, held: Any, release: Any) -> None:
    with Database(url).exclusive("a"):
        held.set()
        release.wait()


def _add(connection: sa.Connection) -> None:
    connection.execute(sa.text("UPDATE counter SET n = n + 1"))


def _count_and_fail(connection: sa.Connection) -> None:
    _add(connection)
    raise ZeroDivisionError


def _create_and_fail(connection: sa.Connection) -> None:
    connection.execute(sa.text("CREATE TABLE t (n INTEGER)"))
    raise ZeroDivisionError


class TestConnections:
    def test_are_bounded_and_come_back(self, database: Database):
        few = _opened(database, pool_size=1, pool_wait_s=0.05)
        with (
            few.reading(),
            pytest.raises(DatabaseUnavailable, match="all connections"),
            few.reading(),
        ):
            pass
        with few.reading() as connection:
            assert connection.scalar(sa.text("SELECT 1")) == 1
        few.close()

    def test_are_checked_past_those_in_use(self, database: Database):
        few = _opened(database, pool_size=1, pool_wait_s=0.05)
        with few.reading():
            few.check()
        few.close()

    @pytest.mark.sqlite
    def test_are_found_wanting_while_another_writes(self, sqlite_database: Database):
        with (
            sqlite_database.transaction(),
            pytest.raises(DatabaseUnavailable, match="locked"),
        ):
            sqlite_database.check(within_s=0)


def _opened(database: Database, **options: Any) -> Database:
    return Database(database.engine.url.render_as_string(hide_password=False), **options)
