"""What crosses the door: our campaigns, their platform campaigns, splits, and what is refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, ClassVar

from adhelm.core.errors import Conflict, Forbidden, Invalid, NotFound


class Status(StrEnum):
    """Where a campaign of ours is in its life."""

    draft = "draft"
    active = "active"
    paused = "paused"
    completed = "completed"
    archived = "archived"


class Objective(StrEnum):
    """What a campaign is for, in words that every platform has one for."""

    awareness = "awareness"
    traffic = "traffic"
    engagement = "engagement"
    video_views = "video_views"
    leads = "leads"
    app_promotion = "app_promotion"
    sales = "sales"
    recruiting = "recruiting"


class SyncState(StrEnum):
    """How a platform campaign of ours stands to the platform."""

    planned = "planned"
    """Not on the platform yet, as far as is known."""
    linked = "linked"
    """It is there, and its figures are ours."""
    missing = "missing"
    """It was there, and the data know it no longer."""


@dataclass(frozen=True, slots=True)
class PlatformCampaign:
    """The part of a campaign that runs on one platform."""

    id: str
    platform: str
    account: str = ""
    """'connector/account'; '' while none is chosen."""
    external_id: str = ""
    """The platform's id; '' until it is there."""
    name: str = ""
    allocated: Decimal | None = None
    """In the campaign's currency; None where nothing was allocated."""
    spent: Decimal | None = None
    """Over the campaign's dates, in its currency; None where nothing is known."""
    spent_at: datetime | None = None
    """When that was looked up."""
    sync_state: SyncState = SyncState.planned
    score: Decimal | None = None
    """None until something scores it."""


@dataclass(frozen=True, slots=True)
class Campaign:
    """A campaign of ours at one version."""

    id: str
    version: int
    name: str
    status: Status
    created_at: datetime
    created_by: str
    updated_at: datetime
    updated_by: str
    description: str = ""
    objective: Objective | None = None
    budget: Decimal | None = None
    currency: str = ""
    start_date: date | None = None
    end_date: date | None = None
    """Included."""
    audience: Mapping[str, Any] = field(default_factory=dict)
    owner: str = ""
    notes: str = ""
    """Internal: a client's own people do not see them."""
    archived_at: datetime | None = None
    platforms: tuple[PlatformCampaign, ...] = ()


@dataclass(frozen=True, slots=True)
class Chosen:
    """A platform that a campaign shall run on."""

    platform: str
    account: str = ""
    budget: Decimal | None = None
    """Its part of the budget; None: by the split's rule. All parts are given, or none."""
    id: str = ""
    """Which of the present platform campaigns is meant; '' to find it by platform and account."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What a campaign shall be; a draft may leave out what it does not know yet."""

    name: str
    description: str = ""
    objective: Objective | None = None
    budget: Decimal | None = None
    currency: str = ""
    start_date: date | None = None
    end_date: date | None = None
    audience: Mapping[str, Any] = field(default_factory=dict)
    owner: str | None = None
    """None: who asks."""
    notes: str = ""
    status: Status = Status.active
    platforms: tuple[Chosen, ...] = ()
    anew: bool = False
    """Split again by the rules, even where the platforms had their parts before."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing for which a draft would be refused, and where it is mended."""

    field: str
    """As in a draft: 'budget', 'end_date', 'audience.age_max', …"""
    code: str
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class Checked:
    """What would be refused of a draft, and what it lacks to be more than one."""

    findings: tuple[Finding, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SplitRow:
    """One platform's part of the budget, and the figures behind it."""

    platform: str
    account: str
    amount: Decimal
    share: Decimal
    """Of the whole, to six decimals."""
    minimum: Decimal | None
    """The platform's own for these days; None where it publishes none in this currency."""
    minimum_source: str
    spend: Decimal | None = None
    returned: Decimal | None = None
    """Conversions or their value in the window, as the rule says."""
    per_spend: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Split:
    """How a budget was split: `rule` is 'given', 'performance', 'even' or 'as_before'."""

    rule: str
    why: str
    rows: tuple[SplitRow, ...]


@dataclass(frozen=True, slots=True)
class Made:
    """A campaign after a change, how its budget was split, and what it still lacks."""

    campaign: Campaign
    split: Split | None
    missing: tuple[str, ...] = ()
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class Version:
    """One change: who, when, what, and the whole campaign after it."""

    version: int
    at: datetime
    actor: str
    actor_id: str
    action: str
    changed: Mapping[str, Sequence[Any]]
    """Field -> value before, value after."""
    snapshot: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Pushed:
    """One day of a platform as the user's own system reports it; never added to platform facts."""

    date: date
    platform: str
    source: str
    currency: str
    impressions: int | None = None
    clicks: int | None = None
    spend: Decimal | None = None
    conversions: Decimal | None = None
    conversion_value: Decimal | None = None
    pushed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Adoption:
    """A platform's campaign to take in."""

    platform: str
    account_id: str
    campaign_id: str
    allocated: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which campaigns a list shows, in what order."""

    text: str = ""
    status: Status | None = None
    platform: str = ""
    objective: Objective | None = None
    owner: str = ""
    archived: bool = False
    """Archived ones too; asking for that status shows them anyway."""
    sort: str = "-created"
    limit: int = 100


@dataclass(frozen=True, slots=True)
class Page:
    """A page of campaigns; `next_place` is where the next one starts."""

    campaigns: tuple[Campaign, ...]
    next_place: tuple[Any, ...] | None


class NoSuchCampaign(NotFound):
    """There is no such campaign in this workspace."""

    code = "campaigns.no_campaign"


class NoSuchEntity(NotFound):
    """The data know no such campaign of a platform."""

    code = "campaigns.no_entity"


class NameTaken(Conflict):
    """A campaign that is not archived has that name."""

    code = "campaigns.name_taken"


class Taken(Conflict):
    """The platform campaign belongs to one of ours already."""

    code = "campaigns.taken"


class Changed(Conflict):
    """Somebody changed the campaign meanwhile."""

    code = "campaigns.changed"
    http_status: ClassVar[int] = 412


class NotNow(Conflict):
    """The campaign's status forbids it."""

    code = "campaigns.not_now"


class NotAllYours(Forbidden):
    """Part of the campaign is in accounts that this principal does not see."""

    code = "campaigns.not_all_yours"


class Incomplete(Invalid):
    """Something is missing that only a draft may lack."""

    code = "campaigns.incomplete"


class BadDates(Invalid):
    """The dates are none that a campaign can have."""

    code = "campaigns.bad_dates"


class BadBudget(Invalid):
    """The amount cannot be a budget in this currency."""

    code = "campaigns.bad_budget"


class BudgetTooSmall(Invalid):
    """The budget is below what the platforms ask for."""

    code = "campaigns.budget_too_small"


class BadSplit(Invalid):
    """The parts of the budget do not make up the whole."""

    code = "campaigns.bad_split"


class BadPlatform(Invalid):
    """The platform is unknown, chosen twice, or the account is not one of its."""

    code = "campaigns.bad_platform"


class BadField(Invalid):
    """A field holds what it cannot hold."""

    code = "campaigns.bad_field"


class UnknownOwner(Invalid):
    """The owner is nobody of this workspace."""

    code = "campaigns.unknown_owner"


class BadRows(Invalid):
    """Rows of a file or a batch are wrong; nothing was kept."""

    code = "campaigns.bad_rows"
