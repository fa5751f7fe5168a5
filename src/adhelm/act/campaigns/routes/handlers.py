"""The routes of campaigns: parse, call the service, answer."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Annotated, Any, ParamSpec

from fastapi import APIRouter, Depends, Path, Query
from starlette.requests import Request
from starlette.responses import Response

from adhelm.act.campaigns.routes import answers
from adhelm.act.campaigns.routes.bodies import (
    Adopt,
    CampaignIn,
    OptimizeIn,
    Patch,
    Push,
    Replacement,
    changes,
)
from adhelm.act.campaigns.service import (
    adopting,
    advising,
    changing,
    creating,
    measuring,
    reading,
)
from adhelm.act.campaigns.types import Objective, Status, Wanted
from adhelm.core.db import Database
from adhelm.core.principal import Scope
from adhelm.core.web import (
    BadCursor,
    Listed,
    Needs,
    answer,
    asking,
    clock,
    cursor,
    etag,
    listed,
    matching,
    once,
    part,
    place,
    until_written,
)
from adhelm.observe.warehouse import Warehouse

router = APIRouter(prefix="/campaigns", tags=["campaigns"])
P = ParamSpec("P")
_DONE = frozenset({200, 201})
_TAG = re.compile(r'"[^"]*"')
_Id = Annotated[str, Path(max_length=64, examples=["cmp_1a2b"])]
_Limit = Annotated[int, Query(ge=1, le=1000)]
_Cursor = Annotated[str | None, Query(alias="cursor", max_length=2000)]
_READ, _WRITE, _PROPOSE = (
    [Depends(Needs(scope))] for scope in (Scope.read, Scope.write, Scope.propose)
)


def _tagged(handler: Callable[P, Response]) -> Callable[P, Response]:
    """
    Put the tag of what an answer tells of on it, replayed answers included.

    It names the version, and what was spent, which grows without one.
    """

    @wraps(handler)
    def run(*args: P.args, **kwargs: P.kwargs) -> Response:
        import orjson

        told = handler(*args, **kwargs)
        if told.status_code in _DONE:
            body = orjson.loads(bytes(told.body))
            spent = [(one["spent"], one["sync_state"]) for one in body["platforms"]]
            known = any(one["external_id"] for one in body["platforms"])
            mark = f"-{hashlib.sha256(repr(spent).encode()).hexdigest()[:8]}" if known else ""
            told.headers["etag"] = etag(f"{body['version']}{mark}")
        return told

    return run


@router.post("", status_code=201, response_model=answers.MadeOut, dependencies=_WRITE)
@_tagged
@once
def create(
    request: Request,
    body: CampaignIn,
    *,
    dry_run: Annotated[bool, Query(description="Show what would be made; keep nothing.")] = False,
) -> Response:
    """Create a campaign and split its budget over its platforms; the rule is shown."""
    made = creating.create(**_asked(request), draft=body.draft(), dry_run=dry_run)
    return answer(_made(request, made), status=201)


@router.get("", response_model=Listed[answers.CampaignOut], dependencies=_READ)
def list_campaigns(
    request: Request,
    *,
    text: Annotated[str, Query(max_length=200, description="Words that names begin with.")] = "",
    status: Annotated[Status | None, Query()] = None,
    platform: Annotated[str, Query(max_length=40)] = "",
    objective: Annotated[Objective | None, Query()] = None,
    owner: Annotated[str, Query(max_length=64)] = "",
    archived: Annotated[bool, Query(description="Archived ones too.")] = False,
    sort: Annotated[
        str, Query(pattern="^-?(name|created|updated|budget)$", description="'-': falling.")
    ] = "-created",
    limit: _Limit = 100,
    cursor_: _Cursor = None,
) -> Response:
    """
    List campaigns.

    A page may be short, even empty, though `next_cursor` names more: go on while it does.
    """
    wanted = Wanted(text, status, platform, objective, owner, archived, sort, limit)
    return until_written(
        request, "campaigns", (repr(wanted), cursor_), lambda: _page(request, wanted, cursor_)
    )


@router.get("/{campaign_id}", response_model=answers.CampaignOut, dependencies=_READ)
@_tagged
def get(request: Request, campaign_id: _Id) -> Response:
    """Return a campaign with its platform campaigns; its ETag is its version."""
    found = reading.get(
        principal=asking(request), database=part(request, Database), campaign_id=campaign_id
    )
    return answer(answers.campaign_body(found, staff=asking(request).staff))


@router.put("/{campaign_id}", response_model=answers.MadeOut, dependencies=_WRITE)
@_tagged
@once
def replace(request: Request, campaign_id: _Id, body: Replacement) -> Response:
    """Replace a campaign: what is left out becomes empty. `If-Match` is needed."""
    return _edited(request, campaign_id, changes(body, sent_alone=False))


@router.patch("/{campaign_id}", response_model=answers.MadeOut, dependencies=_WRITE)
@_tagged
@once
def patch(request: Request, campaign_id: _Id, body: Patch) -> Response:
    """Change what is sent of a campaign, and nothing else. `If-Match` is needed."""
    return _edited(request, campaign_id, changes(body, sent_alone=True))


@router.delete("/{campaign_id}", response_model=answers.CampaignOut, dependencies=_WRITE)
@_tagged
def archive(request: Request, campaign_id: _Id) -> Response:
    """Archive a campaign; again is as once. `If-Match` is obeyed if sent."""
    expected = _expected(request) if "if-match" in request.headers else None
    parts = {name: value for name, value in _asked(request).items() if name != "warehouse"}
    done = changing.archive(**parts, campaign_id=campaign_id, expected=expected)
    return answer(answers.campaign_body(done, staff=asking(request).staff))


@router.post("/{campaign_id}/adopt", response_model=answers.MadeOut, dependencies=_WRITE)
@_tagged
@once
def adopt(request: Request, campaign_id: _Id, body: Adopt) -> Response:
    """Take platforms' campaigns in; one belongs to one campaign at most. `If-Match` is needed."""
    made = adopting.adopt(
        **_asked(request),
        campaign_id=campaign_id,
        expected=_expected(request),
        adoptions=[one.adoption() for one in body.campaigns],
    )
    return answer(_made(request, made))


@router.get(
    "/{campaign_id}/versions", response_model=Listed[answers.VersionOut], dependencies=_READ
)
def list_versions(
    request: Request, campaign_id: _Id, *, limit: _Limit = 100, cursor_: _Cursor = None
) -> Response:
    """List a campaign's versions, newest first: who changed what, and the whole after it."""
    before = place(cursor_, kinds=(int,))
    versions = reading.list_versions(
        principal=asking(request),
        database=part(request, Database),
        campaign_id=campaign_id,
        before=min(before[0], 2**31 - 1) if before else None,
        limit=limit,
    )
    more = cursor(versions[-1].version) if len(versions) == limit else None
    return listed(map(answers.version_body, versions), next_cursor=more)


@router.post("/{campaign_id}/metrics", response_model=answers.PushOut, dependencies=_WRITE)
@once
def push(request: Request, campaign_id: _Id, body: Push) -> Response:
    """Keep figures of one's own systems; they stay apart from the platforms' own."""
    done = measuring.push(
        principal=asking(request),
        database=part(request, Database),
        clock=clock(request),
        campaign_id=campaign_id,
        rows=[row.pushed() for row in body.rows],
    )
    return answer({"added": done.added, "changed": done.changed, "unchanged": done.unchanged})


@router.get("/{campaign_id}/metrics", response_model=Listed[answers.MetricOut], dependencies=_READ)
def list_metrics(
    request: Request,
    campaign_id: _Id,
    *,
    range_: Annotated[str, Query(alias="range", max_length=100, examples=["28d"])] = "",
    limit: _Limit = 100,
    cursor_: _Cursor = None,
) -> Response:
    """List days as the platforms report them and as they were pushed: side by side, never added."""
    rows, provenance = measuring.metrics(
        **_asked(request),
        campaign_id=campaign_id,
        span=range_,
        after=_day_place(cursor_),
        limit=limit,
    )
    more = cursor(*measuring.place(rows[-1])) if len(rows) == limit else None
    return listed(rows, provenance=provenance, next_cursor=more)


@router.get("/{campaign_id}/analytics", response_model=answers.AnalyticsOut, dependencies=_READ)
def analytics(
    request: Request,
    campaign_id: _Id,
    *,
    range_: Annotated[str, Query(alias="range", max_length=100, examples=["28d"])] = "",
    by: Annotated[str, Query(pattern="^(platform|date|platform,date)$")] = "platform",
    compare: Annotated[str, Query(max_length=50, examples=["previous"])] = "",
) -> Response:
    """Return KPIs in total and by day or platform, with pacing; null where nothing is known."""
    found = measuring.analytics(
        **_asked(request),
        campaign_id=campaign_id,
        span=range_,
        by=tuple(by.split(",")),
        compare=compare,
    )
    return answer(answers.analytics_body(found))


@router.post("/{campaign_id}/optimize", response_model=answers.AdviceOut, dependencies=_PROPOSE)
def optimize(request: Request, campaign_id: _Id, body: OptimizeIn) -> Response:
    """Suggest budget moves among the campaign's platform campaigns; nothing is changed."""
    advice = advising.optimize(**_asked(request), campaign_id=campaign_id, limits=body.limits())
    return answer(answers.advice_body(advice))


def _page(request: Request, wanted: Wanted, cursor_: str | None) -> Response:
    page = reading.list_campaigns(
        principal=asking(request),
        database=part(request, Database),
        wanted=wanted,
        place=_place(cursor_, wanted.sort),
    )
    staff = asking(request).staff
    end = page.next_place
    return listed(
        (answers.campaign_body(one, staff=staff) for one in page.campaigns),
        next_cursor=cursor(wanted.sort, _text(end[0]), end[1]) if end else None,
    )


def _edited(request: Request, campaign_id: str, told: dict[str, Any]) -> Response:
    made = changing.edit(
        **_asked(request),
        campaign_id=campaign_id,
        expected=_expected(request),
        changes=told,
    )
    return answer(_made(request, made))


def _expected(request: Request) -> Callable[[int], None]:
    """Return what refuses a change that is made from another version than the present one."""
    sent = _TAG.findall(request.headers.get("if-match", ""))

    def check(version: int) -> None:
        # A change is made from a version, whatever was spent since it was read.
        of_this = (tag for tag in sent if tag.startswith(f'"v{version}-'))
        matching(request, next(of_this, etag(version)))

    return check


def _made(request: Request, made: Any) -> dict[str, Any]:
    return answers.made_body(made, staff=asking(request).staff)


def _asked(request: Request) -> dict[str, Any]:
    return {
        "principal": asking(request),
        "database": part(request, Database),
        "warehouse": part(request, Warehouse),
        "clock": clock(request),
    }


def _place(text: str | None, sort: str) -> tuple[str, str] | None:
    found = place(text, kinds=(str, str, str))
    if found is None:
        return None
    if found[0] != sort:
        raise BadCursor("the cursor is of another order", hint=f"sort={found[0]}")
    return found[1], found[2]


def _day_place(text: str | None) -> tuple[date, str, str, str] | None:
    found = place(text, kinds=(str, str, str, str))
    if found is None:
        return None
    try:
        return date.fromisoformat(found[0]), found[1], found[2], found[3]
    except ValueError as error:
        raise BadCursor("this is no cursor of this list") from error


def _text(value: Any) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
