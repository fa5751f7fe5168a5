"""A workspace's own metrics over HTTP: read, checked while they are written, tried, kept."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import AwareDatetime, BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response

from adhelm.core.db import Database
from adhelm.core.principal import Scope
from adhelm.core.web import Body, Listed, Needs, answer, asking, clock, etag, listed, matching, part
from adhelm.observe import conventions
from adhelm.observe.warehouse import Warehouse
from adhelm.understand.metrics import service
from adhelm.understand.metrics.service import definitions
from adhelm.understand.metrics.types import Own, Question

router = APIRouter(prefix="/metric-definitions", tags=["metrics"])
_READ, _WRITE = ([Depends(Needs(scope))] for scope in (Scope.read, Scope.write))
_EXAMPLE = "ratios:\n  clicks_per_euro: {of: clicks, per: spend, what: clicks for money}\n"
_DAYS = "28d"


class MetricText(Body):
    """Metrics as YAML: sections `ratios`, `derived`, `events` and `books`."""

    text: Annotated[str, Field(max_length=20_000, examples=[_EXAMPLE])]


class MetricTrial(MetricText):
    """Metrics to be tried over the last 28 days."""

    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$", max_length=3)] | None = Field(
        default=None, examples=["EUR"]
    )


class OwnMetricsOut(BaseModel):
    """The workspace's own metrics."""

    version: int = Field(description="Its ETag; 0: there are none yet.", examples=[3])
    text: str = Field(examples=[_EXAMPLE])
    names: list[str] = Field(examples=[["clicks_per_euro"]])
    author: str = Field(examples=["person:per_1a2b"])
    at: AwareDatetime | None


class MetricProblemOut(BaseModel):
    """What is wrong, where, and what would be right."""

    line: int = Field(examples=[2])
    place: str = Field(examples=["ratios.clicks_per_euro.per"])
    message: str = Field(examples=["there is no metric 'spent'"])
    hint: str = Field(examples=["did you mean 'spend'?"])


class NewMetricOut(BaseModel):
    """A metric that the text defines."""

    name: str = Field(examples=["clicks_per_euro"])
    what: str = Field(examples=["clicks for a unit of money"])
    definition: str = Field(examples=["clicks / spend"])
    unit: str = Field(examples=["ratio"])
    version: str = Field(description="What answers name it by.", examples=["1a2b3c4d5e6f"])


class CheckedOut(BaseModel):
    """What a text would make."""

    problems: list[MetricProblemOut]
    metrics: list[NewMetricOut]


class DayOut(BaseModel):
    """One day's figure."""

    date: str = Field(examples=["2026-03-01"])
    value: str | int | None = Field(examples=["1.25"])


class TriedOut(BaseModel):
    """What a metric comes to over the last 28 days."""

    name: str = Field(examples=["clicks_per_euro"])
    total: str | int | None = Field(description="Over all of them.", examples=["1.31"])
    why: str = Field(description="Why there is no figure; ''.", examples=[""])
    days: list[DayOut]


@router.get("", response_model=OwnMetricsOut, dependencies=_READ)
def get_own_metrics(request: Request) -> Response:
    """Return the workspace's own metrics; the ETag is their version."""
    return _shown(definitions.standing(principal=asking(request), database=_database(request)))


@router.put("", response_model=OwnMetricsOut, dependencies=_WRITE)
def put_own_metrics(request: Request, body: MetricText) -> Response:
    """
    Make the next version. `If-Match` is needed: the ETag read, or `"v0"` where there is none yet.

    From the next answer on they are asked like any other metric; each answer names their version.
    """
    known: dict[str, Any] = {"principal": asking(request), "database": _database(request)}
    before = definitions.standing(**known)
    matching(request, etag(before.version))
    made = definitions.keep(**known, clock=clock(request), text=body.text, version=before.version)
    return _shown(made)


@router.post("/check", response_model=CheckedOut, dependencies=_READ)
def check_metrics(request: Request, body: MetricText) -> Response:
    """Say what a text would make and what is wrong with it, each with its line; keeps nothing."""
    asking(request)
    made = definitions.check(body.text)
    problems = [
        {"line": one.line, "place": one.place, "message": one.message, "hint": one.hint}
        for one in made.problems
    ]
    known = made.catalogue
    metrics = [
        {
            "name": name, "what": known.metrics[name].what, "definition": known.describe(name),
            "unit": known.unit(name), "version": known.version(name),
        }
        for name in made.names if known is not None
    ]  # fmt: skip
    return answer({"problems": problems, "metrics": metrics})


@router.post("/preview", response_model=Listed[TriedOut], dependencies=_READ)
def preview_metrics(request: Request, body: MetricTrial) -> Response:
    """Return what the metrics of a text come to over the last 28 days; keeps nothing."""
    now, principal = clock(request), asking(request)
    period = service.period(_DAYS, clock=now)
    found = definitions.preview(
        principal=principal, warehouse=part(request, Warehouse), clock=now,
        conventions=conventions.documents(principal=principal, database=_database(request)),
        text=body.text, question=Question(metrics=("spend",), period=period,
                                          currency=body.currency),
    )  # fmt: skip
    rows = [
        {
            "name": one.name, "total": one.total, "why": one.why,
            "days": [{"date": day, "value": value} for day, value in one.days],
        }
        for one in found
    ]  # fmt: skip
    told = {"period": str(period), "currency": body.currency or "", "read_at": now.now()}
    return listed(rows, provenance=told)


def _shown(own: Own) -> Response:
    told = {
        "version": own.version, "text": own.text, "author": own.author, "at": own.at,
        "names": list(definitions.check(own.text).names),
    }  # fmt: skip
    return answer(told, headers={"etag": etag(own.version)})


def _database(request: Request) -> Database:
    return part(request, Database)
