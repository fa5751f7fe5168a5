"""A change of money, the limits, the facts that they are held against, and a verdict.

Shares are fractions (0.20 = 20 %), amounts are in the account's own currency unless they say so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from adhelm.core.ads import BadAmount, Level


class Field(StrEnum):
    """What of a thing on a platform is changed."""

    daily_budget = "daily_budget"
    lifetime_budget = "lifetime_budget"
    bid = "bid"
    target_cpa = "target_cpa"
    target_roas = "target_roas"
    status = "status"
    create = "create"
    negative_keywords = "negative_keywords"


class Direction(StrEnum):
    """Where a change moves money: a raise lets more be spent, a cut less."""

    up = "raise"
    down = "cut"
    neutral = "neutral"


class Action(StrEnum):
    """The kinds of change that can be left to the autopilot of an account."""

    raise_budget = "raise_budget"
    cut_budget = "cut_budget"
    raise_bid = "raise_bid"
    cut_bid = "cut_bid"
    enable = "enable"
    pause = "pause"
    create = "create"
    negative_keywords = "negative_keywords"


ENABLED = "enabled"
PAUSED = "paused"
REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Change:
    """One value of one thing on a platform that shall become another, absolute one."""

    connector: str
    account_id: str
    platform: str
    level: Level
    entity_id: str
    """'' for what is still to be created."""
    name: str
    """For people."""
    field: Field
    before: Decimal | str | None
    """A status is 'enabled', 'paused' or 'removed'; None: there was no value, or it is unknown."""
    after: Decimal | str | None
    """Of a create its daily budget, None without one; of negative keywords what people read."""
    currency: str
    """ISO 4217, of `before` and `after` where they are money; the account's."""

    def __post_init__(self) -> None:
        """Refuse what is no finite number: nothing compares with it."""
        for value in (self.before, self.after):
            if isinstance(value, Decimal) and not value.is_finite():
                raise BadAmount(f"{value} is no amount", hint="a finite decimal number")

    @property
    def account(self) -> str:
        """Return 'connector/account', as people are narrowed to it."""
        return f"{self.connector}/{self.account_id}"

    @property
    def pauses(self) -> bool:
        """Say whether it only stops spending, which nothing but a dry run forbids."""
        return self.field is Field.status and self.after == PAUSED


_OVERSHOOT: Mapping[str, Decimal] = MappingProxyType(
    {
        "google_ads": Decimal(2),
        "meta": Decimal("1.25"),
        "tiktok": Decimal("1.25"),
        "linkedin": Decimal("1.5"),
        "x": Decimal("1.25"),
    }
)
OVERSHOOT_ELSEWHERE = Decimal(2)
"""Where nothing is promised that we know of: the most that any platform is known to take."""


@dataclass(frozen=True, slots=True)
class Limits:
    """
    What is allowed for one thing, from all settings that apply to it; None: not limited.

    The defaults are those of a workspace where nobody has set anything.
    """

    live: bool = False
    """False: a dry run, in which nothing at all is written."""
    autopilot: frozenset[Action] = frozenset()
    """What may be applied without a person."""
    max_raise: Decimal = Decimal("0.20")
    """Of one change, against the live value."""
    max_cut: Decimal = Decimal("0.50")
    max_raise_day: Decimal = Decimal("0.30")
    """Of an account-local day, against the value that the day opened with."""
    raises_per_day: int = 2
    cooldown_after_raise: timedelta = timedelta(hours=24)
    """Until the next raise."""
    cooldown_after_raise_tiktok: timedelta = timedelta(hours=48)
    cooldown_after_cut: timedelta = timedelta(hours=1)
    """Until the next raise or cut; pausing does not wait."""
    meta_ad_set_writes_per_hour: int = 4
    """Of one ad set, retries counted."""
    floor: Decimal | None = None
    """Least daily budget, besides the platform's own minimum."""
    ceiling: Decimal | None = None
    """Most daily budget."""
    lifetime_ceiling: Decimal | None = None
    bid_ceiling: Decimal | None = None
    """Most bid or target cost."""
    exposure_cap: Decimal | None = None
    """Most that the workspace may come to spend in one day at worst, in `currency`."""
    currency: str = ""
    """Of the cap, and of what batches are measured in; '': in whichever all facts of one share."""
    overshoot: Mapping[str, Decimal] = field(default_factory=lambda: _OVERSHOOT)
    """Connector -> how many times a day's highest budget it may spend that day."""
    max_data_age: timedelta = timedelta(hours=6)
    """Of the data behind a raise."""
    second_approver_share: Decimal = Decimal("0.10")
    """Of the workspace's daily budgets: a batch that moves more needs two."""
    second_approver_entities: int = 20

    def cooldown(self, connector: str) -> timedelta:
        """Return how long a platform is left alone after a raise."""
        if connector == "tiktok":
            return max(self.cooldown_after_raise, self.cooldown_after_raise_tiktok)
        return self.cooldown_after_raise

    def factor(self, connector: str) -> Decimal:
        """Return how many times a day's highest budget a platform may spend that day."""
        return self.overshoot.get(connector, OVERSHOOT_ELSEWHERE)


@dataclass(frozen=True, slots=True)
class Undo:
    """That a change takes back one of our own."""

    applied_at: datetime
    """When the change that is taken back was applied."""
    restores: Decimal | str | None
    """The value before it."""
    foreign_change: bool
    """Whether anybody else has changed the value since."""


@dataclass(frozen=True, slots=True)
class Stops:
    """What stands in the way of one thing now; each is '' or the reason why."""

    frozen: str = ""
    """A freeze of the workspace or of the account: no raise, no create, no enable."""
    breaker: str = ""
    """The account's figures jumped: no raise, no create, no enable."""
    protected: str = ""
    """Nobody touches it, but to pause it."""


@dataclass(frozen=True, slots=True)
class Situation:
    """
    The facts that one change is held against, read in the transaction that decides.

    What is None is not known, and a limit that needs it refuses a raise.
    """

    now: datetime
    zone: str
    """IANA, of the account's days."""
    currency: str
    """The account's, as read in the same sync as the budgets."""
    live: Decimal | str | None = None
    """The field's value as just read; None: it has none, or was not read."""
    stops: Stops = Stops()
    locked_by: str = ""
    """An experiment that needs it left alone, for people; '' if none."""
    learning: str = ""
    """Why it should be left alone: learning phase or launch window; '' if neither."""

    # The field's own day: `logic.day_of` makes these from what was written.
    opening: Decimal | None = None
    """The value with which the account's day began."""
    raises_today: int = 0
    last_raise_at: datetime | None = None
    last_cut_at: datetime | None = None
    writes_last_hour: int = 0
    """To this thing, whatever field, retries counted."""

    # The budget that it spends from, its own or a parent's or one shared by several.
    budget_id: str = ""
    """The same for all that spend from it: 'level/id' of whose it is; '' where it is its own."""
    budget: Decimal | None = None
    """Its daily amount now, in the account's currency, whether in force or not."""
    lifetime: bool = False
    """`budget` is not of a day but of the whole flight."""
    in_force: bool = True
    """Whether something that is enabled spends from it now."""
    highest_today: Decimal | None = None
    """The highest that was in force at any moment of the account's day, 0 if none was."""
    minimum: Decimal | None = None
    """The platform's own for such a budget; None where it publishes none."""
    unit: Decimal | None = None
    """The platform's step; None: the currency's minor unit."""

    # The account and the workspace.
    data_at: datetime | None = None
    """When the account's figures were last read."""
    quality: str = ""
    """The quality check that its data fail; '' if none."""
    exposure: Decimal | None = None
    """What the workspace may spend today at worst, this budget included, in `Limits.currency`."""
    rate: Decimal | None = None
    """Units of `Limits.currency` for one of `currency`; None: no rate is known."""
    undo: Undo | None = None


@dataclass(frozen=True, slots=True)
class InForce:
    """One budget that was in force at some moment of its account's day."""

    connector: str
    account_id: str
    budget_id: str
    """The same for all that spend from it: it counts once."""
    highest: Decimal | None
    """The highest amount of the day, in the account's currency; None: unknown."""
    rate: Decimal | None = Decimal(1)
    """To the currency in which exposure is counted."""
    lifetime: bool = False
    """Of the whole flight: at worst all of it is spent today."""


@dataclass(frozen=True, slots=True)
class Written:
    """A value that a field has had since an instant, by us or by others."""

    at: datetime
    value: Decimal
    ours: bool = True


@dataclass(frozen=True, slots=True)
class FieldDay:
    """What happened to one field in the account's day and shortly before."""

    opening: Decimal | None
    raises_today: int
    last_raise_at: datetime | None
    last_cut_at: datetime | None
    highest: Decimal | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one limit says to one change."""

    limit: str
    """Its name in the settings, such as 'max_raise', or what else was looked at: 'freeze'."""
    value: str
    """What the limit is."""
    asked: str
    """What was asked of it."""
    allowed: bool
    message: str = ""
    """One sentence for a person; '' where it is allowed."""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Proposed:
    """What else a proposer has moved, and whether anybody looks at it."""

    workspace_budget: Decimal | None
    """All daily budgets in force, in `Limits.currency`; None: unknown."""
    moved: Decimal = Decimal(0)
    """By the same proposer within the last 24 hours, in `Limits.currency`."""
    entities: frozenset[str] = frozenset()
    """'connector/account/level/entity' of what they have changed within these 24 hours."""
    unattended: bool = False
    """It asks to be applied without a person, by autopilot."""


@dataclass(frozen=True, slots=True)
class Approvals:
    """How many people must approve, and why it is not fewer."""

    needed: int
    """0 only for what an account's autopilot may do."""
    reasons: tuple[str, ...] = ()
