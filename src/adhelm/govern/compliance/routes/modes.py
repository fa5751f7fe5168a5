"""Whether an account is live, and what its autopilot may do, over HTTP."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response

from adhelm.core.web import Body, answer, etag, matching, once
from adhelm.govern.compliance.logic import placing
from adhelm.govern.compliance.routes import shared
from adhelm.govern.compliance.routes.limits import RequestOut, request_body
from adhelm.govern.compliance.service import setting as service
from adhelm.govern.compliance.types import Action, Standing

router = APIRouter(prefix="/accounts", tags=["limits"])
_Connector = Annotated[str, Path(max_length=40, examples=["google_ads"])]
_AccountId = Annotated[str, Path(max_length=200, examples=["1234567890"])]


class ModeIn(Body):
    """Whether an account is written to, and what may be done without a person."""

    live: bool = Field(description="false: a dry run, nothing is written.")
    autopilot: Annotated[list[Action], Field(max_length=20)] = Field(
        default=[], examples=[["pause", "cut_budget"]]
    )
    reason: shared.Reason = ""


class ModeOut(BaseModel):
    """How an account stands."""

    account: str = Field(examples=["google_ads/1234567890"])
    version: int = Field(description="Of all limits of the account.")
    live: bool
    autopilot: list[str] = Field(examples=[["pause"]])
    pending: RequestOut | None = Field(description="Waits for a second person.")


@router.get("/{connector}/{account_id}/mode", response_model=ModeOut, dependencies=shared.READ)
@shared.tagged
def show_mode(request: Request, connector: _Connector, account_id: _AccountId) -> Response:
    """Return whether an account is live and what its autopilot may do; its ETag is the version."""
    place = placing.place(connector, account_id)
    return answer(_body(service.standing(**shared.changing(request), place=place)))


@router.put("/{connector}/{account_id}/mode", response_model=ModeOut, dependencies=shared.PROPOSE)
@shared.tagged
@once
def set_mode(
    request: Request, connector: _Connector, account_id: _AccountId, body: ModeIn
) -> Response:
    """
    Switch an account to a dry run, or ask for it to be live. `If-Match` is needed.

    Going live and giving the autopilot more wait for another approver; the other way is at once.
    """
    place = placing.place(connector, account_id)
    held = service.standing(**shared.changing(request), place=place).settings
    matching(request, etag(held.version))
    made = service.change_limits(
        **shared.changing(request),
        place=place,
        values={"live": body.live, "autopilot": list(body.autopilot)},
        reason=body.reason,
        expected=held.version,
    )
    return answer(_body(made))


def _body(found: Standing) -> dict[str, Any]:
    return {
        "account": shared.placed(found.settings.place)["account"],
        "version": found.settings.version,
        "live": found.effective.live,
        "autopilot": sorted(found.effective.autopilot),
        "pending": request_body(found.pending) if found.pending else None,
    }
