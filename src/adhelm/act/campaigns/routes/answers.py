"""What the routes of campaigns answer: the bodies, and their models for the document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, fields
from datetime import date
from decimal import Decimal
from operator import attrgetter
from typing import Any

from pydantic import AwareDatetime, BaseModel, Field

from adhelm.act.campaigns.service import reading
from adhelm.act.campaigns.service.measuring import Analytics
from adhelm.act.campaigns.types import (
    Campaign,
    Made,
    Objective,
    PlatformCampaign,
    Split,
    Status,
    SyncState,
    Version,
)
from adhelm.decide.optimization import Advice

# Read one by one: `dataclasses.asdict` copies everything, which shows on a page of a thousand.
_PART = tuple(each.name for each in fields(PlatformCampaign))
_OF_PART = attrgetter(*_PART)
_AMOUNT = Field(examples=["2500.00"])


class PlatformOut(BaseModel):
    """A campaign's part on one platform."""

    id: str = Field(examples=["cpl_1a2b"])
    platform: str = Field(examples=["google_ads"])
    account: str = Field(
        description="'connector/account'; '' while none is chosen.",
        examples=["google_ads/1234567890"],
    )
    external_id: str = Field(
        description="The platform's id; '' until it is there.", examples=["777"]
    )
    name: str = Field(examples=["Spring sale DE"])
    allocated: str | None = Field(examples=["2500.00"])
    spent: str | None = Field(
        description="Over the campaign's dates; null: nothing is known.", examples=["1200.00"]
    )
    spent_at: AwareDatetime | None
    sync_state: SyncState
    score: str | None = Field(examples=[None])


class CampaignOut(BaseModel):
    """A campaign; amounts are in its currency."""

    id: str = Field(examples=["cmp_1a2b"])
    version: int
    name: str = Field(examples=["Spring sale DE"])
    description: str = Field(examples=["Baskets and bulbs"])
    objective: Objective | None
    budget: str | None = Field(examples=["5000.00"])
    currency: str = Field(examples=["EUR"])
    start_date: date | None
    end_date: date | None
    audience: dict[str, Any]
    status: Status
    owner: str = Field(examples=["per_1a2b"])
    notes: str = Field(default="", description="Not shown to a client's people.")
    created_at: AwareDatetime
    created_by: str = Field(examples=["per_1a2b"])
    updated_at: AwareDatetime
    updated_by: str = Field(examples=["per_1a2b"])
    archived_at: AwareDatetime | None
    allocated: str | None = Field(
        description="Of the platform campaigns that one sees.", examples=["5000.00"]
    )
    spent: str | None = Field(
        description="Of those; null where any is not known.", examples=["1200.00"]
    )
    missing: list[str] = Field(description="What a draft lacks.", examples=[["budget"]])
    platforms: list[PlatformOut]


class SplitRowOut(BaseModel):
    """One platform's part, and the figures behind it."""

    platform: str = Field(examples=["google_ads"])
    account: str = Field(examples=["google_ads/1234567890"])
    amount: str = _AMOUNT
    share: str = Field(examples=["0.500000"])
    minimum: str | None = Field(examples=["0.31"])
    minimum_source: str = Field(examples=["X, Ads pricing: no minimum spend"])
    spend: str | None = Field(examples=["33.51"])
    returned: str | None = Field(examples=["310.00"])
    per_spend: str | None = Field(examples=["9.25"])


class SplitOut(BaseModel):
    """How the budget was split."""

    rule: str = Field(examples=["even"])
    why: str = Field(examples=["one platform gets all of it"])
    rows: list[SplitRowOut]


class MadeOut(CampaignOut):
    """A campaign after a change, and how its budget was split if that was decided anew."""

    split: SplitOut | None
    dry_run: bool


class VersionOut(BaseModel):
    """One change of a campaign."""

    version: int
    at: AwareDatetime
    actor: str = Field(examples=["person"])
    actor_id: str = Field(examples=["per_1a2b"])
    action: str = Field(examples=["edit"])
    changed: dict[str, list[Any]] = Field(
        description="Field to [before, after].", examples=[{"status": ["active", "paused"]}]
    )
    snapshot: dict[str, Any] = Field(description="The whole campaign after it.")


class PushOut(BaseModel):
    """What became of the rows."""

    added: int
    changed: int
    unchanged: int


class MetricOut(BaseModel):
    """A day of a platform, as the platform reports it or as it was pushed."""

    date: date
    platform: str = Field(examples=["google_ads"])
    origin: str = Field(examples=["platform", "pushed"])
    source: str = Field(examples=["shop"])
    currency: str = Field(examples=["EUR"])
    impressions: int | None
    clicks: int | None
    spend: str | None = Field(examples=["33.51"])
    conversions: str | None = Field(examples=["4.5"])
    conversion_value: str | None = Field(examples=["310.00"])
    pushed_at: AwareDatetime | None


class PacingOut(BaseModel):
    """Spent by the end of yesterday, against the budget and the days."""

    state: str = Field(examples=["on_pace"])
    budget: str | None = Field(examples=["5000.00"])
    spent: str | None = Field(examples=["1200.00"])
    days: int | None
    elapsed_days: int | None
    elapsed_share: str | None = Field(examples=["0.322581"])
    budget_share: str | None = Field(examples=["0.240000"])
    expected: str | None = Field(examples=["1612.903226"])
    pace: str | None = Field(examples=["0.744000"])
    projected: str | None = Field(examples=["3720.000000"])


class AnalyticsOut(BaseModel):
    """KPIs of a campaign."""

    period: str | None = Field(examples=["2026-10-01..2026-10-31"])
    currency: str = Field(examples=["EUR"])
    total: dict[str, Any]
    rows: list[dict[str, Any]]
    pacing: PacingOut
    provenance: dict[str, Any]


class AdviceOut(BaseModel):
    """Suggestions; nothing was done."""

    moves: list[dict[str, Any]]
    silences: list[dict[str, Any]]
    window: str = Field(examples=["2026-09-01..2026-10-26"])
    data_version: int


def campaign_body(campaign: Campaign, *, staff: bool) -> dict[str, Any]:
    """Return a campaign as it is answered."""
    body = {
        "id": campaign.id,
        "version": campaign.version,
        "name": campaign.name,
        "description": campaign.description,
        "objective": campaign.objective,
        "budget": campaign.budget,
        "currency": campaign.currency,
        "start_date": campaign.start_date,
        "end_date": campaign.end_date,
        "audience": campaign.audience,
        "status": campaign.status,
        "owner": campaign.owner,
        "created_at": campaign.created_at,
        "created_by": campaign.created_by,
        "updated_at": campaign.updated_at,
        "updated_by": campaign.updated_by,
        "archived_at": campaign.archived_at,
        "allocated": _allocated(campaign.platforms),
        "spent": _spent(campaign.platforms),
        "missing": list(reading.missing(campaign)),
        "platforms": [dict(zip(_PART, _OF_PART(one), strict=True)) for one in campaign.platforms],
    }
    return {**body, "notes": campaign.notes} if staff else body


def made_body(made: Made, *, staff: bool) -> dict[str, Any]:
    """Return what a change made."""
    body = campaign_body(made.campaign, staff=staff)
    return {**body, "split": _split(made.split), "dry_run": made.dry_run}


def version_body(version: Version) -> dict[str, Any]:
    """Return a version as it is answered."""
    return asdict(version)


def analytics_body(found: Analytics) -> dict[str, Any]:
    """Return KPIs as they are answered."""
    return {
        "period": None if found.period is None else str(found.period),
        "currency": found.currency,
        "total": found.total,
        "rows": found.rows,
        "pacing": asdict(found.pacing),
        "provenance": found.provenance,
    }


def advice_body(advice: Advice) -> dict[str, Any]:
    """Return suggestions as they are answered."""
    return {
        "moves": [{**asdict(one), "window": str(one.window)} for one in advice.moves],
        "silences": [asdict(one) for one in advice.silences],
        "window": str(advice.window),
        "data_version": advice.data_version,
    }


def _split(split: Split | None) -> dict[str, Any] | None:
    return None if split is None else asdict(split)


def _allocated(parts: Sequence[PlatformCampaign]) -> Decimal | None:
    known = [one.allocated for one in parts if one.allocated is not None]
    return sum(known, Decimal(0)) if known else None


def _spent(parts: Sequence[PlatformCampaign]) -> Decimal | None:
    linked = [one.spent for one in parts if one.external_id]
    known = [one for one in linked if one is not None]
    return sum(known, Decimal(0)) if known and len(known) == len(linked) else None
