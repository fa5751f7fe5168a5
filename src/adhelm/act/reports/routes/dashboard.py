"""The dashboard over HTTP: whole, and the little of it that is asked for again and again."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from typing import Any, Literal

from fastapi import APIRouter
from pydantic import AwareDatetime, BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response

from adhelm.act.reports import service
from adhelm.act.reports.routes import shared
from adhelm.act.reports.routes.shared import Figure
from adhelm.act.reports.service import Desk
from adhelm.act.reports.types import Attention, Dashboard, Kpi
from adhelm.core.cache import Cache, Kept, through
from adhelm.core.web import answer, etag, part

router = APIRouter(prefix="/dashboard", tags=["dashboard"])
_KEPT_S = 600


class KpiOut(Figure):
    """A key figure."""

    name: str = Field(examples=["roas"])
    label: str = Field(examples=["ROAS"])
    unit: str = Field(
        description="'money', 'price', 'count', 'share' or 'ratio'.", examples=["ratio"]
    )
    better: str = Field(description="'up', 'down' or ''.", examples=["up"])
    formula: str = Field(examples=["conversion_value / spend"])
    provisional: bool = Field(description="Platforms may still restate days of the period.")
    reconciliation: str = Field(
        description="'ok', 'rounding', 'unexplained' or 'not checked'.", examples=["ok"]
    )


class KpiWithDays(KpiOut):
    """A key figure and its days."""

    daily: list[str | int | None] = Field(
        description="One value per day of the period.", examples=[["1.2", None, "1.4"]]
    )


class SideOut(BaseModel):
    """One platform beside the others."""

    platform: str = Field(examples=["meta"])
    currency: str = Field(examples=["EUR"])
    values: dict[str, Figure]


class IncidentShown(BaseModel):
    """Something odd; `/anomalies` says more."""

    id: str = Field(examples=["inc_1a2b"])
    severity: str = Field(examples=["high"])
    platform: str
    account_id: str
    entity: str = Field(examples=["Spring"])
    metric: str = Field(examples=["spend"])
    date: dt.date
    at_stake: str = Field(examples=["60.00"])
    currency: str
    reason: str = Field(examples=["spend of Spring was twice what its days lead to expect"])


class FailingOut(BaseModel):
    """A stream of an account that did not come through the last time."""

    connector: str = Field(examples=["meta"])
    account_id: str
    stream: str = Field(examples=["ad_daily"])
    code: str = Field(examples=["platform.token_expired"])
    message: str = Field(examples=["the token has expired"])
    hint: str
    failed_at: AwareDatetime | None


class HeldShown(BaseModel):
    """A sync that waits for a decision."""

    id: str = Field(examples=["syn_1a2b"])
    connector: str = Field(examples=["meta"])
    account_id: str


class Counts(BaseModel):
    """What of the syncs needs a person, in numbers."""

    failing: int
    held: int
    synced_at: AwareDatetime | None = Field(
        description="The last success of the stream that waits longest."
    )
    syncing: bool


class AttentionOut(Counts):
    """What needs a person."""

    incidents: list[IncidentShown]
    incidents_found: int
    failing_streams: list[FailingOut]
    held_syncs: list[HeldShown]


class _Shown(BaseModel):
    """The days and data behind it."""

    period: str = Field(examples=["2026-03-01..2026-03-28"])
    compared: str = Field(
        description="The days before, moved by whole weeks.", examples=["2026-02-01..2026-02-28"]
    )
    currency: str = Field(description="'' where money is not added up.", examples=["EUR"])
    money: Literal["booked", "converted", "apart"] = Field(
        description="How money is added up; 'apart': not at all, for a rate is missing."
    )
    currencies: list[shared.BookedOut] = Field(
        description="As booked, by currency; empty where accounts book in one, or one was wanted."
    )
    warnings: list[str] = Field(examples=[["conversions may still move: meta"]])
    data_version: int
    known_at: AwareDatetime | None


class DashboardOut(_Shown):
    """Key figures, platforms side by side, and what needs a person."""

    kpis: list[KpiWithDays]
    platforms: list[SideOut]
    attention: AttentionOut
    maturity: dict[str, Any] = Field(description="Which days are provisional, by platform.")
    reconciliation: dict[str, Any] = Field(description="What the platforms' own totals say.")


class SummaryOut(_Shown):
    """The few figures that are asked for again and again."""

    kpis: list[KpiOut]
    attention: Counts


@router.get("", response_model=DashboardOut, dependencies=shared.READ)
def show_dashboard(
    request: Request, *, range_: shared.Span = shared.USUAL, currency: shared.Currency = None
) -> Response:
    """Return key figures beside those of the weeks before, by day and platform."""
    return _shown(request, range_, currency, whole=True)


@router.get("/summary", response_model=SummaryOut, dependencies=shared.READ)
def show_summary(
    request: Request, *, range_: shared.Span = "7d", currency: shared.Currency = None
) -> Response:
    """Return a few key figures, and how many things need a person; its ETag tells of news."""
    return _shown(request, range_, currency, whole=False)


def _shown(request: Request, span: str, currency: str | None, *, whole: bool) -> Response:
    import orjson

    desk, period = shared.desk(request), shared.days(request, span)
    money = currency.upper() if currency else None
    make, sort = (service.dashboard, "dashboard") if whole else (service.summary, "summary")

    def made() -> bytes:
        found = make(desk, period=period, currency=money)
        return bytes(answer(_figures(found, whole=whole)).body)

    parts = (money, *service.stands_on(desk, period=period, currency=money))
    cache: Cache = part(request, Cache)  # type: ignore[type-abstract]  # the key
    kept = Kept(desk.principal.workspace_id, sort, parts)
    told: dict[str, Any] = orjson.loads(through(cache, kept, made, seconds=_KEPT_S))
    odd = {name: told.pop(name) for name in ("incidents", "incidents_found") if name in told}
    told["attention"] = {**_counts(desk, whole=whole), **odd}
    shown = answer(told)
    shown.headers["etag"] = etag(bytes(shown.body))
    return shown


def _figures(found: Dashboard, *, whole: bool) -> dict[str, Any]:
    source = found.provenance
    provisional = any(each["provisional"] for each in source.maturity.values())
    state = str(source.reconciliation.get("state", "not checked"))
    told: dict[str, Any] = {
        "period": str(found.period),
        "compared": found.compared,
        "currency": found.currency,
        "money": found.money,
        "currencies": list(map(asdict, found.booked)),
        "warnings": list(source.warnings),
        "data_version": source.data_version,
        "known_at": source.known_at,
        "kpis": [
            {**_kpi(one, whole=whole), "provisional": provisional, "reconciliation": state}
            for one in found.kpis
        ],
    }
    if not whole:
        return told
    return {
        **told,
        "platforms": list(map(asdict, found.sides)),
        "maturity": source.maturity,
        "reconciliation": source.reconciliation,
        "incidents": [
            {name: getattr(one, name) for name in IncidentShown.model_fields}
            for one in found.incidents
        ],
        "incidents_found": found.incidents_found,
    }


def _kpi(one: Kpi, *, whole: bool) -> dict[str, Any]:
    told = {
        "name": one.measure.name,
        "label": one.measure.label,
        "unit": one.measure.unit,
        "better": one.measure.better,
        "formula": one.formula,
        "value": one.value,
        "previous": one.previous,
        "change": one.change,
    }
    return {**told, "daily": list(one.daily)} if whole else told


def _counts(desk: Desk, *, whole: bool) -> dict[str, Any]:
    found: Attention = service.attention(desk)
    counts: dict[str, Any] = {
        "failing": len(found.failing),
        "held": len(found.held),
        "synced_at": found.synced_at,
        "syncing": found.syncing,
    }
    if not whole:
        return counts
    held = [
        {"id": one.batch_id, "connector": one.connector, "account_id": one.account_id}
        for one in found.held
    ]
    return {
        **counts,
        "failing_streams": [asdict(one) for one in found.failing],
        "held_syncs": held,
    }
