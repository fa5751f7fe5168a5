"""A draft over HTTP while it is written: what would be refused of it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response

from adhelm.act.campaigns.routes.bodies import CampaignIn
from adhelm.act.campaigns.service import checking
from adhelm.core.db import Database
from adhelm.core.principal import Scope
from adhelm.core.web import Needs, answer, asking, clock, part
from adhelm.observe.warehouse import Warehouse

router = APIRouter(prefix="/campaigns", tags=["campaigns"])


class DraftCampaignIn(CampaignIn):
    """A campaign as far as it is written."""

    name: Annotated[str, Field(max_length=200, examples=["Spring sale DE"])] = ""


class DraftFindingOut(BaseModel):
    """One thing for which it would be refused."""

    field: str = Field(description="Where it is mended.", examples=["end_date"])
    code: str = Field(examples=["campaigns.bad_dates"])
    message: str = Field(examples=["it would end on 2026-01-01, before it starts on 2026-02-01"])
    hint: str = Field(examples=["swap them"])


class DraftCheckOut(BaseModel):
    """What would be refused of a draft, and what it lacks."""

    findings: list[DraftFindingOut]
    missing: list[str] = Field(examples=[["budget"]])


@router.post("/check", response_model=DraftCheckOut, dependencies=[Depends(Needs(Scope.write))])
def check(request: Request, body: DraftCampaignIn) -> Response:
    """Say what would be refused of a campaign as far as it is written; nothing is kept."""
    found = checking.check(
        principal=asking(request),
        database=part(request, Database),
        warehouse=part(request, Warehouse),
        clock=clock(request),
        draft=body.draft(),
    )
    return answer(asdict(found))
