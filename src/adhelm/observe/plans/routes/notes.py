"""Notes over HTTP; those for staff alone are not there for a client's people."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Path
from pydantic import AwareDatetime, BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response

from adhelm.core.web import Body, Listed, answer, etag, matching, once
from adhelm.observe import plans
from adhelm.observe.plans.routes import shared
from adhelm.observe.plans.types import Note

router = APIRouter(prefix="/notes", tags=["notes"])
_Id = Annotated[str, Path(max_length=64, examples=["note_1a2b"])]
_Text = Annotated[str, Field(min_length=1, max_length=10_000)]


class NoteIn(shared.ReachIn):
    """A note on a day, or on a range of them."""

    text: _Text = Field(description="Markdown.", examples=["Shop was down from 9 to 11."])
    first_day: date = Field(examples=["2026-03-01"])
    last_day: date | None = Field(default=None, description="Included; left out: the first.")
    internal: bool = Field(default=False, description="For staff alone.")


class NotePatch(Body):
    """What shall be otherwise; what is left out stays."""

    text: _Text | None = Field(default=None, examples=["Shop was down from 9 to 12."])
    first_day: date | None = None
    last_day: date | None = None
    internal: bool | None = None


class NoteOut(BaseModel):
    """A note."""

    id: str = Field(examples=["note_1a2b"])
    first_day: date
    last_day: date
    reach: shared.ReachOut
    text: str = Field(examples=["Shop was down from 9 to 11."])
    internal: bool
    author: str = Field(examples=["person:per_1a2b"])
    at: AwareDatetime
    changed_at: AwareDatetime
    version: int


@router.get("", response_model=Listed[NoteOut], dependencies=shared.READ)
def list_notes(
    request: Request,
    *,
    first: shared.FromDay = None,
    last: shared.ToDay = None,
    platform: shared.Platform = "",
    account: shared.Account = "",
    limit: shared.Limit = 100,
    cursor: shared.CursorText = None,
) -> Response:
    """List notes by their first day."""
    found = plans.list_notes(
        **shared.asked(request),
        days=(first, last),
        platform=platform,
        account=account,
        after=shared.after(cursor),
        limit=limit,
    )
    ends = (found[-1].first_day, found[-1].id) if len(found) == limit else None
    return shared.paged([_body(each) for each in found], ends)


@router.post("", status_code=201, response_model=NoteOut, dependencies=shared.WRITE)
@shared.tagged
@once
def add_note(request: Request, body: NoteIn) -> Response:
    """Write a note."""
    made = plans.add_note(
        **shared.changing(request),
        text=body.text,
        first_day=body.first_day,
        last_day=body.last_day,
        reach=body.reach(),
        internal=body.internal,
    )
    return answer(_body(made), status=201)


@router.get("/{note_id}", response_model=NoteOut, dependencies=shared.READ)
@shared.tagged
def get_note(request: Request, note_id: _Id) -> Response:
    """Return one note; its ETag is its version."""
    return answer(_body(plans.get_note(**shared.asked(request), note_id=note_id)))


@router.patch("/{note_id}", response_model=NoteOut, dependencies=shared.CHANGE)
@shared.tagged
@once
def change_note(request: Request, note_id: _Id, body: NotePatch) -> Response:
    """Change what is sent of a note."""
    made = plans.change_note(
        **shared.changing(request),
        note_id=note_id,
        text=body.text,
        first_day=body.first_day,
        last_day=body.last_day,
        internal=body.internal,
        expected=_matching(request, note_id).version,
    )
    return answer(_body(made))


@router.delete("/{note_id}", status_code=204, dependencies=shared.CHANGE)
def remove_note(request: Request, note_id: _Id) -> Response:
    """Take a note away."""
    expected = _matching(request, note_id).version
    plans.remove_note(**shared.changing(request), note_id=note_id, expected=expected)
    return Response(status_code=204)


def _matching(request: Request, note_id: str) -> Note:
    found = plans.get_note(**shared.asked(request), note_id=note_id)
    matching(request, etag(found.version))
    return found


def _body(note: Note) -> dict[str, Any]:
    return asdict(note)
