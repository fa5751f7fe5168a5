"""What is measured of every request, and `/metrics`, where Prometheus reads it."""

from __future__ import annotations

import hmac
import time
from collections.abc import MutableMapping
from ipaddress import ip_address
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from adhelm.app.api.frame import App, Receive, Scope, Send
from adhelm.core import jobs, telemetry
from adhelm.core.db import Database
from adhelm.core.errors import AdhelmError, Unauthenticated
from adhelm.core.jobs import State
from adhelm.core.settings import Settings
from adhelm.core.telemetry import Reading
from adhelm.core.web import clock, part
from adhelm.observe import ingest

router = APIRouter(tags=["health"])
_METHODS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"})
_AGE = "Age of the last success of the account that waits longest, per platform."
_GONE = 499
_FAILED = 500


class ScrapeRefused(Unauthenticated):
    """Somebody elsewhere wants the figures and has no token for them."""

    code = "metrics.refused"


@router.get("/metrics", response_class=PlainTextResponse)
def metrics(request: Request) -> Response:
    """Show the figures of the whole installation to Prometheus; none of them names a workspace."""
    _let_in(request)
    readings = _readings(request)
    return Response(telemetry.exposition(readings), media_type="text/plain; version=0.0.4")


class Measured:
    """An ASGI middleware that measures each request; the outermost one, so that none escapes."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request on and count it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        parent = headers.get(b"traceparent", b"").decode("latin-1")
        method = scope["method"] if scope["method"] in _METHODS else "other"
        with telemetry.span(method, kind="server", parent=parent) as note:
            await self._measured(scope, receive, send, method=method, note=note)

    async def _measured(
        self, scope: Scope, receive: Receive, send: Send, *, method: str, note: Any
    ) -> None:
        began, status, streams, request_id = time.perf_counter(), _GONE, False, ""

        async def sending(message: MutableMapping[str, Any]) -> None:
            nonlocal status, streams, request_id
            if message["type"] == "http.response.start":
                status = message["status"]
                told = dict(message["headers"])
                streams = told.get(b"content-type", b"").startswith(b"text/event-stream")
                request_id = told.get(b"x-request-id", b"").decode("latin-1")
            await send(message)

        with telemetry.counted() as spent:
            try:
                await self._app(scope, receive, sending)
            except Exception:
                status = _FAILED
                raise
            finally:
                route, took = _template(scope), time.perf_counter() - began
                telemetry.request_ended(
                    method=method, route=route, status=status,
                    seconds=None if streams else took, spent=spent,
                )  # fmt: skip
                note(
                    f"{method} {route}", http__route=route, http__response__status_code=status,
                    adhelm__request_id=request_id,
                )  # fmt: skip


def _template(scope: Scope) -> str:
    """Return the path as it was declared: one name for all ids that may stand in it."""
    if (route := scope.get("route")) is None:
        return "unknown"
    # The route itself knows its path from the last router on only; what was in front of it is
    # in FastAPI's own notes.
    whole = scope.get("fastapi", {}).get("effective_route_context")
    return str(getattr(whole, "path", "") or getattr(route, "path", "unknown"))


def _let_in(request: Request) -> None:
    token = part(request, Settings).metrics.token
    given = request.headers.get("authorization", "").removeprefix("Bearer ").encode()
    if token is not None and hmac.compare_digest(given, token.get_secret_value().encode()):
        return
    if _is_from_here(request):
        return
    raise ScrapeRefused(
        "the figures are for scrapers with the token",
        hint="Authorization: Bearer … with ADHELM_METRICS__TOKEN",
    )


def _is_from_here(request: Request) -> bool:
    # What a proxy on this machine passes on comes from elsewhere.
    if {"forwarded", "x-forwarded-for", "x-real-ip"} & set(request.headers):
        return False
    try:
        return request.client is not None and ip_address(request.client.host).is_loopback
    except ValueError:
        return False


def _readings(request: Request) -> list[Reading]:
    database, time_now = part(request, Database), clock(request)
    try:
        succeeded = ingest.last_successes(database=database)
        with database.reading() as connection:
            depths = jobs.counts(connection, clock=time_now)
    except AdhelmError:
        return [_reachable(up=False)]
    now = time_now.now()
    ages = {platform: (now - at).total_seconds() for platform, at in succeeded.items()}
    by_state = {state.value: 0.0 for state in State}
    for depth in depths:
        by_state[depth.state] += depth.jobs
    waits = jobs.oldest_wait(depths, clock=time_now).total_seconds()
    return [
        _reachable(up=True),
        Reading("adhelm_sync_age_seconds", _AGE, "platform", ages),
        Reading("adhelm_jobs", "Jobs that are kept, by state.", "state", by_state),
        Reading(
            "adhelm_job_wait_seconds", "How long the oldest due job waits.", values={"": waits}
        ),
    ]


def _reachable(*, up: bool) -> Reading:
    return Reading("adhelm_database_up", "Whether the database answers.", values={"": float(up)})
