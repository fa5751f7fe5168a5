"""The composition root: reads the settings and says how each part is made from them.

The only module that knows every concrete part; everything below receives what it needs.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from adhelm.core import principal as principals
from adhelm.core.clock import Clock, SetClock, SystemClock
from adhelm.core.db import Database
from adhelm.core.principal import Principal
from adhelm.core.secrets import Keyring
from adhelm.core.services import Services
from adhelm.core.settings import Settings, load
from adhelm.observe.ingest.types import Limits

if TYPE_CHECKING:
    from adhelm.core.jobs import Handler


def open_services(
    *, home: Path | None = None, workspace: str | None = None
) -> tuple[Services, Principal]:
    """
    Return the parts, each made on first use, and the principal of the command line.

    :raises adhelm.core.settings.BadSettings: if a setting is unknown or wrong.
    """
    settings = load(home=home)
    services = Services()
    services.register(Settings, lambda: settings)
    services.register(Clock, lambda: make_clock(settings))  # type: ignore[type-abstract]  # the key
    services.register(Keyring, lambda: open_keyring(settings))
    services.register(Database, lambda: open_database(settings), close=Database.close)
    _register_warehouse(services, settings)
    _register_files(services, settings)
    return services, principals.local(workspace or settings.workspace)


def make_clock(settings: Settings) -> Clock:
    """Return the machine's clock, or in the test profile the one that was set."""
    return SetClock(settings.clock) if settings.clock else SystemClock()


def open_database(settings: Settings) -> Database:
    """Open the application database and bring its tables up to date."""
    from adhelm.app.migrations import migrate

    database = Database(settings.database.url)
    migrate(database)
    return database


def open_keyring(settings: Settings) -> Keyring:
    """Return the keys from the environment, or from the key file, made on first use."""
    if settings.secrets.key is not None:
        return Keyring.of(settings.secrets.key.get_secret_value())
    return Keyring.from_file(settings.secrets.key_file or settings.home / "secret.key")


def import_limits(settings: Settings) -> Limits:
    """Return how large what is imported may be."""
    allowed = settings.imports
    return Limits(
        max_bytes=int(allowed.max_bytes),
        max_expanded_bytes=int(allowed.max_expanded_bytes),
        max_files=allowed.max_files,
    )


def job_handlers(services: Services) -> Mapping[str, Handler]:
    """Return what the slices do when their jobs are due, by kind of job."""
    from adhelm.connectors.contract import FileReader
    from adhelm.observe.ingest import tasks as ingest
    from adhelm.observe.warehouse import Warehouse

    return ingest.handlers(
        warehouse=lambda: services.get(Warehouse),
        reader=lambda: services.get(FileReader),  # type: ignore[type-abstract]  # the key
        limits=import_limits(services.get(Settings)),
    )


def _register_warehouse(services: Services, settings: Settings) -> None:
    from adhelm.observe.warehouse import Warehouse, open_warehouse

    services.register(
        Warehouse,
        lambda: open_warehouse(
            location=settings.warehouse.location,
            database=services.get(Database),
            clock=services.get(Clock),  # type: ignore[type-abstract]  # the key
            memory_limit=settings.warehouse.memory_limit,
            threads=settings.warehouse.threads,
            as_of_days=settings.warehouse.as_of_days,
        ),
    )


def _register_files(services: Services, settings: Settings) -> None:
    from adhelm.connectors.contract import FileReader
    from adhelm.connectors.files import ExportReader

    # A lexicon in home adds header words of one's own to the built-in ones.
    own = settings.home / "lexicon.yaml"
    services.register(
        FileReader,  # type: ignore[type-abstract]  # the key
        lambda: ExportReader(extra_lexicon=own if own.exists() else None),
    )
