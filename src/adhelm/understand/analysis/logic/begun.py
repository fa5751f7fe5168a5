"""From odd hours to incidents: one per entity and cause, of one name with the later days'."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from adhelm.core.ads import minor_units
from adhelm.understand.analysis.logic import money, tails, words
from adhelm.understand.analysis.logic.clock import Grid, Told
from adhelm.understand.analysis.logic.identity import identity
from adhelm.understand.analysis.logic.panel import ACCOUNT
from adhelm.understand.analysis.logic.shape import DAY
from adhelm.understand.analysis.logic.silence import TRACKING_BREAK, ZERO_DELIVERY
from adhelm.understand.analysis.types import Incident

_ORDER = ("impressions", "conversions", "spend", "cpm", "cpc")
# In what a day shows what its hours have shown.
_SHOWS_IN = {
    "impressions": {"impressions", "clicks", "spend", "conversions"},
    "conversions": {"conversions", "cvr", "cpa"},
    "spend": {"spend", "impressions", "clicks"},
    "cpm": {"cpm", "cpc", "impressions", "clicks", "cpa"},
    "cpc": {"cpc", "cpm", "ctr", "clicks", "cpa"},
}
# Where fewer clicks convert each conversion is dearer, whatever is paid for the clicks.
_UNCONVERTED = frozenset({"conversions", "cvr"})
# A count that breaks leaves what is spent, and what that buys, as it was: those are events apart.
_ALONE = frozenset({"conversions"})
_CULPRIT = 0.7
_NEAR = timedelta(days=1)
_USUAL_DAYS = 7
# Hours between what shows in a campaign and in its account that are still one event.
_BESIDE = 2


def begun(told: Iterable[Told], table: Grid) -> list[Incident]:
    """Return the incidents that odd hours make: the account's for its campaigns', or one's own."""
    by_series: dict[int, list[Told]] = {}
    for one in told:
        by_series.setdefault(one.series, []).append(one)
    events = [cells for row in by_series for cells in _events(by_series[row])]
    leads = [_lead(cells) for cells in events]
    dropped, explains = _rolled_up(leads, table)
    found = [
        _incident(lead, cells, table, explains.get(n, ()))
        for n, (lead, cells) in enumerate(zip(leads, events, strict=True))
        if n not in dropped
    ]
    return sorted(found, key=lambda one: one.id)


def joined(days: Sequence[Incident], hours: Sequence[Incident]) -> list[Incident]:
    """Return incidents of days with the hour that they began with, and those of hours alone."""
    left = list(hours)
    found = []
    for one in days:
        same = [each for each in left if _one_event(one, each)]
        left = [each for each in left if each not in same]
        own = [each.since for each in same if each.since and one.date <= _day(each) + _NEAR]
        found.append(replace(one, since=min(own, default=one.since)))
    return [*found, *left]


def _lead(cells: Sequence[Told]) -> Told:
    """Return the window to name: of what is nearest to the cause, the last one that is sure."""
    first = min(_ORDER.index(cell.metric) for cell in cells)
    named = [cell for cell in cells if _ORDER.index(cell.metric) == first]
    if named[0].detector in {ZERO_DELIVERY, TRACKING_BREAK}:
        return max(named, key=lambda cell: cell.last)
    surest = min(named, key=lambda cell: (cell.p, cell.last))
    begin = min(cell.first for cell in named if cell.last >= surest.first - 1)
    return replace(surest, first=begin, last=max(cell.last for cell in named))


def _events(cells: Sequence[Told]) -> list[list[Told]]:
    """Return the windows of one series by event: what moved while the nearest to a cause did."""
    left = sorted(cells, key=lambda cell: _ORDER.index(cell.metric))
    found = []
    while left:
        lead = left[0].metric
        named = [cell for cell in left if cell.metric == lead]
        first, last = min(cell.first for cell in named), max(cell.last for cell in named)
        found.append(
            [
                cell
                for cell in left
                if cell.metric == lead
                or (lead not in _ALONE and cell.first <= last and first <= cell.last)
            ]
        )
        left = [cell for cell in left if cell not in found[-1]]
    return found


def _rolled_up(leads: Sequence[Told], table: Grid) -> tuple[set[int], dict[int, tuple[str, ...]]]:
    dropped: set[int] = set()
    explains: dict[int, tuple[str, ...]] = {}
    for n, lead in enumerate(leads):
        account = table.series[lead.series]
        if account.level != ACCOUNT:
            continue
        mine = [
            other
            for other, cell in enumerate(leads)
            if table.series[cell.series].level != ACCOUNT
            and table.series[cell.series].account_id == account.account_id
            and table.series[cell.series].platform == account.platform
            and cell.metric == lead.metric
            and cell.first <= lead.last + _BESIDE
            and lead.first <= cell.last + _BESIDE
        ]
        gap = abs(lead.counted - lead.usual)
        if any(abs(leads[each].counted - leads[each].usual) >= _CULPRIT * gap for each in mine):
            dropped.add(n)
        else:
            dropped |= set(mine)
            rows = dict.fromkeys(leads[each].series for each in mine)
            explains[n] = tuple(table.series[row].entity for row in rows)
    return dropped, explains


def _incident(
    lead: Told, cells: Sequence[Told], table: Grid, explains: tuple[str, ...]
) -> Incident:
    one = table.series[lead.series]
    first, since = _hour(table, lead.first)
    last, _ = _hour(table, lead.last)
    figures = _shown(lead, table)
    stake = _stake(lead, table)
    usual = _usual_spend(lead, table)
    unit = Decimal(1).scaleb(-minor_units(one.currency))
    draft = Incident(
        id=identity(one, lead.detector, lead.metric, first),
        detector=lead.detector,
        platform=one.platform,
        account_id=one.account_id,
        level=one.level,
        entity_id=one.entity_id,
        entity=one.entity,
        metric=lead.metric,
        date=first,
        observed=_plain(figures[0]) if lead.counted or lead.metric in _ORDER[:3] else None,
        expected=_plain(figures[1]),
        low=_plain(min(figures[1], figures[1] / 2)),
        high=_plain(figures[1] * 2),
        score=round(math.copysign(tails.z_of(lead.p), figures[0] - figures[1]), 2),
        severity=money.graded(stake / usual if usual > 0 else 0.0),
        at_stake=Decimal(str(stake)).quantize(unit),
        currency=one.currency,
        reason="",
        last_date=last if last > first else None,
        provisional=True,
        also=tuple(sorted({cell.metric for cell in cells} - {lead.metric}, key=_ORDER.index)),
        explains=explains,
        since=since,
    )
    said = words.begun(draft, hours=lead.last - lead.first + 1)
    return replace(draft, reason=said + words.explained(explains))


def _shown(lead: Told, table: Grid) -> tuple[float, float]:
    """Return observed and expected of the hours in the metric's own unit."""
    import numpy as np

    span = slice(lead.first, lead.last + 1)
    spent = float(np.nansum(table.spend[lead.series, span]))
    ratio = lead.counted / lead.usual
    if lead.metric == "spend":
        return spent, spent / ratio if ratio else 0.0
    if lead.metric in {"cpm", "cpc"}:
        name, times = ("impressions", 1000.0) if lead.metric == "cpm" else ("clicks", 1.0)
        counted = float(np.nansum(getattr(table, name)[lead.series, span]))
        observed = times * spent / max(counted, 1.0)
        return observed, observed * ratio
    return lead.counted, lead.usual


def _stake(lead: Told, table: Grid) -> float:
    import numpy as np

    span = slice(lead.first, lead.last + 1)
    spent = max(float(np.nansum(table.spend[lead.series, span])), 0.0)
    if lead.detector == TRACKING_BREAK:
        return spent
    if lead.detector == ZERO_DELIVERY:
        row = slice(max(lead.first - _USUAL_DAYS * DAY, 0), lead.first)
        shown = float(np.nansum(table.impressions[lead.series, row]))
        paid = float(np.nansum(table.spend[lead.series, row]))
        return lead.usual * max(paid, 0.0) / shown if shown > 0 else 0.0
    share = abs(lead.counted - lead.usual) / max(lead.counted, lead.usual)
    return spent * share


def _usual_spend(lead: Told, table: Grid) -> float:
    """Return what the incident's account spends in a usual day."""
    import numpy as np

    one = table.series[lead.series]
    rows = [
        n
        for n, other in enumerate(table.series)
        if (other.platform, other.account_id) == (one.platform, one.account_id)
    ]
    own = [n for n in rows if table.series[n].level == ACCOUNT] or rows
    begin = max(lead.first - _USUAL_DAYS * DAY, 0)
    days = max((lead.first - begin) / DAY, 1.0)
    return float(np.nansum(table.spend[own, begin : lead.first])) / days


def _one_event(days: Incident, hours: Incident) -> bool:
    if (days.platform, days.account_id) != (hours.platform, hours.account_id):
        return False
    alike = days.entity_id == hours.entity_id or hours.entity in days.explains
    alike |= days.entity in hours.explains
    last = (days.last_date or days.date) + _NEAR
    near = days.date <= (hours.last_date or hours.date) + _NEAR and _day(hours) <= last
    metrics = {days.metric, *days.also}
    if days.metric in _UNCONVERTED:
        metrics -= {"cpa"}
    return alike and near and bool(metrics & _SHOWS_IN[hours.metric])


def _day(one: Incident) -> date:
    return one.date


def _hour(table: Grid, index: int) -> tuple[date, str]:
    day = table.first + timedelta(days=index // DAY)
    return day, f"{day}T{index % DAY:02d}:00"


def _plain(value: float) -> Decimal:
    return Decimal(str(round(value, 6 if abs(value) < 1 else 2)))
