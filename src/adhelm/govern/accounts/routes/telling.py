"""What routes hand to the services, and people, keys and tokens as they answer them."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from adhelm.core import browser
from adhelm.core.db import Database
from adhelm.core.web import answer, asking, clock, part
from adhelm.govern import accounts
from adhelm.govern.accounts.types import (
    BrowserSession,
    Caller,
    Key,
    Member,
    PeopleOnly,
    Person,
    Tokens,
    Workspace,
)


def parts(request: Request) -> dict[str, Any]:
    """Return the parts that every use case needs."""
    return {"database": part(request, Database), "clock": clock(request)}


def asked(request: Request) -> dict[str, Any]:
    """Return these and who asks, in the workspace they ask about."""
    return {"principal": asking(request), **parts(request)}


def caller_of(request: Request) -> Caller:
    """Return who holds the token."""
    caller: Caller = request.state.caller
    return caller


def person_of(request: Request) -> Person:
    """
    Return the person who is signed in.

    :raises PeopleOnly: if it is a key.
    """
    caller = caller_of(request)
    if caller.key is not None:
        raise PeopleOnly("a key has no password and no second factor", hint="sign in yourself")
    return accounts.person(database=part(request, Database), person_id=caller.person_id)


def begun(request: Request, session: BrowserSession) -> tuple[bytes, bytes]:
    """Return the header of a browser session's cookie."""
    lasts = session.ends_at - clock(request).now()
    return browser.cookie(request, browser.SESSION, session.token.reveal(), lasts=lasts)


def tokens_out(tokens: Tokens) -> Response:
    """Return the tokens of a sign-in, this once."""
    body = {
        "person": person_out(tokens.person),
        "access_token": tokens.access.reveal(),
        "access_expires_at": tokens.access_expires_at,
        "refresh_token": tokens.refresh.reveal(),
        "refresh_expires_at": tokens.refresh_expires_at,
    }
    return answer(body, headers={"cache-control": "no-store"})


def person_out(person: Person) -> dict[str, object]:
    """Return a person as routes answer it."""
    return {
        "id": person.id,
        "email": person.email,
        "username": person.username,
        "company": person.company,
        "active": person.active,
        "created_at": person.created_at,
    }


def member_out(member: Member) -> dict[str, object]:
    """Return a member as routes answer it."""
    narrowed = None if member.accounts is None else sorted(member.accounts)
    return {
        **person_out(member.person),
        "workspace_id": member.workspace_id,
        "role": member.role,
        "accounts": narrowed,
        "staff": member.staff,
    }


def workspace_out(workspace: Workspace) -> dict[str, object]:
    """Return a workspace as routes answer it."""
    return {"id": workspace.id, "name": workspace.name, "created_at": workspace.created_at}


def key_out(key: Key) -> dict[str, object]:
    """Return a key as routes answer it."""
    return {
        "id": key.id,
        "workspace_id": key.workspace_id,
        "name": key.name,
        "scopes": sorted(key.scopes),
        "created_by": key.created_by,
        "created_at": key.created_at,
        "expires_at": key.expires_at,
        "last_used_at": key.last_used_at,
        "revoked_at": key.revoked_at,
        "person_id": key.person_id,
        "accounts": None if key.accounts is None else sorted(key.accounts),
        "staff": key.staff,
    }
