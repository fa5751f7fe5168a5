"""The calendar over HTTP: promotions, holidays, outages; imported from files and countries."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from pydantic import AwareDatetime, BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response

from adhelm.core.web import Body, Listed, answer, etag, matching, once
from adhelm.observe import plans
from adhelm.observe.plans.routes import shared
from adhelm.observe.plans.types import CalendarDay, DayKind

router = APIRouter(prefix="/calendar", tags=["calendar"])
_Id = Annotated[str, Path(max_length=64, examples=["day_1a2b"])]
_Name = Annotated[str, Field(min_length=1, max_length=300)]
_Effect = Annotated[
    str,
    Field(
        pattern=r"^-?[0-9]{1,4}(\.[0-9]{1,6})?$",
        description="The change that is expected: 0.3 is thirty percent more.",
        examples=["0.3"],
    ),
]


class DayIn(shared.ReachIn):
    """Days unlike others, in the platforms' local days."""

    kind: DayKind
    name: _Name = Field(examples=["Black Week"])
    first_day: date = Field(examples=["2026-11-23"])
    last_day: date | None = Field(default=None, description="Included; left out: the first.")
    effect: _Effect | None = None


class DayPatch(Body):
    """What shall be otherwise; what is left out stays."""

    kind: DayKind | None = None
    name: _Name | None = Field(default=None, examples=["Black Week"])
    first_day: date | None = None
    last_day: date | None = None
    effect: _Effect | None = None


class CalendarFile(shared.FileIn):
    """A calendar file (.ics) to import."""

    kind: DayKind = Field(default=DayKind.other, description="Of events that do not say theirs.")
    zone: Annotated[str, Field(max_length=64)] = Field(
        default="UTC", description="Whose days its instants are.", examples=["Europe/Berlin"]
    )


class Holidays(Body):
    """Public holidays to import."""

    country: Annotated[str, Field(pattern="^[A-Z]{2}$", examples=["DE"])]
    region: Annotated[str, Field(max_length=10, pattern="^[A-Z0-9]*$")] = Field(
        default="", examples=["BY"]
    )
    years: list[Annotated[int, Field(ge=2000, le=2099)]] = Field(
        min_length=1, max_length=10, examples=[[2026]]
    )
    dry_run: bool = False


class DayOut(BaseModel):
    """Days unlike others."""

    id: str = Field(examples=["day_1a2b"])
    kind: DayKind
    name: str = Field(examples=["Black Week"])
    first_day: date
    last_day: date
    reach: shared.ReachOut
    effect: str | None = Field(examples=["0.3"])
    source: str = Field(description="'' or what it was imported from.", examples=["holidays:DE"])
    uid: str = Field(description="Its id there.", examples=["2026-11-23"])
    author: str = Field(examples=["person:per_1a2b"])
    at: AwareDatetime
    version: int


@router.get("", response_model=Listed[DayOut], dependencies=shared.READ)
def list_calendar(
    request: Request,
    *,
    first: shared.FromDay = None,
    last: shared.ToDay = None,
    kind: Annotated[DayKind | None, Query()] = None,
    platform: shared.Platform = "",
    limit: shared.Limit = 100,
    cursor: shared.CursorText = None,
) -> Response:
    """List days unlike others by their first day."""
    found = plans.list_calendar(
        **shared.asked(request),
        days=(first, last),
        kind=kind,
        platform=platform,
        after=shared.after(cursor),
        limit=limit,
    )
    ends = (found[-1].first_day, found[-1].id) if len(found) == limit else None
    return shared.paged([_body(each) for each in found], ends)


@router.post("", status_code=201, response_model=DayOut, dependencies=shared.WRITE)
@shared.tagged
@once
def add_day(request: Request, body: DayIn) -> Response:
    """Write days into the calendar."""
    made = plans.add_day(
        **shared.changing(request),
        kind=body.kind,
        name=body.name,
        first_day=body.first_day,
        last_day=body.last_day,
        reach=body.reach(),
        effect=None if body.effect is None else Decimal(body.effect),
    )
    return answer(_body(made), status=201)


@router.post("/import", response_model=Listed[shared.StepOut], dependencies=shared.WRITE)
@once
def import_calendar(request: Request, body: CalendarFile) -> Response:
    """Write the events of a calendar file (.ics), all of them or none."""
    steps = plans.import_calendar(
        **shared.changing(request),
        data=body.data(),
        file=body.file,
        kind=body.kind,
        zone=body.zone,
        dry_run=body.dry_run,
    )
    return shared.steps_of(steps, file=body.file, dry_run=body.dry_run)


@router.post("/holidays", response_model=Listed[shared.StepOut], dependencies=shared.WRITE)
@once
def import_holidays(request: Request, body: Holidays) -> Response:
    """Write the public holidays of a country."""
    steps = plans.import_holidays(
        **shared.changing(request),
        country=body.country,
        region=body.region,
        years=body.years,
        dry_run=body.dry_run,
    )
    return shared.steps_of(steps, file=f"holidays:{body.country}", dry_run=body.dry_run)


@router.get("/{day_id}", response_model=DayOut, dependencies=shared.READ)
@shared.tagged
def get_day(request: Request, day_id: _Id) -> Response:
    """Return one entry; its ETag is its version."""
    return answer(_body(plans.get_day(**shared.asked(request), day_id=day_id)))


@router.patch("/{day_id}", response_model=DayOut, dependencies=shared.CHANGE)
@shared.tagged
@once
def change_day(request: Request, day_id: _Id, body: DayPatch) -> Response:
    """Change what is sent of an entry."""
    made = plans.change_day(
        **shared.changing(request),
        day_id=day_id,
        kind=body.kind,
        name=body.name,
        first_day=body.first_day,
        last_day=body.last_day,
        effect=None if body.effect is None else Decimal(body.effect),
        expected=_matching(request, day_id).version,
    )
    return answer(_body(made))


@router.delete("/{day_id}", status_code=204, dependencies=shared.CHANGE)
def remove_day(request: Request, day_id: _Id) -> Response:
    """Take an entry away."""
    expected = _matching(request, day_id).version
    plans.remove_day(**shared.changing(request), day_id=day_id, expected=expected)
    return Response(status_code=204)


def _matching(request: Request, day_id: str) -> CalendarDay:
    found = plans.get_day(**shared.asked(request), day_id=day_id)
    matching(request, etag(found.version))
    return found


def _body(day: CalendarDay) -> dict[str, Any]:
    return asdict(day)
