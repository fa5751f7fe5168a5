"""The dashboard: key figures beside those before, platforms side by side, what needs a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from adhelm.act.reports.service.asking import Desk, formula, in_one_currency
from adhelm.act.reports.service.building import MEASURES
from adhelm.act.reports.types import Attention, Dashboard, Failing, Kpi, Measure, Side
from adhelm.core.ads import Period
from adhelm.core.principal import Scope
from adhelm.observe import ingest, plans
from adhelm.observe.ingest.types import StreamStatus
from adhelm.understand.analysis import incidents
from adhelm.understand.metrics import Answer, Question

_NAMES = tuple(one.name for one in MEASURES)
_SHORT = ("spend", "conversions", "conversion_value", "roas", "cpa")
_INCIDENTS = 5
_EVER = Period(date(2000, 1, 1), date(2200, 1, 1))


def dashboard(desk: Desk, *, period: Period, currency: str | None = None) -> Dashboard:
    """
    Return the key figures of a period beside the one before, moved by whole weeks.

    Days are the platforms' own. Money is converted to `currency`; None: as booked, or if accounts
    book in several, the currency that most of them book in.

    :raises NoRate: if an amount has no exchange rate on its day.
    """
    desk.principal.require(Scope.read)
    asked, beside = in_one_currency(desk, _question(_NAMES, period, currency, compared=True))
    daily = desk.ask(_question(_NAMES, period, asked.currency, by=("date",)))
    sides = desk.ask(_question(_NAMES, period, asked.currency, by=("platform",), compared=True))
    found = incidents(**desk.parts, database=desk.database, period=period)
    return Dashboard(
        period=period,
        compared=beside.provenance.compare_period,
        currency=beside.provenance.currency or asked.currency or "",
        kpis=_kpis(MEASURES, beside, daily, period),
        sides=[Side(str(row["platform"]), _values(row)) for row in sides.dicts()],
        incidents=found.incidents[:_INCIDENTS],
        incidents_found=len(found.incidents),
        provenance=beside.provenance,
    )


def summary(desk: Desk, *, period: Period, currency: str | None = None) -> Dashboard:
    """Return the few figures of `dashboard` that are asked for again and again."""
    desk.principal.require(Scope.read)
    measures = [one for one in MEASURES if one.name in _SHORT]
    question = _question(_SHORT, period, currency, compared=True)
    asked, beside = in_one_currency(desk, question)
    return Dashboard(
        period=period,
        compared=beside.provenance.compare_period,
        currency=beside.provenance.currency or asked.currency or "",
        kpis=_kpis(measures, beside, None, period),
        sides=[],
        incidents=[],
        incidents_found=None,
        provenance=beside.provenance,
    )


def stands_on(desk: Desk, *, period: Period, currency: str | None) -> tuple[object, ...]:
    """Return all that decides the figures of a dashboard."""
    days = plans.events_in(**desk.records, period=_EVER)
    return (repr(days), *desk.stands_on(_question(_NAMES, period, currency)))


def attention(desk: Desk) -> Attention:
    """Return what of the syncs needs a person, as it stands now."""
    desk.principal.require(Scope.read)
    streams = ingest.sync_status(**desk.records)
    failing = [one for one in streams if one.error is not None]
    worked = [one.succeeded_at for one in streams if one.succeeded_at]
    return Attention(
        failing=[_failing(one) for one in failing],
        held=ingest.list_held(**desk.records),
        synced_at=min(worked) if worked else None,
        syncing=any(one.running for one in streams),
    )


def _question(
    metrics: tuple[str, ...],
    period: Period,
    currency: str | None,
    *,
    by: tuple[str, ...] = (),
    compared: bool = False,
) -> Question:
    compare = "previous" if compared else ""
    return Question(metrics=metrics, by=by, period=period, currency=currency, compare=compare)


def _kpis(
    measures: Sequence[Measure], beside: Answer, daily: Answer | None, period: Period
) -> list[Kpi]:
    values: Mapping[str, Any] = next(beside.dicts(), {})
    days = {row["date"]: row for row in daily.dicts()} if daily else {}
    return [
        Kpi(
            measure=one,
            formula=formula(one.name),
            value=values.get(one.name),
            previous=values.get(f"{one.name}_previous"),
            change=values.get(f"{one.name}_change"),
            daily=[days[day][one.name] if day in days else None for day in period] if days else [],
        )
        for one in measures
    ]


def _values(row: Mapping[str, Any]) -> Mapping[str, Mapping[str, Any]]:
    return {
        name: {
            "value": row[name],
            "previous": row[f"{name}_previous"],
            "change": row[f"{name}_change"],
        }
        for name in _NAMES
    }


def _failing(one: StreamStatus) -> Failing:
    error = one.error or {}
    return Failing(
        connector=one.connector,
        account_id=one.account_id,
        stream=one.stream,
        code=str(error.get("code", "")),
        message=str(error.get("message", "")),
        hint=str(error.get("hint", "")),
        failed_at=one.failed_at,
    )
