"""Signing in and out over HTTP, and workspaces, people and keys."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query
from pydantic import AwareDatetime, BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response

from adhelm.core.db import Database
from adhelm.core.principal import Scope
from adhelm.core.web import Body, Listed, Needs, answer, asking, clock, listed, once, part
from adhelm.govern import accounts
from adhelm.govern.accounts.types import Caller, Key, Member, Person, Role, Tokens, Workspace

public = APIRouter(prefix="/auth", tags=["auth"])
"""What needs no token."""
signed_in = APIRouter(prefix="/auth", tags=["auth"])
"""What needs a token and no workspace."""
router = APIRouter()
"""What happens in a workspace."""
_READ, _ADMIN = ([Depends(Needs(scope))] for scope in (Scope.read, Scope.admin))
_ID = Annotated[str, Path(max_length=64, examples=["per_1a2b"])]
_KEY_ID = Annotated[str, Path(max_length=64, examples=["key_1a2b"])]
_ACCOUNT = Annotated[str, Field(max_length=300, examples=["google_ads/123"])]
_NAME = Annotated[str, Field(min_length=1, max_length=254)]
_PASSWORD = Annotated[str, Field(min_length=1, max_length=200)]


class Register(Body):
    """A new person."""

    email: _NAME = Field(examples=["ada@example.com"])
    username: Annotated[str, Field(min_length=1, max_length=50)] = Field(examples=["ada"])
    password: _PASSWORD = Field(examples=["seven-unlikely-otters"])
    company: Annotated[str, Field(max_length=200)] = ""


class Login(Body):
    """Name (or e-mail address) and password."""

    name: _NAME = Field(examples=["ada"])
    password: _PASSWORD = Field(examples=["seven-unlikely-otters"])


class Refresh(Body):
    """A refresh token; it works once."""

    refresh_token: Annotated[str, Field(min_length=1, max_length=200)] = Field(
        examples=["adh_refresh_…"]
    )


class Accept(Body):
    """An invitation's token; name and password for who is new."""

    token: Annotated[str, Field(min_length=1, max_length=200)] = Field(
        examples=["adh_invitation_…"]
    )
    username: Annotated[str, Field(max_length=50)] = ""
    password: Annotated[str, Field(max_length=200)] = ""
    company: Annotated[str, Field(max_length=200)] = ""


class NewWorkspace(Body):
    """A workspace to make."""

    id: Annotated[str, Field(max_length=63)] = Field(examples=["acme"])
    name: Annotated[str, Field(max_length=200)] = ""


class Invite(Body):
    """Whom to invite, as what."""

    email: _NAME = Field(examples=["bo@example.com"])
    role: Role = Role.viewer
    accounts: list[_ACCOUNT] | None = None
    staff: bool = True


class ChangeRole(Body):
    """What somebody shall be."""

    role: Role
    accounts: list[_ACCOUNT] | None = None
    staff: bool = True


class NewKey(Body):
    """A key to make."""

    name: Annotated[str, Field(min_length=1, max_length=200)] = Field(examples=["bi"])
    scopes: list[Scope] = Field(default=[Scope.read], min_length=1)
    expires_at: AwareDatetime | None = None


class PersonOut(BaseModel):
    """A person."""

    id: str = Field(examples=["per_1a2b"])
    email: str = Field(examples=["ada@example.com"])
    username: str = Field(examples=["ada"])
    company: str = Field(examples=["Acme"])
    active: bool
    created_at: AwareDatetime


class MemberOut(PersonOut):
    """A person in a workspace."""

    workspace_id: str = Field(examples=["acme"])
    role: Role
    accounts: list[str] | None = Field(
        description="'connector/account' they are narrowed to; null: all.",
        examples=[["google_ads/123"]],
    )
    staff: bool = Field(description="Whether they see fees and internal notes.")


class WorkspaceOut(BaseModel):
    """A workspace."""

    id: str = Field(examples=["acme"])
    name: str = Field(examples=["Acme"])
    created_at: AwareDatetime


class EnteredOut(WorkspaceOut):
    """A workspace that the caller may enter."""

    role: Role | None = Field(description="Null for a key.")


class KeyOut(BaseModel):
    """A key, without its secret."""

    id: str = Field(examples=["key_1a2b"])
    workspace_id: str = Field(examples=["acme"])
    name: str = Field(examples=["bi"])
    scopes: list[Scope]
    created_by: str = Field(examples=["per_1a2b"])
    created_at: AwareDatetime
    expires_at: AwareDatetime | None
    last_used_at: AwareDatetime | None = Field(description="To the minute.")
    revoked_at: AwareDatetime | None


class NewKeyOut(KeyOut):
    """A key that was just made."""

    key: str = Field(description="The secret, shown this once.", examples=["adh_key_…"])


class InvitationOut(BaseModel):
    """An invitation that was just made."""

    id: str = Field(examples=["inv_1a2b"])
    email: str = Field(examples=["bo@example.com"])
    role: Role
    expires_at: AwareDatetime
    token: str = Field(description="Shown this once.", examples=["adh_invitation_…"])


class MeOut(BaseModel):
    """Who asks."""

    person_id: str | None = Field(examples=["per_1a2b"])
    key: KeyOut | None
    workspaces: list[EnteredOut]


class TokensOut(BaseModel):
    """What a sign-in gives; both tokens are shown this once."""

    person: PersonOut
    access_token: str = Field(examples=["adh_access_…"])
    access_expires_at: AwareDatetime
    refresh_token: str = Field(examples=["adh_refresh_…"])
    refresh_expires_at: AwareDatetime


@public.post("/register", status_code=201, response_model=PersonOut)
def register(request: Request, body: Register) -> Response:
    """Make a person, who is in no workspace until invited."""
    made = accounts.register(
        **_parts(request),
        email=body.email,
        username=body.username,
        password=body.password,
        company=body.company,
    )
    return answer(_person(made), status=201)


@public.post("/login", response_model=TokensOut)
def login(request: Request, body: Login) -> Response:
    """Sign in; the access token works for fifteen minutes."""
    return _told(accounts.login(**_parts(request), name=body.name, password=body.password))


@public.post("/refresh", response_model=TokensOut)
def refresh(request: Request, body: Refresh) -> Response:
    """Exchange a refresh token for a new pair; a second use ends the whole sign-in."""
    return _told(accounts.refresh(**_parts(request), token=body.refresh_token))


@public.post("/accept-invitation", status_code=201, response_model=MemberOut)
def accept_invitation(request: Request, body: Accept) -> Response:
    """Join a workspace."""
    joined = accounts.accept_invitation(
        **_parts(request),
        token=body.token,
        username=body.username,
        password=body.password,
        company=body.company,
    )
    return answer(_member(joined), status=201)


@signed_in.post("/logout", status_code=204)
def logout(request: Request) -> Response:
    """End this sign-in; its tokens are worth nothing from now on."""
    accounts.logout(**_parts(request), caller=_caller(request))
    return Response(status_code=204)


@signed_in.get("/me", response_model=MeOut)
def me(request: Request) -> Response:
    """Say who asks, and which workspaces they may enter."""
    caller = _caller(request)
    entered = accounts.workspaces_of(database=part(request, Database), caller=caller)
    return answer(
        {
            "person_id": caller.person_id or None,
            "key": _key(caller.key) if caller.key else None,
            "workspaces": [{**_workspace(one), "role": role} for one, role in entered],
        }
    )


@router.get(
    "/workspaces", tags=["workspaces"], response_model=Listed[EnteredOut], dependencies=_READ
)
def list_workspaces(request: Request) -> Response:
    """List the workspaces that the caller may enter."""
    entered = accounts.workspaces_of(database=part(request, Database), caller=_caller(request))
    return listed({**_workspace(one), "role": role} for one, role in entered)


@router.post(
    "/workspaces", status_code=201, tags=["workspaces"], response_model=WorkspaceOut,
    dependencies=_ADMIN,
)  # fmt: skip
@once
def create_workspace(request: Request, body: NewWorkspace) -> Response:
    """Make a workspace."""
    made = accounts.create_workspace(**_asked(request), workspace_id=body.id, name=body.name)
    return answer(_workspace(made), status=201)


@router.get("/people", tags=["people"], response_model=Listed[MemberOut], dependencies=_READ)
def list_people(request: Request) -> Response:
    """List the people of the workspace."""
    found = accounts.list_people(principal=asking(request), database=part(request, Database))
    return listed(map(_member, found))


@router.post(
    "/people/invitations", status_code=201, tags=["people"], response_model=InvitationOut,
    dependencies=_ADMIN,
)  # fmt: skip
@once
def invite(request: Request, body: Invite) -> Response:
    """Invite somebody; the token is shown this once."""
    made = accounts.invite(
        **_asked(request),
        email=body.email,
        role=body.role,
        accounts=body.accounts,
        staff=body.staff,
    )
    told = {"id": made.id, "email": made.email, "role": made.role, "expires_at": made.expires_at}
    return answer({**told, "token": made.token.reveal()}, status=201)


@router.patch("/people/{person_id}", tags=["people"], response_model=MemberOut, dependencies=_ADMIN)
def change_role(request: Request, person_id: _ID, body: ChangeRole) -> Response:
    """Make somebody something else."""
    made = accounts.change_role(
        **_asked(request),
        person_id=person_id,
        role=body.role,
        accounts=body.accounts,
        staff=body.staff,
    )
    return answer(_member(made))


@router.delete("/people/{person_id}", status_code=204, tags=["people"], dependencies=_ADMIN)
def remove(
    request: Request,
    person_id: _ID,
    *,
    everywhere: Annotated[bool, Query(description="No sign-in at all any more.")] = False,
) -> Response:
    """Take somebody out of the workspace, or out of the installation."""
    take_out = accounts.deactivate if everywhere else accounts.remove_member
    take_out(**_asked(request), person_id=person_id)
    return Response(status_code=204)


@router.get("/keys", tags=["keys"], response_model=Listed[KeyOut], dependencies=_ADMIN)
def list_keys(request: Request) -> Response:
    """List the keys of the workspace, without their secrets."""
    found = accounts.list_keys(principal=asking(request), database=part(request, Database))
    return listed(map(_key, found))


@router.post("/keys", status_code=201, tags=["keys"], response_model=NewKeyOut, dependencies=_ADMIN)
@once
def create_key(request: Request, body: NewKey) -> Response:
    """Make a key; its secret is shown this once."""
    made = accounts.create_key(
        **_asked(request), name=body.name, scopes=body.scopes, expires_at=body.expires_at
    )
    return answer({**_key(made.key), "key": made.secret.reveal()}, status=201)


@router.delete("/keys/{key_id}", status_code=204, tags=["keys"], dependencies=_ADMIN)
def revoke_key(request: Request, key_id: _KEY_ID) -> Response:
    """Take a key back."""
    accounts.revoke_key(**_asked(request), key_id=key_id)
    return Response(status_code=204)


def _parts(request: Request) -> dict[str, Any]:
    return {"database": part(request, Database), "clock": clock(request)}


def _asked(request: Request) -> dict[str, Any]:
    return {"principal": asking(request), **_parts(request)}


def _caller(request: Request) -> Caller:
    caller: Caller = request.state.caller
    return caller


def _told(tokens: Tokens) -> Response:
    body = {
        "person": _person(tokens.person),
        "access_token": tokens.access.reveal(),
        "access_expires_at": tokens.access_expires_at,
        "refresh_token": tokens.refresh.reveal(),
        "refresh_expires_at": tokens.refresh_expires_at,
    }
    return answer(body, headers={"cache-control": "no-store"})


def _person(person: Person) -> dict[str, object]:
    return {
        "id": person.id,
        "email": person.email,
        "username": person.username,
        "company": person.company,
        "active": person.active,
        "created_at": person.created_at,
    }


def _member(member: Member) -> dict[str, object]:
    narrowed = None if member.accounts is None else sorted(member.accounts)
    return {
        **_person(member.person),
        "workspace_id": member.workspace_id,
        "role": member.role,
        "accounts": narrowed,
        "staff": member.staff,
    }


def _workspace(workspace: Workspace) -> dict[str, object]:
    return {"id": workspace.id, "name": workspace.name, "created_at": workspace.created_at}


def _key(key: Key) -> dict[str, object]:
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
    }
