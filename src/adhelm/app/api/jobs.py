"""Jobs over HTTP: what waits, runs or has ended, with progress and log; stop it, try it again."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query
from pydantic import AwareDatetime, BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response

from adhelm.app.jobs import service
from adhelm.app.jobs.telling import job_record, line_record
from adhelm.core.db import Database
from adhelm.core.jobs import State
from adhelm.core.principal import Scope
from adhelm.core.web import (
    BadCursor,
    Listed,
    Needs,
    answer,
    asking,
    clock,
    cursor,
    listed,
    once,
    part,
    place,
)

router = APIRouter(prefix="/jobs", tags=["jobs"])
_READ, _WRITE = ([Depends(Needs(scope))] for scope in (Scope.read, Scope.write))
_Id = Annotated[str, Path(max_length=64, examples=["0f8fad5bd9cb469fa16570867728950e"])]


class JobOut(BaseModel):
    """One job as it stands."""

    id: str = Field(examples=["0f8fad5bd9cb469fa16570867728950e"])
    kind: str = Field(examples=["ingest.sync"])
    state: State
    priority: int = Field(description="The highest is run first.", examples=[0])
    attempts: int = Field(examples=[1])
    max_attempts: int = Field(examples=[5])
    made_at: AwareDatetime
    run_at: AwareDatetime = Field(description="Not before this instant.")
    started_at: AwareDatetime | None = Field(description="When the latest attempt began.")
    ended_at: AwareDatetime | None
    cancelling: bool = Field(description="It was asked to stop, and will at its next progress.")
    done: int = Field(examples=[3])
    total: int | None = Field(description="null: nobody knows.", examples=[4])
    what: str = Field(description="What it is doing.", examples=["meta 123: ad_daily"])
    ends_about: AwareDatetime | None = Field(
        description="When it will be done if it goes on as it did; null: nobody knows."
    )
    error_code: str | None = Field(examples=[None])
    error: str | None = Field(examples=[None])
    request_id: str = Field(description="Of the call that asked for it.", examples=["9f1c2b"])
    actor: str = Field(description="What kind of one asked; '': nobody.", examples=["person"])
    actor_id: str = Field(examples=["per_1a2b"])


class LineOut(BaseModel):
    """One line of a job's log."""

    n: int = Field(description="From 1; the oldest of a long log are gone.", examples=[1])
    at: AwareDatetime
    level: str = Field(examples=["info"])
    text: str = Field(examples=["attempt 1 of 5"])


class JobShown(JobOut):
    """One job with its log."""

    log: list[LineOut]


@router.get("", response_model=Listed[JobOut], dependencies=_READ)
def list_jobs(
    request: Request,
    *,
    state: Annotated[State | None, Query(description="Only those in this state.")] = None,
    kind: Annotated[str, Query(max_length=100, description="Only this kind of work.")] = "",
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    cursor_: Annotated[str | None, Query(alias="cursor", max_length=500)] = None,
) -> Response:
    """List jobs, newest first; who is narrowed to accounts sees those they asked for."""
    found = service.list_jobs(
        **_seen(request), state=state, kind=kind, before=_place(cursor_), limit=limit
    )
    more = cursor(found[-1].made_at, found[-1].id) if len(found) == limit else None
    now = clock(request).now()
    return listed([job_record(one, now=now) for one in found], next_cursor=more)


@router.get("/{job_id}", response_model=JobShown, dependencies=_READ)
def show_job(request: Request, job_id: _Id) -> Response:
    """Show one job: its state, its progress with an estimate, its error and its log."""
    shown = service.show_job(**_seen(request), job_id=job_id)
    told = job_record(shown.job, now=clock(request).now())
    return answer({**told, "log": list(map(line_record, shown.lines))})


@router.post("/{job_id}/cancel", response_model=JobOut, dependencies=_WRITE)
@once
def cancel_job(request: Request, job_id: _Id) -> Response:
    """Stop a job: at once if it waits, at its next sign of progress if it runs."""
    found = service.cancel_job(**_seen(request), clock=clock(request), job_id=job_id)
    return answer(job_record(found, now=clock(request).now()))


@router.post("/{job_id}/retry", response_model=JobOut, dependencies=_WRITE)
@once
def retry_job(request: Request, job_id: _Id) -> Response:
    """Run a job again that failed or was cancelled."""
    found = service.retry_job(**_seen(request), clock=clock(request), job_id=job_id)
    return answer(job_record(found, now=clock(request).now()))


def _seen(request: Request) -> dict[str, Any]:
    return {"principal": asking(request), "database": part(request, Database)}


def _place(text: str | None) -> tuple[datetime, str] | None:
    found = place(text, kinds=(str, str))
    if found is None:
        return None
    try:
        at = datetime.fromisoformat(found[0])
    except ValueError as error:
        raise BadCursor("this is no cursor of jobs") from error
    if at.tzinfo is None:
        raise BadCursor("this is no cursor of jobs")
    return at, found[1]
