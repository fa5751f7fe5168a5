"""Signing a browser in by a provider that speaks OpenID Connect."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Cookie, Depends, Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from adhelm.core import browser
from adhelm.core.secrets import Keyring
from adhelm.core.web import answer, part
from adhelm.govern import accounts
from adhelm.govern.accounts import Provider
from adhelm.govern.accounts.routes.bodies import Code, SessionOut
from adhelm.govern.accounts.routes.telling import begun, parts, person_out
from adhelm.govern.accounts.types import HalfArrived, SignInRefused

public = APIRouter(prefix="/auth/oidc", tags=["auth"])
_DEPARTURE = "adhelm_departure"
_ARRIVAL = "adhelm_arrival"
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
    """
    Take the browser back from the provider: sets the session's cookie.

    Who has a second factor gives it at `/auth/oidc/second-factor` first, unless the provider says
    that it asked for one and `ADHELM_OIDC__TRUST_MFA` takes its word.
    """
    if error or not code:
        raise SignInRefused("the provider did not sign anybody in", hint=error[:100])
    found = accounts.arrive(
        **parts(request), keyring=part(request, Keyring), provider=part(request, Provider),
        state=state, code=code, browser=adhelm_departure,
    )  # fmt: skip
    gone = browser.cookie(request, _DEPARTURE, "", lasts=timedelta(0), path=_HERE)
    if isinstance(found, HalfArrived):
        half = browser.cookie(
            request, _ARRIVAL, found.token.reveal(), lasts=timedelta(minutes=10), path=_HERE
        )
        request.state.cookies = [half, gone]
        return RedirectResponse("/?sign-in=second-factor", 303)
    request.state.cookies = [begun(request, found), gone]
    return RedirectResponse("/", 303)


@public.post(
    "/second-factor", response_model=SessionOut, status_code=201,
    dependencies=[Depends(browser.own_page)],
)  # fmt: skip
def finish(
    request: Request,
    body: Code,
    adhelm_arrival: Annotated[str, Cookie(max_length=500)] = "",
) -> Response:
    """
    Sign a browser in that came back from the provider, with its second factor.

    The provider's callback leads to `/?sign-in=second-factor` where a code is needed.
    """
    session = accounts.finish_arrival(
        **parts(request), keyring=part(request, Keyring), token=adhelm_arrival, code=body.code
    )
    gone = browser.cookie(request, _ARRIVAL, "", lasts=timedelta(0), path=_HERE)
    request.state.cookies = [begun(request, session), gone]
    return answer({"person": person_out(session.person), "ends_at": session.ends_at}, status=201)
