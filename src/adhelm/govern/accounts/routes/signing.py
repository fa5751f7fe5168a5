"""Signing in and out over HTTP: programs with tokens."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from adhelm.core.db import Database
from adhelm.core.secrets import Keyring
from adhelm.core.web import answer, part
from adhelm.govern import accounts
from adhelm.govern.accounts.routes.bodies import (
    Accept,
    Login,
    MemberOut,
    MeOut,
    PersonOut,
    Refresh,
    Register,
    TokensOut,
)
from adhelm.govern.accounts.routes.telling import (
    caller_of,
    key_out,
    member_out,
    parts,
    person_out,
    tokens_out,
    workspace_out,
)

public = APIRouter(prefix="/auth", tags=["auth"])
signed_in = APIRouter(prefix="/auth", tags=["auth"])


@public.post("/register", status_code=201, response_model=PersonOut)
def register(request: Request, body: Register) -> Response:
    """Make a person, who is in no workspace until invited."""
    made = accounts.register(
        **parts(request),
        email=body.email,
        username=body.username,
        password=body.password,
        company=body.company,
    )
    return answer(person_out(made), status=201)


@public.post("/login", response_model=TokensOut)
def login(request: Request, body: Login) -> Response:
    """Sign in; the access token works for fifteen minutes."""
    return tokens_out(
        accounts.login(
            **parts(request), keyring=part(request, Keyring), name=body.name,
            password=body.password, code=body.code,
        )
    )  # fmt: skip


@public.post("/refresh", response_model=TokensOut)
def refresh(request: Request, body: Refresh) -> Response:
    """Exchange a refresh token for a new pair; a second use ends the whole sign-in."""
    return tokens_out(accounts.refresh(**parts(request), token=body.refresh_token))


@public.post("/accept-invitation", status_code=201, response_model=MemberOut)
def accept_invitation(request: Request, body: Accept) -> Response:
    """Join a workspace."""
    joined = accounts.accept_invitation(
        **parts(request),
        token=body.token,
        username=body.username,
        password=body.password,
        company=body.company,
    )
    return answer(member_out(joined), status=201)


@signed_in.post("/logout", status_code=204)
def logout(request: Request) -> Response:
    """End this sign-in; its tokens are worth nothing from now on."""
    accounts.logout(**parts(request), caller=caller_of(request))
    return Response(status_code=204)


@signed_in.get("/me", response_model=MeOut)
def me(request: Request) -> Response:
    """Say who asks, and which workspaces they may enter."""
    caller = caller_of(request)
    entered = accounts.workspaces_of(database=part(request, Database), caller=caller)
    person = accounts.person_of(database=part(request, Database), caller=caller)
    return answer(
        {
            "person_id": caller.person_id or None,
            "username": person.username if person else None,
            "key": key_out(caller.key) if caller.key else None,
            "workspaces": [{**workspace_out(one), "role": role} for one, role in entered],
        }
    )
