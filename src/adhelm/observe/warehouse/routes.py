"""The warehouse over HTTP: what the checks found, data versions, exchange rates."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Annotated, Any, Self

from fastapi import APIRouter, Depends, Query
from pydantic import AwareDatetime, BaseModel, Field, model_validator
from starlette.requests import Request
from starlette.responses import Response

from adhelm.core.ads import Period
from adhelm.core.clock import today
from adhelm.core.db import Database
from adhelm.core.principal import Scope
from adhelm.core.web import (
    BadCursor,
    Body,
    Day,
    Listed,
    Needs,
    answer,
    asking,
    clock,
    cursor,
    listed,
    once,
    part,
    place,
)
from adhelm.observe.warehouse.service import fx, quality, refreshing, snapshots
from adhelm.observe.warehouse.service.refreshing import RateSource
from adhelm.observe.warehouse.store.handle import Warehouse
from adhelm.observe.warehouse.types import Fixing, StoredCheck

router = APIRouter()
_READ, _WRITE = ([Depends(Needs(scope))] for scope in (Scope.read, Scope.write))
_Limit = Annotated[int, Query(ge=1, le=1000)]
_Cursor = Annotated[str | None, Query(alias="cursor", max_length=500)]
_Code = Annotated[str, Field(pattern="^[A-Z]{3}$", examples=["USD"])]
_USUAL_DAYS = 90


class CheckOut(BaseModel):
    """What one check found."""

    at: AwareDatetime
    check: str = Field(examples=["facts.negative_spend"])
    severity: str = Field(description="'block', 'warn' or 'info'.", examples=["warn"])
    passed: bool
    found: int
    message: str = Field(examples=["2 rows have clicks and no impressions"])
    scope: str = Field(description="What it was held against.", examples=["google_ads 123"])
    version: int | None = Field(description="null: nothing was published.")
    batch: str = Field(examples=["imp_1a2b"])


class VersionOut(BaseModel):
    """One data version: what readers saw from an instant on."""

    version: int
    known_at: AwareDatetime
    what: str = Field(examples=["sync of meta: account 123"])
    batch: str = Field(examples=["syn_1a2b"])


class RateOut(BaseModel):
    """One fixing: a unit of `base` costs `rate` units of `quote`."""

    date: date
    base: str = Field(examples=["EUR"])
    quote: str = Field(examples=["USD"])
    rate: str = Field(examples=["1.0842"])
    source: str = Field(examples=["ecb"])


class RateIn(Body):
    """A rate to keep; the one of the same day and pair is replaced."""

    date: date
    base: _Code = Field(examples=["EUR"])
    quote: _Code
    rate: Annotated[str, Field(pattern=r"^[0-9]{1,10}(\.[0-9]{1,9})?$", examples=["1.0842"])]

    @model_validator(mode="after")
    def _is_of_two(self) -> Self:
        if self.base == self.quote:
            raise ValueError("a currency is worth itself")
        return self


class RatesIn(Body):
    """Rates to keep, all of them or none."""

    rates: Annotated[list[RateIn], Field(min_length=1, max_length=1000)]
    source: Annotated[str, Field(max_length=100, examples=["treasury"])] = "api"


class RatesKept(BaseModel):
    """What became of rates."""

    added: int
    changed: int
    unchanged: int
    data_version: int


class RefreshIn(Body):
    """Which rates to bring; by default those of lately, and of days that have none."""

    since: date | None = Field(default=None, description="The first day.")


class RefreshAsked(BaseModel):
    """Work that a worker will do."""

    job_id: str = Field(examples=["0f8fad5bd9cb469fa16570867728950e"])


@router.get("/quality", tags=["quality"], response_model=Listed[CheckOut], dependencies=_READ)
def list_quality(
    request: Request,
    *,
    failing: Annotated[bool, Query(description="Only what did not pass.")] = False,
    limit: _Limit = 100,
    cursor_: _Cursor = None,
) -> Response:
    """List what the checks of the data found, newest first."""
    before = place(cursor_, kinds=(int,))
    found = quality.quality_results(
        part(request, Warehouse), principal=asking(request), failing=failing, limit=limit,
        before=before[0] if before else None,
    )  # fmt: skip
    more = cursor(found[-1].id) if len(found) == limit else None
    return listed(map(_check, found), next_cursor=more)


@router.get(
    "/data-versions", tags=["quality"], response_model=Listed[VersionOut], dependencies=_READ
)
def list_versions(request: Request, *, limit: _Limit = 100, cursor_: _Cursor = None) -> Response:
    """List the data versions, newest first; a query can be asked `as_of` each."""
    before = place(cursor_, kinds=(int,))
    found = snapshots.versions(
        part(request, Warehouse), principal=asking(request), limit=limit,
        before=before[0] if before else None,
    )  # fmt: skip
    rows = [
        {"version": one.version, "known_at": one.known_at, "what": one.what, "batch": one.batch_id}
        for one in found
    ]
    more = cursor(found[-1].version) if len(found) == limit else None
    return listed(rows, next_cursor=more)


@router.get("/fx", tags=["fx"], response_model=Listed[RateOut], dependencies=_READ)
def list_rates(
    request: Request,
    *,
    currency: Annotated[
        list[Annotated[str, Field(pattern="^[A-Z]{3}$")]],
        Query(max_length=50, description="Only pairs of these (and EUR)."),
    ] = [],  # noqa: B006 - FastAPI copies it
    first: Annotated[Day | None, Query(alias="from", description="By default 90 days.")] = None,
    last: Annotated[Day | None, Query(alias="to", description="Included.")] = None,
    limit: _Limit = 1000,
    cursor_: _Cursor = None,
) -> Response:
    """List exchange rates as published, oldest first."""
    end = last or today(clock(request), "UTC")
    start = first or max(end, date.min + timedelta(days=_USUAL_DAYS)) - timedelta(days=_USUAL_DAYS)
    after = _place(cursor_)
    start = max(start, after[0]) if after else start
    pinned = snapshots.snapshot(part(request, Warehouse), principal=asking(request))
    told: dict[str, Any] = {"data_version": pinned.version.version}
    if start > end:
        return listed([], provenance=told)
    known = fx.fixings(
        pinned,
        currencies=[*currency, "EUR"] if currency else None,
        period=Period.closed(start, min(end, date.max - timedelta(days=1))),
    )
    page = list(_from(sorted(known, key=_key), after, limit))
    more = cursor(*_key(page[-1])) if len(page) == limit else None
    return listed(map(_rate, page), provenance=told, next_cursor=more)


@router.post("/fx", tags=["fx"], response_model=RatesKept, dependencies=_WRITE)
def keep_rates(request: Request, body: RatesIn) -> Response:
    """
    Keep exchange rates.

    Sending them again changes nothing.
    """
    done = fx.load_rates(
        part(request, Warehouse),
        principal=asking(request),
        batch_id=f"fx-{uuid.uuid4().hex}",
        rows=[
            Fixing(one.base, one.quote, one.date, Decimal(one.rate), body.source)
            for one in body.rates
        ],
    )
    counts = {name: getattr(done, name) for name in RatesKept.model_fields}
    return answer(counts)


@router.post(
    "/fx/refresh", tags=["fx"], status_code=202, response_model=RefreshAsked, dependencies=_WRITE
)
@once
def refresh_rates(request: Request, body: RefreshIn) -> Response:
    """
    Bring the European Central Bank's rates; a job does it.

    Rates of your own stay.
    """
    job_id = refreshing.ask_refresh(
        principal=asking(request), database=part(request, Database), clock=clock(request),
        source=part(request, RateSource), since=body.since,
    )  # fmt: skip
    return answer({"job_id": job_id}, status=202)


def _check(one: StoredCheck) -> dict[str, object]:
    result = one.result
    return {
        "at": one.at,
        "check": result.check,
        "severity": result.severity,
        "passed": result.passed,
        "found": result.found,
        "message": result.message,
        "scope": result.scope,
        "version": one.version,
        "batch": one.batch_id,
    }


def _from(
    found: Iterable[Fixing], after: tuple[date, str, str] | None, limit: int
) -> Iterator[Fixing]:
    left = limit
    for one in found:
        if left and (after is None or _key(one) > after):
            left -= 1
            yield one


def _key(one: Fixing) -> tuple[date, str, str]:
    return one.day, one.base, one.quote


def _rate(one: Fixing) -> dict[str, object]:
    rate = f"{one.rate.normalize():f}"
    return {
        "date": one.day, "base": one.base, "quote": one.quote, "rate": rate, "source": one.source,
    }  # fmt: skip


def _place(text: str | None) -> tuple[date, str, str] | None:
    found = place(text, kinds=(str, str, str))
    if found is None:
        return None
    try:
        return date.fromisoformat(found[0]), found[1], found[2]
    except ValueError as error:
        raise BadCursor("this is no cursor of rates") from error
