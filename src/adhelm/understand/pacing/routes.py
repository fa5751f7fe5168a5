"""Pacing over HTTP: where the budgets of a month land."""

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
from adhelm.core.web import Needs, answer, asking, clock, cursor, part, place
from adhelm.observe import plans
from adhelm.observe.plans.types import Basis
from adhelm.observe.warehouse import Warehouse
from adhelm.understand.pacing import service
from adhelm.understand.pacing.logic import showing
from adhelm.understand.pacing.types import Asked, State

router = APIRouter(tags=["pacing"], dependencies=[Depends(Needs(Scope.read))])
_MONTH = r"^([12][0-9]{3}-(0[1-9]|1[0-2]))?$"


class ProjectedOut(BaseModel):
    """A projection that was made before."""

    through: dt.date
    made_at: dt.datetime
    data_version: int
    spent: str = Field(examples=["1480.00"])
    projected: str = Field(examples=["4870.00"])
    low: str = Field(examples=["4510.00"])
    high: str = Field(examples=["5240.00"])
    landed: str | None = Field(
        description="What the month came to; null: not over yet.", examples=["4905.12"]
    )


class PaceOut(BaseModel):
    """A month's budget: what is spent, where it lands, what it would take."""

    budget_id: str = Field(examples=["bud_5b1f0c"])
    month: str = Field(examples=["2026-03"])
    reach: str = Field(examples=["meta", "workspace"])
    platform: str = Field(examples=["meta"])
    account: str = Field(examples=["meta/123"])
    group: str = Field(examples=[""])
    campaign: str = Field(examples=[""])
    state: State
    currency: str = Field(examples=["EUR"])
    basis: Basis
    planned: str = Field(examples=["5000.00"])
    carried: str | None = Field(
        description="From the month before; null: not known.", examples=["120.00"]
    )
    available: str | None = Field(description="Planned and carried.", examples=["5120.00"])
    spent: str | None = Field(
        description="Up to what is known; null: nothing is.", examples=["1620.00"]
    )
    through: dt.date | None = Field(description="The last day of which all accounts are known.")
    days_known: int
    days: int
    missing: list[dt.date] = Field(
        description="Days that were not reported: unknown, not zero.", examples=[["2026-03-07"]]
    )
    projected: str | None = Field(
        description="An estimate of what the month comes to.", examples=["4960.00"]
    )
    low: str | None = Field(
        description="Nine of ten landings are between low and high.", examples=["4640.00"]
    )
    high: str | None = Field(examples=["5290.00"])
    gap: str | None = Field(description="Projected less available.", examples=["-160.00"])
    daily_needed: str | None = Field(
        description="A day, to land on the budget.", examples=["175.00"]
    )
    daily_expected: str | None = Field(examples=["167.00"])
    runs_out_on: dt.date | None = Field(description="When the budget is used up, in the month.")
    why: str = Field(description="What cannot be said, and why.", examples=[""])
    before: ProjectedOut | None = Field(description="What was said the last time before.")


class RecordOut(BaseModel):
    """How right earlier projections were, of months that have landed."""

    projections: int
    covered: float
    median_error: float


class PacingOut(BaseModel):
    """Budgets of a month, those that need a hand first."""

    rows: list[PaceOut]
    record: RecordOut | None
    provenance: dict[str, Any]
    warnings: list[str] = Field(examples=[["2 days of meta/123 were not reported"]])
    next_cursor: str | None = Field(examples=[None])


class DayOut(BaseModel):
    """One day of a budget: spent, or expected."""

    date: dt.date
    spent: str | None = Field(examples=["162.30"])
    expected: str | None = Field(examples=["165.00"])
    total: str | None = Field(description="Spent and expected up to it.", examples=["1620.00"])


class OneOut(BaseModel):
    """One budget, day by day."""

    budget: PaceOut
    days: list[DayOut]
    record: RecordOut | None
    provenance: dict[str, Any]
    warnings: list[str] = Field(examples=[["2 days of meta/123 were not reported"]])


@router.get("/pacing", response_model=PacingOut)
def list_pacing(
    request: Request,
    *,
    month: Annotated[
        str,
        Query(pattern=_MONTH, max_length=7, description="The current one.", examples=["2026-03"]),
    ] = "",
    platform: Annotated[str, Query(pattern=f"^({'|'.join(PLATFORMS)})?$", max_length=40)] = "",
    account: Annotated[str, Query(max_length=200, examples=["meta/123"])] = "",
    group: Annotated[str, Query(max_length=200)] = "",
    state: State | None = None,
    as_of: Annotated[int | None, Query(ge=0, lt=2**63, description="A data version.")] = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    after: Annotated[str | None, Query(alias="cursor", max_length=500)] = None,
) -> Response:
    """List the budgets of a month with their landing, those that need a hand first."""
    asked = Asked(
        plans.first_of(month) if month else None, platform=platform, account=account, group=group,
        state=state, as_of=as_of,
    )  # fmt: skip
    begin = max((place(after, kinds=(int,)) or (0,))[0], 0)
    told = showing.document(service.pacing(**_parts(request), asked=asked))
    end = begin + limit
    more = cursor(end) if end < len(told["rows"]) else None
    return answer({**told, "rows": told["rows"][begin:end], "next_cursor": more})


@router.get("/pacing/{budget_id}", response_model=OneOut)
def show_pacing(
    request: Request, budget_id: Annotated[str, Path(max_length=64, examples=["bud_1a2b"])]
) -> Response:
    """Show one budget day by day: spent, expected, and the total."""
    found = service.pace_of(**_parts(request), budget_id=budget_id)
    told = showing.document(found)
    days = [showing.day(one) for one in found.days[found.rows[0].budget_id]]
    shown = {name: told[name] for name in ("record", "provenance", "warnings")}
    return answer({"budget": told["rows"][0], "days": days, **shown})


def _parts(request: Request) -> dict[str, Any]:
    return {
        "principal": asking(request),
        "warehouse": part(request, Warehouse),
        "database": part(request, Database),
        "clock": clock(request),
    }
