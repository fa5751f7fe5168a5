"""What happens in a workspace, as it happens: server-sent events for live screens."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Header, Query
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from adhelm.app.api.streams import Check, Streams
from adhelm.app.jobs.service import sees_all
from adhelm.core.db import Database
from adhelm.core.events import Told
from adhelm.core.principal import Principal, Scope
from adhelm.core.web import Needs, asking, clock, part
from adhelm.govern import accounts
from adhelm.govern.accounts import Caller

router = APIRouter(prefix="/events", tags=["jobs"], dependencies=[Depends(Needs(Scope.read))])
_EXAMPLE = (
    'id: 42\nevent: jobs.changed\ndata: {"at":"2026-03-01T09:00:00+00:00","job_id":"0f8f",'
    '"kind":"ingest.sync","state":"running","done":3,"total":4}\n\n'
)
_STREAM = {"text/event-stream": {"schema": {"type": "string"}, "example": _EXAMPLE}}


@router.get("", response_class=StreamingResponse, responses={200: {"content": _STREAM}})
async def follow(
    request: Request,
    last: Annotated[
        str | None,
        Header(
            alias="Last-Event-ID",
            pattern=r"^[0-9]{1,18}$",
            description="The number of the last event that came; left out: from now on.",
        ),
    ] = None,
    workspace: Annotated[  # noqa: ARG001 - the door reads it
        str,
        Query(
            max_length=64,
            examples=["acme"],
            description="For browsers, whose `EventSource` sends no `Adhelm-Workspace`.",
        ),
    ] = "",
) -> Response:
    """
    Follow what happens: changes and progress of jobs first of all.

    The stream ends with the event `end` and a `code` when the token runs out, on log-out, and
    when the server stops. Who comes again with `Last-Event-ID` misses nothing of the last day.
    """
    streams: Streams = request.app.state.streams
    listener = await streams.open(
        part(request, Database),
        principal=asking(request),
        check=_check(request),
        after=None if last is None else int(last),
    )
    # Proxies must pass each event on at once.
    headers = {"x-accel-buffering": "no"}
    return StreamingResponse(
        streams.lines(listener), media_type="text/event-stream", headers=headers
    )


vars(follow)["says_workspace"] = True


def sees(principal: Principal, told: Told) -> bool:
    """Say whether an event is for a principal: all are, unless it is narrowed to accounts."""
    return sees_all(principal) or told.payload.get("asked_by") == principal.id


def _check(request: Request) -> Check:
    token = request.headers.get("authorization", "").partition(" ")[2].strip()
    database, now, workspace = part(request, Database), clock(request), asking(request).workspace_id
    entered: Caller = request.state.caller

    def check() -> Principal:
        if token:
            caller = accounts.authenticate(database=database, clock=now, token=token)
        else:
            caller = accounts.still_browsing(database=database, clock=now, caller=entered)
        principal = accounts.principal_of(database=database, caller=caller, workspace_id=workspace)
        principal.require(Scope.read)
        return principal

    return check
