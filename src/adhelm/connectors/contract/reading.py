"""How a platform is read: accounts, streams of pages, and rows made of pages.

Fetching and mapping are apart. `pages` brings answers as they were received, which are kept before
anything is made of them; `rows` turns one of them into canonical rows and touches nothing else, so
that a mended mapping can be applied to what was kept, at any time, with the same result.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Protocol, overload

from adhelm.core.ads import Level, Period

Row = Mapping[str, object]
"""Canonical column -> str, int, Decimal, date, datetime or None. Columns left out are NULL."""


@dataclass(frozen=True, slots=True)
class Account:
    """An ad account as the platform describes it."""

    id: str
    """Without the dashes and prefixes that people write it with."""
    name: str
    currency: str
    """ISO 4217."""
    timezone: str
    """IANA zone of its reporting days; LinkedIn's are always UTC."""
    status: str = ""
    """As the platform says it."""
    parent: str = ""
    """The manager, business or organisation through which it is seen; '' if itself."""


@dataclass(frozen=True, slots=True)
class Stream:
    """One kind of thing that a platform delivers."""

    name: str
    """Unique within the connector: 'campaign_daily', 'ad_hourly', 'campaigns', 'changes'."""
    what: str
    """One line for people."""
    tables: tuple[str, ...]
    """Canonical tables it fills."""
    level: Level | None = None
    """Of its facts; None for what are no facts."""
    grain: str = ""
    """'day' or 'hour' of its facts; '' for a state as of now, or a history of events."""
    breakdown: str = ""
    """Dimensions of the split in alphabetical order, comma-separated: 'age,gender'."""
    platforms: tuple[str, ...] = ()
    """What people see that it answers for: ('meta', 'instagram')."""
    fields: tuple[str, ...] = ()
    """Canonical columns asked for: inside a fetched window their absence means zero."""
    dated: bool = True
    """Whether it is asked for days; False for a state as of now."""
    lookback_days: int = 0
    """Days before the last fetched one that are fetched again, because they are restated."""
    max_days: int | None = None
    """Most days that one fetch may ask for."""
    history_days: int | None = None
    """How far back the platform remembers."""
    default: bool = True
    """Whether a plain sync includes it; others are asked for by name."""


@dataclass(frozen=True, slots=True)
class Fetch:
    """What is asked: a stream of an account, for local days where the stream has days."""

    account: Account
    stream: Stream
    period: Period | None = None
    today: date | None = None
    """The account's local day now, by the one clock; the last that can have anything."""


@dataclass(frozen=True, slots=True)
class Page:
    """One answer as received, without secrets in it."""

    body: bytes
    cursor: str | None
    """Where the next page begins, as text without secrets; None after the last."""


class ArrowColumn(Protocol):
    """What is asked here of a column of Arrow's."""

    def __len__(self) -> int: ...
    def __getitem__(self, place: slice) -> Any: ...
    def to_pylist(self) -> list[Any]:
        """Return its values as they are in Python."""
        ...


Values = Sequence[object] | ArrowColumn


@dataclass(frozen=True, slots=True, eq=False)
class Columns(Sequence[Row]):
    """Rows held by column: of a large report, a dict for each costs more than what is in it."""

    columns: Mapping[str, Values]
    """Canonical column -> its values, plain ones or Arrow's; all of one length."""

    def __len__(self) -> int:
        """Return how many rows there are."""
        return len(next(iter(self.columns.values()), ()))

    @overload
    def __getitem__(self, place: int) -> Row: ...
    @overload
    def __getitem__(self, place: slice) -> Columns: ...
    def __getitem__(self, place: int | slice) -> Row | Columns:
        """Return a row, or some."""
        if isinstance(place, slice):
            return Columns({name: values[place] for name, values in self.columns.items()})
        return {name: _plain(values)[place] for name, values in self.columns.items()}

    def __iter__(self) -> Iterator[Row]:
        """Yield row after row."""
        names = tuple(self.columns)
        for values in zip(*map(_plain, self.columns.values()), strict=True):
            yield dict(zip(names, values, strict=True))

    def __eq__(self, other: object) -> bool:
        """Compare with rows, however they are held."""
        return isinstance(other, Sequence) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]  # it holds what can be changed


def _plain(values: Values) -> Sequence[object]:
    found: Sequence[object] = values if isinstance(values, Sequence) else values.to_pylist()
    return found


@dataclass(frozen=True, slots=True)
class Mapped:
    """What one page came to."""

    rows: Mapping[str, Sequence[Row]]
    """Canonical table -> rows. `connector`, `account_id`, `currency` and `account_tz` may be left
    out (the account's), `platform` (the stream's only one), `level`, `breakdown` and
    `breakdown_key` too (the stream's, and '')."""
    unknown: Mapping[str, int] = field(default_factory=dict)
    """'field=VALUE' -> times seen: enum values that we do not know; kept as they are."""
    extra: Mapping[str, int] = field(default_factory=dict)
    """Field that was not asked for -> times seen."""


@dataclass(frozen=True, slots=True)
class AccountTotal:
    """What the platform itself says an account came to on a local day."""

    day: date
    spend: Decimal
    impressions: int
    clicks: int


class Reader(Protocol):
    """Reads one platform with one credential."""

    @property
    def connector(self) -> str:
        """Return the connector's name: 'meta'."""
        ...

    @property
    def streams(self) -> Sequence[Stream]:
        """Return what can be read, what others refer to (campaigns, …) first."""
        ...

    def accounts(self) -> Sequence[Account]:
        """
        Return every account that the credential can see, managers left out.

        :raises PlatformError: if the platform does not say.
        """
        ...

    def pages(self, fetch: Fetch, *, cursor: str | None = None) -> Iterator[Page]:
        """
        Yield the answers to a fetch, from `cursor` on (None: from the beginning).

        A fetch whose answer is too large for the platform is split in here. An iteration that is
        abandoned leaves nothing behind; `cursor` of any page yielded continues after that page.

        :raises PlatformError: if retries did not help, or cannot.
        """
        ...

    def rows(self, fetch: Fetch, body: bytes) -> Mapped:
        """
        Turn one page into canonical rows, without reaching the platform.

        :raises FieldMissing: if a field that the mapping needs is absent.
        """
        ...

    def totals(self, account: Account, period: Period) -> Sequence[AccountTotal]:
        """
        Return the platform's own totals of an account, day by day, asked for anew.

        Days without delivery are left out.

        :raises PlatformError: if the platform does not say.
        """
        ...

    def close(self) -> None:
        """Let go of connections."""
        ...
