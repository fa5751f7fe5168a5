"""What is recommended, by the engine, by rules and by the platforms, over HTTP."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response

from adhelm.core.ads import PLATFORMS, Level
from adhelm.core.db import Database
from adhelm.core.principal import Scope
from adhelm.core.web import (
    Body,
    Listed,
    Needs,
    answer,
    asking,
    clock,
    cursor,
    listed,
    once,
    part,
    place,
)
from adhelm.decide.optimization import service
from adhelm.decide.optimization.logic import showing
from adhelm.decide.optimization.types import Basis, State, Wanted
from adhelm.govern.compliance.types import Field as Changed

router = APIRouter(prefix="/recommendations")
_READ = [Depends(Needs(Scope.read))]
_PROPOSE = [Depends(Needs(Scope.propose))]
_NAMED = f"^({'|'.join(PLATFORMS)})?$"
_Id = Annotated[str, Path(max_length=64, examples=["rec_1a2b3c4d5e6f7a8b9c0d"])]
_MONEY = ["120.00"]


class ChangeOut(BaseModel):
    """One value on a platform that would become another one."""

    connector: str = Field(examples=["google_ads"])
    account_id: str = Field(examples=["123-456-7890"])
    platform: str = Field(examples=["google_ads"])
    level: Level
    entity_id: str = Field(examples=["c1"])
    name: str = Field(examples=["Brand"])
    field: Changed
    before: str | None = Field(examples=["100.00"])
    after: str | None = Field(examples=["119.00"])
    currency: str = Field(examples=["EUR"])


class EffectOut(BaseModel):
    """What is expected to change, per day."""

    metric: str = Field(examples=["conversion_value"])
    currency: str = Field(description="Of money; empty for counts.", examples=["EUR"])
    expected: str = Field(examples=["35.20"])
    low: str | None = Field(description="With `high`: a 90 % interval.", examples=["12.10"])
    high: str | None = Field(examples=["58.90"])
    basis: Basis = Field(description="Who counts it: the platform itself, or the client's orders.")
    days: int = Field(description="For which it is expected.", examples=[7])


class RecommendationOut(BaseModel):
    """Advice that has no effect until somebody makes a plan of it."""

    id: str = Field(examples=["rec_1a2b3c4d5e6f7a8b9c0d"])
    source: str = Field(
        description="'engine', 'rule:<id>', or the platform that says so.", examples=["engine"]
    )
    kind: str = Field(examples=["budgets"])
    platform: str = Field(examples=["google_ads"])
    account: str = Field(
        description="connector/account; empty where it concerns several.",
        examples=["google_ads/123-456-7890"],
    )
    claim: str = Field(examples=["Move 120.00 EUR a day within Google Ads from 'A' to 'B'."])
    changes: list[ChangeOut] = Field(description="Empty where it is done on the platform itself.")
    effect: EffectOut | None = Field(description="Null: nothing can be said.")
    cost_if_wrong: str | None = Field(
        description="What the low end loses over the effect's days, in `currency`.",
        examples=_MONEY,
    )
    currency: str = Field(examples=["EUR"])
    confidence: float | None = Field(
        description="Chance that it is for the better; null: unknown.", examples=[0.93]
    )
    evidence: dict[str, Any] = Field(examples=[{"window": "2026-07-01..2026-10-28"}])
    data_version: int | None = Field(examples=[41])
    state: State
    made_at: dt.datetime
    renewed_at: dt.datetime
    expires_at: dt.datetime
    plan_id: str = Field(description="The plan that was made of it.", examples=[""])
    closed_at: dt.datetime | None
    closed_by: str = Field(examples=[""])
    reason: str = Field(description="Why it was dismissed or has expired.", examples=[""])
    snoozed_until: dt.datetime | None = Field(
        description="Put off by somebody: may be past; null: never, or it has worsened."
    )


class PastOut(BaseModel):
    """What a recommendation said or became at a time."""

    at: dt.datetime
    state: State
    data_version: int | None
    claim: str = Field(examples=["Move 90.00 EUR a day within Google Ads from 'A' to 'B'."])
    effect: EffectOut | None
    by: str = Field(examples=["engine engine"])
    reason: str = Field(examples=[""])


class RecommendationWhole(RecommendationOut):
    """One recommendation with everything that it said before, the newest first."""

    history: list[PastOut]


class DismissIn(Body):
    """Why nobody wants it."""

    reason: str = Field(default="", max_length=1000, examples=["the budget is fixed until May"])


class AdviceSnoozeIn(Body):
    """Until when nobody wants to be asked."""

    until: str = Field(
        min_length=1, max_length=60, examples=["tomorrow"],
        description="1h, 3d, tomorrow, an instant, worsens (a quarter more at stake), or now.",
    )  # fmt: skip
    zone: str = Field(
        default="UTC", max_length=60, description="Whose morning tomorrow is.",
        examples=["Europe/Zurich"],
    )  # fmt: skip


@router.get("", response_model=Listed[RecommendationOut], dependencies=_READ)
def list_recommendations(
    request: Request,
    *,
    state: Annotated[State | None, Query(description="Left out: any.")] = None,
    source: Annotated[str, Query(max_length=100, examples=["engine"])] = "",
    platform: Annotated[str, Query(pattern=_NAMED, max_length=40)] = "",
    account: Annotated[
        str, Query(max_length=200, description="connector/account, or its id.")
    ] = "",
    kind: Annotated[str, Query(max_length=100, examples=["budgets"])] = "",
    snoozed: Annotated[
        bool | None, Query(description="Put off by somebody, or not; left out: any.")
    ] = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    cursor_: Annotated[str | None, Query(alias="cursor", max_length=500)] = None,
) -> Response:
    """List what is or was recommended, by anybody, the newest first."""
    at = place(cursor_, kinds=(int, str))
    found = service.page(
        **_asked(request),
        wanted=Wanted(
            state=state,
            source=source,
            platform=platform,
            account=account,
            kind=kind,
            snoozed=snoozed,
        ),
        limit=limit + 1,
        after=None if at is None else (showing.instant(at[0]), at[1]),
    )
    rows = found[:limit]
    more = cursor(showing.micros(rows[-1].made_at), rows[-1].id) if len(found) > limit else None
    told = {"read_at": clock(request).now(), "data_versions": showing.versions(rows)}
    return listed(map(showing.row, rows), provenance=told, next_cursor=more)


@router.get("/{recommendation_id}", response_model=RecommendationWhole, dependencies=_READ)
def get_recommendation(request: Request, recommendation_id: _Id) -> Response:
    """Return one recommendation with its history."""
    asked = _asked(request)
    found = service.recommendation(**asked, recommendation_id=recommendation_id)
    past = service.history(
        principal=asked["principal"], database=asked["database"], recommendation_id=found.id
    )
    return answer({**showing.row(found), "history": [showing.past(one) for one in past]})


@router.post(
    "/{recommendation_id}/dismiss", response_model=RecommendationOut, dependencies=_PROPOSE
)
@once
def dismiss_recommendation(request: Request, recommendation_id: _Id, body: DismissIn) -> Response:
    """Say that nobody wants it: for 30 days it is not given again."""
    found = service.dismiss(
        **_asked(request), recommendation_id=recommendation_id, reason=body.reason
    )
    return answer(showing.row(found))


@router.post("/{recommendation_id}/snooze", response_model=RecommendationOut, dependencies=_PROPOSE)
@once
def snooze_recommendation(
    request: Request, recommendation_id: _Id, body: AdviceSnoozeIn
) -> Response:
    """Put a recommendation off; it stays open, and no autopilot takes it meanwhile."""
    found = service.snooze(
        **_asked(request), recommendation_id=recommendation_id, until=body.until, zone=body.zone
    )
    return answer(showing.row(found))


def _asked(request: Request) -> dict[str, Any]:
    return {
        "principal": asking(request), "database": part(request, Database),
        "clock": clock(request),
    }  # fmt: skip
