"""What crosses the warehouse's door."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum


class Replace(StrEnum):
    """How a batch meets what is already there (data layer D6)."""

    entity_days = "entity_days"
    """Only the entity-days it holds: a file may be filtered."""
    window = "window"
    """Its whole (account, level, breakdown, dates) window: what is absent is gone."""


@dataclass(frozen=True, slots=True)
class Batch:
    """One file's or one fetch's delivery, about to be published."""

    id: str
    source_id: str
    """'files' for imports, 'api' for syncs: one source is authoritative per account and day."""
    replace: Replace = Replace.entity_days
    allow_vanishing: bool = False
    """With `Replace.window`: publish even though entities of the window are missing."""
    what: str = ""
    """One line for the commit log, such as the file's name."""
    refuse_failing: bool = True
    """Do not publish when a quality check of severity 'block' fails."""


@dataclass(frozen=True, slots=True)
class Vanished:
    """Entities that the warehouse has in the batch's window and the batch has not."""

    entities: int
    rows: int
    spend: Mapping[str, Decimal]
    """Currency -> spend of the rows that would go."""
    first_day: date
    last_day: date
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One quality check's verdict on one batch or one commit."""

    check: str
    severity: str
    """'block', 'warn' or 'info'."""
    passed: bool
    found: int
    message: str
    scope: str = ""
    """What it was held against: a table, an account, a day."""


@dataclass(frozen=True, slots=True)
class Published:
    """What a publication changed. `held` means: nothing was written, a person decides."""

    batch_id: str
    data_version: int
    """The version readers see now; unchanged if nothing changed."""
    changed_data: bool
    added: int
    changed: int
    unchanged: int
    removed: int
    restated: int
    """Field values that differ from what was known."""
    merged: int
    """Rows with equal keys inside the batch that were summed into one."""
    quarantined: int
    vanished: Vanished | None = None
    held: bool = False
    checks: tuple[CheckResult, ...] = ()


@dataclass(frozen=True, slots=True)
class DataVersion:
    """One line of the warehouse's history: which table versions readers saw from then on."""

    version: int
    known_at: datetime
    batch_id: str
    what: str
    tables: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Slice:
    """
    A run of days of one account that one level of one source answers for.

    The grain at which additive measures may be summed without counting anything twice.
    """

    connector: str
    platform: str
    account_id: str
    level: str
    breakdown: str
    source_id: str
    start: date
    end: date
    """Last day, included."""
    fields: frozenset[str] = field(default_factory=frozenset)
