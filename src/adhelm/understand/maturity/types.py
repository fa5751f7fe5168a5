"""What crosses maturity's door: curves, corrected days, questions and what is refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from adhelm.core.ads import Period
from adhelm.core.errors import Invalid

METRICS = ("conversions", "conversion_value")
"""What comes late: conversions by the catalogue's default rule, and their value."""


class BadQuestion(Invalid):
    """Maturity was asked for in a way that makes no sense."""

    code = "maturity.bad_question"


class State(StrEnum):
    """What can be said of an account's day."""

    mature = "mature"
    """The platform's window has passed: what is known is what there is."""
    developing = "developing"
    """More is to come, or something will be taken back; `corrected` says how much."""
    unknown = "unknown"
    """Nobody has seen enough days grow up to say what this one will come to."""
    running = "running"
    """The day is not over where the account is."""


@dataclass(frozen=True, slots=True)
class Account:
    """An account as one platform reports it."""

    connector: str
    platform: str
    account_id: str

    @property
    def name(self) -> str:
        """Return 'connector/account'."""
        return f"{self.connector}/{self.account_id}"


@dataclass(frozen=True, slots=True)
class Curve:
    """
    How the figures of a day become known: at index n, what holds n days after it.

    `account` is empty for the curve of a platform, and `platform` too for that of all of them.
    """

    metric: str
    platform: str
    account: str
    """'connector/account'."""
    horizon: int
    """Days after which nothing moves any more."""
    known: tuple[float | None, ...]
    """Share of the final figure; above 1 where something is taken back; None: unknown."""
    spread: tuple[float | None, ...]
    """Variance of the final figure, per unit of it, that what is known leaves open."""
    doubt: tuple[float | None, ...]
    """Relative standard error of `known` itself."""
    days: int
    """Days of the account (platform, workspace) that were seen to grow."""
    counted: float
    """What they came to."""
    own: float
    """How much of the curve is the account's own, 0 to 1; the rest is the platform's or pool's."""
    falls: bool = False
    """Whether something is taken back: credits, refunds, conversions that did not count."""
    usual: float | None = None
    """What a day of late comes to in the end; None: not known."""
    varies: float | None = None
    """Standard deviation of days around it, relative to it."""

    def at(self, age: int) -> float | None:
        """Return the share that is known so many days after; None: unknown."""
        if age >= self.horizon:
            return 1.0
        return self.known[age] if 0 <= age < len(self.known) else None


@dataclass(frozen=True, slots=True)
class Shares:
    """What is known of recent days by age: for whoever must not judge what is not there yet."""

    curves: Mapping[tuple[str, str, str], Curve]
    """(metric, platform, 'connector/account'), with '' for all of them."""
    horizons: Mapping[str, int]
    """Days until a platform's figures are final; '' for any other."""
    data_version: int = 0
    made_at: datetime | None = None

    def known(self, *, platform: str, account: str, metric: str, age: int) -> float | None:
        """
        Return the share of a metric's final figure that is known `age` days after the day.

        `account` is 'connector/account'. An account that was never seen has its platform's
        curve, else that of all platforms. None: unknown, as on a day that still runs.
        """
        if age >= self.horizons.get(platform, self.horizons.get("", 30)):
            return 1.0
        for key in ((metric, platform, account), (metric, platform, ""), (metric, "", "")):
            curve = self.curves.get(key)
            if curve is not None and (found := curve.at(age)) is not None:
                return found
        return None


@dataclass(frozen=True, slots=True)
class Asked:
    """A question: which days (the platforms' local days), accounts and metrics."""

    period: Period
    metrics: tuple[str, ...] = METRICS
    platform: str = ""
    account: str = ""
    """'connector/account' or the id alone; empty: all."""
    compare: str = ""
    """'', 'previous' (as long a period before, on the same weekdays) or 'year' (364 days)."""
    as_of: date | datetime | int | None = None
    """A day, an instant or a data version; None: now."""


@dataclass(frozen=True, slots=True)
class Corrected:
    """What is known of one day of one account, and what it will come to."""

    metric: str
    account: Account
    currency: str
    """Of a value; '' for counts."""
    day: date
    age: int | None
    """Days between it and when it was last reported; None: never."""
    state: State
    known: Decimal | None
    share: float | None
    """How much of the final figure is known; None: unknown."""
    corrected: Decimal | None
    low: Decimal | None
    high: Decimal | None
    previous: Decimal | None = None
    """The day that it is compared with, corrected where it is young itself."""
    change: Decimal | None = None
    """Of `corrected` against `previous`, relative."""
    variance: float = 0.0
    """Of the day by itself."""
    doubt: float = 0.0
    """Standard error that it shares with the account's other days."""


@dataclass(frozen=True, slots=True)
class Total:
    """All days of a metric together, in one currency."""

    metric: str
    currency: str
    days: int
    unknown: int
    """Days of accounts of which nothing can be said; then there is no corrected total."""
    known: Decimal | None
    corrected: Decimal | None
    low: Decimal | None
    high: Decimal | None
    previous: Decimal | None


@dataclass(frozen=True, slots=True)
class Record:
    """How right earlier corrections were, of days that have become final since."""

    metric: str
    days: int
    """Corrections of account-days, at every age at which one was made."""
    closer: float | None
    """Share of them that were closer to the final figure than what was known; ties count half."""
    covered: float | None
    """Share of final figures within the 90 % interval."""


@dataclass(frozen=True, slots=True)
class Maturity:
    """Corrected days, their totals, the curves behind them and how right these were before."""

    asked: Asked
    rows: tuple[Corrected, ...]
    totals: tuple[Total, ...]
    curves: tuple[Curve, ...]
    record: tuple[Record, ...]
    provenance: Mapping[str, Any]
    warnings: tuple[str, ...] = field(default=())
