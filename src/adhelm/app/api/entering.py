"""Who asks, and in which workspace: decided here for every route, before any of it runs."""

from __future__ import annotations

from typing import Annotated

from fastapi import Header, Security
from fastapi.security import APIKeyCookie, HTTPBearer
from fastapi.security.http import HTTPAuthorizationCredentials
from starlette.requests import Request

from adhelm.app.api.rates import admit
from adhelm.core import browser
from adhelm.core.db import Database
from adhelm.core.errors import Invalid, Unauthenticated
from adhelm.core.request import working_for
from adhelm.core.web import clock, part
from adhelm.govern import accounts
from adhelm.govern.accounts import Caller

_bearer = HTTPBearer(auto_error=False, description="An access token, or an API key.")
COOKIE = browser.SESSION
_cookie = APIKeyCookie(name=COOKIE, auto_error=False, description="A browser's session.")


class NotSignedIn(Unauthenticated):
    """The request carries no token."""

    code = "auth.missing"


class WorkspaceUnsaid(Invalid):
    """The caller may enter several workspaces and says none."""

    code = "workspace.unsaid"


def signed_in(
    request: Request,
    bearer: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)] = None,
    cookie: Annotated[str | None, Security(_cookie)] = None,
) -> None:
    """
    Let a caller pass who holds a good token, key or browser session.

    :raises NotSignedIn: if there is none.
    :raises ForeignPage: if a browser's session comes from another site's page.
    """
    token = bearer.credentials if bearer else cookie
    if not token:
        raise NotSignedIn("this needs a token", hint="Authorization: Bearer …")
    if not bearer:
        browser.own_page(request)
    caller = request.state.caller = accounts.authenticate(
        database=part(request, Database), clock=clock(request), token=token
    )
    if caller.rolled is not None:
        session, left = caller.rolled, caller.rolled.ends_at - clock(request).now()
        request.state.cookies = [
            browser.cookie(request, COOKIE, session.token.reveal(), lasts=left)
        ]
    admit(request, caller)


def in_workspace(
    request: Request,
    bearer: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)] = None,
    cookie: Annotated[str | None, Security(_cookie)] = None,
    workspace: Annotated[
        str | None,
        Header(alias="Adhelm-Workspace", description="Which workspace; left out where only one."),
    ] = None,
) -> None:
    """
    Let a caller into a workspace.

    :raises NoSuchWorkspace: if it does not exist, or not for this caller.
    :raises WorkspaceUnsaid: if several come into question.
    """
    signed_in(request, bearer, cookie)
    caller: Caller = request.state.caller
    database = part(request, Database)
    principal = request.state.principal = accounts.principal_of(
        database=database,
        caller=caller,
        workspace_id=workspace or _in_address(request) or _only(request, caller),
    )
    working_for(principal.workspace_id, f"{principal.actor}:{principal.id}")


def _in_address(request: Request) -> str:
    """Return the workspace that the address names, on routes that browsers ask without headers."""
    endpoint = request.scope.get("endpoint")
    if not getattr(endpoint, "says_workspace", False):
        return ""
    return request.query_params.get("workspace", "")


def _only(request: Request, caller: Caller) -> str:
    if caller.key is not None:
        return caller.key.workspace_id
    entered = accounts.workspaces_of(database=part(request, Database), caller=caller)
    if len(entered) == 1:
        return entered[0][0].id
    listed = ", ".join(workspace.id for workspace, _ in entered[:10]) or "none: ask to be invited"
    unsaid = WorkspaceUnsaid("which workspace?", hint=f"Adhelm-Workspace: one of {listed}")
    if not entered or not getattr(request.scope.get("endpoint"), "asks_several", False):
        raise unsaid
    # The body may name several; if it does not, the route says so.
    request.state.unsaid = unsaid
    return entered[0][0].id
