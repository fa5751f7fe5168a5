"""What crosses pacing's door: where budgets stand, where they land, and what is refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from adhelm.core.errors import Invalid, NotFound
from adhelm.observe.plans.types import Basis, Reach


class BadQuestion(Invalid):
    """Pacing was asked for in a way that makes no sense."""

    code = "pacing.bad_question"


class NoSuchBudget(NotFound):
    """There is no such budget that holds, or not in this workspace."""

    code = "pacing.not_found"


class State(StrEnum):
    """Where a month's spend is heading."""

    over = "over"
    """Even the low end of the projection is above the budget."""
    under = "under"
    """Even the high end is below it."""
    on_track = "on_track"
    landed = "landed"
    """The month is over and all of its days are known."""
    no_spend = "no_spend"
    """Nothing was spent in the month and the weeks before it."""
    unknown = "unknown"
    """`why` says what is missing."""
    not_started = "not_started"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question: which month (its first day; None: the current one) and budgets."""

    month: date | None = None
    platform: str = ""
    account: str = ""
    """'connector/account'."""
    group: str = ""
    state: State | None = None
    as_of: date | datetime | int | None = None
    """Data as known at a day, an instant or a data version; None: now."""


@dataclass(frozen=True, slots=True)
class Projected:
    """A projection that was made and kept."""

    through: date
    made_at: datetime
    data_version: int
    spent: Decimal
    projected: Decimal
    low: Decimal
    high: Decimal
    landed: Decimal | None
    """What the month came to; None: not over yet."""


@dataclass(frozen=True, slots=True)
class Pace:
    """
    One month's budget of one reach: what is spent, where it lands, what it would take.

    Amounts are in the budget's currency and basis. `projected`, `low` and `high` are estimates:
    nine of ten landings are between low and high. None: unknown.
    """

    budget_id: str
    month: date
    reach: Reach
    currency: str
    basis: Basis
    planned: Decimal
    carried: Decimal | None
    """From the month before; below zero if that was overspent."""
    available: Decimal | None
    """Planned and carried."""
    state: State
    why: str
    """What cannot be said, and why; '' where all can."""
    days: int
    """Of the month."""
    through: date | None
    """The last local day of which all accounts' spend is known; None: no day yet."""
    days_known: int
    missing: tuple[date, ...]
    """Earlier days that an account has not reported: they are unknown, not zero."""
    spent: Decimal | None
    projected: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    gap: Decimal | None = None
    """Projected less available: above zero it will be overspent."""
    daily_needed: Decimal | None = None
    """What each day left would have to spend to land on the budget."""
    daily_expected: Decimal | None = None
    """What a day left is expected to spend."""
    runs_out_on: date | None = None
    """The day on which the budget is used up; None: not within the month, or not known."""
    before: Projected | None = None
    """What was projected the last time before."""


@dataclass(frozen=True, slots=True)
class Day:
    """One day of a budget's month: spent, or expected; None: unknown."""

    day: date
    spent: Decimal | None
    expected: Decimal | None
    total: Decimal | None
    """Spent and expected up to it."""


@dataclass(frozen=True, slots=True)
class Record:
    """How right earlier projections were, of months that have landed since."""

    projections: int
    covered: float
    """Share of landings within the 90 % interval."""
    median_error: float
    """Relative."""


@dataclass(frozen=True, slots=True)
class Pacing:
    """Budgets of a month, those that need a hand first."""

    month: date
    rows: tuple[Pace, ...]
    days: Mapping[str, tuple[Day, ...]]
    """Budget id -> its month day by day."""
    record: Record | None
    provenance: Mapping[str, Any]
    warnings: tuple[str, ...] = field(default=())
