"""What GraphQL answers: campaigns, budgets, rows of metrics. Amounts and ids are text."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal

import strawberry
from strawberry.scalars import JSON

from adhelm.act.campaigns.types import Campaign, PlatformCampaign
from adhelm.observe import plans
from adhelm.observe.plans.types import Budget, BudgetVersion, Reach
from adhelm.understand.metrics.types import Answer


@strawberry.type(name="PageInfo", description="Where a page ends.")
class PageShape:
    """Where a page ends."""

    has_next_page: bool
    end_cursor: str | None = strawberry.field(description="`after` of the next page.")


@strawberry.type(name="PlatformCampaign", description="A campaign's part on one platform.")
class PlatformShape:
    """A campaign's part on one platform."""

    id: strawberry.ID
    platform: str
    account: str
    external_id: str
    name: str
    allocated: str | None
    spent: str | None
    spent_at: datetime | None
    sync_state: str
    score: str | None


@strawberry.type(name="Campaign", description="A campaign; amounts are in its currency.")
class CampaignShape:
    """A campaign; amounts are in its currency."""

    id: strawberry.ID
    version: int
    name: str
    description: str
    objective: str | None
    status: str
    budget: str | None
    currency: str
    start_date: date | None
    end_date: date | None
    owner: str
    created_at: datetime
    updated_at: datetime
    platforms: list[PlatformShape]


@strawberry.type(name="CampaignPage", description="A page of campaigns.")
class CampaignsShape:
    """A page of campaigns."""

    nodes: list[CampaignShape]
    page_info: PageShape


@strawberry.type(name="Reach", description="What a plan is for; all empty: the client.")
class ReachShape:
    """What a plan is for."""

    platform: str
    account: str
    group: str
    campaign: str


@strawberry.type(name="BudgetVersion", description="What a budget says, and who said so.")
class VersionShape:
    """What a budget says, and who said so."""

    version: int
    amount: str | None
    currency: str
    basis: str
    carry: str
    state: str
    why: str
    proposed_by: str
    proposed_at: datetime
    decided_by: str
    decided_at: datetime | None


@strawberry.type(name="Budget", description="A month's budget: what holds, and what waits.")
class BudgetShape:
    """A month's budget."""

    id: strawberry.ID
    version: str
    month: str
    reach: ReachShape
    effective: VersionShape | None
    proposed: VersionShape | None


@strawberry.type(name="BudgetPage", description="A page of budgets.")
class BudgetsShape:
    """A page of budgets."""

    nodes: list[BudgetShape]
    page_info: PageShape


@strawberry.type(name="Answer", description="Rows of metrics by dimensions, amounts as text.")
class AnswerShape:
    """Rows of metrics by dimensions."""

    columns: list[str]
    rows: list[JSON]
    provenance: JSON


def campaign(found: Campaign) -> CampaignShape:
    """Return a campaign as it is answered."""
    return CampaignShape(
        id=strawberry.ID(found.id),
        version=found.version,
        name=found.name,
        description=found.description,
        objective=found.objective.value if found.objective else None,
        status=found.status.value,
        budget=_text(found.budget),
        currency=found.currency,
        start_date=found.start_date,
        end_date=found.end_date,
        owner=found.owner,
        created_at=found.created_at,
        updated_at=found.updated_at,
        platforms=[_platform(each) for each in found.platforms],
    )


def budget(found: Budget) -> BudgetShape:
    """Return a budget as it is answered."""
    return BudgetShape(
        id=strawberry.ID(found.id),
        version=plans.version_of(found),
        month=f"{found.month:%Y-%m}",
        reach=_reach(found.reach),
        effective=version(found.effective) if found.effective else None,
        proposed=version(found.proposed) if found.proposed else None,
    )


def version(found: BudgetVersion) -> VersionShape:
    """Return a version of a budget as it is answered."""
    terms = found.terms
    return VersionShape(
        version=found.version,
        amount=_text(terms.amount),
        currency=terms.currency,
        basis=terms.basis.value,
        carry=terms.carry.value,
        state=found.state.value,
        why=found.why,
        proposed_by=found.proposed_by,
        proposed_at=found.proposed_at,
        decided_by=found.decided_by,
        decided_at=found.decided_at,
    )


def answer(found: Answer) -> AnswerShape:
    """Return rows of metrics as they are answered."""
    return AnswerShape(
        columns=list(found.columns),
        rows=[JSON(row) for row in found.dicts()],
        provenance=JSON(asdict(found.provenance)),
    )


def _platform(found: PlatformCampaign) -> PlatformShape:
    return PlatformShape(
        id=strawberry.ID(found.id),
        platform=found.platform,
        account=found.account,
        external_id=found.external_id,
        name=found.name,
        allocated=_text(found.allocated),
        spent=_text(found.spent),
        spent_at=found.spent_at,
        sync_state=found.sync_state.value,
        score=_text(found.score),
    )


def _reach(found: Reach) -> ReachShape:
    return ReachShape(
        platform=found.platform,
        account=found.account,
        group=found.group,
        campaign=found.campaign,
    )


def _text(amount: Decimal | None) -> str | None:
    return None if amount is None else format(amount, "f")
