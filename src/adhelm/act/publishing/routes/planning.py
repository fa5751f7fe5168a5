"""Plans over HTTP: proposed, approved by somebody else, applied, undone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from typing import Annotated, Any, ParamSpec

from fastapi import APIRouter, Depends, Path, Query
from starlette.requests import Request
from starlette.responses import Response

from adhelm.act import publishing
from adhelm.act.publishing.routes import answers
from adhelm.act.publishing.routes.bodies import (
    Application,
    Approval,
    Approvals,
    Decision,
    FromAdvice,
    PlanReplacement,
    Proposal,
)
from adhelm.act.publishing.service import showing, together
from adhelm.act.publishing.service.advising import take_advice
from adhelm.act.publishing.service.desk import Desk
from adhelm.act.publishing.service.replacing import substitute
from adhelm.act.publishing.types import Plan, PlanState
from adhelm.core.db import Database
from adhelm.core.principal import Scope
from adhelm.core.web import (
    BadCursor,
    Listed,
    Needs,
    answer,
    asking,
    cursor,
    etag,
    listed,
    once,
    part,
    place,
)
from adhelm.core.written import is_unwritable

router = APIRouter(tags=["plans"])
P = ParamSpec("P")
_DONE = frozenset({200, 201})
_MIN, _MAX = datetime(2000, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)
_Id = Annotated[str, Path(max_length=64, examples=["pln_1a2b"])]
_READ, _PROPOSE, _APPROVE = (
    [Depends(Needs(scope))] for scope in (Scope.read, Scope.propose, Scope.approve)
)


def _tagged(handler: Callable[P, Response]) -> Callable[P, Response]:
    """Put the tag of what is told on an answer, replayed answers included."""

    @wraps(handler)
    def run(*args: P.args, **kwargs: P.kwargs) -> Response:
        told = handler(*args, **kwargs)
        if told.status_code in _DONE:
            told.headers["etag"] = etag(bytes(told.body))
        return told

    return run


@router.post("/proposals", status_code=201, response_model=answers.PlanOut, dependencies=_PROPOSE)
@_tagged
@once
def propose(request: Request, body: Proposal) -> Response:
    """Make a plan of changes; nothing is written to a platform by it."""
    made = publishing.propose(
        principal=asking(request), desk=part(request, Desk), changes=body.wishes(),
        reason=body.reason,
    )  # fmt: skip
    return shown(request, made, status=201)


@router.post(
    "/proposals/advice", status_code=201, response_model=answers.PlanOut, dependencies=_PROPOSE
)
@_tagged
@once
def propose_advice(request: Request, body: FromAdvice) -> Response:
    """Make a plan of a recommendation as it is; its recommender is the proposer."""
    made = take_advice(
        principal=asking(request), desk=part(request, Desk),
        recommendation_id=body.recommendation_id,
    )  # fmt: skip
    return shown(request, made, status=201)


@router.get("/plans", response_model=Listed[answers.PlanBriefOut], dependencies=_READ)
def list_plans(
    request: Request,
    *,
    state: Annotated[PlanState | None, Query()] = None,
    subject: Annotated[str, Query(max_length=200, examples=["campaign:cmp_1a2b"])] = "",
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    cursor_: Annotated[str | None, Query(alias="cursor", max_length=500)] = None,
) -> Response:
    """
    List plans, the newest first.

    A page may be short, even empty, though `next_cursor` names more: go on while it does.
    """
    found, more = publishing.list_plans(
        principal=asking(request), database=part(request, Database), state=state,
        subject=subject, before=before(cursor_), limit=limit,
    )  # fmt: skip
    end = cursor(more[0].isoformat(), more[1]) if more else None
    return listed(map(showing.brief_body, found), next_cursor=end)


@router.get("/plans/{plan_id}", response_model=answers.PlanOut, dependencies=_READ)
@_tagged
def get_plan(request: Request, plan_id: _Id) -> Response:
    """Return a plan with its diff, its limits and what became of each change."""
    found = publishing.get_plan(**_known(request), plan_id=plan_id)
    told = publishing.actions_of_plans(**_known(request), plan_ids=[plan_id])[plan_id]
    return answer(showing.plan_body(found, told))


@router.get("/plans/{plan_id}/events", response_model=Listed[answers.EventOut], dependencies=_READ)
def list_events(request: Request, plan_id: _Id) -> Response:
    """List all that happened to a plan, in order."""
    found = publishing.events_of(**_known(request), plan_id=plan_id)
    return listed(map(showing.event_body, found))


@router.post("/plans/{plan_id}/approve", response_model=answers.PlanOut, dependencies=_APPROVE)
@_tagged
def approve(request: Request, plan_id: _Id, body: Approval) -> Response:
    """
    Approve exactly the text of this hash, after its accounts were read anew.

    Again is as once: nobody counts twice.
    """
    # Not one transaction, as `once` makes it: the sync in between writes in its own threads.
    who, desk = asking(request), part(request, Desk)
    plan = publishing.approve(principal=who, desk=desk, plan_id=plan_id, digest=body.hash)
    if body.apply and plan.state is PlanState.approved:
        plan = publishing.release(principal=who, desk=desk, plan_id=plan_id, digest=body.hash)
    return shown(request, plan)


@router.post("/approvals", response_model=Listed[answers.PlanAnswerOut], dependencies=_APPROVE)
def approve_several(request: Request, body: Approvals) -> Response:
    """
    Approve several plans of one kind, each for the text of its hash; one that fails stops none.

    Of one kind are plans that set the same fields, the same way, in the same account. Each
    line says what became of its plan.
    """
    told = together.approve_several(
        principal=asking(request), desk=part(request, Desk), apply=body.apply,
        plans=[(one.plan_id, one.hash) for one in body.plans],
    )  # fmt: skip
    return listed(map(showing.outcome_body, told))


@router.post(
    "/plans/{plan_id}/replace", status_code=201, response_model=answers.PlanOut,
    dependencies=_PROPOSE,
)  # fmt: skip
@_tagged
@once
def replace_plan(request: Request, plan_id: _Id, body: PlanReplacement) -> Response:
    """
    Propose a plan anew with other values; the old one never applies.

    Who gives other values is the proposer, so somebody else approves. Limits are checked anew.
    """
    made = substitute(
        principal=asking(request), desk=part(request, Desk), plan_id=plan_id, digest=body.hash,
        changed=body.changed(), reason=body.reason,
    )  # fmt: skip
    return shown(request, made, status=201)


@router.post("/plans/{plan_id}/reject", response_model=answers.PlanOut, dependencies=_PROPOSE)
@_tagged
@once
def reject(request: Request, plan_id: _Id, body: Decision) -> Response:
    """Reject a plan, or withdraw one's own: it never applies."""
    plan = publishing.reject(
        principal=asking(request), desk=part(request, Desk), plan_id=plan_id, reason=body.reason
    )
    return shown(request, plan)


@router.post("/plans/{plan_id}/apply", response_model=answers.PlanOut, dependencies=_PROPOSE)
@_tagged
@once
def apply(request: Request, plan_id: _Id, body: Application) -> Response:
    """Let an approved plan be written by a job; what becomes of each change is in the plan."""
    plan = publishing.release(
        principal=asking(request), desk=part(request, Desk), plan_id=plan_id,
        digest=body.hash or "",
    )  # fmt: skip
    return shown(request, plan)


@router.post(
    "/plans/{plan_id}/undo", status_code=201, response_model=answers.PlanOut,
    dependencies=_PROPOSE,
)  # fmt: skip
@_tagged
@once
def undo(request: Request, plan_id: _Id, body: Decision) -> Response:
    """Make a plan that sets back what a plan has changed."""
    made = publishing.undo(
        principal=asking(request), desk=part(request, Desk), plan_id=plan_id, reason=body.reason
    )
    return shown(request, made, status=201)


def before(text: str | None) -> tuple[datetime, str] | None:
    """
    Return where a page ended.

    :raises BadCursor: if the cursor is none of such a list.
    """
    found = place(text, kinds=(str, str))
    if found is None:
        return None
    try:
        moment = datetime.fromisoformat(found[0])
    except ValueError as error:
        raise BadCursor("this is no cursor of this list") from error
    if moment.tzinfo is None or not _MIN < moment < _MAX or is_unwritable(found[1]):
        raise BadCursor("this is no cursor of this list")
    return moment.astimezone(UTC), found[1]


def shown(request: Request, plan: Plan, *, status: int = 200) -> Response:
    """Return a plan, line by line."""
    found = publishing.standing(**_known(request), plan=plan)
    return answer(showing.plan_body(plan, found), status=status)


def _known(request: Request) -> dict[str, Any]:
    return {"principal": asking(request), "database": part(request, Database)}
