"""Scores and models over HTTP."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response

from adhelm.core.ads import PLATFORMS
from adhelm.core.db import Database
from adhelm.core.principal import Scope
from adhelm.core.web import (
    Body,
    Day,
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
from adhelm.decide.prediction import service
from adhelm.decide.prediction.logic import showing
from adhelm.decide.prediction.types import Standing

router = APIRouter(tags=["scores"])
_READ, _WRITE = [Depends(Needs(Scope.read))], [Depends(Needs(Scope.write))]
_LEVEL = "^(campaign|ad_group|ad)$"
_LEVELS = ("campaign", "ad_group", "ad")
_Level = Annotated[str, Query(pattern=_LEVEL, max_length=10)]
_SHARE = Field(examples=[0.231])


class GoalOut(BaseModel):
    """What an entity is to beat over seven days."""

    metric: str = Field(description="'cpa': at most; 'roas': at least.", examples=["cpa"])
    value: str | None = Field(description="null: nothing is known to beat.", examples=["25.00"])
    currency: str = Field(examples=["EUR"])
    own: bool = Field(description="The workspace's own target; else the account's median.")
    source: str = Field(examples=["tgt_5b1f0c", "meta/123"])


class ScoreOut(BaseModel):
    """The chance that an entity beats its goal over the next seven days."""

    level: str = Field(examples=["campaign"])
    platform: str = Field(examples=["meta"])
    account_id: str = Field(examples=["123"])
    entity_id: str = Field(examples=["c1"])
    entity: str = Field(examples=["Spring"])
    currency: str = Field(examples=["EUR"])
    score: float | None = Field(
        description="0 to 1; null: no number can be told, `why` says why.", examples=[0.62]
    )
    standing: Standing
    why: str = Field(examples=[""])
    goal: GoalOut
    model_version: int | None = Field(examples=[12])
    made_on: dt.date = Field(description="The UTC day on which it was said.")
    day: dt.date = Field(description="All that was known lies before this local day.")
    made_at: dt.datetime
    data_version: int = Field(examples=[41])


class ReasonOut(BaseModel):
    """What one thing that is known adds to a score."""

    feature: str = Field(examples=["return against target, 7 days"])
    value: float | str | None = Field(examples=[0.182])
    points: float = Field(
        description="Percentage points that the score would lose if this were as usual.",
        examples=[8.4],
    )
    words: str = Field(examples=["its return in the last 7 days was 1.20 times the target"])


class PastOut(BaseModel):
    """What was said on a day before."""

    made_on: dt.date
    score: float | None = Field(examples=[0.58])
    standing: Standing
    model_version: int | None = Field(examples=[11])
    data_version: int = Field(examples=[40])


class ToldOut(BaseModel):
    """One entity's score, why it is so, and what was said before."""

    score: ScoreOut
    reasons: list[ReasonOut] = Field(description="The weightiest first.")
    known: dict[str, float | str | None] = Field(
        description="All that was known of it.", examples=[{"age in days": 31.0}]
    )
    history: list[PastOut] = Field(description="The newest first.")
    provenance: dict[str, Any]


class ModelOut(BaseModel):
    """One version of a model."""

    version: int = Field(examples=[12])
    name: str = Field(examples=["score.campaign"])
    level: str = Field(examples=["campaign"])
    recipe: str = Field(examples=["boosting"])
    alias: str = Field(description="'champion', 'challenger' or ''.", examples=["champion"])
    signal: bool = Field(description="It surely knows more than the base rate.")
    base_rate: float = Field(description="Share that beat their goal.", examples=[0.55])
    brier: float = _SHARE
    base_brier: float = Field(description="Of saying the base rate.", examples=[0.249])
    skill: float = Field(description="1 − brier / base_brier.", examples=[0.07])
    skill_low: float = Field(description="Lower end of its 95 % interval.", examples=[0.03])
    slope: float = Field(description="Of calibration; 1 is exact.", examples=[0.98])
    rows: int
    held_out: int
    first_day: dt.date = Field(description="Of the figures it learned from.")
    last_day: dt.date
    parent: int | None = Field(description="The champion before it.", examples=[8])
    made_at: dt.datetime
    data_version: int
    sha256: str = Field(examples=["9f1c2b"])


class TrialOut(BaseModel):
    """How one recipe did on the last days."""

    brier: float = _SHARE
    log_loss: float = Field(examples=[0.65])
    ahead_low: float | None = Field(
        description="How much less it surely errs than the recipe in office; null: it is that one.",
        examples=[-0.004],
    )


class BinOut(BaseModel):
    """Weeks that were given about the same chance."""

    rows: int
    said: float = Field(examples=[0.71])
    came: float = Field(examples=[0.69])


class CardOut(ModelOut):
    """One version of a model with everything on its card."""

    entities: int
    accuracy: float = Field(examples=[0.66])
    base_accuracy: float = Field(examples=[0.58])
    trials: dict[str, TrialOut]
    calibration: list[BinOut]
    importance: dict[str, float] = Field(
        description="Growth of the squared error when a feature is shuffled.",
        examples=[{"return against target, 7 days": 0.018}],
    )
    params: dict[str, Any]
    says: list[str] = Field(examples=[["held against 412 weeks of 30 entities"]])


class TrainIn(Body):
    """What is trained; left out: everything that is scored."""

    levels: list[Annotated[str, Field(pattern=_LEVEL)]] = Field(
        default=list(_LEVELS), min_length=1, max_length=3, examples=[["campaign"]]
    )


class JobAsked(BaseModel):
    """Work that a worker will do; `GET /jobs/{job_id}` shows its progress."""

    job_id: str = Field(examples=["0f8fad5bd9cb469fa16570867728950e"])


@router.get("/scores", response_model=Listed[ScoreOut], dependencies=_READ)
def list_scores(
    request: Request,
    *,
    level: _Level = "campaign",
    platform: Annotated[str, Query(pattern=f"^({'|'.join(PLATFORMS)})?$", max_length=40)] = "",
    account: Annotated[str, Query(max_length=300, examples=["meta/123"])] = "",
    standing: Standing | None = None,
    on: Annotated[Day | None, Query(description="As they were at the end of a UTC day.")] = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    after: Annotated[str | None, Query(alias="cursor", max_length=2000)] = None,
) -> Response:
    """List the newest score of each entity, by platform, account and id."""
    parts = _parts(request)
    wanted = {"platform": platform, "account": account}
    found = service.page(
        **parts, level=level, until=on, limit=limit + 1,
        after=place(after, kinds=(str, str, str, str)),
        wanted={
            **{name: value for name, value in wanted.items() if value},
            **({"standing": standing.value} if standing else {}),
        },
    )  # fmt: skip
    shown = found[:limit]
    model = service.champion(**parts, level=level)
    last = shown[-1] if len(found) > limit else None
    more = cursor(last.platform, last.account_id, last.entity_id, last.currency) if last else None
    return listed(
        map(showing.score, shown), provenance=showing.provenance(shown, model), next_cursor=more
    )


@router.get("/scores/{level}/{entity}", response_model=ToldOut, dependencies=_READ)
def show_score(
    request: Request,
    level: Annotated[str, Path(max_length=10, examples=["campaign"])],
    entity: Annotated[str, Path(max_length=200, examples=["c1"])],
    account: Annotated[
        str, Query(max_length=300, description="Where several accounts have one of that id.")
    ] = "",
) -> Response:
    """Show one entity's score: why it is so, and what was said before."""
    found = service.show(**_parts(request), level=level, entity_id=entity, account=account)
    told = showing.provenance([found.score], found.model)
    return answer({**showing.told(found), "provenance": told})


@router.get("/models", response_model=Listed[ModelOut], dependencies=_READ)
def list_models(
    request: Request,
    *,
    level: Annotated[str, Query(pattern="^(campaign|ad_group|ad)?$", max_length=10)] = "",
    alias: Annotated[str, Query(pattern="^(champion|challenger)?$", max_length=10)] = "",
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    after: Annotated[str | None, Query(alias="cursor", max_length=500)] = None,
) -> Response:
    """List the versions of all models, the newest first."""
    before = (place(after, kinds=(int,)) or (None,))[0]
    found = service.models(
        **_parts(request), level=level, alias=alias, before=before, limit=limit + 1
    )
    more = cursor(found[limit - 1].version) if len(found) > limit else None
    told = {"data_version": found[0].data_version if found else None}
    return listed(map(showing.brief, found[:limit]), provenance=told, next_cursor=more)


@router.get("/models/{version:int}", response_model=CardOut, dependencies=_READ)
def show_model(
    request: Request, version: Annotated[int, Path(ge=1, lt=2**31, examples=[12])]
) -> Response:
    """Show a model's card: how right it was on days that it had not seen."""
    return answer(showing.card(service.model(**_parts(request), version=version)))


@router.post("/models/train", status_code=202, response_model=JobAsked, dependencies=_WRITE)
@once
def train_models(request: Request, body: TrainIn) -> Response:
    """Ask for new models, and scores by them; a job does it."""
    job_id = service.ask_training(
        **_parts(request), clock=clock(request), levels=tuple(body.levels)
    )
    return answer({"job_id": job_id}, status=202)


def _parts(request: Request) -> dict[str, Any]:
    return {"principal": asking(request), "database": part(request, Database)}
