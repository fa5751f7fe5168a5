"""What crosses the door of feeds: where data go, what goes, and what may be wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from adhelm.core.errors import Conflict, Invalid, NotFound, Unavailable

Progress = Callable[[int, int | None, str], None]
"""Told how many rows are done, of how many, and of what."""


def silent(done: int, total: int | None, what: str) -> None:
    """Tell nobody."""


class Kind(StrEnum):
    """What receives the data."""

    postgresql = "postgresql"
    bigquery = "bigquery"
    sheets = "sheets"


class State(StrEnum):
    """How a run ended, if it has."""

    running = "running"
    done = "done"
    unchanged = "unchanged"
    """The target had the newest version already."""
    failed = "failed"
    interrupted = "interrupted"
    """Its process died; the next run goes on where it was."""


class NoSuchFeed(NotFound):
    """There is no feed of that name in this workspace."""

    code = "feeds.not_found"


class FeedExists(Conflict):
    """A feed of that name is there already."""

    code = "feeds.exists"


class TooManyFeeds(Conflict):
    """A workspace has as many feeds as it may have."""

    code = "feeds.too_many"


class BadPlace(Invalid):
    """Where the data are to go is incomplete, or no such place."""

    code = "feeds.bad_place"


class BadCredential(Invalid):
    """The credential is not what the target wants."""

    code = "feeds.bad_credential"


class FeedBusy(Unavailable):
    """Another run of the feed is at work; this one is tried again."""

    code = "feeds.busy"


class TargetUnavailable(Unavailable):
    """The target does not answer, or is busy: trying again may help."""

    code = "feeds.target_unavailable"


class TargetRefused(Invalid):
    """The target refuses what it is asked: a grant, a name or a setting is not right."""

    code = "feeds.target_refused"


class TargetIsNewer(Conflict):
    """The target holds a later version of the contract than this Adhelm writes."""

    code = "feeds.target_is_newer"


class TargetChanged(Conflict):
    """Somebody else wrote to the target meanwhile, or changed its tables."""

    code = "feeds.target_changed"


class DriverMissing(Invalid):
    """What speaks with the target is not installed."""

    code = "feeds.driver_missing"


@dataclass(frozen=True, slots=True)
class Outside:
    """How the outside is reached: what may be, and where Google's services are."""

    allow: tuple[str, ...] = ()
    """The setting `outbound.allow`: what of one's own network may be reached."""
    bigquery: str = "https://bigquery.googleapis.com"
    sheets: str = "https://sheets.googleapis.com"
    timeout_s: float = 60
    software: str = ""
    """The version of Adhelm, which is written down with each merge."""
    wait: Callable[[float], None] = field(default=lambda _: None)
    """Waits so many seconds before a call is tried again."""


@dataclass(frozen=True, slots=True)
class Feed:
    """Where the data of a workspace go after each sync; its credential is sealed elsewhere."""

    name: str
    kind: Kind
    place: Mapping[str, str]
    added_at: datetime
    added_by: str = ""

    @property
    def address(self) -> str:
        """Return where it goes, in a line."""
        place = self.place
        if self.kind is Kind.postgresql:
            where = f"{place['host']}:{place['port']}/{place['database']}"
            return f"postgresql://{where} {place['schema']}"
        if self.kind is Kind.bigquery:
            return f"bigquery://{place['project']}/{place['dataset']}"
        return f"sheets://{place['spreadsheet']}"


@dataclass(frozen=True, slots=True)
class FeedRun:
    """What became of one time that a feed ran."""

    id: str
    feed: str
    state: State
    started_at: datetime
    ended_at: datetime | None = None
    data_version: int | None = None
    known_at: datetime | None = None
    """Since when the data version was what readers saw."""
    base_version: int | None = None
    """What the target held before; None: nothing that could be built on."""
    rows: int = 0
    partitions: int = 0
    error: Mapping[str, object] | None = None
    """code, message and hint."""


@dataclass(frozen=True, slots=True)
class Status:
    """Where a feed stands."""

    feed: Feed
    last: FeedRun | None
    """The latest run."""
    version: int | None
    """The data version that the target has; None: none yet."""
    newest: int
    """The data version that readers of Adhelm see."""
    behind_s: int | None
    """By how much the data that the target has are older; None: it has none."""
    rows: int | None
    """Written by the last run that wrote."""
    failures: int
    """Runs that failed since one did not."""


@dataclass(frozen=True, slots=True)
class CheckItem:
    """One thing that was tried at the target."""

    what: str
    ok: bool
    detail: str = ""
    error: Mapping[str, object] | None = None


Answer = tuple[str, str, str]
"""Who answers for some days of a level: platform, source, breakdown."""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Days of a level of an account for which one source's rows count; the last day included."""

    first: date
    last: date
    answer: Answer


Answers = Mapping[tuple[str, str, str], tuple[Span, ...]]
"""Connector, account and level -> whose rows count when."""


@dataclass(frozen=True, slots=True, order=True)
class Partition:
    """Rows of a table of the contract that are replaced together."""

    table: str
    scope: tuple[str, ...]
    """The values of the table's scope columns."""
    first: date | None = None
    last: date | None = None
    """The last day, included; None in tables without days."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """Partitions of one table that are carried over at once."""

    number: int
    table: str
    partitions: tuple[Partition, ...]
    rows: int
    """About how many."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What brings a target from one data version to another."""

    version: int
    known_at: datetime
    base: int | None
    """None: everything is written anew."""
    partitions: tuple[Partition, ...]
    chunks: tuple[Chunk, ...]
    answers: Answers
    fingerprint: str
    """Equal plans, and no others, have the same."""

    @property
    def full(self) -> bool:
        """Say whether everything is written anew."""
        return self.base is None

    @property
    def rows(self) -> int:
        """Return about how many rows are carried over."""
        return sum(chunk.rows for chunk in self.chunks)

    @property
    def load_id(self) -> str:
        """Return the name of the load, the same whenever it is tried again."""
        return f"{self.version}-{self.fingerprint[:12]}"


@dataclass(frozen=True, slots=True)
class Marker:
    """What a target says of itself: which data version it holds, of whose rows."""

    version: int
    known_at: str
    """When that version was published: a number alone may mean other data after a restore."""
    answers: Answers
    load_id: str = ""


Tally = Mapping[str, tuple[int, Decimal | None]]
"""Level -> rows of performance, and their spend over all currencies: a check, not a figure."""


@dataclass(frozen=True, slots=True)
class Load:
    """A merge that is about to be written down in the target."""

    workspace_id: str
    plan: Plan
    at: datetime
    software: str
