"""The dashboard: key figures beside those before, platforms side by side, what needs a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from adhelm.act.reports.service.asking import Added, Desk, Money, added_up, formula
from adhelm.act.reports.service.building import COUNTED, MEASURES
from adhelm.act.reports.types import Attention, Booked, Dashboard, Failing, Kpi, Measure, Side
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
    book in several, the currency that most of them book in, and apart without a rate to it.

    :raises NoRate: if a wanted currency has no exchange rate on a day of an amount.
    """
    desk.principal.require(Scope.read)
    added = _added(desk, _NAMES, period, currency)
    asked, apart = added.question, added.money is Money.apart
    daily = desk.ask(_question(asked.metrics, period, asked.currency, by=("date",)))
    by = ("platform", "currency") if apart else ("platform",)
    sides = desk.ask(_question(_NAMES, period, asked.currency, by=by, compared=True))
    found = incidents(**desk.parts, database=desk.database, period=period)
    shown = _shown(MEASURES, added, daily, period)
    return replace(
        shown,
        sides=[
            Side(
                str(row["platform"]), _values(_NAMES, row), str(row.get("currency", shown.currency))
            )
            for row in sides.dicts()
        ],
        incidents=found.incidents[:_INCIDENTS],
        incidents_found=len(found.incidents),
    )


def summary(desk: Desk, *, period: Period, currency: str | None = None) -> Dashboard:
    """Return the few figures of `dashboard` that are asked for again and again."""
    desk.principal.require(Scope.read)
    measures = [one for one in MEASURES if one.name in _SHORT]
    return _shown(measures, _added(desk, _SHORT, period, currency), None, period)


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


def _added(desk: Desk, metrics: tuple[str, ...], period: Period, currency: str | None) -> Added:
    return added_up(desk, _question(metrics, period, currency, compared=True), counted=COUNTED)


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


def _shown(
    measures: Sequence[Measure], added: Added, daily: Answer | None, period: Period
) -> Dashboard:
    source, names = added.answer.provenance, [one.name for one in measures]
    warnings = (*source.warnings, added.why) if added.why else source.warnings
    apart = added.apart.dicts() if added.apart else ()
    return Dashboard(
        period=period,
        compared=source.compare_period,
        currency=source.currency or added.question.currency or "",
        money=added.money,
        kpis=_kpis(measures, added.answer, daily, period),
        booked=[Booked(str(row["currency"]), _values(names, row)) for row in apart],
        sides=[],
        incidents=[],
        incidents_found=None,
        provenance=replace(source, warnings=warnings),
    )


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
            daily=[days.get(day, {}).get(one.name) for day in period] if days else [],
        )
        for one in measures
    ]


def _values(names: Sequence[str], row: Mapping[str, Any]) -> Mapping[str, Mapping[str, Any]]:
    return {
        name: {
            "value": row[name],
            "previous": row[f"{name}_previous"],
            "change": row[f"{name}_change"],
        }
        for name in names
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
