"""What rules look at, and what they make of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeAlias

from adhelm.decide.rules.types.language import Level, Mode, Rule, Term, Truth
from adhelm.govern.compliance.types import Change

Value: TypeAlias = Decimal | bool | None


@dataclass(frozen=True, slots=True)
class Entity:
    """Something on a platform that a rule looks at, as it was known."""

    connector: str
    account_id: str
    platform: str
    level: Level
    entity_id: str
    name: str
    currency: str
    zone: str
    """IANA, of the account's days."""
    status: str = ""
    """'enabled', 'paused', 'removed' or '': not known."""
    labels: Mapping[str, str] = field(default_factory=dict)
    amounts: Mapping[str, Decimal] = field(default_factory=dict)
    """'daily_budget', 'lifetime_budget', 'bid', 'target_cpa', 'target_roas', where known."""
    budget_id: str = ""
    """Of a budget that several spend from."""
    first_day: date | None = None
    """The day of its first delivery that is known."""
    first_known: bool = False
    """Whether it cannot have delivered before: the data reach further back."""
    learning: bool | None = None
    """Whether it is in its learning phase; None: nobody says."""
    campaign_id: str = ""

    @property
    def account(self) -> str:
        """Return 'connector/account'."""
        return f"{self.connector}/{self.account_id}"

    @property
    def key(self) -> str:
        """Return 'connector/account/id'."""
        return f"{self.connector}/{self.account_id}/{self.entity_id}"


@dataclass(frozen=True, slots=True)
class Face:
    """An entity at a moment: its values, and its local day."""

    entity: Entity
    today: date
    values: Mapping[Term, Value] = field(default_factory=dict)
    notes: Mapping[Term, str] = field(default_factory=dict)
    """Why a value is not known."""
    ripe: Mapping[Term, float | None] = field(default_factory=dict)
    """Of what still grows with late conversions: the share that is in; None: not known."""


@dataclass(frozen=True, slots=True)
class Moment:
    """All that rules may look at, as it was known at an instant."""

    at: datetime
    data_version: int
    known_at: datetime | None
    faces: Mapping[Level, tuple[Face, ...]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one comparison came to, with the values on both sides."""

    text: str
    truth: Truth
    left: Value
    right: Value = None
    note: str = ""
    """Why it is unknown."""


class Verdict(StrEnum):
    """What a rule makes of one entity."""

    fires = "fires"
    quiet = "quiet"
    """The condition is false, and there is no `else`."""
    unknown = "unknown"
    """Something that it asks for is not known."""
    protected = "protected"
    cooling = "cooling"
    """It acted on the entity too short a time ago."""
    capped = "capped"
    """The run or the day had enough."""
    idle = "idle"
    """There is nothing to change: it is paused already, has no budget of its own, is at its cap."""


@dataclass(frozen=True, slots=True)
class Alert:
    """What a rule tells people, without a change."""

    severity: str
    text: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule made of one entity at one moment."""

    entity: Entity
    verdict: Verdict
    branch: str
    """'then' or 'else'; '' where neither."""
    evidence: tuple[Evidence, ...]
    changes: tuple[Change, ...] = ()
    alerts: tuple[Alert, ...] = ()
    why: str = ""
    """Why it does not fire though it holds."""


@dataclass(frozen=True, slots=True)
class Firing:
    """A rule that fired on an entity."""

    rule_id: str
    rule_version: int
    at: datetime
    day: date
    """In the rule's time zone."""
    data_version: int
    mode: Mode
    finding: Finding
    recommendation_id: str = ""
    id: str = ""

    @property
    def key(self) -> tuple[object, ...]:
        """Return what makes it the same firing in a replay."""
        one = self.finding
        return (self.rule_id, self.at, one.entity.level.value, one.entity.key, one.branch,
                self.data_version, one.changes, one.alerts)  # fmt: skip


@dataclass(frozen=True, slots=True)
class RuleVersion:
    """One version of a rule: its text, and who wrote it."""

    version: int
    rule: Rule
    text: str
    """As it was written."""
    author: str
    at: datetime
    why: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """A rule of a workspace, as it stands."""

    id: str
    version: int
    """Of the rule and of how it runs: each change counts."""
    mode: Mode
    paused: bool
    current: RuleVersion
    source: str = ""
    """'shipped' for those that come with Adhelm."""
    removed: bool = False


@dataclass(frozen=True, slots=True)
class Looked:
    """What a dry run found: how many of what, and which."""

    rule: Rule
    moment: Moment
    findings: tuple[Finding, ...]
    counts: Mapping[str, int]
    provenance: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReplayDay:
    """One day of a replay."""

    day: date
    looks: int
    """How often the rule was looked at; 0: nothing was known, or it was not its day."""
    fired: int
    unknown: int
    held: int
    """Matched, and held back by protections, cool-downs or caps."""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Replay:
    """What a rule would have done over some days, as each was known then."""

    rule: Rule
    days: tuple[ReplayDay, ...]
    firings: tuple[Firing, ...]
    provenance: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ran:
    """An evaluation that took place."""

    at: datetime
    data_version: int
    rule_id: str
    """'' for the one after a sync, of all rules."""
    looked: int
    fired: int
