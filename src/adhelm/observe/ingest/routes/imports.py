"""Imports over HTTP: a file is sent, a job loads it, and what became of it is told."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path, Query
from pydantic import AwareDatetime, BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response

from adhelm.core.ads import PLATFORMS, Level
from adhelm.core.web import (
    BadCursor,
    Body,
    Listed,
    answer,
    cursor,
    listed,
    once,
    part,
    place,
    skipped,
)
from adhelm.observe.ingest.logic import hints as hint_rules
from adhelm.observe.ingest.routes import shared
from adhelm.observe.ingest.routes.receiving import received
from adhelm.observe.ingest.service import deciding, uploading
from adhelm.observe.ingest.service.uploading import Upload
from adhelm.observe.ingest.types import Decision, Imported, ImportState
from adhelm.observe.warehouse import Warehouse
from adhelm.observe.warehouse.types import Replace

router = APIRouter(prefix="/imports", tags=["imports"])
_FILE = {"type": "string", "format": "binary"}
_SENT: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "One file: an export, a table, a workbook, or an archive of these.",
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {"file": _FILE},
                }
            },
            "application/octet-stream": {"schema": _FILE},
            "text/csv": {"schema": {"type": "string"}, "example": "Campaign,Day,Cost\n"},
        },
    }
}
_NAMED = f"^({'|'.join(PLATFORMS)})?$"
_Id = Annotated[str, Path(min_length=1, max_length=64, examples=["imp_1a2b"])]
_Word = Annotated[str, Query(max_length=100)]
_COUNTS = ("added", "changed", "unchanged", "removed", "restated", "merged", "quarantined")


class ImportAsked(shared.JobAsked):
    """A file that was received; the job loads it."""

    file: str = Field(examples=["export.csv"])
    sha256: str = Field(examples=["9f86d081884c7d65"])
    bytes: int


class QuestionOut(BaseModel):
    """Something the file leaves open; sending it again with the parameter settles it."""

    code: str = Field(examples=["file.currency"])
    text: str = Field(examples=["in which currency are the amounts?"])
    parameter: str = Field(description="Of POST /imports.", examples=["currency"])
    choices: list[str] = Field(examples=[["EUR", "USD"]])


class ImportOut(BaseModel):
    """What became of a file, or of one table in an archive."""

    id: str = Field(examples=["imp_1a2b"])
    file: str = Field(examples=["export.csv"])
    sha256: str = Field(examples=["9f86d081884c7d65"])
    bytes: int
    state: ImportState
    at: AwareDatetime
    platform: str | None = Field(examples=["google_ads"])
    account_id: str | None
    level: str | None = Field(examples=["campaign"])
    first_day: date | None
    last_day: date | None
    currency: str | None
    rows: int | None = Field(description="That were read and are good.")
    rejected: int | None = Field(description="That went to quarantine.")
    sums: dict[str, str | None] = Field(examples=[{"spend": "120.00", "clicks": None}])
    changes: dict[str, int] | None = Field(examples=[{"added": 12, "changed": 0}])
    data_version: int | None
    decision: Decision | None = Field(
        description="'open': somebody must say what becomes of entities the file lacks."
    )
    questions: list[QuestionOut]
    same_as: str | None = Field(description="The import of the same bytes.", examples=[None])
    error: shared.Trouble | None
    notes: list[str] = Field(examples=[["2 rows are totals"]])


class QuarantinedOut(BaseModel):
    """A row that was not loaded."""

    file: str = Field(examples=["export.csv"])
    line: int
    code: str = Field(examples=["number.unreadable"])
    reason: str = Field(examples=["no number is 1.2.3"])
    row: str = Field(description="As it was written, as JSON.", examples=['{"Cost": "1.2.3"}'])


class Settled(Body):
    """What shall become of entities that the file lacks."""

    decision: Literal["erase", "keep", "discard"]


async def _received(request: Request) -> tuple[str, str, int]:
    name, landed = await received(request)
    return name, landed.sha256, landed.size


@router.post(
    "",
    dependencies=shared.WRITE,
    status_code=202,
    response_model=ImportAsked,
    responses=shared.ACCEPTED["responses"],
    openapi_extra=_SENT,
)
@shared.with_location
@once
def send_file(
    request: Request,
    sent: Annotated[tuple[str, str, int], Depends(_received)],
    *,
    file: Annotated[_Word, Query(description="Its name, where the body does not say.")] = "",
    platform: Annotated[str, Query(pattern=_NAMED, description="Whose export it is.")] = "",
    account: Annotated[_Word, Query(description="Where the file does not say.")] = "",
    currency: Annotated[str, Query(pattern="^([A-Za-z]{3})?$")] = "",
    timezone: Annotated[_Word, Query(description="Whose days: Europe/Berlin.")] = "",
    locale: Annotated[_Word, Query(description="How numbers are written: de_DE.")] = "",
    level: Annotated[Level | None, Query()] = None,
    date_order: Annotated[str, Query(pattern="^(dmy|mdy|ymd)?$")] = "",
    decimal_mark: Annotated[str, Query(pattern="^[.,]?$")] = "",
    period: Annotated[_Word, Query(description="The days of a file without: A..B.")] = "",
    book: Annotated[str, Query(pattern="^(orders|crm|ga4)?$", description="Own books.")] = "",
    columns: Annotated[
        list[Annotated[str, Field(max_length=200)]],
        Query(max_length=100, alias="map", description="clicks=Klicks"),
    ] = [],  # noqa: B006 - FastAPI copies it
    replace_window: Annotated[
        bool, Query(description="What it lacks in its days is gone.")
    ] = False,
    dry_run: Annotated[bool, Query(description="Tell what would change; load nothing.")] = False,
) -> Response:
    """
    Send a file to be imported; a job loads it, and `GET /imports?job=` tells of it.

    What the same file says again changes nothing. A file that leaves something open is asked
    about: its questions name the parameters that settle them.
    """
    said, sha256, size = sent
    hints = hint_rules.of_options(
        {
            "platform": platform, "account": account, "currency": currency, "timezone": timezone,
            "locale": locale, "level": level and level.value, "date_order": date_order,
            "decimal_mark": decimal_mark, "period": period, "book": book, "columns": columns,
        }
    )  # fmt: skip
    upload = Upload(
        file=uploading.file_name(file or said),
        sha256=sha256,
        size=size,
        hints=hints,
        replace=Replace.window if replace_window else Replace.entity_days,
        dry_run=dry_run,
    )
    job_id = uploading.ask_import(**shared.changing(request), upload=upload)
    return shared.accepted(job_id, file=upload.file, sha256=sha256, bytes=size)


@router.get("", response_model=Listed[ImportOut], dependencies=shared.READ)
def list_imports(
    request: Request,
    *,
    state: Annotated[ImportState | None, Query()] = None,
    job: Annotated[str, Query(max_length=64, description="Those that a job loaded.")] = "",
    limit: shared.Limit = 100,
    cursor_: shared.CursorText = None,
) -> Response:
    """List what was imported, newest first."""
    found = deciding.list_imports(
        **shared.records(request), limit=limit, state=state, job_id=job, before=_place(cursor_)
    )
    more = cursor(found[-1].at, found[-1].id) if len(found) == limit else None
    return listed(map(_import, found), next_cursor=more)


@router.get("/{import_id}", response_model=ImportOut, dependencies=shared.READ)
def show_import(request: Request, import_id: _Id) -> Response:
    """Show what became of a file: how it was read, what changed, what it leaves open."""
    found = deciding.show_import(**shared.records(request), import_id=import_id)
    return answer(_import(found))


@router.get(
    "/{import_id}/quarantine", response_model=Listed[QuarantinedOut], dependencies=shared.READ
)
def list_quarantine(
    request: Request,
    import_id: _Id,
    *,
    limit: shared.Limit = 100,
    cursor_: shared.CursorText = None,
) -> Response:
    """List the rows of a file that were not loaded, and why."""
    begin = skipped(cursor_)
    found = deciding.list_quarantine(
        **shared.records(request),
        warehouse=part(request, Warehouse),
        import_id=import_id,
        limit=limit + 1,
        begin=begin,
    )
    rows = [{name: getattr(one, name) for name in QuarantinedOut.model_fields} for one in found]
    more = cursor(begin + limit) if len(rows) > limit else None
    return listed(rows[:limit], next_cursor=more)


@router.post("/{import_id}/decide", dependencies=shared.WRITE, **shared.ACCEPTED)
@shared.with_location
@once
def decide_import(request: Request, import_id: _Id, body: Settled) -> Response:
    """Settle what becomes of entities that the warehouse has and the file has not; a job does."""
    job_id = uploading.ask_settling(
        **shared.changing(request), import_id=import_id, decision=Decision(body.decision)
    )
    return shared.accepted(job_id)


def _place(text: str | None) -> tuple[datetime, str] | None:
    found = place(text, kinds=(str, str))
    if found is None:
        return None
    try:
        at = datetime.fromisoformat(found[0])
    except ValueError as error:
        raise BadCursor("this is no cursor of imports") from error
    if at.tzinfo is None:
        raise BadCursor("this is no cursor of imports")
    return at, found[1]


def _sums(sums: Mapping[str, Decimal | None]) -> dict[str, str | None]:
    return {name: shared.plain(amount) for name, amount in sums.items()}


def _import(one: Imported) -> dict[str, Any]:
    staged, published = one.staged, one.published
    read = staged.report if staged else None
    return {
        "id": one.id,
        "file": one.file,
        "sha256": one.sha256,
        "bytes": one.bytes,
        "state": one.state,
        "at": one.at,
        "platform": read.platform if read else None,
        "account_id": read.account_id if read else None,
        "level": read.level if read else None,
        "first_day": staged.first_day if staged else None,
        "last_day": staged.last_day if staged else None,
        "currency": read.currency if read else None,
        "rows": staged.rows_staged if staged else None,
        "rejected": staged.rows_rejected if staged else None,
        "sums": _sums(staged.sums) if staged else {},
        "changes": {name: getattr(published, name) for name in _COUNTS} if published else None,
        "data_version": published.data_version if published else None,
        "decision": one.decision,
        "questions": [
            {
                "code": asked.code,
                "text": asked.text,
                "parameter": {"columns": "map"}.get(
                    hint_rules.hint_of(asked), hint_rules.hint_of(asked)
                ),
                "choices": list(asked.choices),
            }
            for asked in one.questions
        ],
        "same_as": one.same_as,
        "error": shared.trouble(one.error),
        "notes": [*one.notes, *(staged.warnings if staged else ())],
    }
