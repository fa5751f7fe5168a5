"""Imports what people name: files, folders, archives, standard input; one bad file stops none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import replace as changed
from typing import IO

from adhelm.connectors.contract import FileReader, Hints, Progress, silent
from adhelm.core.clock import Clock
from adhelm.core.db import Database
from adhelm.core.errors import AdhelmError
from adhelm.core.principal import Principal, Scope
from adhelm.observe.ingest.logic import hints as hint_rules
from adhelm.observe.ingest.service import loading, profiles
from adhelm.observe.ingest.service.desk import Asked, Desk
from adhelm.observe.ingest.store import imports
from adhelm.observe.ingest.store.files import Found, find
from adhelm.observe.ingest.types import Ask, Imported, ImportState, Limits
from adhelm.observe.warehouse import Warehouse
from adhelm.observe.warehouse.types import Replace


def import_paths(
    *,
    principal: Principal,
    database: Database,
    warehouse: Warehouse,
    reader: FileReader,
    clock: Clock,
    paths: Sequence[str],
    hints: Hints | None = None,
    replace: Replace = Replace.entity_days,
    dry_run: bool = False,
    limits: Limits | None = None,
    progress: Progress = silent,
    ask: Ask | None = None,
    stdin: IO[bytes] | None = None,
    profile: str = "",
    save_profile: str = "",
) -> list[Imported]:
    """
    Import files, folders, patterns, archives of these, and `-` for `stdin`; one row per file.

    A file that cannot be loaded is reported as such and stops no other. With `dry_run` nothing is
    kept, and what would change is told. `ask` is called with the questions a file leaves open.

    :raises Forbidden: if the principal may not write.
    :raises UnknownProfile: if there is no mapping profile named `profile`.
    """
    principal.require(Scope.write)
    desk = Desk(principal, database, warehouse, reader, clock, limits or Limits(), progress, ask)
    said = hints or Hints()
    if profile:
        said = hint_rules.merged(said, profiles.get(desk, profile).hints)
    asked = Asked(said, replace, dry_run=dry_run, save_profile=save_profile)
    with closing(find(paths, limits=desk.limits, stdin=stdin)) as found:
        return import_found(desk, found, asked)


def import_found(desk: Desk, found: Iterable[Found], asked: Asked) -> list[Imported]:
    """Import files that were found already."""
    return [_import_one(desk, one, asked) for one in found]


def _import_one(desk: Desk, found: Found, asked: Asked) -> Imported:
    if found.skipped:
        return Imported("", found.name, "", 0, ImportState.skipped, desk.clock.now())
    try:
        if found.error is not None:
            raise found.error
        return _until_answered(desk, found, asked)
    except AdhelmError as error:
        return loading.refuse(desk, found, asked, error)


def _until_answered(desk: Desk, found: Found, asked: Asked) -> Imported:
    known, notes = profiles.apply(desk, found.path, asked.hints)
    asked = changed(asked, hints=known, notes=notes)
    imported = loading.load(desk, found, asked)
    while imported.state is ImportState.asked and desk.ask is not None:
        answers = desk.ask(found.name, imported.questions)
        if not answers:
            break
        imports.forget(desk.database, desk.workspace_id, imported.id)
        asked = changed(asked, hints=hint_rules.answered(asked.hints, answers))
        imported = loading.load(desk, found, asked)
    if asked.save_profile and not asked.dry_run and imported.staged is not None:
        profiles.save(desk, asked.save_profile, imported.staged.report.fingerprint, asked.hints)
    return imported
