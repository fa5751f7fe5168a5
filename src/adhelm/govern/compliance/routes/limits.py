"""Limits over HTTP: tightened by one, loosened by two."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from pydantic import AwareDatetime, BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response

from adhelm.core.web import (
    Amount,
    BadCursor,
    Body,
    Listed,
    answer,
    etag,
    listed,
    matching,
    once,
    place,
)
from adhelm.core.written import is_unwritable
from adhelm.govern.compliance.logic.settings import spoken
from adhelm.govern.compliance.routes import shared
from adhelm.govern.compliance.service import setting as service
from adhelm.govern.compliance.types import Action, RequestState, Settings, Standing
from adhelm.govern.compliance.types import Request as Wish

router = APIRouter(prefix="/limits", tags=["limits"])
_Id = Annotated[str, Path(max_length=64, examples=["lrq_1a2b"])]
_Share = Annotated[Amount | None, Field(description="0.20 is 20 %.", examples=["0.20"])]
_Hours = Annotated[Amount | None, Field(description="In hours.", examples=["24"])]
_Money = Annotated[
    Amount | None, Field(description="In the account's currency.", examples=["500.00"])
]
_Times = Annotated[
    Amount | None, Field(description="Times a day's highest budget.", examples=["1.25"])
]
_Count = Annotated[int | None, Field(ge=0, le=100_000, examples=[2])]


class LimitsSet(Body):
    """Limits of a place; what is left out, or null, is not set there."""

    live: bool | None = Field(default=None, description="Of an account; false: a dry run.")
    autopilot: Annotated[list[Action], Field(max_length=20)] | None = Field(
        default=None, description="Of an account: what is applied without a person.",
        examples=[["pause", "cut_budget"]],
    )  # fmt: skip
    max_raise: _Share = None
    max_cut: _Share = None
    max_raise_day: _Share = None
    raises_per_day: _Count = None
    cooldown_after_raise_hours: _Hours = None
    cooldown_after_raise_tiktok_hours: _Hours = None
    cooldown_after_cut_hours: _Hours = None
    meta_ad_set_writes_per_hour: _Count = None
    floor: _Money = None
    ceiling: _Money = None
    lifetime_ceiling: _Money = None
    bid_ceiling: _Money = None
    exposure_cap: Amount | None = Field(
        default=None, description="Of the workspace, in `currency`.", examples=[None]
    )
    currency: Annotated[str, Field(max_length=3)] | None = Field(
        default=None, description="Of the workspace's cap.", examples=[None]
    )
    overshoot_google_ads: _Times = None
    overshoot_meta: _Times = None
    overshoot_tiktok: _Times = None
    overshoot_linkedin: _Times = None
    overshoot_x: _Times = None
    max_data_age_hours: _Hours = None
    second_approver_share: _Share = None
    second_approver_entities: _Count = None


class LimitsIn(Body):
    """What is to hold at a place."""

    account: shared.AccountIn = ""
    entity: shared.EntityIn = ""
    limits: LimitsSet = Field(examples=[{"max_raise": "0.10", "ceiling": "500.00"}])
    reason: shared.Reason = ""


class LimitsOut(BaseModel):
    """Limits by name; null where nothing is limited."""

    live: bool
    autopilot: list[str] = Field(examples=[["pause"]])
    max_raise: str = Field(examples=["0.20"])
    max_cut: str = Field(examples=["0.50"])
    max_raise_day: str = Field(examples=["0.30"])
    raises_per_day: str = Field(examples=["2"])
    cooldown_after_raise_hours: str = Field(examples=["24"])
    cooldown_after_raise_tiktok_hours: str = Field(examples=["48"])
    cooldown_after_cut_hours: str = Field(examples=["1"])
    meta_ad_set_writes_per_hour: str = Field(examples=["4"])
    floor: str | None = Field(examples=[None])
    ceiling: str | None = Field(examples=["500.00"])
    lifetime_ceiling: str | None = Field(examples=[None])
    bid_ceiling: str | None = Field(examples=[None])
    exposure_cap: str | None = Field(examples=["10000.00"])
    currency: str | None = Field(examples=["EUR"])
    overshoot_google_ads: str = Field(examples=["2"])
    overshoot_meta: str = Field(examples=["1.25"])
    overshoot_tiktok: str = Field(examples=["1.25"])
    overshoot_linkedin: str = Field(examples=["1.5"])
    overshoot_x: str = Field(examples=["1.25"])
    max_data_age_hours: str = Field(examples=["6"])
    second_approver_share: str = Field(examples=["0.10"])
    second_approver_entities: str = Field(examples=["20"])


class RequestOut(BaseModel):
    """A wish to loosen limits."""

    id: str = Field(examples=["lrq_1a2b"])
    account: str = Field(examples=["google_ads/1234567890"])
    entity: str = Field(examples=[""])
    changes: dict[str, list[Any]] = Field(
        description="Name to [before, after]; null: not set.", examples=[{"live": [None, True]}]
    )
    state: RequestState
    reason: str = Field(examples=["tested for two weeks"])
    proposed_by: str = Field(examples=["person:per_1a2b"])
    proposed_at: AwareDatetime
    expires_at: AwareDatetime
    decided_by: str = Field(examples=["person:per_3c4d"])
    decided_at: AwareDatetime | None
    decision: str = Field(examples=[""])


class SettingsOut(BaseModel):
    """What is set for a place, at one version."""

    account: str = Field(examples=["google_ads/1234567890"])
    entity: str = Field(examples=[""])
    version: int
    limits: dict[str, Any] = Field(examples=[{"max_raise": "0.10"}])
    changed_at: AwareDatetime | None
    changed_by: str = Field(examples=["person:per_1a2b"])
    confirmed_by: str = Field(
        description="The second person, where it took one.", examples=["person:per_3c4d"]
    )
    reason: str = Field(examples=["Black Friday"])


class StandingOut(SettingsOut):
    """What is set for a place, what it comes to with those above it, and what waits."""

    effective: LimitsOut
    pending: RequestOut | None = Field(description="Waits for a second person.")


@router.get("", response_model=StandingOut, dependencies=shared.READ)
@shared.tagged
def show_limits(
    request: Request, *, account: shared.Account = "", entity: shared.Entity = ""
) -> Response:
    """Return what is set for a place and what holds there; its ETag names the version."""
    where = shared.place_of(account, entity)
    return answer(_standing(service.standing(**shared.changing(request), place=where)))


@router.put("", response_model=StandingOut, dependencies=shared.PROPOSE)
@shared.tagged
@once
def set_limits(request: Request, body: LimitsIn) -> Response:
    """
    Set the limits of a place to these. `If-Match` is needed.

    It names the version read, `"v0"` where nothing was set yet. What allows less holds at once;
    what allows more is in `pending` until another approver confirms it.
    """
    where = shared.place_of(body.account, body.entity)
    held = service.standing(**shared.changing(request), place=where).settings
    matching(request, etag(held.version))
    made = service.set_limits(
        **shared.changing(request),
        place=where,
        values=body.limits.model_dump(exclude_none=True),
        reason=body.reason,
        expected=held.version,
    )
    return answer(_standing(made))


@router.get("/places", response_model=Listed[SettingsOut], dependencies=shared.READ)
def list_places(
    request: Request, *, limit: shared.Limit = 100, cursor: shared.CursorText = None
) -> Response:
    """List the places that have limits of their own."""
    found = service.list_settings(**shared.asked(request), after=_after_place(cursor), limit=limit)
    last = found[-1].place if len(found) == limit else None
    ends = (last.connector, last.account_id, last.entity_id) if last else None
    return shared.paged(request, [settings_body(one) for one in found], ends)


@router.get("/history", response_model=Listed[SettingsOut], dependencies=shared.READ)
def show_history(
    request: Request, *, account: shared.Account = "", entity: shared.Entity = ""
) -> Response:
    """List all versions of a place's limits, the newest first."""
    where = shared.place_of(account, entity)
    found = service.history(**shared.asked(request), place=where)
    return listed(settings_body(one) for one in found)


@router.get("/requests", response_model=Listed[RequestOut], dependencies=shared.READ)
def list_requests(
    request: Request,
    *,
    state: Annotated[RequestState | None, Query(description="'pending': waits.")] = None,
    limit: shared.Limit = 100,
    cursor: shared.CursorText = None,
) -> Response:
    """List wishes to loosen limits, the newest first."""
    found = service.list_requests(
        **shared.changing(request), state=state, after=shared.after_time(cursor), limit=limit
    )
    ends = (found[-1].proposed_at, found[-1].id) if len(found) == limit else None
    return shared.paged(request, [request_body(one) for one in found], ends)


@router.get("/requests/{request_id}", response_model=RequestOut, dependencies=shared.READ)
def get_request(request: Request, request_id: _Id) -> Response:
    """Return one wish to loosen limits."""
    found = service.get_request(**shared.changing(request), request_id=request_id)
    return answer(request_body(found))


@router.post(
    "/requests/{request_id}/confirm", response_model=RequestOut, dependencies=shared.APPROVE
)
@once
def confirm(request: Request, request_id: _Id, body: shared.Decision) -> Response:
    """Let looser limits hold; nobody confirms what they asked for themselves."""
    return answer(request_body(_decided(request, request_id, body, confirm=True)))


@router.post(
    "/requests/{request_id}/reject", response_model=RequestOut, dependencies=shared.APPROVE
)
@once
def reject(request: Request, request_id: _Id, body: shared.Decision) -> Response:
    """Turn a wish to loosen limits down."""
    return answer(request_body(_decided(request, request_id, body, confirm=False)))


def request_body(wish: Wish) -> dict[str, Any]:
    """Return a wish as it is answered."""
    return {
        "id": wish.id,
        **shared.placed(wish.place),
        "changes": {name: list(each) for name, each in wish.changes.items()},
        "state": wish.state,
        "reason": wish.reason,
        "proposed_by": wish.proposed_by,
        "proposed_at": wish.proposed_at,
        "expires_at": wish.expires_at,
        "decided_by": wish.decided_by,
        "decided_at": wish.decided_at,
        "decision": wish.decision,
    }


def settings_body(settings: Settings) -> dict[str, Any]:
    """Return what is set for a place as it is answered."""
    return {
        **shared.placed(settings.place),
        "version": settings.version,
        "limits": settings.values,
        "changed_at": settings.changed_at,
        "changed_by": settings.changed_by,
        "confirmed_by": settings.confirmed_by,
        "reason": settings.reason,
    }


def _standing(found: Standing) -> dict[str, Any]:
    return {
        **settings_body(found.settings),
        "effective": spoken(found.effective),
        "pending": request_body(found.pending) if found.pending else None,
    }


def _decided(request: Request, request_id: str, body: shared.Decision, *, confirm: bool) -> Wish:
    return service.decide(
        **shared.changing(request), request_id=request_id, confirm=confirm, reason=body.reason
    )


def _after_place(text: str | None) -> tuple[str, str, str] | None:
    found = place(text, kinds=(str, str, str))
    if found is None:
        return None
    if any(map(is_unwritable, found)):
        raise BadCursor("this is no cursor", hint="take `next_cursor` of the page before")
    connector, account_id, entity_id = found
    return connector, account_id, entity_id
