"""What is odd, over HTTP."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response

from adhelm.core.ads import PLATFORMS, Period
from adhelm.core.cache import Cache, Kept, through
from adhelm.core.db import Database
from adhelm.core.principal import Scope
from adhelm.core.web import Listed, Needs, answer, asking, clock, listed, part
from adhelm.observe import plans
from adhelm.observe.warehouse import Warehouse
from adhelm.understand.analysis import service
from adhelm.understand.analysis.types import Findings, Severity
from adhelm.understand.metrics import Question, depends_on

router = APIRouter(tags=["anomalies"], dependencies=[Depends(Needs(Scope.read))])
_KEPT_S = 600
_EVER = Period(dt.date(2000, 1, 1), dt.date(2200, 1, 1))
_NAMED = f"^({'|'.join(PLATFORMS)})?$"


class IncidentOut(BaseModel):
    """Something odd about one metric of one entity, on one day or a run of days."""

    id: str = Field(description="Stable over runs.", examples=["inc_1a2b"])
    severity: Severity
    detector: str = Field(examples=["robust_z"])
    platform: str = Field(examples=["meta"])
    account_id: str
    level: str = Field(examples=["campaign"])
    entity_id: str = Field(examples=["c1"])
    entity: str = Field(examples=["Spring"])
    metric: str = Field(examples=["spend"])
    date: dt.date
    last_date: dt.date | None
    days: int
    observed: str | None = Field(examples=["120.00"])
    expected: str = Field(examples=["60.00"])
    low: str = Field(examples=["40.00"])
    high: str = Field(examples=["80.00"])
    score: float
    at_stake: str = Field(description="Money, in `currency`.", examples=["60.00"])
    currency: str
    provisional: bool = Field(description="The platform may still restate the figures.")
    also: list[str] = Field(description="Other metrics that moved with it.", examples=[["clicks"]])
    explains: list[str] = Field(description="Campaigns it accounts for.", examples=[["c1"]])
    calendar: list[str] = Field(
        description="What the calendar knows of its days.", examples=[["promotion 'Black Week'"]]
    )
    reason: str = Field(examples=["spend of Spring was twice what its days lead to expect"])


@router.get("/anomalies", response_model=Listed[IncidentOut])
def list_anomalies(
    request: Request,
    *,
    range_: Annotated[
        str, Query(alias="range", max_length=100, description="By default the last 28 days.")
    ] = "",
    platform: Annotated[str, Query(pattern=_NAMED, max_length=40)] = "",
    account: Annotated[str, Query(max_length=200, description="Only of this account id.")] = "",
    severity: Annotated[Severity, Query(description="At least so much.")] = Severity.low,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> Response:
    """List what is odd, most money at stake first."""
    import orjson

    found = orjson.loads(_findings(request, range_, platform))
    ranks = list(Severity)
    rows = [
        one
        for one in found["rows"]
        if account in {"", one["account_id"]}
        and ranks.index(Severity(one["severity"])) >= ranks.index(severity)
    ]
    return listed(rows[:limit], provenance=found["provenance"])


def _findings(request: Request, span: str, platform: str) -> bytes:
    """Return all that is odd as JSON, kept as long as the data are the same."""
    period = service.read_range(span, clock=clock(request))
    known: dict[str, Any] = {
        "principal": asking(request), "warehouse": part(request, Warehouse),
        "clock": clock(request),
    }  # fmt: skip

    database = part(request, Database)

    def made() -> bytes:
        found = service.incidents(**known, period=period, platform=platform, database=database)
        return bytes(answer(_told(found)).body)

    stands_on = depends_on(**known, question=Question(metrics=("spend",), period=period))
    days = plans.events_in(principal=asking(request), database=database, period=_EVER)
    parts = (platform, repr(days), *stands_on)
    kept = Kept(asking(request).workspace_id, "anomalies", parts)
    cache: Cache = part(request, Cache)  # type: ignore[type-abstract]  # the key
    return through(cache, kept, made, seconds=_KEPT_S)


def _told(found: Findings) -> dict[str, Any]:
    provenance = {
        "data_version": found.data_version,
        "period": str(found.period),
        "series": found.series,
        "tests": found.tests,
        "notes": list(found.notes),
    }
    return {"rows": list(_rows(found)), "provenance": provenance}


def _rows(found: Findings) -> Iterator[dict[str, object]]:
    names = (
        "id", "severity", "detector", "platform", "account_id", "level", "entity_id", "entity",
        "metric", "date", "last_date", "days", "observed", "expected", "low", "high", "score",
        "at_stake", "currency", "provisional", "also", "explains", "calendar", "reason",
    )  # fmt: skip
    for one in found.incidents:
        yield {name: getattr(one, name) for name in names}
