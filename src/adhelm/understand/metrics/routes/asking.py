"""Metrics over HTTP: the catalogue, and questions to it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import Response

from adhelm.core.cache import Cache, Kept, through
from adhelm.core.db import Database
from adhelm.core.principal import Scope
from adhelm.core.web import Body, Listed, Needs, answer, asking, clock, listed, part
from adhelm.govern import accounts
from adhelm.observe import conventions
from adhelm.observe.warehouse import Warehouse
from adhelm.understand.metrics import service
from adhelm.understand.metrics.logic.catalogue import Catalogue
from adhelm.understand.metrics.service import definitions
from adhelm.understand.metrics.types import Provenance, Question

router = APIRouter(tags=["metrics"], dependencies=[Depends(Needs(Scope.read))])
_KEPT_S = 300
_Names = list[Annotated[str, Field(min_length=1, max_length=100)]]


class Asked(Body):
    """A question: metrics by dimensions, as `adhelm query` asks it."""

    metrics: _Names = Field(min_length=1, max_length=50, examples=[["spend", "roas"]])
    by: _Names = Field(default=[], max_length=10, examples=[["platform", "week"]])
    where: Annotated[str, Field(max_length=5000)] = Field(
        default="", examples=["platform in (google_ads, meta) and spend > 10"]
    )
    range: Annotated[str, Field(max_length=100)] | None = Field(
        default=None, examples=["28d", "2026-10-01..2026-10-31"]
    )
    compare: Annotated[str, Field(max_length=100)] = Field(default="", examples=["previous"])
    match_weekday: bool = True
    currency: Annotated[str, Field(max_length=3)] | None = Field(default=None, examples=["EUR"])
    sort: _Names = Field(default=[], max_length=10, examples=[["-spend"]])
    limit: Annotated[int, Field(ge=1, le=100_000)] | None = None
    as_of: Annotated[int, Field(ge=0, lt=2**63)] | None = Field(
        default=None, description="A data version: answer from the data as they were then."
    )
    conversions: Annotated[str, Field(max_length=100)] = "default"
    grain: Annotated[str, Field(max_length=10)] = "day"
    sql: bool = Field(
        default=True, description="Whether the provenance tells the SQL, often most of an answer."
    )
    workspaces: list[Annotated[str, Field(max_length=64)]] | None = Field(
        default=None, min_length=1, max_length=100, examples=[["acme", "globex"]],
        description="Ask each of these; without it `by: [workspace]` asks all that one may see. "
        "Not for a client's people.",
    )  # fmt: skip


class MetricLine(BaseModel):
    """One line of the catalogue."""

    name: str = Field(examples=["roas"])
    kind: Literal["metric", "dimension", "window", "rule"]
    unit: str = Field(examples=["ratio"])
    definition: str = Field(examples=["conversion_value / spend"])
    what: str = Field(examples=["return on ad spend"])


class Explained(BaseModel):
    """What is known of a metric; of a dimension less."""

    model_config = ConfigDict(extra="allow")

    name: str = Field(examples=["roas"])
    kind: Literal["metric", "dimension"]
    what: str = Field(examples=["return on ad spend"])


@router.post("/query", response_model=Listed[dict[str, Any]])
def query(request: Request, body: Asked) -> Response:
    """Answer a question, with what stands behind the figures."""
    now = clock(request)
    question = Question(
        metrics=tuple(body.metrics),
        by=tuple(body.by),
        where=body.where,
        period=service.period(body.range, clock=now) if body.range else None,
        compare=body.compare,
        match_weekday=body.match_weekday,
        currency=body.currency,
        sort=tuple(body.sort),
        limit=body.limit,
        as_of=body.as_of,
        conversions=body.conversions,
        grain=body.grain,
    )
    if body.workspaces is not None or service.is_across(question):
        return _across(request, question, body)
    if unsaid := getattr(request.state, "unsaid", None):
        raise unsaid
    principal, database = asking(request), part(request, Database)
    own = definitions.standing(principal=principal, database=database)
    known: dict[str, Any] = {
        "principal": principal,
        "warehouse": part(request, Warehouse),
        "question": question,
        "clock": now,
        "conventions": conventions.documents(principal=principal, database=database),
    }

    def made() -> bytes:
        found = service.ask(**known, metrics=definitions.catalogue_of(own))
        return bytes(listed(found.dicts(), provenance=_told(found.provenance, body)).body)

    stands_on = (body.sql, own.version, *service.depends_on(**known))
    kept = Kept(principal.workspace_id, "query", stands_on)
    cache: Cache = part(request, Cache)  # type: ignore[type-abstract]  # the key
    found = through(cache, kept, made, seconds=_KEPT_S)
    return Response(found, media_type="application/json")


query.asks_several = True  # type: ignore[attr-defined]  # read where the caller is let in


@router.get("/metrics", response_model=Listed[MetricLine])
def list_metrics(request: Request, *, kind: Annotated[str, Query(max_length=20)] = "") -> Response:
    """List metrics, dimensions, windows and conversion rules."""
    known, staff = _catalogue(request), asking(request).staff
    return listed(
        row
        for row in service.listed(known)
        if kind in {"", row["kind"]} and (staff or not service.shows_fees(known, row["name"]))
    )


@router.get("/metrics/{name}", response_model=Explained)
def show_metric(
    request: Request, name: Annotated[str, Path(max_length=100, examples=["roas"])]
) -> Response:
    """Explain one metric or dimension: its definition, what it builds on, its version."""
    known = _catalogue(request)
    if service.shows_fees(known, name):
        asking(request).require_staff(name)
    return answer(service.explain(known, name))


def _catalogue(request: Request) -> Catalogue:
    return definitions.catalogue_for(principal=asking(request), database=part(request, Database))


def _across(request: Request, question: Question, body: Asked) -> Response:
    database = part(request, Database)
    found = service.ask_across(
        principals=accounts.principals_of(
            database=database, caller=request.state.caller, workspace_ids=body.workspaces
        ),
        warehouse=part(request, Warehouse),
        question=question,
        clock=clock(request),
        conventions=lambda one: conventions.documents(principal=one, database=database),
    )
    told = {workspace: _told(each, body) for workspace, each in found.provenance.items()}
    return listed(found.dicts(), provenance=told)


def _told(provenance: Provenance, body: Asked) -> dict[str, Any]:
    told = asdict(provenance)
    if not body.sql:
        del told["sql"]
    return told
