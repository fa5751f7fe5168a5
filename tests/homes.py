"""Where a home's database is: in its own file, or on PostgreSQL where its settings say so."""

from pathlib import Path

from adhelm.core.db import Database
from adhelm.core.settings import FILE, load


def database_of(home: Path) -> Database:
    """Open the database that a home's settings name, as every process with this home does."""
    return Database(load(home=home).database.url)


def settle(home: Path, url: str) -> None:
    """Let whoever opens a home from now on, in whatever process, find its database there."""
    home.mkdir(parents=True, exist_ok=True)
    with (home / FILE).open("a", encoding="utf-8") as settings:
        settings.write(f'\n[database]\nurl = "{url}"\n')
