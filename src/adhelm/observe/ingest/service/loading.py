"""Loads one plain file: one batch, published whole or not at all.

Every step is on disk before the next: a `running` row is written, the file is staged and meanwhile
its bytes are landed, it is published in one commit, and the row is closed. A process killed
anywhere in between leaves nothing, or a `running` row that the next import of the same bytes takes
over.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePath
from typing import TYPE_CHECKING

from adhelm.connectors.contract import Ambiguous, StagedFile
from adhelm.core.db import Busy, Database
from adhelm.core.errors import AdhelmError
from adhelm.observe import warehouse as warehouses
from adhelm.observe.ingest.logic import hints as hint_rules
from adhelm.observe.ingest.logic.totals import verdicts
from adhelm.observe.ingest.service.desk import Asked, Desk, new_id
from adhelm.observe.ingest.store import imports
from adhelm.observe.ingest.store.files import Found, mark, sha256_of
from adhelm.observe.ingest.types import (
    Decision,
    FileChanged,
    FileNotRead,
    FileUnreadable,
    Imported,
    ImportState,
    NothingReadable,
)
from adhelm.observe.warehouse import Landing
from adhelm.observe.warehouse.types import Batch, Published, Replace

if TYPE_CHECKING:
    import duckdb

_PATIENCE_S = 6 * 3600
_SOURCE_ID = "files"


def load(desk: Desk, found: Found, asked: Asked) -> Imported:
    """
    Load one file, or tell what would change; a file that cannot be loaded is told as such.

    :raises AdhelmError: if the file cannot even be landed.
    """
    if asked.dry_run:
        return _rehearse(desk, found, asked)
    with warehouses.landing(desk.warehouse, principal=desk.principal, path=found.path) as landing:
        return _load(desk, found, asked, landing)


def refuse(desk: Desk, found: Found, asked: Asked, error: AdhelmError) -> Imported:
    """Write down that a file was not loaded, and why."""
    entry = entry_of(desk, found, asked)
    entry = entry.now(state=ImportState.failed, error=described(error, found.name))
    return entry.imported if asked.dry_run and not asked.job_id else _close(desk, entry)


def stage(
    desk: Desk, entry: imports.Entry, found: Found, area: duckdb.DuckDBPyConnection
) -> StagedFile:
    """
    Read a file into a staging area.

    :raises AdhelmError: if it cannot be read; whatever the reader stumbled over becomes one.
    """
    progress = desk.progress_of(entry.imported.file)
    try:
        return desk.reader.stage(found.path, into=area, hints=entry.hints, progress=progress)
    except AdhelmError:
        raise
    except OSError as error:
        hint = "check its permissions, and that the disk is not full"
        raise FileUnreadable(f"{found.name}: {error}", hint=hint) from error
    except Exception as error:
        # One file that trips the reader must not stop the hundred after it.
        raise FileNotRead(
            f"{found.name}: the reader stumbled: {type(error).__name__}: {error}",
            hint="this is a fault of Adhelm: please report it with the file's first lines",
        ) from error


def republish(
    desk: Desk, entry: imports.Entry, found: Found, *, replacing: Replace, erase: bool
) -> Published:
    """Read a landed file again and publish it in another way, under the import's own id."""
    batch = _batch(entry, replacing=replacing, erase=erase)
    with warehouses.staging(desk.warehouse, batch_id=batch.id) as area:
        staged = stage(desk, entry, found, area)
        return _publish(desk, staged, area, batch)


def as_it_stands(database: Database, imported: Imported) -> Imported:
    """Return an import as it is now: a killed one could not write down that it was interrupted."""
    if imported.state is not ImportState.running:
        return imported
    try:
        # The system frees the lock of a killed process.
        with database.exclusive(_lock_name(imported.sha256), timeout_s=0):
            return replace(imported, state=ImportState.interrupted)
    except Busy:
        return imported


def entry_of(
    desk: Desk, found: Found, asked: Asked, *, sha256: str = "", size: int = 0, raw_uri: str = ""
) -> imports.Entry:
    """Return a new import of a file, not yet written down."""
    return imports.Entry(
        imported=Imported(
            id=new_id(),
            file=found.name,
            sha256=sha256,
            bytes=size,
            state=ImportState.running,
            at=desk.clock.now(),
            notes=asked.notes,
        ),
        request=hint_rules.request_key(asked.hints, replacing=asked.replace),
        replace=asked.replace,
        hints=asked.hints,
        raw_uri=raw_uri,
        actor=desk.actor,
        job_id=asked.job_id,
    )


def described(error: AdhelmError, file: str = "") -> dict[str, object]:
    """Return an error as the records keep it; its message names the file."""
    body = error.as_record()
    if PurePath(file).name not in error.message:
        body["message"] = f"{file}: {error.message}"
    return body


def _load(desk: Desk, found: Found, asked: Asked, landing: Landing) -> Imported:
    landed = landing.landed
    entry = entry_of(desk, found, asked, sha256=landed.sha256, size=landed.size, raw_uri=landed.uri)
    # One process at a time per bytes; few names, because each leaves a small lock file behind.
    with desk.database.exclusive(_lock_name(landed.sha256), timeout_s=_PATIENCE_S):
        earlier = imports.of_bytes(desk.database, desk.workspace_id, landed.sha256, entry.request)
        if known := _loaded_before(desk, earlier):
            return _close(desk, _same_as(entry, known))
        unfinished = _unfinished(earlier)
        if unfinished:
            entry = entry.now(id=unfinished.imported.id)
        imports.write(desk.database, desk.workspace_id, entry)
        entry = _run(desk, found, entry, landing, resumed=unfinished is not None)
        # A file that was not loaded is kept all the same: to be looked into, or asked about.
        landing.wait()
        return _close(desk, entry)


def _lock_name(sha256: str) -> str:
    return f"import {sha256[:2]}"


def _loaded_before(desk: Desk, earlier: Sequence[imports.Entry]) -> imports.Entry | None:
    done = (entry for entry in earlier if entry.imported.state is ImportState.loaded)
    newest = next(done, None)
    if newest is None or imports.was_overtaken(desk.database, desk.workspace_id, newest):
        return None
    return newest


def _unfinished(earlier: Sequence[imports.Entry]) -> imports.Entry | None:
    taken_over = {ImportState.running, ImportState.held}
    return next((entry for entry in earlier if entry.imported.state in taken_over), None)


def _same_as(entry: imports.Entry, known: imports.Entry) -> imports.Entry:
    return entry.now(
        state=ImportState.unchanged, staged=known.imported.staged, same_as=known.imported.id
    )


def _run(
    desk: Desk, found: Found, entry: imports.Entry, landing: Landing, *, resumed: bool
) -> imports.Entry:
    try:
        entry = _staged_and_published(desk, found, entry, landing)
    except Ambiguous as error:
        return entry.now(
            state=ImportState.asked,
            questions=error.questions,
            error=described(error, found.name),
        )
    except AdhelmError as error:
        return entry.now(state=ImportState.failed, error=described(error, found.name))
    return _judged(desk, entry, resumed=resumed)


def _staged_and_published(
    desk: Desk, found: Found, entry: imports.Entry, landing: Landing
) -> imports.Entry:
    batch = _batch(entry, replacing=entry.replace)
    with warehouses.staging(desk.warehouse, batch_id=batch.id) as area:
        try:
            staged = stage(desk, entry, found, area)
        except KeyboardInterrupt:
            imports.forget(desk.database, desk.workspace_id, batch.id)
            raise
        if not landing.wait():
            raise FileChanged(
                f"{found.name}: the file changed while it was read",
                hint="import it again when it is complete",
            )
        return entry.now(staged=staged, published=_publish(desk, staged, area, batch))


def _batch(entry: imports.Entry, *, replacing: Replace, erase: bool = False) -> Batch:
    return Batch(
        id=entry.imported.id,
        source_id=_SOURCE_ID,
        replace=replacing,
        allow_vanishing=erase,
        what=entry.imported.file,
    )


def _publish(
    desk: Desk, staged: StagedFile, area: duckdb.DuckDBPyConnection, batch: Batch
) -> Published:
    return warehouses.publish(
        desk.warehouse,
        principal=desk.principal,
        staging=area,
        batch=batch,
        checks=verdicts(staged),
    )


def _judged(desk: Desk, entry: imports.Entry, *, resumed: bool) -> imports.Entry:
    published = entry.imported.published
    if published is None or published.held:
        return entry.now(state=ImportState.held, decision=Decision.open)
    if _all_rejected(entry.imported.staged):
        rejected = NothingReadable(
            f"{entry.imported.file}: not one of its rows could be read",
            hint=f"`adhelm source quarantine --import {entry.imported.id}` says why",
        )
        return entry.now(state=ImportState.failed, error=described(rejected))
    # A killed run may have published and not lived to say so: then its rows are there already.
    before = resumed and _has_published(desk, entry.imported.id)
    new = published.changed_data or before
    return entry.now(
        state=ImportState.loaded if new else ImportState.unchanged,
        decision=Decision.open if published.vanished else None,
    )


def _all_rejected(staged: StagedFile | None) -> bool:
    return staged is not None and staged.rows_staged == 0 and staged.rows_rejected > 0


def _has_published(desk: Desk, batch_id: str) -> bool:
    versions = warehouses.versions(desk.warehouse, principal=desk.principal, limit=1000)
    return any(version.batch_id == batch_id for version in versions)


def _rehearse(desk: Desk, found: Found, asked: Asked) -> Imported:
    size, _ = mark(found.path)
    entry = entry_of(desk, found, asked, sha256=sha256_of(found.path), size=size)
    entry = entry.now(state=ImportState.dry_run)
    batch = _batch(entry, replacing=asked.replace)
    try:
        with warehouses.staging(desk.warehouse, batch_id=batch.id) as area:
            staged = stage(desk, entry, found, area)
            published = warehouses.rehearse(
                desk.warehouse,
                principal=desk.principal,
                staging=area,
                batch=batch,
                checks=verdicts(staged),
            )
    except Ambiguous as error:
        entry = entry.now(
            state=ImportState.asked,
            questions=error.questions,
            error=described(error, found.name),
        )
    else:
        entry = entry.now(staged=staged, published=published)
    # Whoever waits for a job has nowhere else to read what would change.
    return _close(desk, entry) if asked.job_id else entry.imported


def _close(desk: Desk, entry: imports.Entry) -> Imported:
    now = desk.clock.now()
    imports.write(desk.database, desk.workspace_id, entry, finished_at=now)
    return entry.imported
