"""Freezes, protected things and breakers over HTTP."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, TypeAlias

from fastapi import APIRouter, Path, Query
from pydantic import AwareDatetime, BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response

from adhelm.core.web import Body, Listed, answer, once
from adhelm.govern.compliance.routes import shared
from adhelm.govern.compliance.service import stopping as service
from adhelm.govern.compliance.types import Stop, StopKind

_freezes = APIRouter(prefix="/freezes", tags=["freezes"])
_protected = APIRouter(prefix="/protected", tags=["protected"])
_breakers = APIRouter(prefix="/breakers", tags=["breakers"])
routers = (_freezes, _protected, _breakers)
_Id = Annotated[str, Path(max_length=64, examples=["frz_1a2b"])]
_Three: TypeAlias = tuple[str, str, str]
_Open = Annotated[bool, Query(alias="open", description="false: also those that have ended.")]


class FreezeIn(Body):
    """What is to be frozen."""

    account: shared.AccountIn = ""
    reason: shared.Reason = ""


class ProtectIn(Body):
    """What nobody is to touch."""

    account: Annotated[
        str,
        Field(min_length=3, max_length=241, description="'connector/account'.",
              examples=["google_ads/1234567890"]),
    ]  # fmt: skip
    entity: Annotated[
        str,
        Field(min_length=1, max_length=200, description="The platform's id of a campaign, an ad "
              "group or an ad; what is in it is protected with it.", examples=["777"]),
    ]  # fmt: skip
    reason: Annotated[str, Field(min_length=1, max_length=2000, examples=["brand search"])]
    until: AwareDatetime | None = Field(
        default=None, description="null: until it is lifted.", examples=["2026-12-24T00:00:00Z"]
    )


class StopOut(BaseModel):
    """A freeze, a protection or a breaker."""

    id: str = Field(examples=["frz_1a2b"])
    account: str = Field(
        description="'' for the whole workspace.", examples=["google_ads/1234567890"]
    )
    entity: str = Field(examples=[""])
    reason: str = Field(examples=["tracking is broken"])
    open: bool
    begun_at: AwareDatetime
    begun_by: str = Field(examples=["person:per_1a2b"])
    until: AwareDatetime | None = Field(description="When it ends by itself.")
    clean_syncs: int = Field(description="Of a breaker: since then without a jump; two close it.")
    ended_at: AwareDatetime | None
    ended_by: str = Field(examples=["person:per_3c4d"])
    end_reason: str = Field(examples=["repaired"])


@_freezes.post("", status_code=201, response_model=StopOut, dependencies=shared.PROPOSE)
@once
def freeze(request: Request, body: FreezeIn) -> Response:
    """
    Stop all raises, creates and enables of the workspace or an account, at once.

    Pausing and cutting stay possible. Where a freeze is in force already, that one is answered.
    """
    place = shared.place_of(body.account)
    made = service.freeze(**shared.changing(request), place=place, reason=body.reason)
    return answer(_body(request, made), status=201)


@_protected.post("", status_code=201, response_model=StopOut, dependencies=shared.PROPOSE)
@once
def protect(request: Request, body: ProtectIn) -> Response:
    """Let nobody touch a thing, nor what is in it, but to pause it."""
    made = service.protect(
        **shared.changing(request),
        place=shared.place_of(body.account, body.entity),
        reason=body.reason,
        until=body.until,
    )
    return answer(_body(request, made), status=201)


def _serve(router: APIRouter, kind: StopKind, end: str, names: _Three, told: _Three) -> None:
    """Let stops of one kind be listed, looked at and ended; `names` are those of the calls."""

    def every(
        request: Request,
        *,
        only_open: _Open = True,
        limit: shared.Limit = 100,
        cursor: shared.CursorText = None,
    ) -> Response:
        found = service.list_stops(
            **shared.changing(request), kind=kind, only_open=only_open,
            after=shared.after_time(cursor), limit=limit,
        )  # fmt: skip
        ends = (found[-1].begun_at, found[-1].id) if len(found) == limit else None
        return shared.paged(request, [_body(request, one) for one in found], ends)

    def one(request: Request, stop_id: _Id) -> Response:
        found = service.get_stop(**shared.asked(request), kind=kind, stop_id=stop_id)
        return answer(_body(request, found))

    @once
    def ended(request: Request, stop_id: _Id, body: shared.Decision) -> Response:
        found = service.lift(
            **shared.changing(request), kind=kind, stop_id=stop_id, reason=body.reason
        )
        return answer(_body(request, found))

    calls: tuple[tuple[str, str, Callable[..., Response], Any, Any], ...] = (
        ("GET", "", every, Listed[StopOut], shared.READ),
        ("GET", "/{stop_id}", one, StopOut, shared.READ),
        ("POST", "/{stop_id}/" + end, ended, StopOut, shared.APPROVE),
    )
    for (method, path, call, model, needs), name, text in zip(calls, names, told, strict=True):
        router.add_api_route(
            path, call, methods=[method], name=name, description=text, response_model=model,
            dependencies=needs,
        )  # fmt: skip


def _body(request: Request, stop: Stop) -> dict[str, Any]:
    now = shared.changing(request)["clock"].now()
    return {
        "id": stop.id,
        **shared.placed(stop.place),
        "reason": stop.reason,
        "open": stop.holds(now),
        "begun_at": stop.begun_at,
        "begun_by": stop.begun_by,
        "until": stop.until,
        "clean_syncs": stop.clean_syncs,
        "ended_at": stop.ended_at,
        "ended_by": stop.ended_by,
        "end_reason": stop.end_reason,
    }


_serve(
    _freezes, StopKind.freeze, "lift", ("list_freezes", "get_freeze", "lift_freeze"),
    ("List freezes, the newest first.", "Return one freeze.",
     "Lift a freeze: who may approve does."),
)  # fmt: skip
_serve(
    _protected, StopKind.protected, "lift",
    ("list_protected", "get_protected", "lift_protected"),
    ("List what nobody touches, the newest first.", "Return one protection.",
     "Lift a protection: another person than who asked for it does."),
)  # fmt: skip
_serve(
    _breakers, StopKind.breaker, "close", ("list_breakers", "get_breaker", "close_breaker"),
    ("List breakers that figures opened which no correction explains, the newest first.",
     "Return one breaker.",
     "Close a breaker and take the figures as they are; two clean syncs close it by themselves."),
)  # fmt: skip
