"""Schedules, the archive and its links over HTTP."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response

from adhelm.act.reports.routes import bodies
from adhelm.act.reports.routes.documents import (
    CHANGE,
    FILE,
    READ,
    WRITE,
    After,
    Limit,
    as_file,
    parts,
    tagged,
)
from adhelm.act.reports.service import archiving, links, scheduling
from adhelm.act.reports.service.press import Press
from adhelm.act.reports.types import Form
from adhelm.core.web import (
    BadCursor,
    Listed,
    answer,
    asking,
    cursor,
    etag,
    listed,
    matching,
    once,
    part,
    place,
)

router = APIRouter(prefix="/reports", tags=["reports"])
public = APIRouter(prefix="/reports", tags=["reports"])
_ScheduleId = Annotated[str, Path(max_length=64, examples=["sched_1a2b"])]
_ReportId = Annotated[str, Path(max_length=64, examples=["rep_1a2b"])]
_LinkId = Annotated[str, Path(max_length=64, examples=["link_1a2b"])]


class JobAsked(BaseModel):
    """A job that does it."""

    job_id: str = Field(examples=["job_1a2b"])


@router.get("/schedules", response_model=Listed[bodies.ScheduleOut], dependencies=READ)
def list_schedules(request: Request, *, limit: Limit = 100, after: After = None) -> Response:
    """List the reports that send themselves, by name."""
    begin = place(after, kinds=(str, str))
    found = scheduling.list_schedules(**parts(request), after=begin, limit=limit)
    more = cursor(found[-1].plan.name, found[-1].id) if len(found) == limit else None
    return listed(map(bodies.schedule_out, found), next_cursor=more)


@router.post("/schedules", status_code=201, response_model=bodies.ScheduleOut, dependencies=WRITE)
@tagged
@once
def add_schedule(request: Request, body: bodies.ScheduleIn) -> Response:
    """Let a report send itself: in some forms, by the clocks of a time zone."""
    made = scheduling.add_schedule(**parts(request), plan=body.plan())
    return answer(bodies.schedule_out(made), status=201)


@router.get("/schedules/{schedule_id}", response_model=bodies.ScheduleOut, dependencies=READ)
@tagged
def get_schedule(request: Request, schedule_id: _ScheduleId) -> Response:
    """Return one report that sends itself."""
    found = scheduling.get_schedule(**parts(request), schedule_id=schedule_id)
    return answer(bodies.schedule_out(found))


@router.put("/schedules/{schedule_id}", response_model=bodies.ScheduleOut, dependencies=CHANGE)
@tagged
@once
def change_schedule(
    request: Request, schedule_id: _ScheduleId, body: bodies.ScheduleIn
) -> Response:
    """Put another plan in place of a schedule's, or pause it."""
    before = scheduling.get_schedule(**parts(request), schedule_id=schedule_id)
    matching(request, etag(before.version))
    made = scheduling.change_schedule(
        **parts(request), schedule_id=schedule_id, plan=body.plan(), expected=before.version
    )
    return answer(bodies.schedule_out(made))


@router.delete("/schedules/{schedule_id}", status_code=204, dependencies=CHANGE)
def remove_schedule(request: Request, schedule_id: _ScheduleId) -> Response:
    """Let a report send itself no more; what was sent stays."""
    before = scheduling.get_schedule(**parts(request), schedule_id=schedule_id)
    matching(request, etag(before.version))
    scheduling.remove_schedule(**parts(request), schedule_id=schedule_id)
    return Response(status_code=204)


@router.post(
    "/schedules/{schedule_id}/run", status_code=202, response_model=JobAsked, dependencies=WRITE
)
@once
def run_schedule(request: Request, schedule_id: _ScheduleId) -> Response:
    """Send a report before its time, in the background."""
    job = scheduling.send_now(**parts(request), schedule_id=schedule_id)
    return answer({"job_id": job}, status=202, headers={"location": f"/api/v1/jobs/{job}"})


@router.get("/archive", response_model=Listed[bodies.SentOut], dependencies=READ)
def list_archive(
    request: Request,
    *,
    schedule: Annotated[str, Query(max_length=64, examples=["sched_1a2b"])] = "",
    limit: Limit = 100,
    after: After = None,
) -> Response:
    """List the reports that were made, the newest first."""
    found, more = archiving.list_reports(
        **parts(request), schedule_id=schedule, after=_before(after), limit=limit
    )
    staff = asking(request).staff
    rows = [bodies.sent_out(one, staff=staff) for one in found]
    return listed(rows, next_cursor=cursor(more[0].isoformat(), more[1]) if more else None)


@router.post("/archive", status_code=201, response_model=bodies.SentOut, dependencies=WRITE)
@once
def make_report(request: Request, body: bodies.MakeIn) -> Response:
    """Make a report now, keep it, and send it."""
    made = archiving.make(
        **parts(request), asked=body.report.asked(), forms=[Form(each) for each in body.forms],
        recipients=body.recipients.recipients(), link_days=body.link_days,
    )  # fmt: skip
    return answer(bodies.sent_out(made, staff=asking(request).staff), status=201)


@router.get("/archive/{report_id}", response_model=bodies.SentOut, dependencies=READ)
def get_report(request: Request, report_id: _ReportId) -> Response:
    """Return a report that was made: of which data, in which files, to whom."""
    found = archiving.get_report(**parts(request), sent_id=report_id)
    return answer(bodies.sent_out(found, staff=asking(request).staff))


@router.get(
    "/archive/{report_id}/files/{form}", response_class=Response, responses=FILE, dependencies=READ
)
def get_file(request: Request, report_id: _ReportId, form: bodies.Forms) -> Response:
    """Return a file of a report that was made, to the byte as it was."""
    return as_file(archiving.again(**parts(request), sent_id=report_id, form=Form(form)))


@router.get("/archive/{report_id}/links", response_model=Listed[bodies.LinkOut], dependencies=WRITE)
def list_links(request: Request, report_id: _ReportId) -> Response:
    """List the links to a report, the newest first, without their tokens."""
    archiving.get_report(**parts(request), sent_id=report_id)
    return listed(map(bodies.link_out, links.list_links(**parts(request), sent_id=report_id)))


@router.post(
    "/archive/{report_id}/links", status_code=201, response_model=bodies.NewLinkOut,
    dependencies=WRITE,
)  # fmt: skip
def add_link(request: Request, report_id: _ReportId, body: bodies.LinkIn) -> Response:
    """Make a link that opens one file without signing in, until it expires."""
    archiving.get_report(**parts(request), sent_id=report_id)
    made, token = links.make_link(
        **parts(request), sent_id=report_id, form=Form(body.form), days=body.days
    )
    path = f"/api/v1/reports/shared/{token}"
    return answer({**bodies.link_out(made), "token": token, "path": path}, status=201)


@router.delete("/links/{link_id}", status_code=204, dependencies=WRITE)
def revoke_link(request: Request, link_id: _LinkId) -> Response:
    """Let a link open nothing from now on."""
    links.revoke_link(**parts(request), link_id=link_id)
    return Response(status_code=204)


@public.get("/shared/{token}", response_class=Response, responses=FILE)
def open_link(
    request: Request, token: Annotated[str, Path(min_length=16, max_length=128)]
) -> Response:
    """Return the file that a link opens, to whoever holds it."""
    made = as_file(links.open_link(press=part(request, Press), token=token))
    made.headers["referrer-policy"] = "no-referrer"
    made.headers["x-robots-tag"] = "noindex"
    return made


def _before(after: str | None) -> tuple[dt.datetime, str] | None:
    found: tuple[Any, ...] | None = place(after, kinds=(str, str))
    if found is None:
        return None
    try:
        at = dt.datetime.fromisoformat(found[0])
    except ValueError as error:
        raise BadCursor("the cursor was not made by this list") from error
    if at.tzinfo is None:
        raise BadCursor("the cursor was not made by this list")
    return at, found[1]
