"""Read the series, find what is odd in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from adhelm.core.ads import PLATFORMS, Period
from adhelm.core.clock import Clock
from adhelm.core.db import Database
from adhelm.core.principal import Principal, Scope
from adhelm.observe import plans
from adhelm.observe.plans.types import CalendarDay, DayKind, Spending
from adhelm.observe.warehouse import Warehouse
from adhelm.understand.analysis.logic import find
from adhelm.understand.analysis.types import Findings, Sensitivity, Series, Severity
from adhelm.understand.metrics import Question, ask, last_days
from adhelm.understand.metrics import period as days_of

_METRICS = ("spend", "impressions", "clicks", "conversions")
_ACCOUNT = ("platform", "account_id", "currency")
_USUAL_DAYS = 28
_UNLIKE = frozenset({DayKind.promotion, DayKind.holiday, DayKind.outage})
_EARLIEST = date(2000, 1, 1)
# As the platforms write it; a campaign that is meant to be silent raises no alarm.
_STOPPED = {"paused", "removed", "ended", "completed", "archived", "deleted", "disabled"}


@dataclass(frozen=True, slots=True)
class _Source:
    """Whom and what to ask, and which rows are wanted."""

    principal: Principal
    warehouse: Warehouse
    clock: Clock
    platform: str
    as_of: date | datetime | int | None

    def rows(
        self,
        by: tuple[str, ...],
        period: Period | None,
        metrics: tuple[str, ...] = _METRICS,
    ) -> tuple[list[dict[str, Any]], int]:
        question = Question(
            metrics=metrics,
            by=by,
            where=f"platform = {self.platform}" if self.platform else "",
            period=period,
            as_of=self.as_of,
        )
        answer = ask(
            principal=self.principal,
            warehouse=self.warehouse,
            question=question,
            clock=self.clock,
        )
        return list(answer.dicts()), answer.provenance.data_version


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
) -> Findings:
    """
    Return what is odd in `period` (platforms' local days; None: the last 28 days with data).

    Money is in each account's own currency. `severity` is the least that is returned. With the
    `database`, the calendar's promotions, holidays and outages count in no baseline.
    """
    principal.require(Scope.read)
    rules = sensitivity or Sensitivity()
    source = _Source(principal, warehouse, clock, platform, as_of)
    ended = last_days(principal=principal, warehouse=warehouse, clock=clock, as_of=as_of)
    window, version = _window(source, period, max(ended.values(), default=date.max))
    if window is None:
        empty = period or Period(clock.now().date(), clock.now().date())
        return Findings((), empty, 0, 0, version, ("there are no daily figures to examine",))
    history = Period(window.start - timedelta(weeks=rules.weeks), window.end)
    accounts, _ = source.rows((*_ACCOUNT, "date"), history)
    campaigns, _ = source.rows(
        (*_ACCOUNT, "campaign_id", "campaign", "campaign_status", "date"), history
    )
    series = read_series(_over(accounts, ended), _over(campaigns, ended), period=history)
    if database is not None:
        known = plans.events_in(principal=principal, database=database, period=history)
        series = with_calendar(series, known)
    found = find(series, period=window, sensitivity=rules)
    ranks = list(Severity)
    kept = [one for one in found.incidents if ranks.index(one.severity) >= ranks.index(severity)]
    notes = () if found.tests else ("each day needs two weeks of history before it",)
    return replace(found, incidents=tuple(kept), data_version=version, notes=notes)


def read_range(text: str, *, clock: Clock) -> Period | None:
    """
    Return the days that `28d` or `A..B` names; None for an empty text: what is usual.

    :raises UnknownRange: if the text names no range of days.
    """
    if not text:
        return None
    return days_of(text, clock=clock) or Period(_EARLIEST, _after(clock.now().date()))


def read_series(
    accounts: Iterable[Mapping[str, Any]],
    campaigns: Iterable[Mapping[str, Any]],
    *,
    period: Period,
) -> list[Series]:
    """
    Return the series of accounts and campaigns from rows of their days.

    A day on which an account has rows is covered: a campaign without a row then did not deliver.
    A day without any row of the account is a day nobody reported.
    """
    by_account = _grouped(accounts, _ACCOUNT)
    covered = {key: {row["date"] for row in rows} for key, rows in by_account.items()}
    found = [
        _series(key, rows, covered[key], period, entity=None) for key, rows in by_account.items()
    ]
    for key, rows in _grouped(campaigns, (*_ACCOUNT, "campaign_id")).items():
        if key[3] is None:
            continue
        days = {day for day in covered.get(key[:3], set()) if day >= min(r["date"] for r in rows)}
        found.append(_series(key[:3], rows, days, period, entity=key[3]))
    return found


def with_calendar(series: Iterable[Series], days: Sequence[CalendarDay]) -> list[Series]:
    """Return the series, each with the days of the calendar that concern it."""
    telling = [one for one in days if one.kind in _UNLIKE]
    return [replace(one, calendar=_calendar(one, telling)) for one in series]


def _calendar(one: Series, days: Iterable[CalendarDay]) -> dict[date, str]:
    campaign = one.level == "campaign"
    connector = PLATFORMS[one.platform].connector if one.platform in PLATFORMS else one.platform
    spending = Spending(
        platform=one.platform,
        account=f"{connector}/{one.account_id}",
        campaign=one.entity_id if campaign else "",
        name=one.entity if campaign else "",
    )
    return {
        day: f"{entry.kind} '{entry.name}'"
        for entry in days
        if plans.covers(entry.reach, spending)
        for day in entry.period
    }


def _over(
    rows: Iterable[Mapping[str, Any]], ended: Mapping[tuple[str, str], date]
) -> list[Mapping[str, Any]]:
    """Leave out days that still run where the account is."""
    return [row for row in rows if row["date"] <= ended[row["platform"], row["account_id"]]]


def _window(source: _Source, period: Period | None, last: date) -> tuple[Period | None, int]:
    rows, version = source.rows(("date",), period, ("impressions",))
    days = [row["date"] for row in rows if row["date"] is not None and row["date"] <= last]
    if not days:
        return None, version
    if period is not None:
        return Period(max(period.start, min(days)), min(period.end, _after(max(days)))), version
    return Period(max(days) - timedelta(days=_USUAL_DAYS - 1), _after(max(days))), version


def _after(day: date) -> date:
    return day + timedelta(days=1)


def _grouped(
    rows: Iterable[Mapping[str, Any]], names: Sequence[str]
) -> dict[tuple[Any, ...], list[Mapping[str, Any]]]:
    groups: dict[tuple[Any, ...], list[Mapping[str, Any]]] = {}
    for row in rows:
        groups.setdefault(tuple(row[name] for name in names), []).append(row)
    return groups


def _series(
    account: tuple[Any, ...],
    rows: Sequence[Mapping[str, Any]],
    covered: set[date],
    period: Period,
    *,
    entity: str | None,
) -> Series:
    by_day = {row["date"]: row for row in rows}
    last = max(covered | set(by_day))
    days = [day for day in period if day <= last]
    columns = [_column(by_day, name, days, covered) for name in _METRICS]
    platform, account_id, currency = account
    latest = by_day[max(by_day)]
    return Series(
        platform=platform,
        account_id=account_id,
        level="campaign" if entity else "account",
        entity_id=entity or account_id,
        entity=str(latest.get("campaign") or entity or account_id),
        currency=currency,
        first=period.start,
        spend=columns[0],
        impressions=columns[1],
        clicks=columns[2],
        conversions=columns[3],
        active=str(latest.get("campaign_status") or "").lower() not in _STOPPED,
    )


def _column(
    by_day: Mapping[date, Mapping[str, Any]], name: str, days: Sequence[date], covered: set[date]
) -> tuple[Any, ...]:
    # Exports leave a cell empty on a day without conversions: where the column is filled on other
    # days, empty is nought. A column that is never filled was not reported.
    reported = any(row[name] is not None for row in by_day.values())
    nothing = Decimal(0) if name in {"spend", "conversions"} else 0
    values: list[Any] = []
    for day in days:
        value = by_day[day][name] if day in by_day else None
        known = reported and (day in by_day or day in covered)
        values.append(nothing if value is None and known else value)
    return tuple(values)
