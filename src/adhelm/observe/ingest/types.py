"""What crosses the ingest's door."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from adhelm.connectors.contract import Question, StagedFile
from adhelm.observe.warehouse.types import Published


class ImportState(StrEnum):
    """Where an import stands. Only `loaded` and `unchanged` are final and good."""

    running = "running"
    loaded = "loaded"
    unchanged = "unchanged"
    """The same bytes (or the same facts) were there already."""
    held = "held"
    """Waits for a person: entities of the window are missing."""
    asked = "asked"
    """Waits for an answer to a question; nothing was loaded."""
    failed = "failed"
    discarded = "discarded"
    dry_run = "dry_run"


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of one file."""

    id: str
    """Also the batch id of its rows."""
    file: str
    sha256: str
    bytes: int
    state: ImportState
    at: datetime
    staged: StagedFile | None = None
    published: Published | None = None
    questions: tuple[Question, ...] = ()
    error: dict[str, object] | None = None
    """code, message, hint: as the command line prints it."""
    same_as: str | None = None
    """The earlier import of the same bytes."""
