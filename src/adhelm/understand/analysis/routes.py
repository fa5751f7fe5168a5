"""What is odd, over HTTP."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response

from adhelm.core.ads import PLATFORMS, Period
from adhelm.core.cache import Cache, Kept, through
from adhelm.core.db import Database
from adhelm.core.principal import Scope
from adhelm.core.web import Listed, Needs, answer, asking, clock, cursor, listed, part, place
from adhelm.observe import plans
from adhelm.observe.warehouse import Warehouse
from adhelm.understand.analysis import service
from adhelm.understand.analysis.logic import showing
from adhelm.understand.analysis.types import CauseKind, Findings, Severity, State
from adhelm.understand.metrics import Question, depends_on

router = APIRouter(tags=["anomalies"], dependencies=[Depends(Needs(Scope.read))])
_KEPT_S = 600
_EVER = Period(dt.date(2000, 1, 1), dt.date(2200, 1, 1))
_NAMED = f"^({'|'.join(PLATFORMS)})?$"


class CauseOut(BaseModel):
    """How a change came about; shares of it add up to one."""

    kind: CauseKind
    dimension: str = Field(examples=["campaign"])
    rate: float = Field(description="Share that is the parts' own rates' doing.")
    mix: float = Field(description="Share that is how much went to which.")
    parts: list[tuple[str, float]] = Field(examples=[[("Spring", 0.82)]])


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
    planned: bool = Field(description="The calendar had it coming.")
    cause: CauseOut | None
    joint: float | None = Field(
        description="Share of all days that are less odd in all metrics together."
    )
    since: str | None = Field(
        description="The account's local hour it began with; null: known by the day only.",
        examples=["2026-01-31T09:00"],
    )
    notes: list[str] = Field(description="What people wrote about its days.", examples=[["Sale"]])
    reason: str = Field(examples=["spend of Spring was twice what its days lead to expect"])
    state: State = Field(description="Whether it may still go on.")
    opened_at: dt.datetime | None = Field(description="When it was first kept; null: not yet.")
    opened_version: int | None = Field(description="The data version it was first kept of.")
    change: str | None = Field(
        description="Against `compare`: new, changed or same; null: not compared.",
        examples=["new"],
    )


class PastOut(BaseModel):
    """What was known of an incident from a data version on."""

    data_version: int
    at: dt.datetime
    state: State
    severity: Severity
    at_stake: str = Field(examples=["60.00"])
    currency: str = Field(examples=["EUR"])
    last_date: dt.date | None
    reason: str = Field(examples=["Meta 'Spring': clicks 120, 30% of the usual 400."])


class HistoryOut(BaseModel):
    """An incident that was kept, and how it went on."""

    incident: IncidentOut
    past: list[PastOut]
    provenance: dict[str, Any]


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
    compare: Annotated[
        int | None, Query(ge=1, lt=2**31, description="A data version to hold it against.")
    ] = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    after: Annotated[str | None, Query(alias="cursor", max_length=500)] = None,
) -> Response:
    """List what is odd, most money at stake first."""
    import orjson

    begin = (place(after, kinds=(int,)) or (0,))[0]
    found = orjson.loads(_findings(request, range_, platform, compare))
    ranks = list(Severity)
    rows = [
        one
        for one in found["rows"]
        if account in {"", one["account_id"]}
        and ranks.index(Severity(one["severity"])) >= ranks.index(severity)
    ]
    end = max(begin, 0) + limit
    more = cursor(end) if end < len(rows) else None
    return listed(rows[max(begin, 0) : end], provenance=found["provenance"], next_cursor=more)


@router.get("/anomalies/{incident_id}", response_model=HistoryOut)
def show_anomaly(request: Request, incident_id: Annotated[str, Path(max_length=64)]) -> Response:
    """Show an incident that was kept, and what was known of it by data version."""
    life, past = service.history(
        principal=asking(request), database=part(request, Database), incident_id=incident_id
    )
    return answer(showing.history(life, past))


def _findings(request: Request, span: str, platform: str, compare: int | None) -> bytes:
    """Return all that is odd as JSON, kept as long as the data are the same."""
    period = service.read_range(span, clock=clock(request))
    known: dict[str, Any] = {
        "principal": asking(request), "warehouse": part(request, Warehouse),
        "clock": clock(request),
    }  # fmt: skip
    database = part(request, Database)

    def made() -> bytes:
        found = service.incidents(**known, period=period, platform=platform, database=database)
        return bytes(answer(_told(request, found, compare)).body)

    stands_on = depends_on(**known, question=Question(metrics=("spend",), period=period))
    planned = plans.events_in(principal=asking(request), database=database, period=_EVER)
    # Notes for staff alone are in no answer that others could be given.
    notes = plans.list_notes(principal=asking(request), database=database)
    stamp = service.stamp(principal=asking(request), database=database)
    parts = (platform, compare, repr(planned), repr(notes), stamp, *stands_on)
    kept = Kept(asking(request).workspace_id, "anomalies", parts)
    cache: Cache = part(request, Cache)  # type: ignore[type-abstract]  # the key
    return through(cache, kept, made, seconds=_KEPT_S)


def _told(request: Request, found: Findings, compare: int | None) -> dict[str, Any]:
    parts: dict[str, Any] = {"principal": asking(request), "database": part(request, Database)}
    lives = service.lives(**parts, found=found.incidents)
    named = replace(found, incidents=tuple(one for one, _ in lives))
    held = None
    if compare is not None:
        held = service.compared(**parts, findings=named, version=compare)
    return showing.document(named, {one.id: life for one, life in lives}, held)
