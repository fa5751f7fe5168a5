"""Signing a browser in and out: the token is in a cookie that no script reads."""

from __future__ import annotations

from datetime import timedelta

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from adhelm.core import browser
from adhelm.core.secrets import Keyring
from adhelm.core.web import answer, part
from adhelm.govern import accounts
from adhelm.govern.accounts.routes.bodies import Login, SessionOut
from adhelm.govern.accounts.routes.telling import begun, caller_of, parts, person_out

public = APIRouter(prefix="/auth", tags=["auth"])
signed_in = APIRouter(prefix="/auth", tags=["auth"])


@public.post(
    "/session", response_model=SessionOut, status_code=201,
    dependencies=[Depends(browser.own_page)],
)  # fmt: skip
def open_session(request: Request, body: Login) -> Response:
    """
    Sign a browser in: sets the cookie `adhelm_session`, which is rolled while it is used.

    It ends after twelve hours without a request, thirty days, or `DELETE`.
    """
    session = accounts.open_browser(
        **parts(request), keyring=part(request, Keyring), name=body.name, password=body.password,
        code=body.code,
    )  # fmt: skip
    request.state.cookies = [begun(request, session)]
    return answer({"person": person_out(session.person), "ends_at": session.ends_at}, status=201)


@signed_in.delete("/session", status_code=204)
def close_session(request: Request) -> Response:
    """Sign the browser out; its cookie is worth nothing from now on."""
    accounts.logout(**parts(request), caller=caller_of(request))
    request.state.cookies = [browser.cookie(request, browser.SESSION, "", lasts=timedelta(0))]
    return Response(status_code=204)
