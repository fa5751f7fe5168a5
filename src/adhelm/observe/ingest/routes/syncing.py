"""Syncs over HTTP: asked for, looked at, and settled by a person."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from pydantic import AwareDatetime, BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response

from adhelm.core.ads import Period
from adhelm.core.clock import today
from adhelm.core.web import (
    Body,
    Day,
    Listed,
    asking,
    clock,
    cursor,
    listed,
    once,
    part,
    place,
    skipped,
)
from adhelm.observe.ingest.routes import shared
from adhelm.observe.ingest.service import ordering, reconciling, settling, tagging
from adhelm.observe.ingest.service.syncing import SYNC
from adhelm.observe.ingest.types import Decision, HeldSync, Tally
from adhelm.observe.warehouse import Warehouse

router = APIRouter(prefix="/sources", tags=["sources"])
_DAYS = 30
_Ids = list[Annotated[str, Field(min_length=1, max_length=200)]]


class SyncIn(Body):
    """What to bring; what is left out is all there is, or as usual."""

    accounts: _Ids = Field(default=[], max_length=1000, description="Only these ids.")
    streams: _Ids = Field(
        default=[], max_length=100, description="Only these, or patterns.", examples=[["ad_daily"]]
    )
    since: date | None = Field(default=None, description="The first local day.")
    until: date | None = Field(default=None, description="The last local day.")


class BackfillIn(SyncIn):
    """The past to bring, month by month, the newest first."""

    since: date = Field(description="The first local day.")


class ReconcileIn(Body):
    """What to hold against the platforms' own totals; by default the last thirty days."""

    accounts: _Ids = Field(default=[], max_length=1000, description="Only these ids.")
    since: date | None = None
    until: date | None = None


class Settled(Body):
    """What shall become of entities that are named no more."""

    decision: Decision = Field(examples=["keep"], description="'erase', 'keep' or 'discard'.")


class HeldOut(BaseModel):
    """A sync that waits for a decision: entities known before are not in what came."""

    id: str = Field(examples=["syn_1a2b"])
    connector: str = Field(examples=["meta"])
    account_id: str
    streams: list[str] = Field(examples=[["ad_daily"]])
    at: AwareDatetime
    entities: int | None = Field(description="How many would go.")
    rows: int | None
    spend: dict[str, str] = Field(description="By currency.", examples=[{"EUR": "120.00"}])
    first_day: date | None
    last_day: date | None
    examples: list[str] = Field(examples=[["Spring"]])


class UntaggedOut(BaseModel):
    """An ad with spend whose address says of no visit where it is from."""

    connector: str = Field(examples=["meta"])
    account_id: str
    campaign_id: str = Field(examples=["c1"])
    ad_id: str = Field(examples=["a1"])
    name: str
    spend: str = Field(examples=["12.00"])
    currency: str
    final_url: str = Field(examples=["https://example.com"])


class TallyOut(BaseModel):
    """One measure of one account-day: as the platform totals it, and as our rows add up."""

    connector: str = Field(examples=["meta"])
    account_id: str
    day: date
    level: str = Field(examples=["campaign"])
    field: str = Field(examples=["spend"])
    currency: str
    platform: str = Field(examples=["120.00"])
    ours: str = Field(examples=["120.00"])
    difference: str = Field(examples=["0.00"])
    rows: int
    verdict: str = Field(examples=["ok"], description="'ok', 'rounding' or 'unexplained'.")
    at: AwareDatetime


@router.get("/held", response_model=Listed[HeldOut], dependencies=shared.READ)
def list_held(request: Request) -> Response:
    """List the syncs that wait for a decision, newest first."""
    return listed(map(_held, settling.list_held(**shared.records(request))))


@router.post("/held/{sync_id}/decide", dependencies=shared.WRITE, **shared.ACCEPTED)
@shared.with_location
@once
def decide_held(
    request: Request,
    sync_id: Annotated[str, Path(max_length=64, examples=["syn_1a2b"])],
    body: Settled,
) -> Response:
    """Settle a sync that waits; a job does it."""
    job_id = ordering.ask_decision(
        **shared.changing(request), batch_id=sync_id, decision=body.decision
    )
    return shared.accepted(job_id)


@router.get("/untagged", response_model=Listed[UntaggedOut], dependencies=shared.READ)
def list_untagged(
    request: Request,
    *,
    first: Annotated[Day | None, Query(alias="from", description="By default 30 days.")] = None,
    last: Annotated[Day | None, Query(alias="to", description="Included.")] = None,
    limit: shared.Limit = 100,
    cursor_: shared.CursorText = None,
) -> Response:
    """List ads with spend whose addresses hold no utm_* parameter and no click id, most first."""
    until = last or today(clock(request), "UTC")
    until = min(until, date.max - timedelta(days=1))
    since = first or max(until, date.min + timedelta(days=_DAYS)) - timedelta(days=_DAYS - 1)
    begin = skipped(cursor_)
    if until < since:
        return listed([])
    found = tagging.untagged(
        principal=asking(request),
        warehouse=part(request, Warehouse),
        period=Period.closed(since, until),
    )
    end = begin + limit
    rows = (
        {
            "connector": one.connector,
            "account_id": one.account_id,
            "campaign_id": one.campaign_id,
            "ad_id": one.entity_id,
            "name": one.name,
            "spend": shared.plain(one.spend),
            "currency": one.currency,
            "final_url": one.final_url,
        }
        for one in found[begin:end]
    )
    return listed(rows, next_cursor=cursor(end) if len(found) > end else None)


@router.post("/{name}/sync", dependencies=shared.WRITE, **shared.ACCEPTED)
@shared.with_location
@once
def sync_source(request: Request, name: shared.Name, body: SyncIn) -> Response:
    """Bring what is new through a source; a job does it."""
    return shared.accepted(_asked(request, SYNC, name, body))


@router.post("/{name}/backfill", dependencies=shared.WRITE, **shared.ACCEPTED)
@shared.with_location
@once
def backfill_source(request: Request, name: shared.Name, body: BackfillIn) -> Response:
    """Bring the past through a source, what is there passed over; a job does it."""
    return shared.accepted(_asked(request, ordering.BACKFILL, name, body))


@router.post("/{name}/reconcile", dependencies=shared.WRITE, **shared.ACCEPTED)
@shared.with_location
@once
def reconcile_source(request: Request, name: shared.Name, body: ReconcileIn) -> Response:
    """Hold account-days against the platform's own totals; a job does it."""
    return shared.accepted(_asked(request, ordering.RECONCILE, name, body))


@router.get("/{name}/reconcile", response_model=Listed[TallyOut], dependencies=shared.READ)
def list_tallies(
    request: Request,
    name: shared.Name,
    *,
    verdict: Annotated[str, Query(pattern="^(ok|rounding|unexplained)?$")] = "",
    limit: shared.Limit = 100,
    cursor_: shared.CursorText = None,
) -> Response:
    """List what the latest reconciliation of each account-day found, oldest day first."""
    mine = {
        (one.connector, one.account_id)
        for one in ordering.through(**shared.records(request), name=name)
    }
    found = reconciling.reconciliations(**shared.records(request), verdict=verdict or None)
    after = place(cursor_, kinds=(str, str, str, str))
    rest = sorted((one for one in found if (one.connector, one.account_id) in mine), key=_key)
    rest = [one for one in rest if after is None or _key(one) > after]
    more = cursor(*_key(rest[limit - 1])) if len(rest) > limit else None
    return listed(map(_tally, rest[:limit]), next_cursor=more)


@router.get("/{name}/status", response_model=Listed[shared.StandingOut], dependencies=shared.READ)
def show_status(
    request: Request,
    name: shared.Name,
    *,
    limit: shared.Limit = 1000,
    cursor_: shared.CursorText = None,
) -> Response:
    """List how each stream of each account stands that comes through a source."""
    ordering.through(**shared.records(request), name=name)
    return shared.standings(request, limit=limit, cursor_=cursor_, name=name)


def _asked(request: Request, kind: str, name: str, body: SyncIn | ReconcileIn) -> str:
    return ordering.ask_sync(
        **shared.changing(request),
        kind=kind,
        name=name,
        accounts=body.accounts,
        streams=body.streams if isinstance(body, SyncIn) else (),
        since=body.since,
        until=body.until,
    )


def _held(one: HeldSync) -> dict[str, Any]:
    lost = one.vanished
    return {
        "id": one.batch_id,
        "connector": one.connector,
        "account_id": one.account_id,
        "streams": list(one.streams),
        "at": one.at,
        "entities": lost.entities if lost else None,
        "rows": lost.rows if lost else None,
        "spend": {code: shared.plain(each) for code, each in lost.spend.items()} if lost else {},
        "first_day": lost.first_day if lost else None,
        "last_day": lost.last_day if lost else None,
        "examples": list(lost.examples) if lost else [],
    }


def _key(one: Tally) -> tuple[str, str, str, str]:
    return one.day.isoformat(), f"{one.connector}/{one.account_id}", one.level, one.field


def _tally(one: Tally) -> dict[str, Any]:
    told = {name: getattr(one, name) for name in TallyOut.model_fields}
    amounts = {name: shared.plain(told[name]) for name in ("platform", "ours", "difference")}
    return {**told, **amounts}
