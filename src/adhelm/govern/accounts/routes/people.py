"""Workspaces, people and keys over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query
from starlette.requests import Request
from starlette.responses import Response

from adhelm.core.db import Database
from adhelm.core.principal import Scope
from adhelm.core.web import Listed, Needs, answer, asking, listed, once, part
from adhelm.govern import accounts
from adhelm.govern.accounts.routes.bodies import (
    ChangeRole,
    EnteredOut,
    InvitationOut,
    Invite,
    KeyOut,
    MemberOut,
    NewKey,
    NewKeyOut,
    NewWorkspace,
    WorkspaceOut,
)
from adhelm.govern.accounts.routes.telling import (
    asked,
    caller_of,
    key_out,
    member_out,
    workspace_out,
)
from adhelm.govern.accounts.types import SAME

router = APIRouter()
_READ, _ADMIN = ([Depends(Needs(scope))] for scope in (Scope.read, Scope.admin))
_ID = Annotated[str, Path(max_length=64, examples=["per_1a2b"])]
_KEY_ID = Annotated[str, Path(max_length=64, examples=["key_1a2b"])]


@router.get(
    "/workspaces", tags=["workspaces"], response_model=Listed[EnteredOut], dependencies=_READ
)
def list_workspaces(request: Request) -> Response:
    """List the workspaces that the caller may enter."""
    entered = accounts.workspaces_of(database=part(request, Database), caller=caller_of(request))
    return listed({**workspace_out(one), "role": role} for one, role in entered)


@router.post(
    "/workspaces", status_code=201, tags=["workspaces"], response_model=WorkspaceOut,
    dependencies=_ADMIN,
)  # fmt: skip
@once
def create_workspace(request: Request, body: NewWorkspace) -> Response:
    """Make a workspace."""
    made = accounts.create_workspace(**asked(request), workspace_id=body.id, name=body.name)
    return answer(workspace_out(made), status=201)


@router.get("/people", tags=["people"], response_model=Listed[MemberOut], dependencies=_READ)
def list_people(request: Request) -> Response:
    """List the people of the workspace."""
    found = accounts.list_people(principal=asking(request), database=part(request, Database))
    return listed(map(member_out, found))


@router.post(
    "/people/invitations", status_code=201, tags=["people"], response_model=InvitationOut,
    dependencies=_ADMIN,
)  # fmt: skip
@once
def invite(request: Request, body: Invite) -> Response:
    """Invite somebody; the token is shown this once."""
    made = accounts.invite(
        **asked(request),
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
        **asked(request),
        person_id=person_id,
        role=body.role,
        accounts=body.accounts if "accounts" in body.model_fields_set else SAME,
        staff=body.staff if "staff" in body.model_fields_set else SAME,
    )
    return answer(member_out(made))


@router.delete("/people/{person_id}", status_code=204, tags=["people"], dependencies=_ADMIN)
def remove(
    request: Request,
    person_id: _ID,
    *,
    everywhere: Annotated[bool, Query(description="No sign-in at all any more.")] = False,
) -> Response:
    """Take somebody out of the workspace, or out of the installation."""
    take_out = accounts.deactivate if everywhere else accounts.remove_member
    take_out(**asked(request), person_id=person_id)
    return Response(status_code=204)


@router.delete(
    "/people/{person_id}/second-factor", status_code=204, tags=["people"], dependencies=_ADMIN
)
def reset_second_factor(request: Request, person_id: _ID) -> Response:
    """Take the second factor of somebody away who lost it."""
    accounts.reset_factor(**asked(request), person_id=person_id)
    return Response(status_code=204)


@router.get("/keys", tags=["keys"], response_model=Listed[KeyOut], dependencies=_ADMIN)
def list_keys(request: Request) -> Response:
    """List the keys of the workspace, without their secrets."""
    found = accounts.list_keys(principal=asking(request), database=part(request, Database))
    return listed(map(key_out, found))


@router.post("/keys", status_code=201, tags=["keys"], response_model=NewKeyOut, dependencies=_ADMIN)
@once
def create_key(request: Request, body: NewKey) -> Response:
    """Make a key; its secret is shown this once."""
    made = accounts.create_key(
        **asked(request), name=body.name, scopes=body.scopes, expires_at=body.expires_at,
        accounts=body.accounts, staff=body.staff,
    )  # fmt: skip
    return answer({**key_out(made.key), "key": made.secret.reveal()}, status=201)


@router.delete("/keys/{key_id}", status_code=204, tags=["keys"], dependencies=_ADMIN)
def revoke_key(request: Request, key_id: _KEY_ID) -> Response:
    """Take a key back."""
    accounts.revoke_key(**asked(request), key_id=key_id)
    return Response(status_code=204)
