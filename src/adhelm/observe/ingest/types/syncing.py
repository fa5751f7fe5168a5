"""What crosses the door of the sync: connections, accounts, streams and what became of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from adhelm.connectors.contract import Account, Address
from adhelm.core.ads import Period
from adhelm.core.errors import AdhelmError, Conflict, Forbidden, Invalid, NotFound
from adhelm.observe.warehouse.types import Published, Vanished

Trouble = Mapping[str, object]
"""An error as the records keep it: code, message, hint."""


@dataclass(frozen=True, slots=True)
class Connection:
    """A credential under a name: the way to every account that it sees."""

    name: str
    connector: str
    address: Address | None
    """Where the platform is, if not where the settings say: a sandbox."""
    every: timedelta | None
    added_at: datetime
    checked_at: datetime | None = None
    error: Trouble | None = None
    """Why the last call for its accounts failed; None if it did not."""


@dataclass(frozen=True, slots=True)
class KnownAccount:
    """An account as it was when a person last agreed to it, and what the platform says since."""

    connection: str
    connector: str
    account: Account
    seen_at: datetime
    now_currency: str = ""
    """What the platform says now, where that is another; '' if it is the same."""
    now_timezone: str = ""

    @property
    def changed(self) -> bool:
        """Say whether the platform has another currency or time zone than was agreed to."""
        return bool(self.now_currency or self.now_timezone)


@dataclass(frozen=True, slots=True)
class Assignment:
    """Days of an account that belong to a workspace."""

    workspace_id: str
    owner_id: str
    """The workspace whose connection reaches the account."""
    connection: str
    connector: str
    account_id: str
    start: date | None
    """First day; None: all there are."""
    end: date | None
    """Last day, included; None: until further notice."""

    def overlaps(self, other: Assignment) -> bool:
        """Say whether both hold a day of the same account."""
        same = (self.connector, self.account_id) == (other.connector, other.account_id)
        early, late = date.min, date.max
        return (
            same
            and (self.start or early) <= (other.end or late)
            and (other.start or early) <= (self.end or late)
        )


@dataclass(frozen=True, slots=True)
class CheckItem:
    """One thing that was looked at: the credential, or an account."""

    connection: str
    what: str
    error: Trouble | None = None

    @property
    def ok(self) -> bool:
        """Say whether all was well."""
        return self.error is None


class StreamState(StrEnum):
    """What became of a stream of an account in one run."""

    loaded = "loaded"
    unchanged = "unchanged"
    """It was fetched, and is as it was known."""
    held = "held"
    """Waits for a person: entities of its window are missing."""
    failed = "failed"
    fresh = "fresh"
    """Another sync had just brought it."""


@dataclass(frozen=True, slots=True)
class Synced:
    """What became of one stream of one account."""

    connector: str
    account_id: str
    stream: str
    state: StreamState
    period: Period | None = None
    pages: int = 0
    """Fetched now; those of a run that broke off are not counted again."""
    rows: int = 0
    batch_id: str = ""
    error: Trouble | None = None


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What a sync did."""

    streams: tuple[Synced, ...] = ()
    published: tuple[Published, ...] = ()

    @property
    def failed(self) -> tuple[Synced, ...]:
        """Return the streams that did not come through."""
        return tuple(one for one in self.streams if one.state is StreamState.failed)

    def __add__(self, other: SyncReport) -> SyncReport:
        return SyncReport(self.streams + other.streams, self.published + other.published)


@dataclass(frozen=True, slots=True)
class StreamStatus:
    """How a stream of an account stands."""

    connector: str
    account_id: str
    stream: str
    covered: tuple[Period, ...] = ()
    """Days that were fetched and published, apart from each other, oldest first."""
    succeeded_at: datetime | None = None
    rows: int = 0
    """Of the last run that came through."""
    error: Trouble | None = None
    """Why the last run failed; None if it did not."""
    failed_at: datetime | None = None
    held: str = ""
    """The batch that waits for a person; '' if none."""
    running: bool = False
    provisional_from: date | None = None
    unknown: Mapping[str, int] = field(default_factory=dict)
    """'field=VALUE' that we do not know -> times seen in the last run."""
    extra: Mapping[str, int] = field(default_factory=dict)
    """Fields nobody asked for -> times seen in the last run."""

    @property
    def days(self) -> int:
        """Return how many days are covered."""
        return sum(period.days for period in self.covered)


@dataclass(frozen=True, slots=True)
class HeldSync:
    """What an account's sync brought, waiting for a person."""

    batch_id: str
    connector: str
    account_id: str
    streams: tuple[str, ...]
    at: datetime
    vanished: Vanished | None


@dataclass(frozen=True, slots=True)
class Tally:
    """One measure of one account-day: as the platform totals it, and as our rows add up."""

    connector: str
    account_id: str
    day: date
    level: str
    """Whose rows were added up: 'campaign', 'account'."""
    field: str
    """'spend', 'impressions' or 'clicks'."""
    currency: str
    platform: Decimal
    ours: Decimal
    rows: int
    verdict: str
    """'ok', 'rounding' (money, at most 0.01 per row) or 'unexplained'."""
    data_version: int
    at: datetime

    @property
    def difference(self) -> Decimal:
        """Return ours minus the platform's."""
        return self.ours - self.platform


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What a reconciliation found, and the accounts whose platforms did not say."""

    tallies: tuple[Tally, ...]
    errors: tuple[tuple[str, str, Trouble], ...] = ()
    """(connector, account, error)."""

    @property
    def unexplained(self) -> tuple[Tally, ...]:
        """Return what does not add up."""
        return tuple(one for one in self.tallies if one.verdict == "unexplained")


@dataclass(frozen=True, slots=True)
class Untagged:
    """An ad with spend whose addresses carry no parameter that would tell where a visit is from."""

    connector: str
    account_id: str
    entity_id: str
    name: str
    campaign_id: str
    final_url: str
    spend: Decimal
    currency: str


class UnknownConnection(NotFound):
    """There is no such connection here."""

    code = "source.unknown"


class ConnectionExists(Conflict):
    """A source of that name is there already."""

    code = "source.exists"


class UnknownAccount(NotFound):
    """The connection sees no such account."""

    code = "source.unknown_account"


class UnknownStream(NotFound):
    """The platform has no such stream."""

    code = "source.unknown_stream"


class NothingAssigned(Invalid):
    """No account is assigned to the workspace."""

    code = "source.nothing_assigned"


class AccountTaken(Conflict):
    """Another workspace holds some of those days."""

    code = "source.account_taken"


class AccountNotVisible(Forbidden):
    """The credential sees the account no longer."""

    code = "source.account_not_visible"


class AccountChanged(Conflict):
    """The platform says another currency or time zone than was agreed to."""

    code = "source.account_changed"


class NotMapped(AdhelmError):
    """The mapping stumbled over an answer: a fault of Adhelm, not of the platform."""

    code = "source.not_mapped"


class UnknownHeld(NotFound):
    """No sync of that id waits for a person."""

    code = "source.nothing_held"
