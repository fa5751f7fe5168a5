"""Watched drops: new and changed files are fetched once, and imported like any other."""

from __future__ import annotations

import tempfile
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from adhelm.connectors.contract import FileReader, Hints, Progress, silent
from adhelm.core.clock import Clock
from adhelm.core.db import Database
from adhelm.core.errors import AdhelmError, Kind
from adhelm.core.principal import Principal, Scope
from adhelm.observe.ingest.service import importing, loading
from adhelm.observe.ingest.service.desk import Asked, Desk
from adhelm.observe.ingest.store import drops, sources
from adhelm.observe.ingest.store.files import Found, find, is_table
from adhelm.observe.ingest.types import Drop, DropFile, Imported, ImportState, Limits
from adhelm.observe.warehouse import Warehouse

SYNC = sources.SYNC


def add_drop(
    *,
    principal: Principal,
    database: Database,
    clock: Clock,
    name: str,
    url: str,
    every: timedelta | None = None,
    hints: Hints | None = None,
) -> Drop:
    """
    Watch a folder, s3://, gs:// or sftp:// address; with `every`, on schedule.

    :raises BadDropUrl: if the address is none that can be watched, or carries a password.
    :raises DropExists: if there is a source of that name.
    """
    principal.require(Scope.write)
    drop = Drop(name, drops.check_url(url), hints or Hints(), every, clock.now())
    sources.add(database, principal.workspace_id, drop)
    return drop


def list_drops(*, principal: Principal, database: Database) -> list[Drop]:
    """Return all drops of the workspace, by name."""
    principal.require(Scope.read)
    # What will be dropped there may be of any account.
    if principal.accounts is not None:
        return []
    return sources.every(database, principal.workspace_id)


def remove_drop(*, principal: Principal, database: Database, name: str) -> None:
    """
    Stop watching; what was imported stays.

    :raises UnknownDrop: if there is none of that name.
    """
    principal.require(Scope.write)
    sources.remove(database, principal.workspace_id, name)


def check_drop(
    *, principal: Principal, database: Database, name: str, limits: Limits | None = None
) -> list[DropFile]:
    """
    Return the tables that lie in a drop, and whether each is new, changed or known.

    :raises UnknownDrop: if there is none of that name.
    :raises DropUnreachable: if it does not answer.
    :raises DropExtraMissing: if the package that reads it is not installed.
    """
    principal.require(Scope.read)
    principal.require_whole("a watched place")
    drop = sources.get(database, principal.workspace_id, name)
    seen = sources.seen(database, principal.workspace_id, name)
    place = drops.open_place(drop.url, limits=limits or Limits())
    return [file for file in drops.list_files(place, seen) if is_table(file.path)]


def sync_drop(
    *,
    principal: Principal,
    database: Database,
    warehouse: Warehouse,
    reader: FileReader,
    clock: Clock,
    name: str,
    limits: Limits | None = None,
    progress: Progress = silent,
) -> list[Imported]:
    """
    Import what is new or has changed in a drop, and return what became of it.

    A file that is being written, or whose trouble may pass, is left for the next time.

    :raises UnknownDrop: if there is none of that name.
    :raises DropUnreachable: if it does not answer.
    :raises DropExtraMissing: if the package that reads it is not installed.
    """
    principal.require(Scope.write)
    drop = sources.get(database, principal.workspace_id, name)
    desk = Desk(principal, database, warehouse, reader, clock, limits or Limits(), progress)
    with database.exclusive(f"drop {principal.workspace_id} {name}"), _noted(desk, name):
        seen = sources.seen(database, principal.workspace_id, name)
        place = drops.open_place(drop.url, limits=desk.limits)
        waiting = [
            file
            for file in drops.list_files(place, seen)
            if file.state != "known" and is_table(file.path)
        ]
        return [imported for file in waiting for imported in _import_file(desk, drop, place, file)]


def _import_file(desk: Desk, drop: Drop, place: drops.Place, file: DropFile) -> list[Imported]:
    asked = Asked(drop.hints)
    name = f"{drop.name}:{file.path}"
    with tempfile.TemporaryDirectory(prefix="adhelm-drop-") as temporary:
        try:
            fetched = drops.fetch(place, file, into=Path(temporary))
        except AdhelmError as error:
            outcomes = [loading.refuse(desk, Found(name, Path(name)), asked, error)]
        else:
            with closing(_renamed(desk, fetched, name)) as found:
                outcomes = importing.import_found(desk, found, asked)
    if not any(_may_pass(outcome) for outcome in outcomes):
        sources.remember(desk.database, desk.workspace_id, drop.name, file, at=desk.clock.now())
    return outcomes


def _renamed(desk: Desk, fetched: Path, name: str) -> Generator[Found]:
    with closing(find([str(fetched)], limits=desk.limits)) as files:
        for found in files:
            yield replace(found, name=found.name.replace(str(fetched), name, 1))


def _may_pass(imported: Imported) -> bool:
    passing = {Kind.unavailable.value, Kind.conflict.value, Kind.internal.value}
    kind = (imported.error or {}).get("kind")
    return imported.state is ImportState.failed and kind in passing


@contextmanager
def _noted(desk: Desk, name: str) -> Iterator[None]:
    error: dict[str, object] | None = None
    try:
        yield
    except AdhelmError as trouble:
        error = loading.described(trouble)
        raise
    finally:
        sources.checked(desk.database, desk.workspace_id, name, at=desk.clock.now(), error=error)
