"""Channels, what was sent through them, routes and mutes, digests, over HTTP."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from adhelm.act.alerts.logic import showing
from adhelm.act.alerts.routes import bodies
from adhelm.act.alerts.routes.shared import (
    ADMIN,
    CHANGE,
    READ,
    ROUTE,
    WRITE,
    ChannelId,
    CursorText,
    DeliveryId,
    Limit,
    place_of,
    posting,
    reading,
    tagged,
)
from adhelm.act.alerts.service import channels, delivering, digesting, policies
from adhelm.act.alerts.service.channels import Draft
from adhelm.act.alerts.types import Delivered
from adhelm.core.web import Listed, answer, clock, cursor, etag, listed, matching, once

router = APIRouter(prefix="/alerts", tags=["alerts"])
_Id = Annotated[str, Query(max_length=64)]


@router.get("/channels", response_model=Listed[bodies.ChannelOut], dependencies=READ)
def list_channels(request: Request) -> Response:
    """List the channels by name, without their secrets."""
    return listed(map(showing.channel, channels.list_channels(**reading(request))))


@router.post("/channels", status_code=201, response_model=bodies.ChannelOut, dependencies=ADMIN)
@tagged
@once
def add_channel(request: Request, body: bodies.ChannelIn) -> Response:
    """Make a channel; its secrets are sealed and never shown again."""
    draft = Draft(
        name=body.name, settings=body.settings, secrets=body.secrets, per_window=body.per_window,
        window=timedelta(seconds=body.window_s), paused=body.paused,
    )  # fmt: skip
    made = channels.add_channel(**posting(request), kind=body.kind, draft=draft)
    return answer(showing.channel(made), status=201)


@router.get("/channels/{channel_id}", response_model=bodies.ChannelOut, dependencies=READ)
@tagged
def get_channel(request: Request, channel_id: ChannelId) -> Response:
    """Show a channel; its ETag is its version."""
    found = channels.get_channel(**reading(request), channel_id=channel_id)
    return answer(showing.channel(found))


@router.patch("/channels/{channel_id}", response_model=bodies.ChannelOut, dependencies=CHANGE)
@tagged
@once
def change_channel(request: Request, channel_id: ChannelId, body: bodies.ChannelChange) -> Response:
    """Change what is given of a channel."""
    version = _matched(request, channel_id)
    draft = Draft(
        name=body.name, settings=body.settings, secrets=body.secrets, per_window=body.per_window,
        window=None if body.window_s is None else timedelta(seconds=body.window_s),
        paused=body.paused,
    )  # fmt: skip
    made = channels.change_channel(
        **posting(request), channel_id=channel_id, draft=draft, version=version
    )
    return answer(showing.channel(made))


@router.delete("/channels/{channel_id}", status_code=204, dependencies=CHANGE)
def remove_channel(request: Request, channel_id: ChannelId) -> Response:
    """Remove a channel and forget its secrets."""
    version = _matched(request, channel_id)
    channels.remove_channel(**posting(request), channel_id=channel_id, version=version)
    return Response(status_code=204)


@router.post(
    "/channels/{channel_id}/test", status_code=202, response_model=bodies.DeliveryOut,
    dependencies=WRITE,
)  # fmt: skip
@once
def probe(request: Request, channel_id: ChannelId) -> Response:
    """Send a message that says nothing but that it arrives."""
    made = channels.probe(**posting(request), channel_id=channel_id)
    return answer(showing.delivery(made), status=202)


@router.get("/deliveries", response_model=Listed[bodies.DeliveryOut], dependencies=READ)
def list_deliveries(
    request: Request,
    *,
    state: Delivered | None = None,
    channel: _Id = "",
    alert: _Id = "",
    limit: Limit = 100,
    after: CursorText = None,
) -> Response:
    """List what was sent or waits to be, the newest first."""
    named = {"state": state.value if state else "", "channel_id": channel, "alert_id": alert}
    found = delivering.list_deliveries(
        **reading(request), wanted={name: value for name, value in named.items() if value},
        before=place_of(after), limit=limit + 1,
    )  # fmt: skip
    last = found[limit - 1] if len(found) > limit else None
    more = cursor(last.made_at.isoformat(), last.id) if last else None
    return listed(map(showing.delivery, found[:limit]), next_cursor=more)


@router.get("/deliveries/{delivery_id}", response_model=bodies.DeliveryOut, dependencies=READ)
def get_delivery(request: Request, delivery_id: DeliveryId) -> Response:
    """Show a message and how it stands."""
    found = delivering.get_delivery(**reading(request), delivery_id=delivery_id)
    return answer(showing.delivery(found))


@router.post(
    "/deliveries/{delivery_id}/resend", status_code=202, response_model=bodies.DeliveryOut,
    dependencies=WRITE,
)  # fmt: skip
@once
def resend(request: Request, delivery_id: DeliveryId) -> Response:
    """Hand a message over once more, under its own id."""
    made = delivering.resend(**posting(request), delivery_id=delivery_id)
    return answer(showing.delivery(made), status=202)


@router.get("/policy", response_model=bodies.PolicyOut, dependencies=READ)
@tagged
def get_policy(request: Request) -> Response:
    """Show the routes and mutes that hold; the ETag is their version."""
    return answer(showing.policy(policies.get_policy(**reading(request))))


@router.put("/policy", response_model=bodies.PolicyOut, dependencies=ROUTE)
@tagged
@once
def set_policy(request: Request, body: bodies.PolicyIn) -> Response:
    """Put routes and mutes in place of those that hold."""
    before = policies.get_policy(**reading(request))
    matching(request, etag(before.version))
    document = {"route": body.route, "mutes": body.mutes}
    made = policies.set_policy(**posting(request), document=document, version=before.version)
    return answer(showing.policy(made))


@router.put("/digest", response_model=bodies.DigestOut, dependencies=READ)
def subscribe(request: Request, body: bodies.DigestIn) -> Response:
    """Get one e-mail a day about all workspaces that one may enter."""
    made = digesting.subscribe(
        **reading(request), clock=clock(request), at=body.at, zone=body.zone,
        weekdays=body.weekdays,
    )  # fmt: skip
    return answer({"next_at": made.next_at, "zone": made.times.zone})


@router.delete("/digest", status_code=204, dependencies=READ)
def unsubscribe(request: Request) -> Response:
    """Get that e-mail no more."""
    digesting.unsubscribe(**reading(request), clock=clock(request))
    return Response(status_code=204)


def _matched(request: Request, channel_id: str) -> int:
    found = channels.get_channel(**reading(request), channel_id=channel_id)
    matching(request, etag(found.version))
    return found.version
