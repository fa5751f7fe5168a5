"""What a rule is: its scope, condition, steps, times, caps and protections."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

from adhelm.core.grammar import Tree


class Level(StrEnum):
    """What a rule looks at, one by one."""

    account = "account"
    campaign = "campaign"
    ad_group = "ad_group"
    ad = "ad"
    search_term = "search_term"


class Mode(StrEnum):
    """How far a rule goes by itself."""

    watch = "watch"
    """It writes down what it would have done."""
    propose = "propose"
    """Its firings become recommendations, which a person takes or leaves."""
    autopilot = "autopilot"
    """They are planned too, and applied where the account's limits allow it unattended."""


class Truth(StrEnum):
    """What can be said of a condition: what is not collected is neither true nor false."""

    true = "true"
    false = "false"
    unknown = "unknown"


@dataclass(frozen=True, slots=True, order=True)
class Look:
    """Whole local days to look back on: how many, and how many days ago the last of them was."""

    days: int
    ago: int = 1
    """0: it is today, which still runs; 1: yesterday."""

    def __str__(self) -> str:
        if self.days == 1 and self.ago in {0, 1}:
            return "yesterday" if self.ago else "today"
        return f"{self.days}d" if self.ago == 1 else f"prev {self.days}d"


@dataclass(frozen=True, slots=True)
class Term:
    """Something that an entity has a value of: a metric over some days, a score, its target."""

    name: str
    """'metric', or the name of the word: 'trend', 'target', 'score', 'incident', …"""
    of: str = ""
    """The metric, or the kind of incident."""
    look: Look | None = None

    def __str__(self) -> str:
        inner = ", ".join(str(part) for part in (self.of, self.look) if part)
        if self.name == "metric":
            return f"{self.of}({self.look})"
        return f"{self.name}({inner})" if inner else self.name


@dataclass(frozen=True, slots=True)
class Number:
    """A plain number; an amount of money may say its currency, else it is the account's."""

    value: Decimal
    currency: str = ""

    def __str__(self) -> str:
        return f"{self.value:f} {self.currency}".strip()


@dataclass(frozen=True, slots=True)
class Scaled:
    """A share of a term."""

    term: Term
    factor: Decimal = Decimal(1)

    def __str__(self) -> str:
        return str(self.term) if self.factor == 1 else f"{self.factor:f} × {self.term}"


@dataclass(frozen=True, slots=True)
class Comparison:
    """`left sign right`; the sign is one of `< <= > >= = !=`."""

    left: Scaled
    sign: str
    right: Number | Scaled

    def __str__(self) -> str:
        return f"{self.left} {self.sign} {self.right}"


@dataclass(frozen=True, slots=True)
class Holds:
    """A term that is true or false by itself: `learning`, `incident(zero_delivery)`."""

    term: Term

    def __str__(self) -> str:
        return str(self.term)


Leaf: TypeAlias = Comparison | Holds
Condition: TypeAlias = Tree[Leaf]


class Deed(StrEnum):
    """What a rule does."""

    pause = "pause"
    enable = "enable"
    raise_budget = "raise_budget"
    cut_budget = "cut_budget"
    raise_bid = "raise_bid"
    cut_bid = "cut_bid"
    reallocate = "reallocate"
    """Move a share of the budget to the best entity of the same account that does not match."""
    add_negative_keyword = "add_negative_keyword"
    alert = "alert"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that a rule does, with its measure."""

    deed: Deed
    by: Decimal | None = None
    """A share of the present value: 0.2 is twenty percent."""
    to: Decimal | None = None
    """Or the new value, in `currency`."""
    bound: Decimal | None = None
    """The most that a raise, the least that a cut leads to, in `currency`."""
    currency: str = ""
    """'': the account's; an account of another one is left alone."""
    best: Term | None = None
    """Of a reallocation: what the receiving entity has most of."""
    match: str = ""
    """Of a negative keyword: 'exact' or 'phrase'."""
    severity: str = ""
    """Of an alert: 'low', 'medium' or 'high'."""
    text: str = ""
    """Of an alert: what it says, for people."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Which entities a rule looks at; what is empty lets all pass."""

    level: Level = Level.campaign
    platforms: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()
    """'connector/account'."""
    names: tuple[str, ...] = ()
    """Patterns with `*` and `?`, whatever the case; one has to match."""
    not_names: tuple[str, ...] = ()
    labels: tuple[tuple[str, str], ...] = ()
    """Parts of the naming convention and what they have to be."""
    status: str = "enabled"
    """'enabled', 'paused' or 'any'."""


WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True)
class When:
    """When a rule is looked at: after each sync (no `at`), or at a time of day; on some days."""

    at: time | None = None
    zone: str = "UTC"
    """IANA; also that of a day's cap."""
    days: tuple[str, ...] = ()
    """'mon' to 'sun'; empty: every day."""


@dataclass(frozen=True, slots=True)
class Caps:
    """How many entities a rule acts on; the rest waits."""

    per_run: int = 20
    per_day: int = 50


@dataclass(frozen=True, slots=True)
class Protect:
    """What a rule leaves alone."""

    learning: bool = True
    """Whatever is known to be in its learning phase."""
    launch_days: int = 14
    """Whatever delivered first fewer days ago than this."""
    entities: tuple[str, ...] = ()
    """'connector/account/id'."""
    mature: Decimal | None = None
    """Whatever its conversions of the days looked at are known to a lesser share of than this."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What to look at, when, for what, and what to do then."""

    name: str
    condition: Condition
    then: tuple[Step, ...]
    otherwise: tuple[Step, ...] = ()
    about: str = ""
    scope: Scope = Scope()
    when: When = When()
    cool_down: timedelta = timedelta(hours=24)
    """Until the rule may act on the same entity again."""
    caps: Caps = Caps()
    protect: Protect = Protect()
