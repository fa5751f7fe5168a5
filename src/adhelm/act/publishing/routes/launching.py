"""Campaigns onto their platforms over HTTP: made paused, then enabled, or removed again."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Depends, Path
from starlette.requests import Request
from starlette.responses import Response

from adhelm.act import publishing
from adhelm.act.publishing.routes import answers
from adhelm.act.publishing.routes.bodies import Launch, LintIn, Removal
from adhelm.act.publishing.routes.planning import shown
from adhelm.act.publishing.service.desk import Desk
from adhelm.core.principal import Scope
from adhelm.core.web import Listed, Needs, asking, listed, once, part

router = APIRouter(prefix="/campaigns", tags=["plans"])
_Id = Annotated[str, Path(max_length=64, examples=["cmp_1a2b"])]
_READ, _PROPOSE = ([Depends(Needs(scope))] for scope in (Scope.read, Scope.propose))


@router.get("/{campaign_id}/launch", response_model=Listed[answers.LaunchedOut], dependencies=_READ)
def list_launched(request: Request, campaign_id: _Id) -> Response:
    """List how far each part of a campaign is on its platform, and what stopped it."""
    found = publishing.launched(
        principal=asking(request), desk=part(request, Desk), campaign_id=campaign_id
    )
    return listed(map(asdict, found))


@router.post(
    "/{campaign_id}/lint", response_model=Listed[answers.LintOut], dependencies=_READ
)  # fmt: skip
def lint(request: Request, campaign_id: _Id, body: LintIn) -> Response:
    """Say what each platform would refuse of ads as far as they are written; nothing is kept."""
    found = publishing.lint(
        principal=asking(request), desk=part(request, Desk), campaign_id=campaign_id,
        brief=[one.brief() for one in body.parts],
    )  # fmt: skip
    return listed(map(asdict, found))


@router.post(
    "/{campaign_id}/publish", status_code=201, response_model=answers.PlanOut,
    dependencies=_PROPOSE,
)  # fmt: skip
@once
def publish(request: Request, campaign_id: _Id, body: Launch) -> Response:
    """Plan to make a campaign on its platforms, paused; again resumes what failed."""
    made = publishing.publish(
        principal=asking(request), desk=part(request, Desk), campaign_id=campaign_id,
        brief=[one.brief() for one in body.parts],
    )  # fmt: skip
    return shown(request, made, status=201)


@router.post(
    "/{campaign_id}/enable", status_code=201, response_model=answers.PlanOut,
    dependencies=_PROPOSE,
)  # fmt: skip
@once
def enable(request: Request, campaign_id: _Id) -> Response:
    """Plan to enable all that was made of a campaign."""
    made = publishing.enable(
        principal=asking(request), desk=part(request, Desk), campaign_id=campaign_id
    )
    return shown(request, made, status=201)


@router.post(
    "/{campaign_id}/remove", status_code=201, response_model=answers.PlanOut,
    dependencies=_PROPOSE,
)  # fmt: skip
@once
def remove(request: Request, campaign_id: _Id, body: Removal) -> Response:
    """Plan to remove what was made of a campaign from its platforms, for good."""
    made = publishing.remove(
        principal=asking(request), desk=part(request, Desk), campaign_id=campaign_id,
        part_ids=body.parts,
    )  # fmt: skip
    return shown(request, made, status=201)
