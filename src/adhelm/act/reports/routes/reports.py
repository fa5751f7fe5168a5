"""Reports over HTTP: of one campaign, of any dimensions, and as files."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from adhelm.act.reports import service
from adhelm.act.reports.routes import shared
from adhelm.act.reports.routes.shared import Figure
from adhelm.core.web import Body, Listed, answer, clock, cursor, listed, place
from adhelm.understand.metrics import Question, period

router = APIRouter(prefix="/reports", tags=["reports"])
_USUAL = ",".join(one.name for one in service.MEASURES)
_Words = Annotated[str, Query(max_length=2000)]
_Names = list[Annotated[str, Field(min_length=1, max_length=100)]]
_FAR = 100_000
_MEDIA = {
    "csv": "text/csv", "json": "application/json", "ndjson": "application/x-ndjson",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
}  # fmt: skip
_BINARY: dict[str, Any] = {"schema": {"type": "string", "format": "binary"}, "example": "…"}
_EXPORTED: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The rows, piece by piece.",
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "required": ["rows", "provenance"],
                    "properties": {
                        "rows": {"type": "array", "items": {"type": "object"}},
                        "provenance": {"type": "object"},
                        "next_cursor": {"type": "null"},
                    },
                },
                "example": {
                    "rows": [{"platform": "meta", "spend": "120.00"}],
                    "provenance": {"data_version": 7},
                    "next_cursor": None,
                },
            },
            "text/csv": {
                "schema": {"type": "string"},
                "example": "platform,spend\r\nmeta,120.00\r\n",
            },
            "application/x-ndjson": {
                "schema": {"type": "string"},
                "example": '{"platform":"meta","spend":"120.00"}\n',
            },
            _MEDIA["xlsx"]: _BINARY,
            _MEDIA["parquet"]: _BINARY,
        },
    }
}


class PlatformPart(BaseModel):
    """A platform campaign that was added up."""

    connector: str = Field(examples=["meta"])
    account_id: str
    campaign_id: str = Field(examples=["c1"])


class CampaignReportOut(BaseModel):
    """What one campaign brought."""

    id: str = Field(examples=["meta/123/c1"])
    name: str
    status: str = Field(examples=["ACTIVE"])
    platform_campaigns: list[PlatformPart]
    period: str = Field(examples=["2026-03-01..2026-03-28"])
    compared: str = Field(examples=["2026-02-01..2026-02-28"])
    currency: str = Field(description="'' where money is not added up.", examples=["EUR"])
    totals: dict[str, Figure]
    currencies: list[shared.BookedOut] = Field(
        description="As booked, by currency; empty where it is one."
    )
    days: list[dict[str, Any]] = Field(examples=[[{"date": "2026-03-01", "spend": "4.20"}]])
    provenance: dict[str, Any] | None = Field(description="null: nothing is on a platform yet.")


class Wanted(Body):
    """What to export: any question, as `POST /query` takes it, and the form of the file."""

    metrics: _Names = Field(min_length=1, max_length=50, examples=[["spend", "roas"]])
    by: _Names = Field(default=[], max_length=10, examples=[["platform", "week"]])
    where: Annotated[str, Field(max_length=5000)] = Field(default="", examples=["spend > 10"])
    range: Annotated[str, Field(max_length=100)] | None = Field(default=None, examples=["28d"])
    compare: Annotated[str, Field(max_length=100)] = Field(default="", examples=["previous"])
    match_weekday: bool = True
    currency: Annotated[str, Field(max_length=3)] | None = Field(default=None, examples=["EUR"])
    sort: _Names = Field(default=[], max_length=10, examples=[["-spend"]])
    as_of: Annotated[int, Field(ge=0, lt=2**63)] | None = Field(
        default=None, description="A data version."
    )
    conversions: Annotated[str, Field(max_length=100)] = "default"
    grain: Annotated[str, Field(max_length=10)] = "day"
    format: Literal["csv", "json", "ndjson", "xlsx", "parquet"] = "csv"


@router.get(
    "/campaign/{campaign_id:path}", response_model=CampaignReportOut, dependencies=shared.READ
)
def report_campaign(
    request: Request,
    campaign_id: Annotated[
        str,
        Path(
            max_length=500,
            description="'connector/account/campaign' of a platform, or the id of one of ours.",
            examples=["meta/123/c1"],
        ),
    ],
    *,
    range_: shared.Span = shared.USUAL,
    currency: shared.Currency = None,
) -> Response:
    """Return what a campaign brought, in total beside the weeks before, and by day."""
    found = service.campaign_report(
        shared.desk(request),
        campaign_id=campaign_id,
        period=shared.days(request, range_),
        currency=currency.upper() if currency else None,
    )
    parts = [dict(zip(PlatformPart.model_fields, ids, strict=True)) for ids in found.parts]
    return answer(
        {
            "id": found.id,
            "name": found.name,
            "status": found.status,
            "platform_campaigns": parts,
            "period": str(found.period),
            "compared": found.compared,
            "currency": found.currency,
            "totals": found.totals,
            "currencies": list(map(asdict, found.booked)),
            "days": found.days,
            "provenance": asdict(found.provenance) if found.provenance else None,
        }
    )


@router.get("/performance", response_model=Listed[dict[str, Any]], dependencies=shared.READ)
def report_performance(
    request: Request,
    *,
    by: Annotated[_Words, Query(description="Dimensions: platform,week.")] = "platform",
    metrics: Annotated[_Words, Query(description="Their names; the usual ones if not said.")] = "",
    where: Annotated[str, Query(max_length=5000)] = "",
    range_: shared.Span = shared.USUAL,
    compare: Annotated[str, Query(max_length=50, examples=["previous"])] = "",
    currency: shared.Currency = None,
    sort: Annotated[_Words, Query(description="Names, '-' before what falls.")] = "",
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    cursor_: Annotated[str | None, Query(alias="cursor", max_length=500)] = None,
) -> Response:
    """Return figures by any dimensions; all pages are of one data version."""
    at = place(cursor_, kinds=(int, int))
    version, offset = (max(0, at[0]), min(max(0, at[1]), _FAR)) if at else (None, 0)
    question = Question(
        metrics=_words(metrics or _USUAL),
        by=_words(by),
        where=where,
        period=shared.days(request, range_),
        compare=compare,
        currency=currency.upper() if currency else None,
        sort=_words(sort),
        limit=offset + limit + 1,
        as_of=version,
    )
    found = service.performance(shared.desk(request), question=question)
    rows = list(found.dicts())[offset:]
    more = cursor(found.provenance.data_version, offset + limit) if len(rows) > limit else None
    return listed(rows[:limit], provenance=asdict(found.provenance), next_cursor=more)


@router.post("/export", response_class=Response, responses=_EXPORTED, dependencies=shared.READ)
def export_report(request: Request, body: Wanted) -> Response:
    """
    Return the answer to any question as a file; `Adhelm-Data-Version` says of which data.

    Rows of days come day by day unless `sort` begins with something else, and are made while they
    are sent, however many they are. In CSV, text that a spreadsheet would run as a formula has an
    apostrophe before it.
    """
    made = service.export(shared.desk(request), question=_question(request, body), form=body.format)
    told = {
        "content-disposition": f'attachment; filename="report.{body.format}"',
        "adhelm-data-version": str(made.data_version),
    }
    return StreamingResponse(made.pieces, media_type=_MEDIA[body.format], headers=told)


def _question(request: Request, body: Wanted) -> Question:
    return Question(
        metrics=tuple(body.metrics),
        by=tuple(body.by),
        where=body.where,
        period=period(body.range, clock=clock(request)) if body.range else None,
        compare=body.compare,
        match_weekday=body.match_weekday,
        currency=body.currency,
        sort=tuple(body.sort),
        as_of=body.as_of,
        conversions=body.conversions,
        grain=body.grain,
    )


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(",") if word.strip())
