"""Attribution over HTTP: journeys are pushed in batches, and credit is asked for."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query
from pydantic import AwareDatetime, BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response

from adhelm.core.db import Database
from adhelm.core.principal import Scope
from adhelm.core.secrets import Keyring
from adhelm.core.web import (
    Amount,
    BadCursor,
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
from adhelm.observe.warehouse import Warehouse
from adhelm.understand.attribution import service
from adhelm.understand.attribution.logic import showing
from adhelm.understand.attribution.types import (
    By,
    Conversion,
    Kept,
    Model,
    Stored,
    Touched,
    Touchpoint,
)

router = APIRouter(tags=["attribution"])
_READ, _WRITE = [Depends(Needs(Scope.read))], [Depends(Needs(Scope.write))]
_USUAL = "Left out: all but `shapley_rate`."
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
    error: str | None = Field(
        description="Standard error of `conversions` where they are estimated; null: exact."
    )


class FiguresOut(BaseModel):
    """What is claimed for a channel and what each model gives it."""

    paths: int = Field(description="Conversions that it was on the way to.")
    claimed: str | None = Field(description="By the platform itself; null: it reports none.")
    claimed_value: str | None
    credit: dict[str, CreditOut]


class LineOut(FiguresOut):
    """One channel."""

    name: str = Field(examples=["meta"])
    earlier: FiguresOut | None = Field(description="Of the days, or the run, to compare with.")


class OverlapOut(BaseModel):
    """Conversions that both platforms touched, which both may claim."""

    platform: str = Field(examples=["google_ads"])
    other: str = Field(examples=["meta"])
    conversions: int
    value: str | None


class DocumentOut(BaseModel):
    """All models side by side; each adds up to the totals exactly."""

    rows: list[LineOut]
    overlaps: list[OverlapOut]
    totals: dict[str, Any]
    earlier_totals: dict[str, Any] | None
    provenance: dict[str, Any]
    warnings: list[str] = Field(examples=[["no model is causal"]])


class AttributionOut(DocumentOut):
    """The same, page by page."""

    next_cursor: str | None


class RunOut(BaseModel):
    """An attribution that is kept, and what it knew."""

    id: str = Field(examples=["9f0c"])
    made_at: datetime
    period: str = Field(examples=["2026-02-01..2026-02-28"])
    data_version: int
    journeys_at: datetime | None = Field(description="When the last event came that it knew.")
    question: str = Field(
        description="The same for runs that were asked alike.", examples=["5b1f0c"]
    )
    totals: dict[str, Any]


class RunWhole(RunOut):
    """The same with all its rows."""

    document: DocumentOut


class QuestionIn(Body):
    """What is to be attributed and kept."""

    range: Annotated[str, Field(max_length=100)] = Field(default="28d", examples=["28d"])
    models: list[Model] = Field(
        default=[],
        max_length=10,
        description="Left out: all but `shapley_rate`.",
        examples=[["linear", "markov"]],
    )
    by: By = By.channel
    click_days: Annotated[int, Field(ge=0, le=365)] = 30
    view_days: Annotated[int, Field(ge=0, le=365)] = 1
    half_life_days: Annotated[float, Field(gt=0, le=365, allow_inf_nan=False)] = 7.0
    order: Annotated[int, Field(ge=1, le=1000, description="What Markov remembers.")] = 1
    conversion: Annotated[str, Field(max_length=100)] = Field(default="", examples=["purchase"])
    currency: Annotated[str, Field(max_length=3)] = Field(default="", examples=["EUR"])


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
    model: Annotated[
        list[Model], Query(description="Left out: all but `shapley_rate`.", max_length=10)
    ] = [],  # noqa: B006 - FastAPI copies it
    by: By = By.channel,
    click_days: Annotated[int, Query(ge=0, le=365)] = 30,
    view_days: Annotated[int, Query(ge=0, le=365)] = 1,
    half_life_days: Annotated[float, Query(gt=0, le=365, allow_inf_nan=False)] = 7.0,
    order: Annotated[int, Query(ge=1, le=1000, description="What Markov remembers.")] = 1,
    conversion: Annotated[str, Query(max_length=100, examples=["purchase"])] = "",
    currency: Annotated[str, Query(max_length=3, examples=["EUR"])] = "",
    compare: Annotated[
        str, Query(max_length=100, description="previous, year or A..B.", examples=["previous"])
    ] = "",
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    after: Annotated[str | None, Query(alias="cursor", max_length=500)] = None,
) -> Response:
    """Share out the credit for conversions, model by model, beside what the platforms claim."""
    asked = service.asked(
        clock=clock(request),
        span=span,
        models=model,
        by=by,
        click_days=click_days,
        view_days=view_days,
        half_life_days=half_life_days,
        order=order,
        conversion=conversion,
        currency=currency,
        compare=compare,
    )
    begin = (place(after, kinds=(int,)) or (0,))[0]
    told = showing.document(service.attribute(**_asking(request), asked=asked))
    end = begin + limit
    more = cursor(end) if end < len(told["rows"]) else None
    return answer({**told, "rows": told["rows"][begin:end], "next_cursor": more})


@router.post(
    "/attribution/runs", status_code=201, response_model=RunWhole, dependencies=_WRITE,
)  # fmt: skip
@once
def record_run(request: Request, body: QuestionIn) -> Response:
    """Attribute and keep what was found; if nothing has changed, the run that is kept is told."""
    how = dict(body)
    asked = service.asked(clock=clock(request), span=how.pop("range"), **how)
    return answer(_run(service.record(**_asking(request), asked=asked), whole=True), status=201)


@router.get("/attribution/runs", response_model=Listed[RunOut], dependencies=_READ)
def list_runs(
    request: Request,
    *,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    after: Annotated[str | None, Query(alias="cursor", max_length=500)] = None,
) -> Response:
    """List the attributions that are kept, the latest first."""
    found = service.list_runs(
        principal=asking(request), database=part(request, Database), limit=limit,
        after=_after(after),
    )  # fmt: skip
    more = None
    if len(found) == limit:
        more = cursor(found[-1].made_at.isoformat(), found[-1].id)
    return listed([_run(one) for one in found], next_cursor=more)


@router.get("/attribution/runs/{run_id}", response_model=RunWhole, dependencies=_READ)
def show_run(
    request: Request,
    *,
    run_id: Annotated[str, Path(max_length=64, examples=["9f0c"])],
    against: Annotated[
        str, Query(max_length=64, description="A run's id, or `previous`.", examples=["previous"])
    ] = "",
) -> Response:
    """Show one that is kept, on request with the figures of another beside its own."""
    return answer(
        _run(
            service.get_run(
                principal=asking(request), database=part(request, Database), run_id=run_id,
                against=against,
            ),
            whole=True,
        )
    )  # fmt: skip


def _after(text: str | None) -> tuple[datetime, str] | None:
    found = place(text, kinds=(str, str))
    if found is None:
        return None
    try:
        at = datetime.fromisoformat(found[0])
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise BadCursor("the cursor is none", hint="take `next_cursor` of the page before")
    return at, found[1]


def _run(found: Stored, *, whole: bool = False) -> dict[str, Any]:
    names = ("id", "made_at", "period", "data_version", "journeys_at", "question")
    told = {name: getattr(found, name) for name in names}
    told["totals"] = found.document["totals"]
    return {**told, "document": found.document} if whole else told


def _asking(request: Request) -> dict[str, Any]:
    return {
        "principal": asking(request),
        "database": part(request, Database),
        "warehouse": part(request, Warehouse),
        "clock": clock(request),
    }


def _keeping(request: Request) -> dict[str, Any]:
    return {
        "principal": asking(request),
        "database": part(request, Database),
        "keyring": part(request, Keyring),
        "clock": clock(request),
    }


def _kept(kept: Kept) -> Response:
    return answer({"added": kept.added, "changed": kept.changed, "same": kept.same})
