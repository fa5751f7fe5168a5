"""Puts the application together: the frame, the doors, and every slice's routes."""

from __future__ import annotations

from fastapi import APIRouter, Depends, FastAPI
from starlette.middleware.gzip import GZipMiddleware

import adhelm
from adhelm.act.campaigns import routes as campaigns
from adhelm.app.api import health, problems, telemetry
from adhelm.app.api.entering import in_workspace, signed_in
from adhelm.app.api.frame import MOST_BYTES, Frame
from adhelm.core.services import Services
from adhelm.govern.accounts import routes as accounts
from adhelm.govern.audit import routes as audit
from adhelm.understand.metrics import routes as metrics

PREFIX = "/api/v1"
_WHAT = """\
Amounts and ids are text, instants are UTC, days are the platforms' own. Lists answer `rows`,
`provenance` and `next_cursor`. Errors are problems (RFC 9457) with a stable `code`."""


def create_app(services: Services, *, most_bytes: int = MOST_BYTES) -> FastAPI:
    """Return the application over an installation's services, ready for any ASGI server."""
    app = FastAPI(
        title="Adhelm",
        version=adhelm.__version__,
        description=_WHAT,
        docs_url="/docs",
        redoc_url=None,
        openapi_url="/openapi.json",
        responses=problems.DOCUMENTED,
    )
    app.state.services = services
    problems.install(app)
    app.include_router(health.router)
    app.include_router(telemetry.router)
    app.include_router(_v1())
    app.add_middleware(GZipMiddleware, minimum_size=1024)
    app.add_middleware(Frame, most_bytes=most_bytes)
    app.add_middleware(telemetry.Measured)
    return app


def _v1() -> APIRouter:
    v1 = APIRouter(prefix=PREFIX)
    for router in (accounts.public, health.version_router):
        v1.include_router(router)
    v1.include_router(accounts.signed_in, dependencies=[Depends(signed_in)])
    for router in (accounts.router, audit.router, metrics.router, campaigns.router):
        v1.include_router(router, dependencies=[Depends(in_workspace)])
    return v1
