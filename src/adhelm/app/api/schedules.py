"""Schedules over HTTP: work that is asked for again and again, by cron expression or duration."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query
from pydantic import AwareDatetime, BaseModel, Field, model_validator
from starlette.requests import Request
from starlette.responses import Response

from adhelm.app.jobs import service
from adhelm.app.jobs.telling import schedule_record
from adhelm.app.wiring import schedulable_kinds
from adhelm.core.db import Database
from adhelm.core.jobs import Schedule, Times
from adhelm.core.principal import Scope
from adhelm.core.services import Services
from adhelm.core.web import (
    Body,
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
)

router = APIRouter(prefix="/schedules", tags=["jobs"], dependencies=[Depends(Needs(Scope.propose))])
_Name = Annotated[str, Path(max_length=200, examples=["nightly"])]
_CRON = Field(
    default=None, max_length=100, description="Minute hour day month weekday.",
    examples=["30 6 * * MON-FRI"],
)  # fmt: skip
_ZONE = Field(
    default="UTC", max_length=64, description="IANA name; its clocks count for `cron`.",
    examples=["Europe/Berlin"],
)  # fmt: skip
_EVERY = Field(
    default=None, ge=1, le=366 * 86400, description="Seconds; in place of `cron`.", examples=[None]
)
_PAYLOAD: Any = Field(
    default_factory=dict, description="What the work is told.", examples=[{"names": ["meta-de"]}]
)


class NewSchedule(Body):
    """A schedule to be made."""

    name: str = Field(pattern=f"^{service.NAME}$", examples=["nightly"])
    kind: str = Field(max_length=100, examples=["ingest.sync"])
    payload: dict[str, Any] = _PAYLOAD
    cron: str | None = _CRON
    zone: str = _ZONE
    every_s: int | None = _EVERY


class ChangedSchedule(Body):
    """What shall be different; what is left out stays."""

    payload: dict[str, Any] | None = Field(default=None, examples=[{"names": ["meta-de"]}])
    cron: str | None = _CRON
    zone: str | None = Field(default=None, max_length=64, examples=["Europe/Berlin"])
    every_s: int | None = _EVERY
    paused: bool | None = Field(default=None, examples=[False])

    @model_validator(mode="after")
    def _has_times(self) -> ChangedSchedule:
        if self.zone is not None and self.cron is None:
            raise ValueError("a time zone belongs to a cron expression: send both")
        return self


class ScheduleOut(BaseModel):
    """A schedule as it stands."""

    name: str = Field(examples=["nightly"])
    kind: str = Field(examples=["ingest.sync"])
    payload: dict[str, Any] = Field(examples=[{"names": ["meta-de"]}])
    every_s: int | None = Field(examples=[None])
    cron: str | None = Field(examples=["30 6 * * MON-FRI"])
    zone: str = Field(examples=["Europe/Berlin"])
    paused: bool
    next_at: AwareDatetime | None = Field(description="null while it is paused.")
    last_at: AwareDatetime | None = Field(description="The tick that was asked for last.")
    version: int = Field(examples=[1])
    made_by: str = Field(
        description="'' if a part of Adhelm keeps it; that can be paused only.",
        examples=["person:per_1a2b"],
    )


@router.get("", response_model=Listed[ScheduleOut])
def list_schedules(
    request: Request,
    *,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    cursor_: Annotated[str | None, Query(alias="cursor", max_length=500)] = None,
) -> Response:
    """List schedules by name."""
    after = place(cursor_, kinds=(str,))
    found = service.list_schedules(**_seen(request), after=after[0] if after else "", limit=limit)
    more = cursor(found[-1].name) if len(found) == limit else None
    return listed(map(schedule_record, found), next_cursor=more)


@router.post("", status_code=201, response_model=ScheduleOut)
@once
def add_schedule(request: Request, body: NewSchedule) -> Response:
    """Ask for work again and again."""
    services: Services = request.app.state.services
    made = service.add_schedule(
        **_parts(request),
        kinds=schedulable_kinds(services),
        name=body.name,
        kind=body.kind,
        payload=body.payload,
        times=Times(_duration(body.every_s), body.cron, body.zone),
    )
    return answer(schedule_record(made), status=201, headers={"etag": _tag(made)})


@router.get("/{name}", response_model=ScheduleOut)
def get_schedule(request: Request, name: _Name) -> Response:
    """Show one schedule, with its ETag."""
    found = service.get_schedule(**_seen(request), name=name)
    return answer(schedule_record(found), headers={"etag": _tag(found)})


@router.patch("/{name}", response_model=ScheduleOut)
def change_schedule(request: Request, name: _Name, body: ChangedSchedule) -> Response:
    """Change a schedule, pause it, or let it go on; `If-Match` says which version."""
    before = service.get_schedule(**_seen(request), name=name)
    matching(request, _tag(before))
    times = None
    if body.cron is not None or body.every_s is not None:
        times = Times(_duration(body.every_s), body.cron, body.zone or before.times.zone)
    after = service.change_schedule(
        **_parts(request), name=name, version=before.version, times=times, payload=body.payload,
        paused=body.paused,
    )  # fmt: skip
    return answer(schedule_record(after), headers={"etag": _tag(after)})


@router.delete("/{name}", status_code=204)
def remove_schedule(request: Request, name: _Name) -> Response:
    """Stop asking for work."""
    service.remove_schedule(**_parts(request), name=name)
    return Response(status_code=204)


def _seen(request: Request) -> dict[str, Any]:
    return {"principal": asking(request), "database": part(request, Database)}


def _parts(request: Request) -> dict[str, Any]:
    return {**_seen(request), "clock": clock(request)}


def _duration(seconds: int | None) -> timedelta | None:
    return None if seconds is None else timedelta(seconds=seconds)


def _tag(one: Schedule) -> str:
    # When it ticked last is no version of it, but it is part of what is answered.
    return etag(f"{one.version}-{one.next_at.timestamp():.0f}")
