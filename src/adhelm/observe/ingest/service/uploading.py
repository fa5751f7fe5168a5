"""Takes files that are sent, and lets a worker import them.

The bytes land first, under their hash; then the job that names them is asked for. A job can be
run again at any time: the file is where it was, and what was loaded once is not loaded twice.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from adhelm.connectors.contract import FileReader, Hints, Progress
from adhelm.core.clock import Clock
from adhelm.core.db import Database
from adhelm.core.principal import Principal, Scope
from adhelm.observe import warehouse as warehouses
from adhelm.observe.ingest.logic import hints as hint_rules
from adhelm.observe.ingest.service import deciding
from adhelm.observe.ingest.service.desk import Asked, Desk
from adhelm.observe.ingest.service.importing import import_found
from adhelm.observe.ingest.service.noting import ordered
from adhelm.observe.ingest.store.files import copy_bounded, find
from adhelm.observe.ingest.types import Decision, Imported, Limits, NothingToDecide
from adhelm.observe.warehouse import Warehouse
from adhelm.observe.warehouse.types import Landed, Replace

IMPORT, SETTLE = "ingest.import", "ingest.settle"
_LONGEST = 120


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was sent, and how it is to be read."""

    file: str
    sha256: str
    size: int
    hints: Hints
    replace: Replace = Replace.entity_days
    dry_run: bool = False

    @property
    def payload(self) -> dict[str, Any]:
        """Return it as a job carries it."""
        return {
            "file": self.file,
            "sha256": self.sha256,
            "size": self.size,
            "hints": hint_rules.as_record(self.hints),
            "replace": self.replace.value,
            "dry_run": self.dry_run,
        }

    @classmethod
    def of(cls, payload: Mapping[str, Any]) -> Upload:
        """Read what `payload` wrote."""
        return cls(
            file=str(payload["file"]),
            sha256=str(payload["sha256"]),
            size=int(payload["size"]),
            hints=hint_rules.from_record(payload["hints"]),
            replace=Replace(payload["replace"]),
            dry_run=bool(payload["dry_run"]),
        )


def file_name(said: str) -> str:
    """Return a name that a file may have: the last part of what was said, without odd signs."""
    last = re.split(r"[/\\]", said)[-1]
    kept = re.sub(r"[^\w .()+,=@-]", "_", last).strip(". ")
    return kept[-_LONGEST:] or "upload"


def receive(*, principal: Principal, warehouse: Warehouse, path: Path) -> Landed:
    """
    Keep a file that was sent, as it is; on disk on return.

    :raises Narrowed: if the principal does not see all accounts, which a file may hold.
    """
    principal.require(Scope.write)
    principal.require_whole("an import")
    return warehouses.land(warehouse, principal=principal, path=path)


def ask_import(
    *,
    principal: Principal,
    database: Database,
    clock: Clock,
    upload: Upload,
    kind: str = IMPORT,
) -> str:
    """
    Ask for a file that was received to be imported; return the job.

    `kind` says what reads it.

    :raises Narrowed: if the principal does not see all accounts.
    """
    principal.require(Scope.write)
    principal.require_whole("an import")
    return ordered(
        principal, database, clock, kind=kind, subject=upload.file, payload=upload.payload
    )


def ask_settling(
    *,
    principal: Principal,
    database: Database,
    clock: Clock,
    import_id: str,
    decision: Decision,
) -> str:
    """
    Ask for what a file lacks to be settled; return the job.

    :raises UnknownImport: if there is no such import.
    :raises NothingToDecide: if it waits for no decision.
    """
    principal.require(Scope.write)
    principal.require_whole("an import")
    found = deciding.show_import(principal=principal, database=database, import_id=import_id)
    if found.decision is None:
        raise NothingToDecide(f"import {found.id} waits for no decision", hint="GET /imports")
    payload = {"import_id": found.id, "decision": decision.value}
    return ordered(principal, database, clock, kind=SETTLE, subject=found.id, payload=payload)


def import_upload(
    *,
    principal: Principal,
    database: Database,
    warehouse: Warehouse,
    reader: FileReader,
    clock: Clock,
    upload: Upload,
    limits: Limits,
    job_id: str,
    progress: Progress,
) -> list[Imported]:
    """
    Import a file that was received; one row per table in it.

    :raises adhelm.observe.warehouse.store.raw.UnknownRaw: if no such file has landed.
    """
    principal.require(Scope.write)
    with tempfile.TemporaryDirectory(prefix="adhelm-upload-") as folder:
        path = Path(folder) / upload.file
        with warehouses.open_raw(warehouse, principal=principal, sha256=upload.sha256) as landed:
            copy_bounded(landed, path, name=upload.file, limit=upload.size)
        desk = Desk(principal, database, warehouse, reader, clock, limits, progress)
        asked = Asked(upload.hints, upload.replace, dry_run=upload.dry_run, job_id=job_id)
        with closing(find([str(path)], limits=limits, called=upload.file)) as found:
            return import_found(desk, found, asked)
