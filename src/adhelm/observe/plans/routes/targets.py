"""Targets over HTTP: set, changed and removed in versions; imported."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from pydantic import AwareDatetime, BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response

from adhelm.core.web import Amount, Body, Listed, Moment, answer, etag, listed, matching, once
from adhelm.observe import plans
from adhelm.observe.plans.routes import shared
from adhelm.observe.plans.types import (
    Aim,
    Comparator,
    Form,
    Goal,
    Target,
    TargetRow,
    TargetVersion,
    Unit,
)

router = APIRouter(prefix="/targets", tags=["targets"])
_Id = Annotated[str, Path(max_length=64, examples=["tgt_1a2b"])]
_Currency = Annotated[str, Field(max_length=3)]


class TargetIn(shared.ReachIn):
    """A target to set."""

    metric: Annotated[str, Field(max_length=100, examples=["roas"])]
    first_day: date = Field(examples=["2026-03-01"])
    last_day: date = Field(description="Included.", examples=["2026-03-31"])
    comparator: Comparator
    value: Amount = Field(examples=["4.5"])
    unit: Unit = Field(examples=["ratio"])
    currency: _Currency = Field(default="", description="Of money.", examples=[""])
    why: shared.Why = ""


class TargetPatch(Body):
    """What shall be otherwise; what is left out stays."""

    comparator: Comparator | None = None
    value: Amount | None = None
    unit: Unit | None = None
    currency: _Currency | None = None
    why: shared.Why = ""


class TargetVersionOut(BaseModel):
    """One version of a target."""

    version: int
    comparator: Comparator
    value: str | None = Field(description="null: it was removed.", examples=["4.5"])
    unit: Unit
    currency: str = Field(examples=[""])
    why: str = Field(examples=["as agreed in January"])
    source: str = Field(examples=[""])
    author: str = Field(examples=["person:per_1a2b"])
    at: AwareDatetime


class TargetOut(TargetVersionOut):
    """A target and its newest version."""

    id: str = Field(examples=["tgt_1a2b"])
    metric: str = Field(examples=["roas"])
    first_day: date
    last_day: date
    reach: shared.ReachOut


@router.get("", response_model=Listed[TargetOut], dependencies=shared.READ)
def list_targets(
    request: Request,
    *,
    first: shared.FromDay = None,
    last: shared.ToDay = None,
    metric: Annotated[str, Query(max_length=100)] = "",
    platform: shared.Platform = "",
    account: shared.Account = "",
    group: shared.Group = "",
    as_of: Annotated[Moment | None, Query(description="As they were then.")] = None,
    limit: shared.Limit = 100,
    cursor: shared.CursorText = None,
) -> Response:
    """List targets by their first day."""
    found = plans.list_targets(
        **shared.asked(request),
        days=(first, last),
        metric=metric,
        platform=platform,
        account=account,
        group=group,
        at=as_of,
        after=shared.after(cursor),
        limit=limit,
    )
    ends = (found[-1].aim.first_day, found[-1].id) if len(found) == limit else None
    return shared.paged([_body(each) for each in found], ends)


@router.post("", status_code=201, response_model=TargetOut, dependencies=shared.WRITE)
@shared.tagged
@once
def create_target(request: Request, body: TargetIn) -> Response:
    """Set a target."""
    aim = Aim(body.metric, body.first_day, body.last_day, body.reach())
    goal = Goal(body.comparator, body.value, body.unit, body.currency)
    row = TargetRow(aim, goal, body.why)
    return answer(_body(plans.create_target(**shared.changing(request), row=row)), status=201)


@router.get("/export", response_class=Response, responses=shared.EXPORTED, dependencies=shared.READ)
def export_targets(request: Request, *, form: shared.FileForm = Form.csv) -> Response:
    """
    Return targets as the file that can be imported again.

    What a spreadsheet would run as a formula has an apostrophe before it.
    """
    made = plans.export_targets(**shared.asked(request), form=form)
    return shared.file_of(made, "targets", form)


@router.post("/import", response_model=Listed[shared.StepOut], dependencies=shared.WRITE)
@once
def import_targets(request: Request, body: shared.FileIn) -> Response:
    """Set the targets of a CSV or XLSX file, all of them or none."""
    steps = plans.import_targets(
        **shared.changing(request), data=body.data(), file=body.file, dry_run=body.dry_run
    )
    return shared.steps_of(steps, file=body.file, dry_run=body.dry_run)


@router.get("/{target_id}", response_model=TargetOut, dependencies=shared.READ)
@shared.tagged
def get_target(request: Request, target_id: _Id) -> Response:
    """Return one target; its ETag is its version."""
    return answer(_body(plans.get_target(**shared.asked(request), target_id=target_id)))


@router.patch("/{target_id}", response_model=TargetOut, dependencies=shared.CHANGE)
@shared.tagged
@once
def change_target(request: Request, target_id: _Id, body: TargetPatch) -> Response:
    """Give a target another goal: a new version."""
    target = _matching(request, target_id)
    now = target.current.goal
    made = plans.change_target(
        **shared.changing(request),
        target_id=target_id,
        goal=Goal(
            body.comparator or now.comparator,
            now.value if body.value is None else body.value,
            body.unit or now.unit,
            now.currency if body.currency is None else body.currency,
        ),
        why=body.why,
        expected=target.current.version,
    )
    return answer(_body(made))


@router.delete("/{target_id}", status_code=204, dependencies=shared.CHANGE)
def remove_target(request: Request, target_id: _Id) -> Response:
    """Take a target away; its history stays."""
    target = _matching(request, target_id)
    plans.remove_target(
        **shared.changing(request), target_id=target_id, expected=target.current.version
    )
    return Response(status_code=204)


@router.get(
    "/{target_id}/history", response_model=Listed[TargetVersionOut], dependencies=shared.READ
)
def history(request: Request, target_id: _Id) -> Response:
    """List all versions of a target, the newest first."""
    versions = plans.target_history(**shared.asked(request), target_id=target_id)
    return listed(map(_version, versions))


def _matching(request: Request, target_id: str) -> Target:
    target = plans.get_target(**shared.asked(request), target_id=target_id)
    matching(request, etag(target.current.version))
    return target


def _body(target: Target) -> dict[str, Any]:
    return {
        "id": target.id,
        "metric": target.aim.metric,
        "first_day": target.aim.first_day,
        "last_day": target.aim.last_day,
        "reach": target.aim.reach,
        **_version(target.current),
    }


def _version(version: TargetVersion) -> dict[str, Any]:
    return {
        "version": version.version,
        "comparator": version.goal.comparator,
        "value": version.goal.value,
        "unit": version.goal.unit,
        "currency": version.goal.currency,
        "why": version.why,
        "source": version.source,
        "author": version.author,
        "at": version.at,
    }
