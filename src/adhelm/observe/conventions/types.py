"""What crosses the conventions' door: a team's own words for names, conversions and costs.

All days are the platforms' local days; every validity includes its last day.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, localcontext
from enum import StrEnum
from typing import TypeAlias

from adhelm.core.ads import Level

EXACT_DIGITS = 100
"""Digits that arithmetic on money carries: more than any amount times any share has."""


class ConventionKind(StrEnum):
    """The three things a team says about its own data."""

    naming = "naming"
    conversions = "conversions"
    fees = "fees"


class CostKind(StrEnum):
    """What a cost rule adds; all but `margin` are percent of media cost or fixed amounts."""

    platform_tax = "platform_tax"
    """What the platform puts on its own bill, such as a digital services tax."""
    markup = "markup"
    fee = "fee"
    margin = "margin"
    """The share of the conversion value that is gross profit."""


@dataclass(frozen=True, slots=True)
class Validity:
    """Whole days; None leaves that end open."""

    start: date | None = None
    end: date | None = None
    """Last day, included."""

    @property
    def first(self) -> date:
        """Return the first day, the earliest there is if open."""
        return self.start or date.min

    @property
    def last(self) -> date:
        """Return the last day, the latest there is if open."""
        return self.end or date.max

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def meets(self, other: Validity) -> bool:
        """Say whether any day is in both."""
        return self.first <= other.last and other.first <= self.last

    def __str__(self) -> str:
        return f"{self.start or ''}..{self.end or ''}" if self.start or self.end else "always"


@dataclass(frozen=True, slots=True)
class NamingRule:
    """
    One pattern for the names of some platforms, levels and accounts; empty means all.

    `{market}_{product}[_{variant}]_{rest...}`: parts in braces, optional stretches in brackets;
    `...` lets a part hold the separators too.
    """

    pattern: str
    platforms: tuple[str, ...] = ()
    levels: tuple[Level, ...] = (Level.campaign,)
    accounts: tuple[str, ...] = ()
    valid: Validity = Validity()
    where: str = ""
    """Where it was written: 'naming.yaml line 4'."""


@dataclass(frozen=True, slots=True)
class Naming:
    """Naming rules, tried in their order, and the look-up tables of their parts."""

    rules: tuple[NamingRule, ...]
    lookups: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Part -> code in the name -> what it stands for. Codes match whatever their case."""

    @property
    def dimensions(self) -> tuple[str, ...]:
        """Return the names of all parts, in the order of their first appearance."""
        import re

        found = (re.findall(r"\{(\w+)(?:\.\.\.)?\}", rule.pattern) for rule in self.rules)
        return tuple(dict.fromkeys(name for names in found for name in names))


@dataclass(frozen=True, slots=True)
class Client:
    """Whose accounts these are, and the event they are judged by."""

    client: str
    primary_kpi: str
    accounts: tuple[str, ...] = ()
    """Empty: every account of the workspace."""


@dataclass(frozen=True, slots=True)
class ConversionRule:
    """
    One platform action (or several, `*` matches anything) and the client's own event for it.

    Empty `client`, `platform` or `event_type` means any. The most specific rule wins.
    """

    action: str
    event: str
    client: str = ""
    platform: str = ""
    event_type: str = ""
    valid: Validity = Validity()
    where: str = ""


@dataclass(frozen=True, slots=True)
class ConversionMap:
    """Which of the platforms' actions is which of the client's events."""

    rules: tuple[ConversionRule, ...]
    clients: tuple[Client, ...] = ()


@dataclass(frozen=True, slots=True)
class CostRule:
    """
    One fee, markup, platform tax or margin.

    Rules of different names add up; of one name, the most specific that is valid on the day wins
    (account before product before market before platform). Exactly one of `share` and `fixed`.
    """

    name: str
    kind: CostKind
    share: Decimal | None = None
    """Of media cost, of conversion value for a margin: 0.075 is 7.5 percent."""
    fixed: Decimal | None = None
    currency: str = ""
    """Of `fixed`."""
    per: str = ""
    """'month' or 'day'; of `fixed`."""
    platform: str = ""
    account: str = ""
    market: str = ""
    """Value of the naming dimension `market`."""
    product: str = ""
    """Value of the naming dimension `product`."""
    valid: Validity = Validity()
    where: str = ""


@dataclass(frozen=True, slots=True)
class Fees:
    """All that lies between what media cost, what the client pays and what remains."""

    rules: tuple[CostRule, ...]


Body: TypeAlias = Naming | ConversionMap | Fees


@dataclass(frozen=True, slots=True)
class Document:
    """One version of one kind. On a day, the latest version that is valid then holds."""

    kind: ConventionKind
    version: int
    """1, 2, … per workspace and kind."""
    valid: Validity
    body: Body
    sha256: str
    author: str
    at: datetime
    source: str = ""
    """Names of the files it was read from."""


@dataclass(frozen=True, slots=True)
class EntityName:
    """A campaign (or another level) and the name people gave it."""

    platform: str
    account_id: str
    level: str
    entity_id: str
    name: str
    connector: str = ""
    """Who delivered it; with account_id, level and entity_id it is the entity's key."""


@dataclass(frozen=True, slots=True)
class NamedEntity:
    """An entity whose name follows a convention: the key to join on, and its dimensions."""

    platform: str
    account_id: str
    level: str
    entity_id: str
    values: Mapping[str, str]
    """Dimension -> value, looked up; a missing optional part is absent."""
    version: int
    """Of the document that it matched."""
    connector: str = ""


@dataclass(frozen=True, slots=True)
class Unmatched:
    """A name that follows no convention that holds for it."""

    entity: EntityName
    reason: str
    """'market: "XX" is not in the look-up (DE, FR, …)'."""


@dataclass(frozen=True, slots=True)
class NamingTable:
    """What naming made of a list of entities."""

    dimensions: tuple[str, ...]
    rows: tuple[NamedEntity, ...]
    unmatched: tuple[Unmatched, ...]
    """Only entities that some rule is meant for."""


@dataclass(frozen=True, slots=True)
class Action:
    """A platform action as the conversions table names it."""

    platform: str
    account_id: str
    event_type: str
    conversion_name: str


@dataclass(frozen=True, slots=True)
class EventSpan:
    """From `start` to `end` (included) this action counts as the client's `event`."""

    action: Action
    start: date
    end: date
    client: str
    event: str
    primary: bool
    """Whether the event is the client's primary KPI."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What cost rules may tell apart; None where the naming says nothing of it."""

    platform: str
    account_id: str
    market: str | None = None
    product: str | None = None


@dataclass(frozen=True, slots=True)
class CostSpan:
    """
    The factors of one scope from `start` to `end` (included). Spans of a scope never overlap.

    billed cost = media cost x (1 + platform_tax + markup + fee) + fixed costs;
    profit = conversion value x margin - billed cost, unknown where the margin is None.
    """

    scope: Scope
    start: date
    end: date
    platform_tax: Decimal
    markup: Decimal
    fee: Decimal
    margin: Decimal | None

    @property
    def on_top(self) -> Decimal:
        """Return the sum of the shares added to media cost."""
        with localcontext(prec=EXACT_DIGITS):
            return self.platform_tax + self.markup + self.fee


@dataclass(frozen=True, slots=True)
class FixedCost:
    """
    A fixed amount on one day. The days of a whole month sum to its amount exactly.

    Empty scope fields: it is owed whatever the platform, account, market or product.
    """

    name: str
    kind: CostKind
    date: date
    amount: Decimal
    currency: str
    platform: str = ""
    account_id: str = ""
    market: str = ""
    product: str = ""


@dataclass(frozen=True, slots=True)
class CostFactors:
    """All costs of some scopes over a period."""

    spans: tuple[CostSpan, ...]
    fixed: tuple[FixedCost, ...]


@dataclass(frozen=True, slots=True)
class Billed:
    """One amount of media, through to what remains. All in one currency, nothing rounded."""

    media_cost: Decimal
    platform_tax: Decimal
    markup: Decimal
    fee: Decimal
    fixed: Decimal
    gross_profit: Decimal | None
    """Conversion value x margin; None where no margin is known."""

    @property
    def billed_cost(self) -> Decimal:
        """Return the sum of its parts."""
        with localcontext(prec=EXACT_DIGITS):
            return self.media_cost + self.platform_tax + self.markup + self.fee + self.fixed

    @property
    def profit(self) -> Decimal | None:
        """Return gross profit less billed cost; None where no margin is known."""
        with localcontext(prec=EXACT_DIGITS):
            return None if self.gross_profit is None else self.gross_profit - self.billed_cost


@dataclass(frozen=True, slots=True)
class UnmatchedSpend:
    """A name that follows no convention, and what was spent under it, in one currency."""

    entity: EntityName
    reason: str
    spend: Decimal | None
    """None: nothing was reported in the period."""
    currency: str
    last_day: date | None


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong or odd in a file: where, what was found, what would be right."""

    where: str
    found: str
    right: str = ""
    warning: bool = False
    """Told, but no reason to refuse the file: a gap between validities."""

    def __str__(self) -> str:
        return f"{self.where}: {self.found}" + (f" ({self.right})" if self.right else "")


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of one kind in the files that were read."""

    kind: ConventionKind
    version: int
    """The new version, or the one that says the same already."""
    rules: int
    changed: bool
    valid: Validity
    warnings: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """One row that is in one version and not in the other."""

    change: str
    """'added' or 'removed'."""
    table: str
    cells: Mapping[str, str]
    where: str
