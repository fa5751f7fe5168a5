"""The clock over HTTP, in the test profile only: ours, and that of a sandbox that is connected."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends
from pydantic import AwareDatetime, BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response

from adhelm.core.clock import SetClock
from adhelm.core.db import Database
from adhelm.core.errors import Conflict
from adhelm.core.principal import Scope
from adhelm.core.services import Services
from adhelm.core.settings import Settings
from adhelm.core.web import Body, Needs, answer, asking, clock, part
from adhelm.govern import audit

if TYPE_CHECKING:
    import httpx

router = APIRouter(tags=["admin"], dependencies=[Depends(Needs(Scope.admin))])
_CONTROL = "/_sandbox/clock"
_OK, _ABSENT = 200, 404


class ClockHeld(Conflict):
    """The clock cannot be put there."""

    code = "clock.held"


class Moment(Body):
    """When it shall be."""

    now: AwareDatetime = Field(examples=["2026-01-31T23:00:00Z"])


class Now(BaseModel):
    """When it is."""

    now: AwareDatetime
    sandboxes: list[str] = Field(
        description="Those that were moved along.", examples=[["http://127.0.0.1:8601"]]
    )


def is_for_tests(services: Services) -> bool:
    """Say whether an installation is one for tests, in which alone this route is."""
    try:
        return services.get(Settings).profile == "test"
    except KeyError:  # no installation at all: the routes are only being looked at
        return False


@router.post("/admin/clock", response_model=Now)
def set_clock(request: Request, body: Moment) -> Response:
    """Put the clock at an instant: scheduler, tokens, retention and days follow it."""
    ours = clock(request)
    if not isinstance(ours, SetClock):
        raise ClockHeld("this clock cannot be set", hint="ADHELM_PROFILE=test")
    # The sandboxes first: if one refuses, ours has not moved.
    moved = list(_moved(part(request, Settings), body))
    before = ours.now()
    ours.set(body.now)
    with part(request, Database).durable() as connection:
        audit.record(
            connection, principal=asking(request), clock=ours, action="clock.set",
            subject="clock:installation", before={"now": before}, after={"now": ours.now()},
        )  # fmt: skip
    return answer({"now": ours.now(), "sandboxes": moved})


def _moved(settings: Settings, body: Moment) -> Iterator[str]:
    from adhelm.core import http

    with http.client(allow=settings.outbound.allow, timeout_s=5) as client:
        for place in _places(settings):
            if client.get(place + _CONTROL).status_code == _ABSENT:
                continue
            _move(client, place, body)
            yield place


def _places(settings: Settings) -> list[str]:
    """Return the addresses, without paths, of the platforms that are not at their own."""
    found: dict[str, None] = {}
    for name in ("google_ads", "meta", "tiktok", "linkedin", "x"):
        parts = urlsplit(getattr(settings, name).base_url)
        if parts.netloc:
            found[f"{parts.scheme}://{parts.netloc}"] = None
    return list(found)


def _move(client: httpx.Client, place: str, body: Moment) -> None:
    told = client.post(place + _CONTROL, json={"now": body.now.isoformat()})
    if told.status_code != _OK:
        raise ClockHeld(f"the sandbox at {place} does not follow", hint=told.text[:200])
