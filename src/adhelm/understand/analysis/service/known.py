"""What is known of series from elsewhere: the calendar's days, and how late conversions come."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from adhelm.core.ads import PLATFORMS, Period
from adhelm.core.db import Database
from adhelm.core.principal import Principal
from adhelm.observe import plans
from adhelm.observe.plans.types import CalendarDay, DayKind, Note, Spending
from adhelm.understand import maturity
from adhelm.understand.analysis.logic.detect import MATURITY
from adhelm.understand.analysis.types import Incident, Series
from adhelm.understand.maturity import Shares

_UNLIKE = frozenset({DayKind.promotion, DayKind.holiday, DayKind.outage})
_LATE = "conversions"
# A learned curve is an estimate: so much less may be known.
_CAUTION = 0.97


def informed(
    series: Sequence[Series], *, principal: Principal, database: Database, period: Period
) -> list[Series]:
    """Return the series with the calendar of the workspace and the curves of its accounts."""
    days = plans.events_in(principal=principal, database=database, period=period)
    shares = maturity.shares(principal=principal, database=database)
    return [_grown(one, shares) for one in with_calendar(series, days)]


def with_notes(
    found: Sequence[Incident], *, principal: Principal, database: Database | None
) -> list[Incident]:
    """Return the incidents with what people wrote about their days; who asks may read it all."""
    if database is None or not found:
        return list(found)
    days = (min(one.date for one in found), max(one.last_date or one.date for one in found))
    notes = plans.list_notes(principal=principal, database=database, days=days)
    return [replace(one, notes=_notes_of(one, notes)) for one in found]


def with_calendar(series: Iterable[Series], days: Sequence[CalendarDay]) -> list[Series]:
    """Return the series, each with the days of the calendar that concern it."""
    telling = [one for one in days if one.kind in _UNLIKE]
    return [_on_calendar(one, telling) for one in series]


def connector_of(platform: str) -> str:
    """Return who delivers and bills what people see on a platform."""
    return PLATFORMS[platform].connector if platform in PLATFORMS else platform


def _on_calendar(one: Series, days: Iterable[CalendarDay]) -> Series:
    campaign = one.level == "campaign"
    spending = Spending(
        platform=one.platform,
        account=f"{connector_of(one.platform)}/{one.account_id}",
        campaign=one.entity_id if campaign else "",
        name=one.entity if campaign else "",
    )
    mine = [entry for entry in days if plans.covers(entry.reach, spending)]
    told: dict[date, str] = {}
    effects: dict[date, Decimal] = {}
    for entry in mine:
        for day in entry.period:
            told[day] = f"{entry.kind} '{entry.name}'"
            if entry.effect is not None:
                effects[day] = entry.effect
    return replace(one, calendar=told, effects=effects)


def _notes_of(one: Incident, notes: Iterable[Note]) -> tuple[str, ...]:
    campaign = one.level == "campaign"
    spending = Spending(
        platform=one.platform,
        account=f"{connector_of(one.platform)}/{one.account_id}",
        campaign=one.entity_id if campaign else "",
        name=one.entity if campaign else "",
    )
    last = one.last_date or one.date
    return tuple(
        note.text
        for note in notes
        if note.first_day <= last
        and note.last_day >= one.date
        and plans.covers(note.reach, spending)
    )


def _grown(one: Series, shares: Shares) -> Series:
    """Return the series with its account's curve, where one was learned; else the cautious one."""
    account = f"{connector_of(one.platform)}/{one.account_id}"
    found = [
        shares.known(platform=one.platform, account=account, metric=_LATE, age=age + 1)
        for age in range(len(MATURITY))
    ]
    if found[0] is None:
        return one
    curve = [min(_CAUTION * (share or 1.0), 1.0) for share in found]
    return replace(one, maturity=tuple(curve))
