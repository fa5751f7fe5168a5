"""The application database as one file: SQLite's own backup, or PostgreSQL's own tools."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import sqlalchemy as sa

from adhelm.core.db import Connection, Database
from adhelm.core.errors import Conflict, Invalid, Unavailable

NAMES = {"sqlite": "database.sqlite", "postgresql": "database.dump"}
"""What the file is called, by the kind of database."""


class ToolMissing(Invalid):
    """PostgreSQL's own programs are not installed here."""

    code = "backup.tool_missing"


class DumpFailed(Unavailable):
    """PostgreSQL's own program gave up."""

    code = "backup.dump_failed"


class DatabaseTaken(Conflict):
    """There is something in the database already."""

    code = "backup.database_taken"


def schema_of(connection: Connection) -> str:
    """Return the step that the database is at."""
    step = connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
    return str(step)


def dump(connection: Connection, target: Path) -> None:
    """
    Write the state that a reading transaction sees to a new file; writers go on meanwhile.

    :raises ToolMissing: if PostgreSQL's programs are not installed.
    :raises DumpFailed: if they fail, which they do when they are older than the server.
    """
    if connection.dialect.name == "sqlite":
        source = connection.connection.driver_connection
        with closing(sqlite3.connect(target)) as copy:
            # Within our transaction, so of its state. One step: nobody has to wait for a reader.
            source.backup(copy)  # type: ignore[union-attr]  # sqlite3's own connection
            copy.execute("PRAGMA journal_mode=DELETE")
        return
    snapshot = connection.scalar(sa.text("SELECT pg_export_snapshot()"))
    options = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}"]
    _run("pg_dump", connection.engine.url, [*options, f"--file={target}"])


def load(database: Database, source: Path) -> None:
    """
    Fill an empty PostgreSQL database from a file, wholly or not at all.

    :raises DatabaseTaken: if it has tables.
    """
    with database.reading() as connection:
        if sa.inspect(connection).get_table_names():
            raise DatabaseTaken(
                "the database has tables already", hint="name an empty one in ADHELM_DATABASE__URL"
            )
    options = ["--single-transaction", "--no-owner", "--no-privileges", "--exit-on-error"]
    _run("pg_restore", database.engine.url, [*options, str(source)])


def check(path: Path) -> bool:
    """Say whether SQLite finds its file sound."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        return bool(connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok")


def _run(program: str, url: sa.URL, options: Sequence[str]) -> None:
    found = shutil.which(program)
    if found is None:
        raise ToolMissing(
            f"a copy of PostgreSQL needs {program}", hint="apt install postgresql-client"
        )
    # The password goes through the environment: everybody sees a command line.
    address = url.set(drivername="postgresql", password=None).render_as_string(hide_password=False)
    done = subprocess.run(  # noqa: S603 - the path was looked up, the options are ours
        [found, f"--dbname={address}", "--no-password", *options],
        env={"PGPASSWORD": url.password or "", "LC_ALL": "C"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        said = done.stderr.strip().splitlines()
        raise DumpFailed(
            f"{program}: {' '.join(said[:1])}",
            hint=f"{program} must be as new as the server, and reach it",
        )
