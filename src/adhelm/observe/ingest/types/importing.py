"""What crosses the door of imports: files, drops, profiles, and what became of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import TypeAlias

from adhelm.connectors.contract import Hints, Question, StagedFile
from adhelm.core.clock import Clock, SystemClock
from adhelm.core.errors import AdhelmError, Conflict, Invalid, NotFound, Unavailable
from adhelm.observe.warehouse.types import Published

_GIB = 1024**3

Ask: TypeAlias = Callable[[str, Sequence[Question]], Mapping[str, str] | None]
"""Asks a person: a file's name and its questions -> hint name -> answer; None: not answered."""


class ImportState(StrEnum):
    """Where an import stands. Only `loaded` and `unchanged` are final and good."""

    running = "running"
    interrupted = "interrupted"
    """Its process died; the next import of the same bytes takes it over."""
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
    skipped = "skipped"
    """A file of a folder that is no table by its name; it was not read."""


class Decision(StrEnum):
    """What a person says of entities that the warehouse has and a file has not."""

    open = "open"
    """Nobody has said anything; they stay until somebody does."""
    keep = "keep"
    erase = "erase"
    discard = "discard"
    """The file itself is not wanted."""


@dataclass(frozen=True, slots=True)
class BigQueryAccess:
    """By which key, where and by which clock datasets of BigQuery are read."""

    key_file: Path | None = None
    """A service account's key."""
    base_url: str = "https://bigquery.googleapis.com"
    allow: tuple[str, ...] = ()
    """What of one's own network may be reached."""
    clock: Clock = field(default_factory=SystemClock)


@dataclass(frozen=True, slots=True)
class Limits:
    """How large what is imported may be, and what is needed to reach it. Sizes are bytes."""

    max_bytes: int = 4 * _GIB
    """One file as it is."""
    max_expanded_bytes: int = 4 * _GIB
    """All that one packed file expands to."""
    max_files: int = 10_000
    """Files of one folder or archive."""
    max_depth: int = 3
    """Archives inside archives."""
    max_ratio: int = 200
    """Expanded to packed, once the expanded size is past `ratio_from`."""
    ratio_from: int = 64 * 1024**2
    bigquery: BigQueryAccess = field(default_factory=BigQueryAccess)


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
    decision: Decision | None = None
    """Set where entities of the window were missing from the file."""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Profile:
    """Hints under a name; the layout among them is found again by the header's fingerprint."""

    name: str
    fingerprint: str
    hints: Hints
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class Drop:
    """A place where files are dropped: a folder, s3://, gs:// or sftp://."""

    name: str
    url: str
    hints: Hints
    every: timedelta | None
    added_at: datetime
    checked_at: datetime | None = None
    error: dict[str, object] | None = None
    """Why the last check failed; None if it did not."""


@dataclass(frozen=True, slots=True)
class DropFile:
    """One file of a drop: what it was when it was last seen."""

    path: str
    """Below the drop's address."""
    size: int
    tag: str
    """Changes whenever the file does: its ETag, or its time of change."""
    state: str
    """'new', 'changed' or 'known'."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One measure of one account and month: in a file and in the warehouse."""

    platform: str
    account_id: str
    month: str
    currency: str
    measure: str
    file: Decimal | None
    warehouse: Decimal | None
    rows: int
    verdict: str
    """'ok', 'rounding' (at most 0.01 per row of money), 'unexplained', 'absent' (on one side)."""

    @property
    def difference(self) -> Decimal | None:
        """Return file minus warehouse; None where one of them says nothing."""
        if self.file is None or self.warehouse is None:
            return None
        return self.file - self.warehouse

    @property
    def share(self) -> Decimal | None:
        """Return the difference as a share of the warehouse's figure, to six digits."""
        if self.difference is None or not self.warehouse:
            return None
        return (self.difference / self.warehouse).quantize(Decimal("0.000001"))


@dataclass(frozen=True, slots=True)
class Quarantined:
    """One row that was not loaded."""

    file: str
    line: int
    """The first physical line of the row in that file, from 1."""
    code: str
    reason: str
    row: str
    """JSON: the row as written."""
    import_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Compared:
    """What a parallel run found."""

    differences: tuple[Difference, ...]
    files: tuple[str, ...]
    """Those that could be read."""
    errors: tuple[dict[str, object], ...]
    """file, code, message, hint of those that could not."""
    data_version: int


@dataclass(frozen=True, slots=True)
class OwnEvent:
    """An order, a refund or a lead, as one's own systems know it."""

    id: str
    type: str
    """'purchase', 'refund', 'lead', 'qualify_lead', 'disqualify_lead', 'close_convert_lead'."""
    at: datetime
    value: Decimal | None = None
    """In `currency`; of a refund, how much went back."""
    currency: str = ""
    order_id: str = ""
    """The order or deal it belongs to; '' if itself."""
    stage: str = ""
    person: str = ""
    """E-mail address or another key of the customer; only its hash is kept."""
    click_id_kind: str = ""
    click_id: str = ""
    utm: Mapping[str, str] = field(default_factory=dict)
    """source, medium, campaign, content, term, id."""


class TwoEvents(Invalid):
    """Two events of one batch have the same id and say different things."""

    code = "own_events.two_of_one_id"


class FileMissing(NotFound):
    """There is no such file, folder or match."""

    code = "file.missing"


class FileUnreadable(Invalid):
    """The file cannot be opened."""

    code = "file.unreadable"


class FileNotRead(AdhelmError):
    """The reader stumbled over the file: a fault of Adhelm, not of the file."""

    code = "file.not_read"


class NoTable(Invalid):
    """Nothing that was named is a table."""

    code = "import.no_table"


class NothingReadable(Invalid):
    """All rows of the file went to quarantine."""

    code = "file.all_rejected"


class FileTooLarge(Invalid):
    """The file is larger than the limit."""

    code = "file.too_large"


class FileChanged(Conflict):
    """The file changed while it was read."""

    code = "file.changed"


class FileEscapes(Invalid):
    """A link in the folder leads out of it."""

    code = "file.path_escapes"


class TooManyFiles(Invalid):
    """The folder holds more files than the limit."""

    code = "file.too_many"


class ArchiveBomb(Invalid):
    """The archive expands to more than it should."""

    code = "archive.bomb"


class ArchiveEscapes(Invalid):
    """A member of the archive would be written outside its folder."""

    code = "archive.path_escapes"


class ArchiveDamaged(Invalid):
    """The archive cannot be unpacked to its end."""

    code = "archive.damaged"


class ArchiveLocked(Invalid):
    """The archive needs a password."""

    code = "archive.locked"


class UnknownImport(NotFound):
    """There is no such import in this workspace."""

    code = "import.unknown"


class NothingToDecide(Conflict):
    """The import waits for no decision."""

    code = "import.nothing_to_decide"


class UnknownProfile(NotFound):
    """There is no such mapping profile in this workspace."""

    code = "profile.unknown"


class UnknownDrop(NotFound):
    """There is no such watched place in this workspace."""

    code = "drop.unknown"


class DropExists(Conflict):
    """A watched place of that name is there already."""

    code = "drop.exists"


class BadDropUrl(Invalid):
    """The address is none that can be watched."""

    code = "source.bad_url"


class DropExtraMissing(Invalid):
    """The package that reads this kind of address is not installed."""

    code = "source.extra_missing"


class DropUnreachable(Unavailable):
    """The address does not answer, or refuses."""

    code = "source.unreachable"
