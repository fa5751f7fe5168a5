import multiprocessing
import subprocess
import sys

import pytest
import sqlalchemy as sa

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


def _migrate(url: str) -> None:
    migrate(Database(url))


def _at(connection: sa.Connection) -> object:
    return connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
