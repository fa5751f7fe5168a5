"""How a file of exported rows is read: what people say of it, what it leaves open, what it held.

A reader writes into a *staging area*: a private DuckDB database whose tables `core.tables.STAGED`
exist already, without the columns marked `stamped`. The warehouse then checks, merges and publishes
them in one commit. Nothing a connector does is visible to a reader before that.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from adhelm.core.ads import Level
from adhelm.core.errors import Invalid, Kind

if TYPE_CHECKING:
    import duckdb


class Progress(Protocol):
    """Something that wants to hear how far long work has come."""

    def __call__(self, done: int, total: int | None, what: str) -> None:
        """Take note: `done` of `total` (None: unknown) units of `what`."""
        ...


def silent(done: int, total: int | None, what: str) -> None:
    """Ignore progress; the default where nobody watches."""


@dataclass(frozen=True, slots=True)
class Hints:
    """What a person says of a file; each one settles a question that the file may leave open."""

    platform: str | None = None
    account: str | None = None
    currency: str | None = None
    timezone: str | None = None
    locale: str | None = None
    level: Level | None = None
    date_order: str | None = None
    decimal_mark: str | None = None
    period: tuple[date, date] | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    """Canonical column -> the file's header (`--map clicks=Klicks`)."""
    book: str | None = None
    """It is no export of a platform but one of the client's own books: 'orders', 'crm', 'ga4'."""


@dataclass(frozen=True, slots=True)
class Question:
    """Something a file leaves open. Nothing is loaded until the flag settles it."""

    code: str
    text: str
    flag: str
    choices: tuple[str, ...] = ()


class Ambiguous(Invalid):
    """The file leaves something open that only a person can settle."""

    kind = Kind.invalid
    code = "file.ambiguous"

    def __init__(self, file: str, questions: Sequence[Question], *, fingerprint: str = "") -> None:
        asked = "; ".join(question.text for question in questions)
        flags = " ".join(question.flag for question in questions)
        super().__init__(f"{file}: {asked}", hint=f"say it with {flags}", file=file)
        self.questions = tuple(questions)
        self.fingerprint = fingerprint
        """As in `FileReport`: a saved mapping profile may settle the questions."""


@dataclass(frozen=True, slots=True)
class MappedColumn:
    """One column of the file: its header, what it became (None: kept as extra), how it is read."""

    header: str
    canonical: str | None
    how: str = ""


@dataclass(frozen=True, slots=True)
class FileReport:
    """What a file is: recognised, not yet loaded."""

    file: str
    format: str
    encoding: str
    delimiter: str
    platform: str
    connector: str
    account_id: str
    level: Level
    grain: str
    """'day' or 'period'."""
    language: str
    currency: str
    account_tz: str
    breakdown: str
    decimal_mark: str
    date_order: str
    header_line: int
    columns: tuple[MappedColumn, ...]
    fingerprint: str
    """Hash of the normalised headers: a saved mapping profile is found by it."""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TotalCheck:
    """One total row of a file held against the rows it sums. Totals are a check, never data."""

    label: str
    field: str
    stated: Decimal
    summed: Decimal
    rows: int
    verdict: str
    """'ok', 'rounding' (at most 0.01 per row), 'remainder' (rows of the total not in the file,
    such as other search terms), 'mismatch' or 'not_additive'."""

    @property
    def difference(self) -> Decimal:
        """Return what the rows lack to the stated total; negative if they exceed it."""
        return self.stated - self.summed


@dataclass(frozen=True, slots=True)
class StagedFile:
    """What was put into the staging area from one file."""

    report: FileReport
    rows_read: int
    rows_staged: int
    rows_rejected: int
    rows_skipped: int
    """Totals rows and blank rows."""
    first_day: date | None
    last_day: date | None
    sums: Mapping[str, Decimal | None]
    """Canonical measure -> exact sum over the staged rows; None where nothing was reported."""
    totals: tuple[TotalCheck, ...]
    warnings: tuple[str, ...] = ()


class FileReader(Protocol):
    """Reads the platforms' own exports, whatever the language, encoding and layout."""

    def stage(
        self, path: Path, *, into: duckdb.DuckDBPyConnection, hints: Hints, progress: Progress
    ) -> StagedFile:
        """
        Read one plain (not packed) file into the staging tables.

        :raises Ambiguous: if something only a person can settle is open; nothing is staged.
        :raises Invalid: if it is no readable table (`file.empty`, `file.no_rows`, …).
        """
        ...

    def inspect(self, path: Path, *, hints: Hints) -> FileReport:
        """
        Say what a file is without loading it.

        :raises Ambiguous: as `stage` does.
        :raises Invalid: as `stage` does.
        """
        ...
