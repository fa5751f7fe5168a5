"""What every import is handed: who asks, where things are kept, what reads a file."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from adhelm.connectors.contract import FileReader, Hints, Progress, silent
from adhelm.core.clock import Clock
from adhelm.core.db import Database
from adhelm.core.principal import Principal
from adhelm.observe.ingest.types import Ask, Limits
from adhelm.observe.warehouse import Warehouse
from adhelm.observe.warehouse.types import Replace


@dataclass(frozen=True, slots=True)
class Desk:
    """The parts that one run of imports works with."""

    principal: Principal
    database: Database
    warehouse: Warehouse
    reader: FileReader
    clock: Clock
    limits: Limits
    progress: Progress = silent
    ask: Ask | None = None

    @property
    def workspace_id(self) -> str:
        """Return whose files these are."""
        return self.principal.workspace_id

    @property
    def actor(self) -> str:
        """Return who imports, as the records name them."""
        return f"{self.principal.actor}:{self.principal.id}"

    def progress_of(self, name: str) -> Progress:
        """Return the progress with the file's name before it."""

        def say(done: int, total: int | None, what: str) -> None:
            self.progress(done, total, f"{name}: {what}")

        return say


@dataclass(frozen=True, slots=True)
class Asked:
    """How files are to be imported."""

    hints: Hints
    replace: Replace = Replace.entity_days
    dry_run: bool = False
    save_profile: str = ""
    job_id: str = ""
    """The job that loads what was uploaded; '' without one."""
    notes: tuple[str, ...] = ()


def new_id() -> str:
    """Return an id for an import."""
    return f"imp_{uuid.uuid4().hex[:20]}"
