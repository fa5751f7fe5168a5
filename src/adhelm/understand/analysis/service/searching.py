"""Read the series, find what is odd in them, and say what the plans make of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

from adhelm.core import telemetry
from adhelm.core.ads import Period
from adhelm.core.clock import Clock
from adhelm.core.db import Database
from adhelm.core.principal import Principal, Scope
from adhelm.observe.warehouse import Warehouse
from adhelm.understand.analysis.logic import find
from adhelm.understand.analysis.service.budgets import with_budgets
from adhelm.understand.analysis.service.hourly import read_hours
from adhelm.understand.analysis.service.known import informed, with_notes
from adhelm.understand.analysis.service.missed import missed
from adhelm.understand.analysis.service.reading import ACCOUNT, Source, over, read_series
from adhelm.understand.analysis.types import Findings, Sensitivity, Severity
from adhelm.understand.metrics import last_days
from adhelm.understand.metrics import period as days_of

_USUAL_DAYS = 28
# Weeks before the history of the first day, from which its dispersion is learned.
_LEARNING = timedelta(weeks=4)
# An account may have been silent for so long, and its hours still be of interest.
_SILENT = timedelta(days=2)
_EARLIEST = date(2000, 1, 1)


def incidents(
    *,
    principal: Principal,
    warehouse: Warehouse,
    clock: Clock,
    period: Period | None = None,
    platform: str = "",
    severity: Severity = Severity.low,
    as_of: date | datetime | int | None = None,
    sensitivity: Sensitivity | None = None,
    database: Database | None = None,
    planned: bool = False,
) -> Findings:
    """
    Return what is odd in `period` (platforms' local days; None: the last 28 days with data).

    Money is in each account's own currency. `severity` is the least that is returned. With the
    `database`, the calendar's promotions, holidays and outages count in no baseline, what they
    explain is left out unless `planned`, days are judged by how late conversions of their account
    come, and missed targets and budgets spent beyond are told.
    """
    principal.require(Scope.read)
    rules = sensitivity or Sensitivity()
    source = Source(principal, warehouse, clock, platform, as_of)
    ended = last_days(principal=principal, warehouse=warehouse, clock=clock, as_of=as_of)
    window, version = _window(source, period, max(ended.values(), default=date.max))
    if window is None:
        empty = period or Period(clock.now().date(), clock.now().date())
        return Findings((), empty, 0, 0, version, ("there are no daily figures to examine",))
    history = Period(window.start - timedelta(weeks=rules.weeks) - _LEARNING, window.end)
    accounts, told = source.rows((*ACCOUNT, "date"), history)
    campaigns, _ = source.rows(
        (*ACCOUNT, "campaign_id", "campaign", "campaign_status", "date"), history
    )
    series = read_series(over(accounts, ended), over(campaigns, ended), period=history)
    if database is not None:
        series = informed(series, principal=principal, database=database, period=history)
    with telemetry.predicting("anomalies"):
        hours = read_hours(source, window.last, series) if _reaches_now(window, ended) else []
        found = find(series, period=window, sensitivity=rules, hours=hours)
    extra, notes = missed(source, database, window) if database is not None else ((), ())
    kept = [
        one
        for one in (*with_budgets(found.incidents, source), *extra)
        if _rank(one.severity) >= _rank(severity) and (planned or not one.planned)
    ]
    kept = with_notes(kept, principal=principal, database=database)
    return replace(
        found,
        incidents=tuple(
            sorted(kept, key=lambda one: (-_rank(one.severity), -one.at_stake, one.id))
        ),
        data_version=version,
        notes=(*found.notes, *notes),
        provenance=told,
    )


def read_range(text: str, *, clock: Clock) -> Period | None:
    """
    Return the days that `28d` or `A..B` names; None for an empty text: what is usual.

    :raises UnknownRange: if the text names no range of days.
    """
    if not text:
        return None
    return days_of(text, clock=clock) or Period(_EARLIEST, _after(clock.now().date()))


def _reaches_now(window: Period, ended: Mapping[tuple[str, str], date]) -> bool:
    """Say whether the days that are examined are the last ones: hours are of these."""
    return bool(ended) and window.last >= max(ended.values()) - _SILENT


def _rank(severity: Severity) -> int:
    return list(Severity).index(severity)


def _window(source: Source, period: Period | None, last: date) -> tuple[Period | None, int]:
    rows, told = source.rows(("date",), period, ("impressions",))
    days = [row["date"] for row in rows if row["date"] is not None and row["date"] <= last]
    if not days:
        return None, told.data_version
    end = _after(max(days))
    if period is not None:
        return Period(max(period.start, min(days)), min(period.end, end)), told.data_version
    return Period(max(days) - timedelta(days=_USUAL_DAYS - 1), end), told.data_version


def _after(day: date) -> date:
    return day + timedelta(days=1)
