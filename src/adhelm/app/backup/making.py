"""Makes a backup beside running servers and workers, of the state at one moment."""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

import adhelm
from adhelm.app.backup import dumping, files, manifest
from adhelm.app.backup.manifest import Manifest, Member
from adhelm.core.clock import Clock
from adhelm.core.db import Database
from adhelm.core.errors import Conflict
from adhelm.core.principal import Principal, Scope
from adhelm.core.settings import Settings
from adhelm.observe import warehouse as warehouses
from adhelm.observe.warehouse import Warehouse

_OWN = ("*.toml", "*.yaml")
"""What people write into their home."""
Progress = Callable[[int, int], None]


class PlaceTaken(Conflict):
    """There is something at the place of the backup already."""

    code = "backup.place_taken"


def make(
    folder: Path,
    *,
    principal: Principal,
    settings: Settings,
    database: Database,
    warehouse: Warehouse,
    clock: Clock,
    with_key: bool = False,
    progress: Progress = lambda *_: None,
) -> Manifest:
    """
    Copy the database, the warehouse and people's own files to a new folder.

    It gets its name when everything is in it and on disk; what was interrupted never has it.

    :raises PlaceTaken: if the folder is there already and not empty.
    """
    principal.require(Scope.admin)
    if folder.exists() and any(folder.iterdir()):
        raise PlaceTaken(f"{folder} is not empty", hint="name a new folder")
    folder.parent.mkdir(parents=True, exist_ok=True)
    partial = folder.with_name(f".{folder.name}.{uuid.uuid4().hex}.partial")
    partial.mkdir(mode=0o700)
    try:
        written = _filled(
            partial, principal=principal, settings=settings, database=database,
            warehouse=warehouse, clock=clock, with_key=with_key, progress=progress,
        )  # fmt: skip
        manifest.write(written, partial)
        files.settle(partial)
        # Over an empty folder this is one step, and over anything else it fails.
        partial.rename(folder)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    _fsync_entry(folder.parent)
    return written


def _filled(
    partial: Path,
    *,
    principal: Principal,
    settings: Settings,
    database: Database,
    warehouse: Warehouse,
    clock: Clock,
    with_key: bool,
    progress: Progress,
) -> Manifest:
    name = dumping.NAMES[database.dialect]
    with ExitStack() as stack:
        # What was sealed at this moment opens with the key of this moment: no key is replaced now.
        with database.exclusive("secrets"):
            # The database first: what it names is complete in the warehouse, and stays there.
            connection = stack.enter_context(database.reading())
            held = warehouses.holding(warehouse, principal=principal, connection=connection)
            schema, made_at = dumping.schema_of(connection), clock.now()
            own = list(_own_files(partial, settings, with_key=with_key))
        dumping.dump(connection, partial / name)
    with (partial / name).open("rb+") as dumped:
        os.fsync(dumped.fileno())
    members = [Member(name, (partial / name).stat().st_size, manifest.digest(partial / name))]
    members += own
    members += _warehouse_files(partial, warehouse, held.files, progress)
    return Manifest(
        made_at=made_at.isoformat(timespec="seconds"),
        adhelm=adhelm.__version__,
        database=database.dialect,
        schema=schema,
        data_versions=held.versions,
        key="included" if any(member.path == "secret.key" for member in members) else "left out",
        files=tuple(members),
    )


def _own_files(partial: Path, settings: Settings, *, with_key: bool) -> Iterator[Member]:
    sources = {path.name: path for pattern in _OWN for path in settings.home.glob(pattern)}
    key_file = settings.secrets.key_file
    if with_key and settings.secrets.key is None and key_file is not None and key_file.exists():
        sources["secret.key"] = key_file
    for name, path in sorted(sources.items()):
        with path.open("rb") as source:
            yield files.copied(source, partial / name, name=name)


def _warehouse_files(
    partial: Path, warehouse: Warehouse, paths: Sequence[str], progress: Progress
) -> Iterator[Member]:
    for done, path in enumerate(paths):
        progress(done, len(paths))
        name = f"warehouse/{path}"
        with warehouses.open_file(warehouse, path) as source:
            yield files.copied(source, partial / name, name=name)


def _fsync_entry(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
