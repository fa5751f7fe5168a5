"""Attribution over HTTP: journeys are pushed in batches, and credit is asked for."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from pydantic import AwareDatetime, BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response

from adhelm.core.db import Database
from adhelm.core.principal import Scope
from adhelm.core.secrets import Keyring
from adhelm.core.web import (
    Amount,
    Body,
    Needs,
    answer,
    asking,
    clock,
    cursor,
    once,
    part,
    place,
)
from adhelm.observe.warehouse import Warehouse
from adhelm.understand import metrics
from adhelm.understand.attribution import service
from adhelm.understand.attribution.logic import showing
from adhelm.understand.attribution.types import (
    Asked,
    BadQuestion,
    By,
    Conversion,
    Kept,
    Model,
    Touched,
    Touchpoint,
)

router = APIRouter(tags=["attribution"])
_READ, _WRITE = [Depends(Needs(Scope.read))], [Depends(Needs(Scope.write))]
_Id = Annotated[str, Field(min_length=1, max_length=200, description="Yours; unique.")]
_Person = Annotated[
    str,
    Field(
        min_length=1,
        max_length=500,
        description="Whatever joins a person's events. Only a keyed hash of it is kept.",
        examples=["visitor-7f3a"],
    ),
]


class TouchpointIn(Body):
    """One ad that reached one person."""

    id: _Id = Field(examples=["t-1"])
    person: _Person
    at: AwareDatetime = Field(examples=["2026-02-27T18:04:00Z"])
    kind: Touched = Touched.click
    channel: Annotated[str, Field(max_length=100)] = Field(
        default="", description="Your word for it; left out: the platform.", examples=["email"]
    )
    platform: Annotated[str, Field(max_length=64)] = Field(default="", examples=["meta"])
    account: Annotated[str, Field(max_length=200)] = Field(default="", examples=["meta/123"])
    campaign: Annotated[str, Field(max_length=200)] = Field(
        default="", description="The platform's id.", examples=["120210"]
    )


class ConversionIn(Body):
    """One conversion of one person; a refund is the same id with the value that is left."""

    id: _Id = Field(examples=["order-981"])
    person: _Person
    at: AwareDatetime = Field(examples=["2026-02-28T09:30:00Z"])
    name: Annotated[str, Field(max_length=100)] = Field(default="purchase", examples=["purchase"])
    value: Amount | None = Field(default=None, description="Left out: not known.")
    currency: Annotated[str, Field(max_length=3)] = Field(default="", examples=["EUR"])


class Touchpoints(Body):
    """A batch of touchpoints; all of it or nothing."""

    touchpoints: list[TouchpointIn] = Field(min_length=1, max_length=1000)


class Conversions(Body):
    """A batch of conversions; all of it or nothing."""

    conversions: list[ConversionIn] = Field(min_length=1, max_length=1000)


class KeptOut(BaseModel):
    """What became of a batch: sent again, it is all `same`."""

    added: int
    changed: int
    same: int


class CreditOut(BaseModel):
    """What one model gives."""

    conversions: str = Field(examples=["12.500000"])
    value: str | None = Field(examples=["730.250000"])


class LineOut(BaseModel):
    """One channel, what is claimed for it and what each model gives it."""

    name: str = Field(examples=["meta"])
    paths: int = Field(description="Conversions that it was on the way to.")
    claimed: str | None = Field(description="By the platform itself; null: it reports none.")
    claimed_value: str | None
    credit: dict[str, CreditOut]


class OverlapOut(BaseModel):
    """Conversions that both platforms touched, which both may claim."""

    platform: str = Field(examples=["google_ads"])
    other: str = Field(examples=["meta"])
    conversions: int
    value: str | None


class AttributionOut(BaseModel):
    """All models side by side; each adds up to the totals exactly."""

    rows: list[LineOut]
    overlaps: list[OverlapOut]
    totals: dict[str, Any]
    provenance: dict[str, Any]
    warnings: list[str] = Field(examples=[["no model is causal"]])
    next_cursor: str | None


@router.post("/touchpoints", response_model=KeptOut, dependencies=_WRITE)
@once
def push_touchpoints(request: Request, body: Touchpoints) -> Response:
    """Keep touchpoints; one whose id is known takes its place."""
    found = [Touchpoint(**dict(each)) for each in body.touchpoints]
    return _kept(service.push_touchpoints(**_keeping(request), touchpoints=found))


@router.post("/conversions", response_model=KeptOut, dependencies=_WRITE)
@once
def push_conversions(request: Request, body: Conversions) -> Response:
    """Keep conversions; one whose id is known takes its place, as after a refund."""
    found = [Conversion(**dict(each)) for each in body.conversions]
    return _kept(service.push_conversions(**_keeping(request), conversions=found))


@router.get("/attribution", response_model=AttributionOut, dependencies=_READ)
def attribute(
    request: Request,
    *,
    span: Annotated[str, Query(alias="range", max_length=100, examples=["28d"])] = "28d",
    model: Annotated[list[Model], Query(description="Left out: all.", max_length=10)] = [],  # noqa: B006 - FastAPI copies it
    by: By = By.channel,
    click_days: Annotated[int, Query(ge=0, le=365)] = 30,
    view_days: Annotated[int, Query(ge=0, le=365)] = 1,
    half_life_days: Annotated[float, Query(gt=0, le=365, allow_inf_nan=False)] = 7.0,
    order: Annotated[int, Query(ge=1, le=10, description="What Markov remembers.")] = 1,
    conversion: Annotated[str, Query(max_length=100, examples=["purchase"])] = "",
    currency: Annotated[str, Query(max_length=3, examples=["EUR"])] = "",
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    after: Annotated[str | None, Query(alias="cursor", max_length=500)] = None,
) -> Response:
    """Share out the credit for conversions, model by model, beside what the platforms claim."""
    now = clock(request)
    period = metrics.period(span, clock=now)
    if period is None:
        raise BadQuestion("attribution is of some days", hint="28d, mtd, 2026-02-01..2026-02-28")
    asked = Asked(
        period=period,
        models=tuple(model),
        by=by,
        click_days=click_days,
        view_days=view_days,
        half_life_days=half_life_days,
        order=order,
        conversion=conversion,
        currency=currency,
    )
    begin = (place(after, kinds=(int,)) or (0,))[0]
    found = service.attribute(
        principal=asking(request),
        database=part(request, Database),
        warehouse=part(request, Warehouse),
        clock=now,
        asked=asked,
    )
    told = showing.document(found)
    end = begin + limit
    more = cursor(end) if end < len(found.lines) else None
    return answer({**told, "rows": told["rows"][begin:end], "next_cursor": more})


def _keeping(request: Request) -> dict[str, Any]:
    return {
        "principal": asking(request),
        "database": part(request, Database),
        "keyring": part(request, Keyring),
        "clock": clock(request),
    }


def _kept(kept: Kept) -> Response:
    return answer({"added": kept.added, "changed": kept.changed, "same": kept.same})
