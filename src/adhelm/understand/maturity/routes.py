"""Maturity over HTTP: recent days corrected, and the curves that say so."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response

from adhelm.core.ads import PLATFORMS
from adhelm.core.cache import Cache, Kept, through
from adhelm.core.db import Database
from adhelm.core.principal import Scope
from adhelm.core.web import Listed, Needs, answer, asking, clock, cursor, listed, part, place
from adhelm.observe.warehouse import Warehouse
from adhelm.understand import metrics
from adhelm.understand.maturity import service
from adhelm.understand.maturity.logic import showing
from adhelm.understand.maturity.types import METRICS, Asked, BadQuestion, Maturity, State

router = APIRouter(tags=["maturity"], dependencies=[Depends(Needs(Scope.read))])
_KEPT_S = 300
_Span = Annotated[str, Query(alias="range", max_length=100, examples=["14d"])]
_Platform = Annotated[str, Query(pattern=f"^({'|'.join(PLATFORMS)})?$", max_length=40)]
_Whose = Annotated[
    str, Query(max_length=200, description="connector/account, or its id.", examples=["meta/123"])
]
_Metric = Annotated[
    Literal["", "conversions", "conversion_value"], Query(description="Left out: both.")
]
_AsOf = Annotated[
    int | None, Query(ge=0, lt=2**63, description="A data version: as it was known then.")
]
_Limit = Annotated[int, Query(ge=1, le=1000)]
_Cursor = Annotated[str | None, Query(alias="cursor", max_length=500)]


class CorrectedOut(BaseModel):
    """What is known of a day of an account, and what it will come to."""

    platform: str = Field(examples=["meta"])
    account: str = Field(examples=["meta/123"])
    metric: Literal["conversions", "conversion_value"]
    currency: str = Field(description="Of a value; empty for counts.", examples=["EUR"])
    date: dt.date = Field(description="The platform's local day.")
    age: int | None = Field(description="Days until it was last reported; null: never.")
    state: State
    known: str | None = Field(examples=["12.00"])
    share_known: float | None = Field(description="Of the final figure; null: unknown.")
    corrected: str | None = Field(
        description="An estimate of the final figure.", examples=["15.40"]
    )
    low: str | None = Field(description="Nine of ten are between low and high.", examples=["13.80"])
    high: str | None = Field(examples=["17.10"])
    previous: str | None = Field(
        description="The day it is compared with, corrected too.", examples=["13.75"]
    )
    change: str | None = Field(description="Of corrected against previous.", examples=["0.1200"])


class TotalOut(BaseModel):
    """All days of a metric in one currency; none that still run."""

    metric: str = Field(examples=["conversions"])
    currency: str = Field(description="Of a value; empty for counts.", examples=["EUR"])
    days: int
    unknown: int = Field(description="If any, there is no corrected total.")
    known: str | None = Field(examples=["84.00"])
    corrected: str | None = Field(examples=["101.30"])
    low: str | None = Field(examples=["97.00"])
    high: str | None = Field(examples=["106.20"])
    previous: str | None = Field(examples=["95.60"])


class RecordOut(BaseModel):
    """How right earlier corrections were, of days that are final now."""

    metric: str = Field(examples=["conversions"])
    days: int
    closer: float | None = Field(description="Share that was closer than what was known.")
    covered: float | None = Field(description="Share of final figures between low and high.")


class MaturityOut(BaseModel):
    """Corrected days, their totals, and how right earlier corrections were."""

    rows: list[CorrectedOut]
    totals: list[TotalOut]
    record: list[RecordOut]
    provenance: dict[str, Any]
    warnings: list[str] = Field(examples=[["the last days of meta/123 are still unknown"]])
    next_cursor: str | None = Field(examples=[None])


class CurveOut(BaseModel):
    """How days become known: at index n, the share known n days after."""

    platform: str = Field(description="Empty: of all platforms.", examples=["meta"])
    account: str = Field(
        description="Empty: of all accounts of the platform.", examples=["meta/123"]
    )
    metric: str = Field(examples=["conversions"])
    horizon: int = Field(description="Days after which nothing moves any more.")
    days: int = Field(description="Days that were seen to grow.")
    own: float = Field(description="How much of it is the account's own, 0 to 1.")
    falls: bool = Field(description="Whether something is taken back, such as refunds.")
    known: list[float | None]


@router.get("/maturity", response_model=MaturityOut)
def correct_days(
    request: Request,
    *,
    span: _Span = "14d",
    metric: _Metric = "",
    platform: _Platform = "",
    account: _Whose = "",
    compare: Annotated[Literal["", "previous", "year"], Query()] = "",
    as_of: _AsOf = None,
    limit: _Limit = 100,
    after: _Cursor = None,
) -> Response:
    """Say what recent days will come to, account by account, the newest day first."""
    import orjson

    asked = replace(
        _asked(request, span, metric, platform=platform, account=account),
        compare=compare,
        as_of=as_of,
    )
    begin = (place(after, kinds=(int,)) or (0,))[0]
    told = orjson.loads(_kept(request, asked))
    end = begin + limit
    more = cursor(end) if begin >= 0 and end < len(told["rows"]) else None
    return answer({**told, "rows": told["rows"][max(begin, 0) : end], "next_cursor": more})


@router.get("/maturity/curves", response_model=Listed[CurveOut])
def list_curves(
    request: Request,
    *,
    metric: _Metric = "",
    platform: _Platform = "",
    account: _Whose = "",
    as_of: _AsOf = None,
    limit: _Limit = 100,
    after: _Cursor = None,
) -> Response:
    """List how accounts' days become known, as the log of restatements tells."""
    found, provenance = service.curves(
        principal=asking(request),
        warehouse=part(request, Warehouse),
        clock=clock(request),
        wanted=(metric,) if metric else METRICS,
        platform=platform,
        account=account,
        as_of=as_of,
    )
    begin = max((place(after, kinds=(int,)) or (0,))[0], 0)
    rows, end = [showing.curve(one) for one in found], begin + limit
    more = cursor(end) if end < len(rows) else None
    return listed(rows[begin:end], provenance=provenance, next_cursor=more)


def _asked(request: Request, span: str, metric: str, *, platform: str, account: str) -> Asked:
    period = metrics.period(span, clock=clock(request))
    if period is None:
        raise BadQuestion("maturity is of some days", hint="14d, mtd, 2026-02-01..2026-02-28")
    return Asked(period, (metric,) if metric else METRICS, platform=platform, account=account)


def _kept(request: Request, asked: Asked) -> bytes:
    """Return the answer as JSON, kept as long as it would be the same."""
    known: dict[str, Any] = {
        "principal": asking(request), "warehouse": part(request, Warehouse),
        "clock": clock(request),
    }  # fmt: skip
    question = metrics.Question(metrics=asked.metrics, period=asked.period, as_of=asked.as_of)
    stands_on = metrics.depends_on(**known, question=question)
    kept = Kept(asking(request).workspace_id, "maturity", (repr(asked), *stands_on))
    cache: Cache = part(request, Cache)  # type: ignore[type-abstract]  # the key

    def made() -> bytes:
        return bytes(answer(showing.document(_found(request, asked))).body)

    return through(cache, kept, made, seconds=_KEPT_S)


def _found(request: Request, asked: Asked) -> Maturity:
    return service.maturity(
        principal=asking(request),
        warehouse=part(request, Warehouse),
        database=part(request, Database),
        clock=clock(request),
        asked=asked,
    )
