"""Actions, the optimisation log and the history of things over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query
from starlette.requests import Request
from starlette.responses import Response

from adhelm.act import publishing
from adhelm.act.publishing.routes import answers
from adhelm.act.publishing.routes.planning import before
from adhelm.act.publishing.service import showing
from adhelm.act.publishing.service.desk import Desk
from adhelm.act.publishing.types import ActionState
from adhelm.core.ads import Level
from adhelm.core.db import Database
from adhelm.core.principal import Scope
from adhelm.core.web import Listed, Needs, answer, asking, cursor, listed, part, place

router = APIRouter(tags=["actions"], dependencies=[Depends(Needs(Scope.read))])
_Word = Annotated[str, Query(max_length=200)]
_Limit = Annotated[int, Query(ge=1, le=1000)]
_Cursor = Annotated[str | None, Query(alias="cursor", max_length=1500)]


@router.get("/actions", response_model=Listed[answers.ActionOut])
def list_actions(
    request: Request,
    *,
    state: Annotated[ActionState | None, Query()] = None,
    plan_id: Annotated[str, Query(max_length=64)] = "",
    connector: Annotated[str, Query(max_length=64, examples=["meta"])] = "",
    account_id: _Word = "",
    entity_id: _Word = "",
    limit: _Limit = 100,
    cursor_: _Cursor = None,
) -> Response:
    """List changes on their way and settled ones, by their turn, the latest first."""
    after = place(cursor_, kinds=(int, str))
    found = publishing.list_actions(
        principal=asking(request), database=part(request, Database),
        where={"state": state.value if state else "", "plan_id": plan_id, "connector": connector,
               "account_id": account_id, "entity_id": entity_id},
        after=(after[0], after[1]) if after else None, limit=limit,
    )  # fmt: skip
    end = cursor(found[-1].turn or 0, found[-1].id) if len(found) == limit else None
    return listed(map(showing.action_body, found), next_cursor=end)


@router.get("/actions/{action_id}", response_model=answers.ActionOut)
def get_action(
    request: Request,
    action_id: Annotated[str, Path(max_length=64, examples=["act_1a2b_0"])],
) -> Response:
    """Return one change on its way, and what became of it."""
    found = publishing.get_action(
        principal=asking(request), database=part(request, Database), action_id=action_id
    )
    return answer(showing.action_body(found))


@router.get("/optimization-logs", response_model=Listed[answers.LogOut])
def list_logs(
    request: Request,
    *,
    state: Annotated[ActionState | None, Query()] = None,
    connector: Annotated[str, Query(max_length=64, examples=["meta"])] = "",
    account_id: _Word = "",
    entity_id: _Word = "",
    recommendation_id: Annotated[str, Query(max_length=64)] = "",
    limit: _Limit = 100,
    cursor_: _Cursor = None,
) -> Response:
    """List what was done, refused or held, the newest first: why, before, after, who, success."""
    where = {"state": state.value if state else "", "connector": connector,
             "account_id": account_id, "entity_id": entity_id,
             "recommendation_id": recommendation_id}  # fmt: skip
    found = publishing.logs(
        principal=asking(request), database=part(request, Database), where=where,
        before=before(cursor_), limit=limit,
    )  # fmt: skip
    rows = list(map(showing.log_body, found))
    end = cursor(rows[-1]["at"].isoformat(), rows[-1]["action_id"]) if len(rows) == limit else None
    return listed(rows, next_cursor=end)


@router.get("/settable", response_model=Listed[answers.SettableOut])
def list_settable(
    request: Request,
    *,
    level: Annotated[Level, Query()],
    entity_id: Annotated[str, Query(min_length=1, max_length=200, examples=["1202100001"])],
    account: Annotated[
        str,
        Query(max_length=300, description="'connector/account'; else all.", examples=["meta/12"]),
    ] = "",
) -> Response:
    """List what can be set of the things of an id, with the values as last seen."""
    found = publishing.settable(
        principal=asking(request), desk=part(request, Desk), level=level, entity_id=entity_id,
        account=account,
    )  # fmt: skip
    return listed(map(showing.settable_body, found))


@router.get("/history", response_model=Listed[answers.MomentOut])
def list_history(
    request: Request,
    *,
    connector: Annotated[str, Query(max_length=64, examples=["meta"])],
    account_id: _Word,
    level: Annotated[Level, Query()],
    entity_id: _Word,
    limit: _Limit = 100,
) -> Response:
    """List the latest changes of one thing: ours, other people's and the platform's."""
    found = publishing.history(
        principal=asking(request), desk=part(request, Desk), connector=connector,
        account_id=account_id, level=level, entity_id=entity_id, limit=limit,
    )  # fmt: skip
    return listed(map(showing.moment_body, found))
