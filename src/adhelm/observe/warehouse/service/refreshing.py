"""The European Central Bank's rates: brought where amounts need them; one's own stay."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from adhelm.core import jobs
from adhelm.core.clock import Clock, today
from adhelm.core.db import Database
from adhelm.core.errors import Conflict, Unavailable
from adhelm.core.principal import Principal, Scope
from adhelm.govern import audit
from adhelm.observe.warehouse.logic import ecb, gaps
from adhelm.observe.warehouse.logic import rates as logic
from adhelm.observe.warehouse.service.fx import load_rates, text_of
from adhelm.observe.warehouse.service.snapshots import Snapshot, snapshot
from adhelm.observe.warehouse.store import booked as store
from adhelm.observe.warehouse.store import fx
from adhelm.observe.warehouse.store.handle import Warehouse
from adhelm.observe.warehouse.types import Booked, Fixing, Published

if TYPE_CHECKING:
    import httpx

REFRESH = "fx.refresh"
_LATELY = timedelta(days=logic.OLDEST_DAYS)
_OK = 200


class NoSource(Conflict):
    """The settings name nobody whose exchange rates are brought."""

    code = "fx.no_source"


class NotBrought(Unavailable):
    """The European Central Bank answered with an error."""

    code = "fx.unavailable"


@dataclass(frozen=True, slots=True)
class RateSource:
    """Where the reference rates are; nowhere without an address."""

    base_url: str
    http: Callable[[], httpx.Client]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a workspace needs rates for."""

    booked: Sequence[Booked]
    gap: date | None
    """The first day without a rate that could be brought; None: there is none."""
    kept: bool
    """Whether rates are to be kept up: amounts are booked in several currencies, or were asked."""
    lately: bool
    """Whether there are amounts of the last days, for which rates go on coming."""


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What was brought."""

    file: str
    first: date
    last: date
    passed_over: int
    """Fixings not taken: somebody's own rate of that pair and day stays."""
    unpublished: Sequence[str]
    """Currencies that amounts are booked in and that the bank says nothing of."""
    published: Published | None
    """None if all of them were somebody's own."""


def wanted(warehouse: Warehouse, *, principal: Principal) -> Wanted:
    """Return what the workspace needs rates for; reads nothing but the warehouse."""
    pinned = snapshot(warehouse, principal=principal)
    booked = store.booked(warehouse, pinned.files("facts"))
    fixed = fx.days_of(warehouse, pinned.files("fx_rates"), source=ecb.NAME)
    kept = len(booked) > 1 or bool(booked and fixed)
    gap = _gap(pinned, booked, fixed)
    since = _today(warehouse) - _LATELY
    return Wanted(booked, gap, kept, any(one.days.last >= since for one in booked))


def refresh(
    warehouse: Warehouse,
    *,
    principal: Principal,
    source: RateSource,
    batch_id: str,
    since: date | None = None,
) -> Refreshed:
    """
    Bring the reference rates of lately, from `since` on if that is earlier, and of days without.

    Corrections replace what the bank said before; somebody's own rates stay. What is known
    already changes nothing.

    :raises NoSource: if the settings name no source.
    :raises NotBrought: if it answers with an error.
    :raises adhelm.observe.warehouse.logic.rates.BadRates: if what it answers with are no rates.
    """
    principal.require(Scope.write)
    require_source(source)
    now = _today(warehouse)
    found = wanted(warehouse, principal=principal)
    first = min((day for day in (since, found.gap) if day is not None), default=None)
    name = ecb.file_for(first, today=now)
    fixings = _read(name, _brought(source, name))
    oldest = first - _LATELY if first is not None and name == ecb.HISTORY else date.min
    usable = [one for one in fixings if oldest <= one.day <= now]
    if not usable:
        raise logic.BadRates(
            f"{name}: none of its rates is of the days that are asked for",
            hint="is the clock of this machine right?",
        )
    ours = _not_owned(warehouse, principal, usable)
    published = (
        load_rates(warehouse, principal=principal, batch_id=batch_id, rows=ours) if ours else None
    )
    said = {one.quote for one in usable} | {logic.PIVOT}
    return Refreshed(
        file=name,
        first=min(one.day for one in usable),
        last=max(one.day for one in usable),
        passed_over=len(usable) - len(ours),
        unpublished=sorted({one.currency for one in found.booked} - said),
        published=published,
    )


def ask_refresh(
    *,
    principal: Principal,
    database: Database,
    clock: Clock,
    source: RateSource,
    since: date | None = None,
) -> str:
    """
    Ask for rates to be brought by a worker; return the job.

    :raises NoSource: if the settings name no source.
    """
    principal.require(Scope.write)
    require_source(source)
    payload = {"asked": True} | ({"since": since.isoformat()} if since else {})
    with database.joined() as doing:
        job_id = jobs.enqueue(
            doing, workspace_id=principal.workspace_id, kind=REFRESH, payload=payload, clock=clock,
            asked_by=f"{principal.actor}:{principal.id}",
        )  # fmt: skip
        audit.record(
            doing, principal=principal, clock=clock, action="warehouse.refresh_rates",
            subject=f"rates:{ecb.NAME}", after={**payload, "job": job_id},
        )  # fmt: skip
    return job_id


def require_source(source: RateSource) -> None:
    """
    Let pass if there is somewhere to bring rates from.

    :raises NoSource: if not.
    """
    if not source.base_url:
        raise NoSource(
            "exchange rates are brought from nowhere",
            hint="set ADHELM_FX__SOURCE=ecb, or load your own with 'adhelm fx load'",
        )


def _gap(pinned: Snapshot, booked: Sequence[Booked], fixed: Sequence[date]) -> date | None:
    codes = {one.currency for one in booked} | {logic.PIVOT}
    known = fx.fixings(pinned.warehouse, pinned.files("fx_rates"), currencies=sorted(codes))
    foreign = [one for one in booked if one.currency != logic.PIVOT]
    return gaps.first_gap(foreign, known, fixed=fixed, today=_today(pinned.warehouse))


def _today(warehouse: Warehouse) -> date:
    return today(warehouse.clock, "UTC")


def _brought(source: RateSource, name: str) -> bytes:
    with source.http() as client:
        answer = client.get(f"{source.base_url}/{name}")
    if answer.status_code != _OK:
        raise NotBrought(
            f"the European Central Bank answered {answer.status_code} for {name}",
            hint="earlier rates stay; it is asked again later",
        )
    return bytes(answer.content)


def _read(name: str, data: bytes) -> list[Fixing]:
    if name == ecb.LATEST:
        return ecb.read(data)
    return logic.read(text_of(data, name), source=ecb.NAME)


def _not_owned(
    warehouse: Warehouse, principal: Principal, fixings: Sequence[Fixing]
) -> list[Fixing]:
    """Return the fixings of pairs and days of which nobody else's rate is kept, either way."""
    pinned = snapshot(warehouse, principal=principal)
    own = {
        (frozenset((one.base, one.quote)), one.day)
        for one in fx.fixings(
            warehouse, pinned.files("fx_rates"), first=min(one.day for one in fixings)
        )
        if one.source != ecb.NAME
    }
    return [one for one in fixings if (frozenset((one.base, one.quote)), one.day) not in own]
