"""Days to come over HTTP."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response

from adhelm.core.ads import Period
from adhelm.core.cache import Cache, Kept, through
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
    skipped,
)
from adhelm.observe import conventions, plans
from adhelm.observe.warehouse import Warehouse
from adhelm.understand import metrics
from adhelm.understand.forecasting import service
from adhelm.understand.forecasting.logic import showing
from adhelm.understand.forecasting.types import Asked, Choice, Engine, Standing

router = APIRouter(tags=["forecasts"])
_READ, _WRITE = [Depends(Needs(Scope.read))], [Depends(Needs(Scope.write))]
_KEPT_S = 600
_EVER = Period(dt.date(2000, 1, 1), dt.date(2200, 1, 1))
_Metrics = Annotated[
    list[Annotated[str, Query(min_length=1, max_length=100)]],
    Query(min_length=1, max_length=10, description="Names of metrics."),
]
_Level = Annotated[
    str,
    Query(
        alias="by",
        pattern="^(total|platform|account|campaign|ad_group|ad)$",
        description="What each series is of; currencies are kept apart.",
    ),
]


class ExpectedOut(BaseModel):
    """What is expected, and the intervals that would have held in the past."""

    value: str = Field(examples=["120.50"])
    low_80: str | None = Field(
        description="Null: too little past for an honest interval.", examples=["101.20"]
    )
    high_80: str | None = Field(examples=["140.00"])
    low_95: str | None = Field(examples=["90.10"])
    high_95: str | None = Field(examples=["155.30"])


class DayOut(ExpectedOut):
    """What is expected of one day."""

    date: dt.date


class ForecastOut(BaseModel):
    """One metric of one entity in the days to come: an estimate."""

    metric: str = Field(examples=["spend"])
    platform: str = Field(examples=["meta"])
    account_id: str
    entity_id: str = Field(examples=["c1"])
    entity: str = Field(examples=["Spring"])
    currency: str = Field(examples=["EUR"])
    standing: Standing
    known_days: int
    days: list[DayOut] = Field(description="Empty where nothing can be said; see `notes`.")
    total: ExpectedOut | None = Field(description="Null: the days do not add up, as ratios.")
    compared: str | None = Field(
        description="What the days compared with came to.", examples=["3120.00"]
    )
    change: str | None = Field(description="Relative to `compared`.", examples=["0.0812"])
    trend: str | None = Field(
        description="Of the last four weeks against the four before.", examples=["-0.0210"]
    )
    mase: str | None = Field(
        description="Past error; below 1 beats the week before.", examples=["0.8312"]
    )
    held_80: str | None = Field(
        description="Share of past days within the 80 % interval.", examples=["0.8095"]
    )
    held_95: str | None = Field(examples=["0.9524"])
    notes: list[str] = Field(examples=[["3 days nobody reported are walked past"]])


class ScoreOut(BaseModel):
    """How an engine did on days that it had not seen."""

    engine: Engine
    metric: str = Field(examples=["spend"])
    series: int
    mase: float | None
    wape: float | None
    held_80: float | None
    held_95: float | None
    seconds: float
    note: str = Field(examples=[""])
    answers: bool = Field(description="It is the one that answers.")


class ReviewedOut(BaseModel):
    """What was said on a day, and what came."""

    made_on: dt.date
    level: str = Field(examples=["account"])
    platform: str
    account_id: str
    entity_id: str = Field(examples=["123"])
    currency: str
    metric: str = Field(examples=["spend"])
    engine: str = Field(examples=["smoothing"])
    data_version: int
    days: int = Field(description="Of the days foreseen, those that are known by now.")
    said: str = Field(examples=["1205.00"])
    actual: str = Field(examples=["1180.40"])
    held_80: str | None = Field(examples=["0.9000"])
    held_95: str | None = Field(examples=["1.0000"])


class EngineIn(Body):
    """Which engine answers; null: the one that won the last scoring."""

    engine: Engine | None = Field(examples=["smoothing"])


class ScoringIn(Body):
    """What the engines are held against."""

    metrics: list[Annotated[str, Field(min_length=1, max_length=100)]] = Field(
        default=["spend", "conversions"], min_length=1, max_length=10
    )
    by: Annotated[str, Field(pattern="^(total|platform|account|campaign|ad_group|ad)$")] = (
        "campaign"
    )
    days: Annotated[int, Field(ge=1, le=180)] = 28
    engines: list[Engine] = Field(
        default=[Engine.smoothing, Engine.seasonal_naive], min_length=1, max_length=5,
        description="Others than these two fit series one by one and take minutes.",
    )  # fmt: skip
    sample: Annotated[int, Field(ge=1, le=200)] = 40


@router.get("/forecasts", response_model=Listed[ForecastOut], dependencies=_READ)
def list_forecasts(
    request: Request,
    *,
    metric: _Metrics = ["spend", "conversions"],  # noqa: B006 - FastAPI copies it
    level: _Level = "account",
    days: Annotated[int, Query(ge=1, le=180, description="Days to foresee.")] = 28,
    where: Annotated[str, Query(max_length=5000, examples=["platform = meta"])] = "",
    span: Annotated[
        str, Query(alias="range", max_length=100, description="History; left out: all there is.")
    ] = "",
    compare: Annotated[str, Query(pattern="^(|previous|year)$")] = "previous",
    currency: Annotated[str, Query(max_length=3, examples=["EUR"])] = "",
    as_of: Annotated[int | None, Query(ge=0, lt=2**63, description="A data version.")] = None,
    engine: Annotated[Engine | None, Query(description="Left out: the one that won here.")] = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    after: Annotated[str | None, Query(alias="cursor", max_length=500)] = None,
) -> Response:
    """Foresee metrics by entity, the largest first, with intervals and how these held before."""
    asked = Asked(
        metrics=tuple(dict.fromkeys(metric)),
        level=level,
        days=days,
        where=where,
        period=metrics.period(span, clock=clock(request)) if span else None,
        compare=compare,
        currency=currency or None,
        as_of=as_of,
        engine=engine,
    )
    begin = skipped(after)
    found = _kept(request, asked, begin, limit)
    return Response(found, media_type="application/json")


@router.get("/forecasts/past", response_model=Listed[ReviewedOut], dependencies=_READ)
def list_past_forecasts(
    request: Request,
    *,
    metric: _Metrics = ["spend", "conversions"],  # noqa: B006 - FastAPI copies it
    level: Annotated[str, Query(alias="by", pattern="^(account|campaign)$")] = "account",
    span: Annotated[str, Query(alias="range", max_length=100, description="UTC days.")] = "28d",
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    after: Annotated[str | None, Query(alias="cursor", max_length=500)] = None,
) -> Response:
    """List what was said after earlier syncs beside what came since, the latest first."""
    now, begin = clock(request), skipped(after)
    days = metrics.period(span, clock=now) or _EVER
    found, came, more = service.review(
        principal=asking(request), database=part(request, Database),
        warehouse=part(request, Warehouse), clock=now, days=days, level=level,
        metrics=tuple(dict.fromkeys(metric)), limit=limit, begin=begin,
    )  # fmt: skip
    told = {"period": str(days), "data_version": came.data_version, "known": str(came.period)}
    shown = showing.reviewed(found)
    return listed(shown, next_cursor=cursor(begin + limit) if more else None, provenance=told)


@router.get("/forecasts/engine", response_model=Listed[ScoreOut], dependencies=_READ)
def show_forecast_engine(request: Request) -> Response:
    """Show which engine answers, and how each did when they were last scored."""
    return _chosen(service.choice(principal=asking(request), database=part(request, Database)))


@router.put("/forecasts/engine", response_model=Listed[ScoreOut], dependencies=_WRITE)
def use_forecast_engine(request: Request, body: EngineIn) -> Response:
    """Let one engine answer from now on, or again the one that wins."""
    return _chosen(service.use(**_changing(request), engine=body.engine))


@router.post("/forecasts/score", response_model=Listed[ScoreOut], dependencies=_WRITE)
@once
def score_forecast_engines(request: Request, body: ScoringIn) -> Response:
    """Hold engines against the workspace's own past; the best one answers from then on."""
    asked = Asked(metrics=tuple(dict.fromkeys(body.metrics)), level=body.by, days=body.days)
    return _chosen(
        service.score(
            **_changing(request), warehouse=part(request, Warehouse), asked=asked,
            engines=tuple(dict.fromkeys(body.engines)), sample=body.sample,
        )
    )  # fmt: skip


def _kept(request: Request, asked: Asked, begin: int, limit: int) -> bytes:
    """Return a page as JSON, kept as long as figures, calendar and engine are the same."""
    principal, database = asking(request), part(request, Database)
    known: dict[str, Any] = {
        "principal": principal, "warehouse": part(request, Warehouse), "clock": clock(request),
    }  # fmt: skip

    def made() -> bytes:
        found = service.forecast(**known, database=database, asked=asked, offset=begin, limit=limit)
        end = begin + limit
        page = {
            "rows": list(showing.rows(found)),
            "provenance": showing.provenance(found),
            "next_cursor": cursor(end) if end < found.count else None,
        }
        return bytes(answer(page).body)

    stands_on = metrics.depends_on(
        **known,
        question=metrics.Question(metrics=asked.metrics, as_of=asked.as_of),
        conventions=conventions.documents(principal=principal, database=database),
    )
    days = plans.events_in(principal=principal, database=database, period=_EVER)
    engine = service.choice(principal=principal, database=database).engine
    parts = (repr(asked), begin, limit, engine.value, repr(days), *stands_on)
    kept = Kept(principal.workspace_id, "forecasts", parts)
    cache: Cache = part(request, Cache)  # type: ignore[type-abstract]  # the key
    return through(cache, kept, made, seconds=_KEPT_S)


def _changing(request: Request) -> dict[str, Any]:
    return {
        "principal": asking(request),
        "database": part(request, Database),
        "clock": clock(request),
    }


def _chosen(found: Choice) -> Response:
    told = {"engine": found.engine.value, "pinned": found.pinned, "at": found.at}
    return listed(showing.scores(found), provenance=told)
