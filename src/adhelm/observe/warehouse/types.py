"""What crosses the warehouse's door."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from adhelm.core.ads import Period


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


@dataclass(frozen=True, slots=True)
class Landed:
    """A file as it was received, kept compressed under the hash of its content."""

    sha256: str
    size: int
    """Bytes before compression."""
    uri: str
    known: bool = False
    """The same bytes had landed before."""


@dataclass(frozen=True, slots=True)
class PageHead:
    """One answer of a platform as it was received: whose, of what, and where the next begins."""

    fetch_id: str
    connector: str
    account_id: str
    stream: str
    start: date | None
    end: date | None
    """Last day asked for, included; None for a state as of now."""
    number: int
    """From 1."""
    cursor: str | None
    """Where the next page begins; None after the last."""
    fetched_at: datetime
    sha256: str
    """Of the body."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """What a source was asked for: inside it, absence of a row means zero."""

    source_id: str
    connector: str
    platform: str
    account_id: str
    level: str
    breakdown: str
    grain: str
    """'day', 'hour' or 'period'."""
    start: date
    end: date
    """Last day, included."""
    fields: frozenset[str]
    batch_id: str


@dataclass(frozen=True, slots=True)
class Run:
    """Days on which one level of one source has rows (or was asked for): what slices are cut of."""

    source_id: str
    connector: str
    platform: str
    account_id: str
    level: str
    breakdown: str
    start: date
    end: date
    """Last day, included."""
    fields: frozenset[str] = field(default_factory=frozenset)
    """Measures reported, or asked for."""
    grain: str = "day"


@dataclass(frozen=True, slots=True)
class Authority:
    """A person's word on which source answers for an account on some days."""

    connector: str
    account_id: str
    source_id: str
    start: date | None
    end: date | None
    """Last day, included; None leaves that end open."""
    set_by: str
    set_at: datetime
    reason: str = ""
    id: int = 0

    def __contains__(self, day: date) -> bool:
        return (self.start or date.min) <= day <= (self.end or date.max)


@dataclass(frozen=True, slots=True)
class Fixing:
    """One published rate: one unit of `base` costs `rate` units of `quote`."""

    base: str
    quote: str
    day: date
    rate: Decimal
    source: str = ""


@dataclass(frozen=True, slots=True)
class Booked:
    """A currency that amounts are booked in, and the days from the first of them to the last."""

    currency: str
    days: Period


@dataclass(frozen=True, slots=True)
class Rate:
    """What one unit of `base` costs in `quote` on `date`, and the fixing that says so."""

    base: str
    quote: str
    rate: Decimal
    fixed_on: date
    """Day of the fixing used: at most seven days before `date`."""
    source: str
    date: date


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """A level of an account held against the level below, over the days that have both."""

    platform: str
    account_id: str
    source_id: str
    month: str
    parent: str
    child: str
    field: str
    parent_sum: Decimal
    child_sum: Decimal
    rows: int
    """Rows of the children."""
    verdict: str
    """'ok', 'rounding' (at most 0.01 per row) or 'unexplained'."""

    @property
    def remainder(self) -> Decimal:
        """Return parent minus children: what no child row accounts for."""
        return self.parent_sum - self.child_sum


@dataclass(frozen=True, slots=True)
class StoredCheck:
    """A check's verdict as it was recorded; `version` is None where nothing was published."""

    result: CheckResult
    batch_id: str
    version: int | None
    at: datetime
    id: int
    """Where it stands among all: a later one has a larger one."""


@dataclass(frozen=True, slots=True)
class Restated:
    """One value that changed after it had been reported."""

    known_at: datetime
    source_id: str
    platform: str
    account_id: str
    level: str
    entity_id: str
    day: date
    breakdown_key: str
    fact: str
    field: str
    old: str | None
    new: str | None
    batch_id: str


@dataclass(frozen=True, slots=True)
class Upkeep:
    """What compaction or vacuum did."""

    data_version: int
    tables: Mapping[str, int]
    """Table -> files merged away, or deleted."""
    bytes: int = 0
    """Freed, by vacuum."""
