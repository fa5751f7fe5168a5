import json
import multiprocessing
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from adhelm.app.cli import cli
from adhelm.app.migrations import NewerDatabase, config, import_tables, migrate, revisions
from adhelm.core.clock import SetClock
from adhelm.core.db import Database, metadata
from adhelm.core.jobs import enqueue


class TestMigrate:
    def test_makes_exactly_the_tables_of_this_version(self, empty_database: Database):
        from alembic.autogenerate import compare_metadata
        from alembic.runtime.migration import MigrationContext

        import_tables()
        migrate(empty_database)
        options = {"compare_type": True, "compare_server_default": True}
        with empty_database.transaction() as connection:
            context = MigrationContext.configure(connection, opts=options)
            missing = compare_metadata(context, metadata)
        # If not: python -m adhelm.app.migrations revision "what changed"
        assert missing == []

    def test_changes_nothing_the_second_time(self, empty_database: Database, clock: SetClock):
        migrate(empty_database)
        with empty_database.transaction() as connection:
            enqueue(connection, workspace_id="acme", kind="k", payload={}, clock=clock)
        migrate(empty_database)
        with empty_database.reading() as connection:
            assert connection.scalar(sa.text("SELECT count(*) FROM core_job")) == 1

    def test_can_be_started_by_several_processes_at_once(self, empty_database: Database):
        url = empty_database.engine.url.render_as_string(hide_password=False)
        context = multiprocessing.get_context("spawn")
        processes = [context.Process(target=_migrate, args=(url,)) for _ in range(3)]
        for process in processes:
            process.start()
        for process in processes:
            process.join()
        assert [process.exitcode for process in processes] == [0, 0, 0]
        with empty_database.reading() as connection:
            assert _at(connection) == revisions()[-1]

    def test_refuses_a_database_of_a_newer_version(self, sqlite_database: Database):
        with sqlite_database.transaction() as connection:
            connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
        with pytest.raises(NewerDatabase, match="9999"):
            migrate(sqlite_database)

    @pytest.mark.sqlite
    def test_says_it_before_it_touches_anything(self, tmp_path: Path):
        home = tmp_path / "home"
        database = Database(f"sqlite:///{home / 'adhelm.db'}")
        migrate(database)
        with database.transaction() as connection:
            connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
        database.close()
        for words in (["audit", "ls"], ["worker", "--once"]):
            told = CliRunner().invoke(cli, [*words, "--json", "--home", str(home)])
            assert told.exit_code == 10
            assert json.loads(told.stderr.splitlines()[0])["code"] == "database.newer"
        told = CliRunner().invoke(cli, ["doctor", "--json", "--home", str(home)])
        assert told.exit_code == 1
        assert "the database is at step 9999" in told.stdout
        assert "install the version of Adhelm that last used it" in told.stdout

    def test_takes_the_rows_of_every_earlier_version_along(self, empty_database: Database):
        from alembic import command

        before: dict[str, int] = {}
        for step in revisions():
            with empty_database.transaction() as connection:
                command.upgrade(config(connection), step)
                tables = tables_of(connection)
                kept = {name: counted(connection, table) for name, table in tables.items()}
                assert kept == {name: before.get(name, 0) for name in tables}
                fill(connection, tables, number=int(step))
                before = {name: counted(connection, table) for name, table in tables.items()}
        assert min(before.values()) >= 1
        migrate(empty_database)

    def test_can_be_taken_back(self, empty_database: Database):
        from alembic import command

        migrate(empty_database)
        with empty_database.transaction() as connection:
            command.downgrade(config(connection), "base")
            assert sa.inspect(connection).get_table_names() == ["alembic_version"]

    def test_does_not_load_alembic_when_there_is_nothing_to_do(self, sqlite_database: Database):
        url = str(sqlite_database.engine.url)
        script = (
            "import sys; from adhelm.app.migrations import migrate;"
            "from adhelm.core.db import Database;"
            f"migrate(Database({url!r})); sys.exit('alembic' in sys.modules)"
        )
        subprocess.run([sys.executable, "-c", script], check=True)


class TestCommandLine:
    @pytest.mark.parametrize("arguments", [[], ["revision"], ["revision", " "], ["upgrade"]])
    def test_says_how_it_is_used(self, arguments: list[str], capsys: pytest.CaptureFixture[str]):
        from adhelm.app.migrations.__main__ import main

        assert main(arguments) == 2
        assert "revision" in capsys.readouterr().err


def tables_of(connection: sa.Connection) -> dict[str, sa.Table]:
    """The tables as the database itself describes them, without the one of the steps."""
    found = sa.MetaData()
    found.reflect(connection)
    return {table.name: table for table in found.sorted_tables if table.name != "alembic_version"}


def counted(connection: sa.Connection, table: sa.Table) -> int:
    return connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def fill(connection: sa.Connection, tables: dict[str, sa.Table], *, number: int) -> None:
    """Add a row to each table; a number of its own keeps it apart from those of other steps."""
    for table in tables.values():
        row = {column.name: value(column, number) for column in table.columns}
        connection.execute(table.insert().values(row))


def value(column: sa.Column[Any], number: int) -> object:
    moment = datetime(2026, 1, 1, 12, number % 60, tzinfo=UTC)
    of_type: list[tuple[type[Any], object]] = [
        (sa.Boolean, False),
        (sa.Integer, number),
        (sa.Date, date(2026, 1, 1)),
        (sa.DateTime, moment),
        (sa.LargeBinary, b"bytes"),
        (sa.JSON, {"of": number}),
        (sa.Numeric, number),
    ]
    # SQLite keeps instants as text.
    if column.name.endswith(("_at", "_until")) and isinstance(column.type, sa.String):
        return moment.isoformat(timespec="microseconds")
    found = [made for kind, made in of_type if isinstance(column.type, kind)]
    return found[0] if found else f"{number}"


def _migrate(url: str) -> None:
    migrate(Database(url))


def _at(connection: sa.Connection) -> object:
    return connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
