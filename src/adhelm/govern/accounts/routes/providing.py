"""Signing a browser in by a provider that speaks OpenID Connect."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Cookie, Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from adhelm.core import browser
from adhelm.core.web import part
from adhelm.govern import accounts
from adhelm.govern.accounts import Provider
from adhelm.govern.accounts.routes.telling import begun, parts
from adhelm.govern.accounts.types import SignInRefused

public = APIRouter(prefix="/auth/oidc", tags=["auth"])
_DEPARTURE = "adhelm_departure"
_HERE = "/api/v1/auth/oidc"
_Text = Annotated[str, Query(max_length=4000)]


@public.get("", status_code=303, response_class=RedirectResponse)
def leave(request: Request) -> Response:
    """Send the browser to the sign-in provider."""
    here = f"{request.url.scheme}://{request.url.netloc}{_HERE}/callback"
    way = accounts.depart(**parts(request), provider=part(request, Provider), redirect_uri=here)
    lasts = timedelta(minutes=10)
    request.state.cookies = [
        browser.cookie(request, _DEPARTURE, way.browser.reveal(), lasts=lasts, path=_HERE)
    ]
    return RedirectResponse(way.url, 303)


@public.get("/callback", status_code=303, response_class=RedirectResponse)
def arrive(
    request: Request,
    *,
    state: _Text = "",
    code: _Text = "",
    error: _Text = "",
    adhelm_departure: Annotated[str, Cookie(max_length=200)] = "",
) -> Response:
    """Take the browser back from the provider: sets the session's cookie."""
    if error or not code:
        raise SignInRefused("the provider did not sign anybody in", hint=error[:100])
    session = accounts.arrive(
        **parts(request), provider=part(request, Provider), state=state, code=code,
        browser=adhelm_departure,
    )  # fmt: skip
    gone = browser.cookie(request, _DEPARTURE, "", lasts=timedelta(0), path=_HERE)
    request.state.cookies = [begun(request, session), gone]
    return RedirectResponse("/", 303)
