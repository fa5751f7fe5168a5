"""Puts a backup back: into an empty home, wholly or not at all."""

from __future__ import annotations

import shutil
import uuid
from pathlib import Path

from adhelm.app.backup import dumping, files, manifest
from adhelm.app.backup.manifest import Manifest
from adhelm.app.migrations import refuse_newer
from adhelm.core.clock import Clock
from adhelm.core.db import Database
from adhelm.core.errors import Conflict, Invalid
from adhelm.core.settings import Settings, load
from adhelm.observe import warehouse as warehouses


class NotEmpty(Conflict):
    """There is something where the backup should go."""

    code = "backup.not_empty"


class OtherDatabase(Invalid):
    """The backup is of another kind of database than the settings name."""

    code = "backup.other_database"


def restore(folder: Path, *, home: Path, clock: Clock) -> Manifest:
    """
    Put a backup back into a home that is empty or not there yet.

    The settings of the backup hold, and over them the environment's, which may name another
    database or warehouse; these must be empty too.

    :raises NoBackup: if the folder holds no whole backup.
    :raises Damaged: if a file is not what was written; nothing was restored.
    :raises NotEmpty: if there is something already where the backup should go.
    :raises NewerDatabase: if a newer version of Adhelm made it.
    """
    found = manifest.read(folder)
    refuse_newer(found.schema)
    if home.exists() and any(home.iterdir()):
        raise NotEmpty(f"{home} is not empty", hint="name another home with --home")
    manifest.verify(found, folder)
    home.parent.mkdir(parents=True, exist_ok=True)
    partial = home.with_name(f".{home.name}.{uuid.uuid4().hex}.partial")
    partial.mkdir(mode=0o700)
    try:
        _fill(partial, home, folder, found, clock)
        files.settle(partial)
        partial.rename(home)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    return found


def _fill(partial: Path, home: Path, folder: Path, found: Manifest, clock: Clock) -> None:
    for member in found.files:
        if "/" not in member.path and member.path not in dumping.NAMES.values():
            _copy(folder / member.path, partial / member.path)
    settings = load(home=partial)
    _refuse_inside(settings, home)
    database = Database(settings.database.url)
    try:
        if database.dialect != found.database:
            raise OtherDatabase(
                f"the backup is of {found.database}, the settings name {database.dialect}",
                hint="set ADHELM_DATABASE__URL",
            )
        _fill_warehouse(settings, database, folder, found, clock=clock)
        # Last, since it names all the rest.
        _fill_database(database, folder / dumping.NAMES[found.database])
    finally:
        database.close()


def _fill_warehouse(
    settings: Settings, database: Database, folder: Path, found: Manifest, *, clock: Clock
) -> None:
    location = settings.warehouse.location
    warehouse = warehouses.open_warehouse(location=location, database=database, clock=clock)
    if not warehouses.is_empty(warehouse):
        raise NotEmpty(f"{location} is not empty", hint="name another ADHELM_WAREHOUSE__LOCATION")
    for member in found.files:
        top, _, path = member.path.partition("/")
        if top == "warehouse" and path:
            with warehouses.putting(warehouse, path) as final:
                shutil.copyfile(folder / member.path, final)


def _fill_database(database: Database, source: Path) -> None:
    if database.dialect == "postgresql":
        dumping.load(database, source)
        return
    target = Path(str(database.engine.url.database))
    if target.exists():
        raise NotEmpty(f"{target} is there already", hint="name another ADHELM_DATABASE__URL")
    _copy(source, target)


def _copy(source: Path, target: Path) -> None:
    with source.open("rb") as opened:
        files.copied(opened, target, name=target.name)


def _refuse_inside(settings: Settings, home: Path) -> None:
    # Everything goes to a folder beside the home first, and an address inside of it would not.
    for name, place in (
        ("ADHELM_DATABASE__URL", settings.database.url.removeprefix("sqlite:///")),
        ("ADHELM_WAREHOUSE__LOCATION", settings.warehouse.location),
    ):
        if Path(place).is_relative_to(home):
            raise NotEmpty(
                f"{name} names a place inside of {home}", hint="leave it out: that is where it goes"
            )
