"""The audit over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from adhelm.core.db import Database
from adhelm.core.web import asking, cursor, listed, part, place
from adhelm.govern import audit
from adhelm.govern.audit.logic import as_record

router = APIRouter(prefix="/audit", tags=["audit"])


@router.get("")
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


@router.get("/export")
def export(request: Request) -> Response:
    """Return the whole chain as NDJSON, for `adhelm audit verify`."""
    lines = audit.export(principal=asking(request), database=part(request, Database))
    return StreamingResponse(_with_ends(lines), media_type="application/x-ndjson")


def _with_ends(lines: Iterator[str]) -> Iterator[str]:
    return (f"{line}\n" for line in lines)
