"""Recommendations of any source, as they are kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from adhelm.core.errors import Conflict, Invalid, NotFound
from adhelm.govern.compliance.types import Change

ENGINE = "engine"
"""The source of this slice's own recommendations; 'rule:<id>' is a rule, else a connector."""


class NoSuchRecommendation(NotFound):
    """The workspace has no such recommendation."""

    code = "optimization.no_such_recommendation"


class NotOpen(Conflict):
    """The recommendation was taken, dismissed, or is no longer valid."""

    code = "optimization.not_open"


class BadSnooze(Invalid):
    """It cannot be put off like that."""

    code = "optimization.bad_snooze"


class BadDraft(Invalid):
    """What is to be recommended is not well formed."""

    code = "optimization.bad_draft"


class State(StrEnum):
    """What became of a recommendation."""

    open = "open"
    taken = "taken"
    """A plan was made of it: see `plan_id`."""
    dismissed = "dismissed"
    expired = "expired"
    """Its time passed, or newer data no longer say so."""


class Basis(StrEnum):
    """Who counts what is expected."""

    platform = "platform"
    """The platform itself claims it: comparable inside that platform only."""
    own = "own"
    """The client's own orders and leads: comparable between platforms."""


@dataclass(frozen=True, slots=True)
class Effect:
    """What a recommendation is expected to change, per day."""

    metric: str
    """'conversions', 'conversion_value' or 'spend'."""
    currency: str
    """Of money; '' for counts."""
    expected: Decimal
    """Change per day; in the currency, or a count."""
    low: Decimal | None
    """With `high`: a 90 % interval; None where the source tells none."""
    high: Decimal | None
    basis: Basis
    days: int = 7
    """Days for which it is expected; they are also what it is judged by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What somebody recommends; `record` makes recommendations of these."""

    key: str
    """Tells advice apart within its source: the same key is the same advice, renewed."""
    kind: str
    """'budgets', 'negative_keywords', 'status', or the platform's own word."""
    platform: str
    account: str
    """'connector/account'; '' where it concerns several."""
    claim: str
    """One sentence: what to do, and what it brings."""
    changes: tuple[Change, ...] = ()
    """What a plan would hold; empty where a person has to do it on the platform."""
    effect: Effect | None = None
    """None: nothing can be said."""
    cost_if_wrong: Decimal | None = None
    """What is lost in `currency` over the effect's days at the low end; None: unknown."""
    currency: str = ""
    evidence: Mapping[str, object] = field(default_factory=dict)
    """Plain values: what it stands on."""
    confidence: float | None = None
    """Chance that the effect is better than nothing, 0 to 1; None: unknown."""
    data_version: int | None = None
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommendation(Draft):
    """Advice that is kept: who gives it, what it claims, and what became of it."""

    id: str
    source: str
    """'engine', 'rule:<id>', or the connector whose platform says so: 'google_ads', 'meta' …"""
    state: State
    made_at: datetime
    """When it was first given."""
    renewed_at: datetime
    """When it was last said again, perhaps with other figures."""
    plan_id: str = ""
    closed_at: datetime | None = None
    closed_by: str = ""
    """'person mia', or '' where time or newer data closed it."""
    reason: str = ""
    """Why it was dismissed or has expired."""
    generation: int = 1
    """Advice that was taken or dismissed and is given again later is another one."""
    entries: int = 1
    """How many entries its past has."""
    snoozed_until: datetime | None = None
    """Until then nobody is asked about it; None: it is not put off."""
    snoozed_effect: str | None = None
    """What was expected when it was put off until it worsens, as text; else None."""

    def sleeps(self, now: datetime) -> bool:
        """Say whether somebody has put it off until after `now`."""
        return self.snoozed_until is not None and self.snoozed_until > now


@dataclass(frozen=True, slots=True)
class Past:
    """What a recommendation said or became at a time."""

    at: datetime
    state: State
    data_version: int | None
    claim: str
    effect: Effect | None
    by: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which recommendations are asked for; '' and None: any."""

    state: State | None = None
    source: str = ""
    platform: str = ""
    account: str = ""
    """'connector/account', or the id alone."""
    kind: str = ""
    snoozed: bool | None = None
    """Put off by somebody, or not; None: any."""
