"""Puts the application together: the frame, the doors, and every slice's routes."""

from __future__ import annotations

from fastapi import Depends, FastAPI
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware

import adhelm
from adhelm.act.alerts import routes as alerts
from adhelm.act.campaigns import routes as campaigns
from adhelm.act.feeds import routes as feeds
from adhelm.act.publishing import routes as publishing
from adhelm.act.reports import routes as reports
from adhelm.app import graphql
from adhelm.app.api import (
    demo,
    documenting,
    events,
    health,
    jobs,
    problems,
    schedules,
    telemetry,
    ticking,
)
from adhelm.app.api.conditional import Conditional
from adhelm.app.api.entering import in_workspace, signed_in
from adhelm.app.api.frame import Frame
from adhelm.app.api.gate import Gate
from adhelm.app.api.page import Page
from adhelm.app.api.rates import ByAddress, Counts, CountsInMemory, CountsInRedis, Rates
from adhelm.app.api.sizes import Sizes
from adhelm.app.api.streams import Streams
from adhelm.core.services import Services
from adhelm.core.settings.api import ApiSettings
from adhelm.decide.optimization import routes as optimization
from adhelm.decide.prediction import routes as prediction
from adhelm.decide.rules import routes as rules
from adhelm.govern.accounts import routes as accounts
from adhelm.govern.audit import routes as audit
from adhelm.govern.compliance import routes as compliance
from adhelm.learn.outcomes import routes as outcomes
from adhelm.observe.conventions import routes as conventions
from adhelm.observe.ingest import routes as ingest
from adhelm.observe.plans import routes as plans
from adhelm.observe.warehouse import routes as warehouse
from adhelm.understand.analysis import routes as analysis
from adhelm.understand.attribution import routes as attribution
from adhelm.understand.forecasting import routes as forecasting
from adhelm.understand.maturity import routes as maturity
from adhelm.understand.metrics import routes as metrics
from adhelm.understand.pacing import routes as pacing

PREFIX = "/api/v1"
_UPLOADED = (f"{PREFIX}/imports",)
"""Where files are sent to: read by the route itself, to their own limit."""
_WHAT = """\
Amounts and ids are text, instants are UTC, days are the platforms' own. Lists answer `rows`,
`provenance` and `next_cursor`. Errors are problems (RFC 9457) with a stable `code`."""


_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
_ASKED = (
    "authorization", "content-type", "adhelm-workspace", "idempotency-key", "if-match",
    "if-none-match", "x-request-id",
)  # fmt: skip
_TOLD = (
    "etag", "idempotent-replayed", "ratelimit-limit", "ratelimit-remaining", "ratelimit-reset",
    "retry-after", "x-request-id",
)  # fmt: skip
_ANY_RATE = ApiSettings(
    requests_per_minute=0, person_requests_per_minute=0, address_requests_per_minute=0
)


def create_app(
    services: Services,
    *,
    api: ApiSettings = _ANY_RATE,
    redis_url: str = "",
    counts: Counts | None = None,
    several: bool = False,
) -> FastAPI:
    """
    Return the application over an installation's services, ready for any ASGI server.

    Without settings nobody is held up for asking often; with a Redis, several processes count
    together who does, or else in `counts`. `several`: others listen at the same address.
    """
    app = FastAPI(
        title="Adhelm",
        version=adhelm.__version__,
        description=_WHAT,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        generate_unique_id_function=documenting.operation_id,
    )
    app.state.services = services
    app.state.streams = Streams(sees=events.sees)
    app.state.readiness = health.Readiness(services)
    problems.install(app)
    _include_v1(app)
    app.include_router(health.router)
    app.include_router(telemetry.router)
    if ticking.is_for_tests(services):
        app.include_router(ticking.router, prefix=PREFIX, dependencies=[Depends(in_workspace)])
    app.state.graphql = graphql.Limits(
        depth=api.graphql_depth, cost=api.graphql_cost, fields=api.graphql_fields
    )
    app.include_router(graphql.router, dependencies=[Depends(in_workspace)])
    documenting.install(app)
    kept = CountsInRedis(redis_url) if redis_url else counts or CountsInMemory()
    _surround(app, api, kept, several=several)
    return app


def _surround(app: FastAPI, api: ApiSettings, counts: Counts, *, several: bool) -> None:
    """Put the layers around the routes, the innermost first."""
    app.add_middleware(Conditional)
    # The middle between time and size: the event loop waits while it packs.
    app.add_middleware(GZipMiddleware, minimum_size=1024, compresslevel=4)
    app.add_middleware(
        Gate, at_work=api.at_work, waiting=api.waiting, wait_s=api.wait_s, streams=api.streams,
        uploads=api.uploads, uploaded=_UPLOADED, several=several,
    )  # fmt: skip
    streamed = dict.fromkeys(_UPLOADED, int(api.max_upload))
    app.add_middleware(Sizes, most_bytes=int(api.max_body), streamed=streamed)
    rates = Rates(
        counts,
        key=api.requests_per_minute,
        person=api.person_requests_per_minute,
        address=api.address_requests_per_minute,
    )
    app.state.rates = rates
    app.add_middleware(ByAddress, rates=rates)
    if api.cors_origins:
        app.add_middleware(
            CORSMiddleware, allow_origins=api.cors_origins, allow_methods=_METHODS,
            allow_headers=_ASKED, expose_headers=_TOLD, max_age=3600,
        )  # fmt: skip
    app.add_middleware(Page)
    app.add_middleware(Frame, trusted_proxies=api.trusted_proxies)
    app.add_middleware(telemetry.Measured)


def _include_v1(app: FastAPI) -> None:
    # Each request looks through them in this order: what is asked most is first. None is inside
    # another, for each level is looked through twice.
    for router in (
        campaigns.router, metrics.router, accounts.router, audit.router, plans.router,
        jobs.router, schedules.router, events.router, warehouse.router, conventions.router,
        analysis.router, optimization.router, reports.router,
        ingest.router, attribution.router,
        maturity.router, pacing.router, forecasting.router, prediction.router, outcomes.router,
        compliance.router, rules.router, publishing.router, feeds.router, demo.router,
        alerts.router,
    ):  # fmt: skip
        app.include_router(router, prefix=PREFIX, dependencies=[Depends(in_workspace)])
    for router in (accounts.public, reports.public, alerts.public, health.version_router):
        app.include_router(router, prefix=PREFIX)
    app.include_router(accounts.signed_in, prefix=PREFIX, dependencies=[Depends(signed_in)])
