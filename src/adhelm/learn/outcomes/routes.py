"""Outcomes and track records over HTTP."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response

from adhelm.core.db import Database
from adhelm.core.principal import Scope
from adhelm.core.web import BadCursor, Listed, Needs, answer, asking, cursor, listed, part, place
from adhelm.learn.outcomes import service
from adhelm.learn.outcomes.logic import showing
from adhelm.learn.outcomes.types import Basis, Outcome, Verdict

router = APIRouter(tags=["outcomes"], dependencies=[Depends(Needs(Scope.read))])
_Name = Annotated[str, Query(max_length=300)]


class OutcomeOut(BaseModel):
    """What became of one piece of advice that was taken."""

    id: str = Field(examples=["out_5b1f0c2d3e4f5a6b"])
    advice_id: str = Field(
        description="The recommendation's id, or the plan's.", examples=["rec_1a2b"]
    )
    recommender: str = Field(examples=["engine", "rule:rul_1"])
    field: str = Field(description="What was changed.", examples=["daily_budget"])
    account: str = Field(examples=["meta/123"])
    platform: str = Field(examples=["meta"])
    account_id: str = Field(examples=["123"])
    metric: str = Field(examples=["conversions"])
    currency: str = Field(examples=["EUR"])
    applied_at: dt.datetime
    first_day: dt.date = Field(description="Of the days that are judged.")
    last_day: dt.date
    verdict: Verdict
    why: str = Field(examples=["31.20 a day came where 27.90 were to be expected"])
    effect: str | None = Field(
        description="Per day, an estimate; null: cannot be said.", examples=["3.3000"]
    )
    low: str | None = Field(description="With `high`: a 90 % interval.", examples=["0.8000"])
    high: str | None = Field(examples=["5.9000"])
    promised: str | None = Field(
        description="What its advice expected per day; null: nothing.", examples=["2.1000"]
    )
    promised_low: str | None = Field(examples=["0.4000"])
    promised_high: str | None = Field(examples=["3.9000"])
    held: bool | None = Field(
        description="The promised interval held the measured effect; null: cannot be said."
    )
    basis: Basis
    made_at: dt.datetime
    data_version: int = Field(examples=[41])


class ChangeOut(BaseModel):
    """One change that was judged."""

    action_id: str = Field(examples=["act_1a2b"])
    plan_id: str = Field(examples=["pln_1a2b"])
    level: str = Field(examples=["campaign"])
    entity_id: str = Field(examples=["c1"])
    name: str = Field(examples=["Spring"])
    field: str = Field(examples=["daily_budget"])
    before: str | None = Field(examples=["100.00"])
    after: str | None = Field(examples=["120.00"])


class WholeOut(OutcomeOut):
    """A verdict with what stands behind it."""

    changes: list[ChangeOut]
    beside: list[str] = Field(
        description="What else happened to the same things in those days.",
        examples=[["2026-03-04: there was promotion 'spring sale'"]],
    )
    figures: dict[str, Any]


class AutopilotOut(BaseModel):
    """Whether a recommender has earned to act by itself."""

    earned: bool
    since: dt.datetime | None
    why: list[str] = Field(examples=[["12 of 20 changes are judged"]])


class RecordOut(BaseModel):
    """How right a recommender was about one kind of change."""

    recommender: str = Field(examples=["engine"])
    field: str = Field(examples=["daily_budget"])
    metric: str = Field(examples=["conversions"])
    currency: str = Field(description="Of values; '' for counts.", examples=[""])
    judged: int
    better: int
    worse: int
    no_difference: int
    unsayable: int
    waiting: int
    covered: float | None = Field(
        description="Share of promised intervals that held the measured effect.", examples=[0.88]
    )
    agreed: float | None = Field(
        description="Share whose promised and measured intervals meet.", examples=[0.97]
    )
    bias: str | None = Field(
        description="Mean of measured less promised effect per day.", examples=["-0.2100"]
    )
    delivered: float | None = Field(
        description="Measured over promised, all together.", examples=[0.91]
    )
    effect: str | None = Field(description="Per day, all together.", examples=["41.2000"])
    low: str | None = Field(examples=["22.0000"])
    high: str | None = Field(examples=["60.4000"])
    autopilot: AutopilotOut


@router.get("/outcomes", response_model=Listed[OutcomeOut])
def list_outcomes(
    request: Request,
    *,
    recommender: _Name = "",
    account: _Name = "",
    field: Annotated[str, Query(max_length=32, examples=["daily_budget"])] = "",
    advice: Annotated[str, Query(max_length=64, description="A recommendation's id.")] = "",
    verdict: Verdict | None = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    after: Annotated[str | None, Query(alias="cursor", max_length=500)] = None,
) -> Response:
    """List what became of advice that was taken, the newest change first."""
    named = {
        "recommender": recommender, "account": account, "field": field, "advice_id": advice,
        "verdict": verdict.value if verdict else "",
    }  # fmt: skip
    found = service.outcomes(
        **_parts(request), wanted={name: value for name, value in named.items() if value},
        before=_place(after), limit=limit + 1,
    )  # fmt: skip
    last = found[limit - 1] if len(found) > limit else None
    return listed(
        map(showing.outcome, found[:limit]), provenance=_provenance(found),
        next_cursor=cursor(last.applied_at.isoformat(), last.id) if last else None,
    )  # fmt: skip


@router.get("/outcomes/{outcome_id}", response_model=WholeOut)
def show_outcome(
    request: Request,
    outcome_id: Annotated[str, Path(max_length=64, examples=["out_5b1f0c2d3e4f5a6b"])],
) -> Response:
    """Show one verdict with what stands behind it."""
    return answer(showing.whole(service.outcome(**_parts(request), outcome_id=outcome_id)))


@router.get("/track-record", response_model=Listed[RecordOut])
def list_track_records(
    request: Request,
    *,
    recommender: _Name = "",
    field: Annotated[str, Query(max_length=32, examples=["daily_budget"])] = "",
) -> Response:
    """List how right each recommender was, and whether it has earned autopilot."""
    found = service.track_record(**_parts(request), recommender=recommender, field=field)
    return listed(map(showing.record, found), provenance={"what": showing.WHAT})


def _place(text: str | None) -> tuple[dt.datetime, str] | None:
    found = place(text, kinds=(str, str))
    if found is None:
        return None
    try:
        at = dt.datetime.fromisoformat(found[0])
    except ValueError as error:
        raise BadCursor("the cursor is none of this list", hint="take `next_cursor`") from error
    if at.tzinfo is None:
        raise BadCursor("the cursor is none of this list", hint="take `next_cursor`")
    return at, found[1]


def _provenance(found: list[Outcome]) -> dict[str, Any]:
    version = max((one.data_version for one in found), default=None)
    return {"data_version": version, "what": showing.WHAT}


def _parts(request: Request) -> dict[str, Any]:
    return {"principal": asking(request), "database": part(request, Database)}
