"""Budgets planned by hand, over HTTP. Nothing here changes anything."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response

from adhelm.core.ads import Period
from adhelm.core.cache import Cache, Kept, through
from adhelm.core.db import Database
from adhelm.core.principal import Scope
from adhelm.core.web import Amount, Body, Needs, answer, asking, clock, part
from adhelm.decide.optimization.service import planner as service
from adhelm.decide.optimization.types import Basis
from adhelm.observe import plans
from adhelm.observe.warehouse import Warehouse
from adhelm.understand.metrics import Question, depends_on

router = APIRouter(
    prefix="/planner", tags=["recommendations"], dependencies=[Depends(Needs(Scope.read))]
)
_KEPT_S = 600
_EVER = Period(dt.date(2000, 1, 1), dt.date(2200, 1, 1))
_Money = Annotated[str, Field(examples=["120.00"])]
_PurseId = Annotated[
    str, Field(min_length=1, max_length=500, examples=["google_ads/123-456-7890/c1"])
]


class CurvePointOut(BaseModel):
    """What a day's spend brings: an estimate, with a 90 % interval."""

    spend: _Money
    returns: str = Field(examples=["310.50"])
    low: str = Field(examples=["270.00"])
    high: str = Field(examples=["350.00"])


class PurseOut(BaseModel):
    """Campaigns that spend from the same budget."""

    id: str = Field(examples=["google_ads/123-456-7890/c1"])
    account: str = Field(examples=["google_ads/123-456-7890"])
    platform: str = Field(examples=["google_ads"])
    name: str = Field(examples=["Brand"])
    campaigns: int
    budget: str = Field(description="A day.", examples=["120.00"])
    spent: str | None = Field(
        description="Of that budget on a mean day; null where there is no curve.",
        examples=["114.20"],
    )
    left_alone: str = Field(description="Why it cannot be planned with; ''.", examples=[""])
    curve: list[CurvePointOut]


class PoolOut(BaseModel):
    """Purses between which money can be moved: one currency, one who counts the returns."""

    pool: str = Field(examples=["google_ads/123-456-7890"])
    platform: str = Field(examples=["google_ads"])
    account: str = Field(description="'' where they are in several.", examples=[""])
    currency: str = Field(examples=["EUR"])
    metric: str = Field(examples=["conversion_value"])
    basis: Basis
    total: str = Field(description="All budgets, a day.", examples=["1200.00"])
    steerable: bool = Field(description="Whether the platform tells of budgets to change.")
    purses: list[PurseOut]


class PlannerProvenanceOut(BaseModel):
    """What it was learned from."""

    data_version: int
    window: str = Field(examples=["2026-07-01..2026-10-28"])
    read_at: dt.datetime


class PoolsOut(BaseModel):
    """All pools of the workspace."""

    rows: list[PoolOut]
    provenance: PlannerProvenanceOut


class PlannerBoundIn(Body):
    """One's own limits for a purse, a day."""

    purse: _PurseId
    least: Amount | None = None
    most: Amount | None = None


class PlannerIn(Body):
    """How much a day is to be split, within which limits."""

    pool: Annotated[str, Field(min_length=1, max_length=400, examples=["google_ads/123-456-7890"])]
    total: Amount | None = Field(default=None, description="A day; null: as much as now.")
    max_raise: Amount = Field(default=Decimal("0.20"), le=10, description="Of each budget.")
    max_cut: Amount = Field(default=Decimal("0.50"), le=1)
    bounds: Annotated[list[PlannerBoundIn], Field(max_length=1000)] = Field(default=[])


class PlannerScenarioOut(BaseModel):
    """A total a day, and what its best split changes a day: an estimate with a 90 % interval."""

    total: _Money
    expected: str = Field(examples=["35.20"])
    low: str = Field(examples=["12.10"])
    high: str = Field(examples=["58.90"])


class PlannedPurseOut(BaseModel):
    """One purse in the split."""

    id: str = Field(examples=["google_ads/123-456-7890/c1"])
    name: str = Field(examples=["Brand"])
    budget: _Money
    proposed: _Money
    expected_spend: str = Field(description="Of what is proposed.", examples=["118.00"])
    least: _Money
    most: _Money
    at: str = Field(description="'least' or 'most', where a limit holds it back.", examples=[""])


class PlannerChangeOut(BaseModel):
    """A line of the proposal that would carry it out."""

    account: str = Field(examples=["google_ads/123-456-7890"])
    level: str = Field(examples=["campaign"])
    entity_id: str = Field(examples=["c1"])
    name: str = Field(examples=["Brand"])
    field: str = Field(examples=["daily_budget"])
    before: _Money
    value: _Money


class PlannedSplitOut(PlannerScenarioOut):
    """The split that brings most within the limits, and other totals beside it."""

    pool: str = Field(examples=["google_ads/123-456-7890"])
    currency: str = Field(examples=["EUR"])
    metric: str = Field(examples=["conversion_value"])
    basis: Basis
    present: str = Field(description="All budgets now, a day.", examples=["1200.00"])
    purses: list[PlannedPurseOut]
    changes: list[PlannerChangeOut]
    scenarios: list[PlannerScenarioOut]
    provenance: PlannerProvenanceOut


@router.get("", response_model=PoolsOut)
def list_pools(request: Request) -> Response:
    """List the budgets between which money can be moved, and how each answers to money."""
    return _through(request, "pools", service.pools)


@router.post("/split", response_model=PlannedSplitOut)
def split_budget(request: Request, body: PlannerIn) -> Response:
    """Split a pool's budgets so that they bring most within limits of one's own."""
    bounds = tuple(
        service.Bound(purse=one.purse, least=one.least, most=one.most) for one in body.bounds
    )
    wish = service.Wish(
        pool=body.pool, total=body.total, max_raise=body.max_raise, max_cut=body.max_cut,
        bounds=bounds,
    )  # fmt: skip
    return _through(request, wish, partial(service.planned, wish=wish))


def _through(request: Request, asked: object, made: Callable[..., dict[str, Any]]) -> Response:
    """Return an answer, kept as long as the data and the calendar are the same."""
    who = asking(request)
    who.require_whole("the planner")
    known = {key: value for key, value in _parts(request).items() if key != "database"}
    days = plans.events_in(principal=who, database=part(request, Database), period=_EVER)
    stands_on = (repr(days), *depends_on(**known, question=Question(metrics=("spend",))))
    kept = Kept(who.workspace_id, "planner", (repr(asked), *stands_on))
    cache: Cache = part(request, Cache)  # type: ignore[type-abstract]  # the key

    def told() -> bytes:
        return bytes(answer(made(**_parts(request), stands_on=stands_on)).body)

    return Response(through(cache, kept, told, seconds=_KEPT_S), media_type="application/json")


def _parts(request: Request) -> dict[str, Any]:
    return {
        "principal": asking(request), "warehouse": part(request, Warehouse),
        "database": part(request, Database), "clock": clock(request),
    }  # fmt: skip
