"""What is known of imports, and what a person decides about those that wait for one."""

from __future__ import annotations

import tempfile
from datetime import datetime
from pathlib import Path, PurePath

from adhelm.connectors.contract import FileReader, Progress, silent
from adhelm.core.clock import Clock
from adhelm.core.db import Database
from adhelm.core.principal import Principal, Scope
from adhelm.observe import warehouse as warehouses
from adhelm.observe.ingest.service import loading
from adhelm.observe.ingest.service.desk import Desk
from adhelm.observe.ingest.store import facts, imports
from adhelm.observe.ingest.store.files import Found, copy_bounded
from adhelm.observe.ingest.types import (
    Decision,
    Imported,
    ImportState,
    Limits,
    NothingToDecide,
    Quarantined,
)
from adhelm.observe.warehouse import Warehouse
from adhelm.observe.warehouse.types import Replace


def list_imports(
    *,
    principal: Principal,
    database: Database,
    limit: int = 50,
    state: ImportState | None = None,
    job_id: str = "",
    before: tuple[datetime, str] | None = None,
) -> list[Imported]:
    """
    Return the imports of the workspace, newest first.

    `before` are `at` and `id` of the last one of the page that came before.
    """
    principal.require(Scope.read)
    unfinished = {ImportState.running, ImportState.interrupted}
    written = ImportState.running if state in unfinished else state
    found = [
        loading.as_it_stands(database, one)
        for one in imports.latest(
            database,
            principal.workspace_id,
            limit=limit,
            state=written,
            job_id=job_id,
            before=before,
            accounts=principal.accounts,
        )
    ]
    return [one for one in found if state in (None, one.state)]


def show_import(*, principal: Principal, database: Database, import_id: str) -> Imported:
    """
    Return one import, by its id or the unambiguous beginning of it.

    :raises UnknownImport: if there is none, or more than one.
    """
    principal.require(Scope.read)
    entry = _visible(principal, database, import_id)
    return loading.as_it_stands(database, entry.imported)


def list_quarantine(
    *,
    principal: Principal,
    database: Database,
    warehouse: Warehouse,
    import_id: str | None = None,
    limit: int = 100,
    begin: int = 0,
) -> list[Quarantined]:
    """
    Return rows that were not loaded, of one import or of all, the newest import first.

    `begin` is how many of them to pass over.

    :raises UnknownImport: if there is no such import.
    """
    principal.require(Scope.read)
    if import_id is not None:
        import_id = _visible(principal, database, import_id).imported.id
    connection = warehouses.snapshot(warehouse, principal=principal).connect("quarantine")
    try:
        return facts.quarantined(connection, import_id=import_id, limit=limit, begin=begin)
    finally:
        connection.close()


def decide(
    *,
    principal: Principal,
    database: Database,
    warehouse: Warehouse,
    reader: FileReader,
    clock: Clock,
    import_id: str,
    decision: Decision,
    progress: Progress = silent,
) -> Imported:
    """
    Settle what happens to entities that the warehouse has and the file has not.

    `erase` publishes the file's whole window, so that they go; `keep` loads only what the file
    holds; `discard` drops a held file. The file is read again from where it was landed.

    :raises UnknownImport: if there is no such import.
    :raises NothingToDecide: if it waits for no decision, or is loaded and cannot be discarded.
    """
    principal.require(Scope.write)
    desk = Desk(principal, database, warehouse, reader, clock, Limits(), progress)
    found = _visible(principal, database, import_id)
    with database.exclusive(f"import {found.imported.sha256[:2]}"):
        entry = imports.get(database, principal.workspace_id, found.imported.id)
        _require_open(entry, decision)
        settled = _settled(desk, entry, decision)
        imports.write(database, principal.workspace_id, settled, finished_at=clock.now())
    return settled.imported


def _visible(principal: Principal, database: Database, import_id: str) -> imports.Entry:
    workspace, accounts = principal.workspace_id, principal.accounts
    return imports.get(database, workspace, import_id, accounts=accounts)


def _require_open(entry: imports.Entry, decision: Decision) -> None:
    imported = entry.imported
    if imported.decision is not Decision.open:
        raise NothingToDecide(
            f"import {imported.id} is {imported.state} and waits for no decision",
            hint="`adhelm source imports` shows which do",
        )
    if decision is Decision.discard and imported.state is not ImportState.held:
        raise NothingToDecide(
            f"import {imported.id} is loaded and cannot be discarded",
            hint="--keep leaves what is there beside it, --erase takes it out",
        )


def _settled(desk: Desk, entry: imports.Entry, decision: Decision) -> imports.Entry:
    if decision is Decision.discard:
        return entry.now(state=ImportState.discarded, decision=decision)
    if decision is Decision.keep and entry.imported.state is ImportState.loaded:
        return entry.now(decision=decision)
    erase = decision is Decision.erase
    replacing = Replace.window if erase else Replace.entity_days
    with tempfile.TemporaryDirectory(prefix="adhelm-import-") as temporary:
        path = Path(temporary) / (PurePath(entry.imported.file).name or "file")
        _fetch_landed(desk, entry, path)
        found = Found(entry.imported.file, path)
        published = loading.republish(desk, entry, found, replacing=replacing, erase=erase)
    return entry.now(state=ImportState.loaded, decision=decision, published=published)


def _fetch_landed(desk: Desk, entry: imports.Entry, path: Path) -> None:
    sha256 = entry.imported.sha256
    with warehouses.open_raw(desk.warehouse, principal=desk.principal, sha256=sha256) as landed:
        copy_bounded(landed, path, name=entry.imported.file, limit=entry.imported.bytes)
