"""The audit over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from pydantic import AwareDatetime, BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from adhelm.core.db import Database
from adhelm.core.principal import Scope
from adhelm.core.web import Listed, Needs, answer, asking, cursor, listed, part, place
from adhelm.govern import audit
from adhelm.govern.audit.logic import as_record
from adhelm.govern.audit.types import Outcome

router = APIRouter(prefix="/audit", tags=["audit"], dependencies=[Depends(Needs(Scope.admin))])


class EntryOut(BaseModel):
    """One thing that was done or refused."""

    workspace_id: str = Field(examples=["acme"])
    number: int = Field(description="From 1, without gaps.")
    at: AwareDatetime
    actor: str = Field(description="What kind of one it was.", examples=["person"])
    actor_id: str = Field(examples=["per_1a2b"])
    action: str = Field(examples=["accounts.invite"])
    outcome: Outcome
    subject: str = Field(description="'<kind>:<id>'.", examples=["person:per_1a2b"])
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    reason: str = Field(examples=[""])
    request_id: str = Field(examples=["9f1c2b"])
    previous: str = Field(description="The hash of the entry before.", examples=["0" * 64])
    hash: str = Field(examples=["b5bb9d8014a0f9b1d61e21e796d78dccdf1352f23cd32812f4850b878ae4944c"])


class VerificationOut(BaseModel):
    """Whether the chain holds."""

    intact: bool
    entries: int | None
    head: str | None = Field(
        description="The hash of the last entry.",
        examples=["b5bb9d8014a0f9b1d61e21e796d78dccdf1352f23cd32812f4850b878ae4944c"],
    )
    fault: str | None = Field(description="Where it breaks.", examples=[None])


@router.get("", response_model=Listed[EntryOut])
def list_entries(
    request: Request,
    *,
    subject: Annotated[str, Query(max_length=300)] = "",
    request_id: Annotated[str, Query(max_length=64)] = "",
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    cursor_: Annotated[str | None, Query(alias="cursor", max_length=500)] = None,
) -> Response:
    """List what was done or refused, newest first."""
    before = place(cursor_, kinds=(int,))
    entries = audit.list_entries(
        principal=asking(request),
        database=part(request, Database),
        subject=subject,
        request=request_id,
        before=before[0] if before else None,
        limit=limit,
    )
    more = cursor(entries[-1].number) if len(entries) == limit else None
    return listed(map(as_record, entries), next_cursor=more)


@router.get(
    "/export",
    response_class=StreamingResponse,
    responses={200: {"content": {"application/x-ndjson": {"schema": {"type": "string"}}}}},
)
def export(request: Request) -> Response:
    """Return the whole chain as NDJSON, for `adhelm audit verify`."""
    lines = audit.export(principal=asking(request), database=part(request, Database))
    return StreamingResponse(_with_ends(lines), media_type="application/x-ndjson")


@router.get("/verification", response_model=VerificationOut)
def verify(request: Request) -> Response:
    """Check the whole chain of the workspace; compare `entries` and `head` with what was noted."""
    lines = audit.export(principal=asking(request), database=part(request, Database))
    try:
        found = audit.verify(lines)
    except audit.Broken as broken:
        return answer({"intact": False, "entries": None, "head": None, "fault": broken.message})
    return answer({"intact": True, "entries": found.entries, "head": found.head, "fault": None})


def _with_ends(lines: Iterator[str]) -> Iterator[str]:
    return (f"{line}\n" for line in lines)
