"""The demo over HTTP: an invented advertiser's ninety days, in a workspace without data."""

from __future__ import annotations

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response

from adhelm.app.sample import ask_demo
from adhelm.core.db import Database
from adhelm.core.principal import Scope
from adhelm.core.web import Needs, answer, asking, clock, once, part

router = APIRouter(prefix="/demo", tags=["workspaces"], dependencies=[Depends(Needs(Scope.admin))])


class DemoAsked(BaseModel):
    """Work that a worker will do."""

    job_id: str = Field(examples=["0f8fad5bd9cb469fa16570867728950e"])


@router.post("", status_code=202, response_model=DemoAsked)
@once
def load_demo(request: Request) -> Response:
    """Bring the demo's data into a workspace that has none; a job does it."""
    job_id = ask_demo(
        principal=asking(request), database=part(request, Database), clock=clock(request)
    )
    return answer({"job_id": job_id}, status=202)
