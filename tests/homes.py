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
    settings, section = home / FILE, "[database]\n"
    said = settings.read_text("utf-8") if settings.exists() else ""
    if section not in said:  # `adhelm init` writes all sections down.
        said += f"\n{section}"
    settings.write_text(said.replace(section, f'{section}url = "{url}"\n', 1), "utf-8")
