"""How a platform is written: changes in our nouns, absolute values only, each safe to repeat.

No platform but TikTok refuses a repeated create by itself. A create therefore carries a
`client_key`, which the writer leaves in the thing's name; before it sends a create again it looks
for that key. Everything else sets absolute values, so a repeat changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

from adhelm.connectors.contract.reading import Account
from adhelm.core.ads import Level, Money


class Status(StrEnum):
    """What people can set a thing to."""

    enabled = "enabled"
    paused = "paused"
    removed = "removed"


class Bid(StrEnum):
    """What a bid is a limit or a target of."""

    max_cpc = "max_cpc"
    max_cpm = "max_cpm"
    cost_cap = "cost_cap"
    """Most to pay for a result, on average."""
    target_cpa = "target_cpa"
    target_roas = "target_roas"


@dataclass(frozen=True, slots=True)
class CreateCampaign:
    """Make a campaign, paused."""

    client_key: str
    """8 to 32 letters and digits, unique to this wish."""
    name: str
    objective: str
    """'sales', 'leads', 'traffic', 'awareness', 'engagement' or 'app'."""
    daily_budget: Money | None = None
    lifetime_budget: Money | None = None
    start: date | None = None
    end: date | None = None
    """Last day, included; needed with a lifetime budget."""
    special_ad_categories: tuple[str, ...] = ()
    """'employment', 'housing', 'credit' or 'politics'."""
    settings: Mapping[str, object] = field(default_factory=dict)
    """What only this platform knows, in its own words."""


@dataclass(frozen=True, slots=True)
class CreateAdGroup:
    """Make an ad group, paused."""

    client_key: str
    campaign_id: str
    name: str
    bid: Money | None = None
    daily_budget: Money | None = None
    """Where the platform keeps budgets here."""
    countries: tuple[str, ...] = ()
    """ISO 3166-1, two letters."""
    settings: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CreateAd:
    """Make an ad, paused."""

    client_key: str
    ad_group_id: str
    name: str
    final_url: str
    headlines: tuple[str, ...] = ()
    descriptions: tuple[str, ...] = ()
    settings: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SetStatus:
    """Enable, pause or remove a thing; removing is final."""

    level: Level
    entity_id: str
    status: Status


@dataclass(frozen=True, slots=True)
class SetBudget:
    """Set the daily or the lifetime budget of a thing to an absolute amount."""

    level: Level
    entity_id: str
    amount: Money
    lifetime: bool = False


@dataclass(frozen=True, slots=True)
class SetBid:
    """Set a bid or a bid target; `amount` for money, `ratio` for a return (4.5 = 450 %)."""

    level: Level
    entity_id: str
    bid: Bid
    amount: Money | None = None
    ratio: Decimal | None = None


@dataclass(frozen=True, slots=True)
class AddNegativeKeywords:
    """Keep a campaign or ad group away from searches; those that are there already stay."""

    level: Level
    entity_id: str
    keywords: tuple[tuple[str, str], ...]
    """(text, 'exact' | 'phrase' | 'broad')."""


@dataclass(frozen=True, slots=True)
class Rename:
    """Give a thing another name."""

    level: Level
    entity_id: str
    name: str


@dataclass(frozen=True, slots=True)
class Member:
    """A customer on a list; plain here, normalised and hashed before it leaves."""

    email: str = ""
    phone: str = ""
    """With the country's code: +49151…"""


@dataclass(frozen=True, slots=True)
class UploadAudience:
    """Make a customer list, or add to the one with the same client key."""

    client_key: str
    name: str
    members: Sequence[Member] = field(repr=False)


@dataclass(frozen=True, slots=True)
class OwnConversion:
    """One conversion from the client's own books, for the platform to learn from."""

    event_id: str
    """Unique: the platform counts a repeat once."""
    event_type: str
    """'purchase', 'lead', … as in `facts`."""
    at: datetime
    action: str = ""
    """The platform's conversion action, pixel or data set."""
    value: Money | None = None
    click_id: str = field(default="", repr=False)
    member: Member = field(default=Member(), repr=False)


@dataclass(frozen=True, slots=True)
class SendConversions:
    """Tell the platform of conversions."""

    conversions: tuple[OwnConversion, ...]


Mutation = (
    CreateCampaign
    | CreateAdGroup
    | CreateAd
    | SetStatus
    | SetBudget
    | SetBid
    | AddNegativeKeywords
    | Rename
    | UploadAudience
    | SendConversions
)


@dataclass(frozen=True, slots=True)
class Applied:
    """What the platform did."""

    entity_id: str = ""
    """Of the thing made or changed."""
    found: bool = False
    """It was there already: an earlier call had arrived."""
    failures: tuple[tuple[int, str, str], ...] = ()
    """Of a list, what was refused: (position, code, message); the rest is done."""


@dataclass(frozen=True, slots=True)
class Live:
    """A thing as the platform has it this moment."""

    level: Level
    entity_id: str
    name: str
    status: Status | None
    """None for a state that people cannot set, such as under review."""
    platform_status: str
    daily_budget: Money | None = None
    lifetime_budget: Money | None = None
    bid: Money | None = None
    bid_ratio: Decimal | None = None
    shared_budget_id: str = ""
    """The budget is shared by several campaigns, and counts once."""


class Writer(Protocol):
    """Writes one platform with one credential."""

    @property
    def connector(self) -> str:
        """Return the connector's name: 'meta'."""
        ...

    @property
    def offers(self) -> Mapping[type, frozenset[Level]]:
        """Return mutation -> levels at which the platform has it (empty: no level matters)."""
        ...

    def apply(self, account: Account, mutation: Mutation) -> Applied:
        """
        Carry out one change; repeating it, also after a lost answer, changes nothing more.

        :raises NotOffered: if the platform has no such thing.
        :raises Refused: if it refuses the value; nothing has changed.
        :raises Unsettled: if it cannot be told whether the change was made.
        :raises PlatformError: for all else that went wrong.
        """
        ...

    def live(self, account: Account, level: Level, entity_id: str) -> Live:
        """
        Return a thing as it is now, read past any cache.

        :raises NotThere: if there is none.
        """
        ...

    def close(self) -> None:
        """Let go of connections."""
        ...
