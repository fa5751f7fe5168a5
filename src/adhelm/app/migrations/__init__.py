"""Brings a database to the tables of this version, step by step, and never twice at once.

`python -m adhelm.app.migrations revision "message"` writes the next step from what the tables
have become; `tests/app/test_migrations.py` fails until that was done.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

import adhelm
from adhelm.core.db import Database
from adhelm.core.errors import Conflict

if TYPE_CHECKING:
    from alembic.config import Config

_HERE = Path(__file__).parent
_CORE = ("events", "idempotency", "jobs", "secrets")


class NewerDatabase(Conflict):
    """The database was written by a newer version of Adhelm."""

    code = "database.newer"


def migrate(database: Database) -> None:
    """
    Bring the database up to date; does nothing, and loads nothing, if it is.

    :raises NewerDatabase: if a newer version has been at work on it.
    :raises adhelm.core.db.Busy: if another process is at it for more than a minute.
    """
    if _is_current(database):
        return
    from alembic import command

    with database.exclusive("migrations"):
        # Another process may have been faster, even one of a newer version.
        if not _is_current(database):
            with database.transaction() as connection:
                command.upgrade(config(connection), "head")


def refuse_newer(step: str) -> None:
    """
    Let a step pass that this version knows.

    :raises NewerDatabase: if it does not.
    """
    known = revisions()
    if step not in known:
        raise NewerDatabase(
            f"the database is at step {step}, this version of Adhelm ends at {known[-1]}",
            hint="install the version of Adhelm that last used it, or restore a backup",
        )


def config(connection: sa.Connection) -> Config:
    """Return the configuration of Alembic; all of it is in the package, so a wheel carries it."""
    from alembic.config import Config

    settings = Config()
    settings.set_main_option("script_location", str(_HERE))
    settings.attributes["connection"] = connection
    return settings


def revisions() -> list[str]:
    """Return the numbers of all steps, oldest first."""
    return sorted(path.name[:4] for path in (_HERE / "versions").glob("[0-9]*.py"))


def import_tables() -> None:
    """Import the tables of core and of every slice, so that `core.db.metadata` is complete."""
    for name in _CORE:
        import_module(f"adhelm.core.{name}")
    root = Path(adhelm.__path__[0])
    for found in sorted([*root.glob("*/*/tables.py"), *root.glob("*/*/tables/__init__.py")]):
        parts = found.relative_to(root).parts[:2]
        import_module(".".join(("adhelm", *parts, "tables")))


def _is_current(database: Database) -> bool:
    with database.reading() as connection:
        if not sa.inspect(connection).has_table("alembic_version"):
            return False
        at = connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
    if at:
        refuse_newer(at)
    known = revisions()
    return bool(known) and at == known[-1]
