"""Who asks, and in which workspace: decided here for every route, before any of it runs."""

from __future__ import annotations

from typing import Annotated

from fastapi import Header, Security
from fastapi.security import APIKeyCookie, HTTPBearer
from fastapi.security.http import HTTPAuthorizationCredentials
from starlette.requests import Request

from adhelm.app.api.rates import admit
from adhelm.core.db import Database
from adhelm.core.errors import Invalid, Unauthenticated
from adhelm.core.request import working_for
from adhelm.core.web import clock, part
from adhelm.govern import accounts
from adhelm.govern.accounts import Caller

_bearer = HTTPBearer(auto_error=False, description="An access token, or an API key.")
COOKIE = "adhelm_session"
_cookie = APIKeyCookie(name=COOKIE, auto_error=False, description="A browser's session.")
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class NotSignedIn(Unauthenticated):
    """The request carries no token."""

    code = "auth.missing"


class WorkspaceUnsaid(Invalid):
    """The caller may enter several workspaces and says none."""

    code = "workspace.unsaid"


class ForeignPage(Unauthenticated):
    """A browser's session was used by a page of another site."""

    code = "auth.foreign_page"


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
        _refuse_foreign(request)
    request.state.caller = accounts.authenticate(
        database=part(request, Database), clock=clock(request), token=token
    )
    admit(request, request.state.caller)


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
        database=database, caller=caller, workspace_id=workspace or _only(database, caller)
    )
    working_for(principal.workspace_id, f"{principal.actor}:{principal.id}")


def _refuse_foreign(request: Request) -> None:
    # A cookie is sent whoever wrote the page: what changes something must come from our own.
    if request.method in _SAFE:
        return
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    own = f"{request.url.scheme}://{request.url.netloc}"
    if site not in {None, "same-origin"} or (origin is not None and origin != own):
        raise ForeignPage("the session belongs to another page", hint="use the app itself")
    if site is None and origin is None:
        raise ForeignPage("nobody says which page this comes from", hint="send Origin")


def _only(database: Database, caller: Caller) -> str:
    if caller.key is not None:
        return caller.key.workspace_id
    entered = accounts.workspaces_of(database=database, caller=caller)
    if len(entered) == 1:
        return entered[0][0].id
    listed = ", ".join(workspace.id for workspace, _ in entered[:10]) or "none: ask to be invited"
    raise WorkspaceUnsaid("which workspace?", hint=f"Adhelm-Workspace: one of {listed}")
