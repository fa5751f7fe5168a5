"""From runs of days to incidents: no chance finds, one per event, causes first, with money."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from adhelm.core.ads import Period
from adhelm.understand.analysis.logic import money, tails, words
from adhelm.understand.analysis.logic.begun import begun, joined
from adhelm.understand.analysis.logic.causes import cause
from adhelm.understand.analysis.logic.clock import Grid, Told, grid
from adhelm.understand.analysis.logic.detect import Cell, Judged, by_place, judge, suspects
from adhelm.understand.analysis.logic.hourly import tested
from adhelm.understand.analysis.logic.identity import identity
from adhelm.understand.analysis.logic.panel import RANK, Panel, arranged, panel
from adhelm.understand.analysis.logic.planned import is_planned
from adhelm.understand.analysis.logic.rollup import rolled_up
from adhelm.understand.analysis.logic.runs import Run, runs
from adhelm.understand.analysis.logic.shape import DAY
from adhelm.understand.analysis.logic.shifts import shifted
from adhelm.understand.analysis.logic.silence import unconverted, undelivered
from adhelm.understand.analysis.logic.triage import joint_scores
from adhelm.understand.analysis.types import (
    Findings,
    Hours,
    Incident,
    Sensitivity,
    Series,
    Severity,
)

# For how long platforms restate conversions (data layer, section 4).
_LOOKBACK_DAYS = {"google_ads": 30, "meta": 28, "instagram": 28, "tiktok": 28}
_USUAL_LOOKBACK_DAYS = 30


def find(
    series: Sequence[Series],
    *,
    period: Period,
    sensitivity: Sensitivity | None = None,
    hours: Sequence[Hours] = (),
) -> Findings:
    """
    Return the incidents that begin in `period`, most money at stake first.

    An account's series, where given, lends its campaigns its weekday shape, and explains them.
    The last days' `hours` are tested beside the days, each under the false discovery rate.
    """
    rules = sensitivity or Sensitivity()
    if not series:
        return Findings((), period, 0, 0, notes=("there are no series",))
    table = panel(arranged(series))
    judged = {one.metric.name: one for one in judge(table, sensitivity=rules)}
    cells, tests = _candidates(judged, table, period)
    clock = grid(hours) if hours else None
    told_hours, made = _of_hours(clock, rules) if clock else ([], 0)
    limit = tails.discoveries(
        ((cell.p, _event(cell, table)) for cell in cells),
        tests=max(tests, 1),
        rate=rules.false_discovery_rate,
    )
    tests += made
    kept = [cell for cell in cells if cell.p <= limit and _matters(cell, rules)]
    daily = [cell for cell in cells if cell.since is None and _matters(cell, rules)]
    events = runs(kept, by_place(daily), table)
    spends = money.accounts(table.series)
    found = [(run, _incident(run, table, spends)) for run in events]
    told = joint_scores(judged, [run for run, _ in found])
    found = [
        (run, replace(one, cause=cause(run, table, judged), joint=score))
        for (run, one), score in zip(found, told, strict=True)
    ]
    ordered = sorted(
        joined(rolled_up(found), told_hours),
        key=lambda one: (-_rank(one.severity), -one.at_stake, one.id),
    )
    return Findings(tuple(ordered), period, len(series), tests, notes=_notes(table, tests))


def in_hours(hours: Sequence[Hours], rules: Sensitivity) -> tuple[list[Incident], int]:
    """Return the incidents that hours alone show, and how many tests were made."""
    return _of_hours(grid(hours), rules)


def _candidates(
    judged: Mapping[str, Judged], table: Panel, period: Period
) -> tuple[list[Cell], int]:
    """Return all days worth a second look, by every detector, and how many tests were made."""
    found: list[Cell] = []
    tests = 0
    for one in judged.values():
        for cells, made in (suspects(one, table, period), shifted(one, table, period)):
            found += cells
            tests += made
    if "conversions" in judged:
        silent = unconverted(judged["conversions"], judged.get("cvr"), table, period)
        places = {(cell.series, cell.day) for cell in silent}
        found = [
            cell
            for cell in found
            if cell.metric.name != "conversions" or (cell.series, cell.day) not in places
        ]
        found += silent
    cells, made = undelivered(table, period)
    return found + cells, tests + made


def _event(cell: Cell, table: Panel) -> tuple[str, str, int]:
    """Return what cells of one cause share: the account and the week."""
    one = table.series[cell.series]
    return one.platform, one.account_id, (table.first.toordinal() + cell.day) // 7


def _event_of_hours(one: Told, clock: Grid) -> tuple[str, str, int]:
    series = clock.series[one.series]
    day = clock.first.toordinal() + one.first // DAY
    return series.platform, series.account_id, day // 7


def _of_hours(clock: Grid, rules: Sensitivity) -> tuple[list[Incident], int]:
    """Return the incidents of hours; of what stopped and what strayed the rate is held apart."""
    kept: list[Told] = []
    tests = 0
    searches = tested(clock)
    for odd, made in searches:
        tests += made
        limit = tails.discoveries(
            ((one.p, _event_of_hours(one, clock)) for one in odd),
            tests=max(made, 1),
            rate=rules.false_discovery_rate / len(searches),
        )
        kept += [one for one in odd if one.p <= limit and _is_enough(one, rules)]
    return begun(kept, clock), tests


def _is_enough(one: Told, rules: Sensitivity) -> bool:
    return abs(one.counted - one.usual) >= rules.smallest_change * one.usual


def _matters(cell: Cell, rules: Sensitivity) -> bool:
    if math.isnan(cell.observed):
        return True
    return abs(cell.observed - cell.expected) >= rules.smallest_change * cell.expected


def _incident(run: Run, table: Panel, spends: Mapping[money.Account, Sequence[Series]]) -> Incident:
    one, peak = table.series[run.series], run.peak
    first, last = _date(table, run.first), _date(table, run.last)
    stake = money.at_stake(run, table)
    draft = Incident(
        id=identity(one, run.peak.detector, run.peak.metric.name, first),
        detector=run.detector,
        platform=one.platform,
        account_id=one.account_id,
        level=one.level,
        entity_id=one.entity_id,
        entity=one.entity,
        metric=peak.metric.name,
        date=first,
        observed=None if math.isnan(peak.observed) else _plain(peak.observed),
        expected=_plain(peak.expected),
        low=_plain(peak.low),
        high=_plain(peak.high),
        score=round(peak.z, 2),
        severity=money.severity(run, stake, table, spends),
        at_stake=stake,
        currency=one.currency,
        reason="",
        last_date=last if last > first else None,
        provisional=_is_provisional(run, table),
        also=tuple(sorted(run.also - {peak.metric.name}, key=lambda name: RANK[name])),
        calendar=_known(one, run, table),
        planned=is_planned(run, table),
    )
    return replace(draft, reason=words.reason(draft, one, peak_day=_date(table, peak.day)))


def _date(table: Panel, index: int) -> date:
    return table.first + timedelta(days=index)


def _rank(severity: Severity) -> int:
    return list(Severity).index(severity)


def _known(one: Series, run: Run, table: Panel) -> tuple[str, ...]:
    days = [_date(table, day) for day in range(run.first, run.last + 1)]
    return tuple(dict.fromkeys(one.calendar[day] for day in days if day in one.calendar))


def _is_provisional(run: Run, table: Panel) -> bool:
    one = table.series[run.series]
    age = int(table.ends[run.series]) - 1 - run.last
    if run.peak.metric.numerator != "conversions":
        return age < 1
    return age < _LOOKBACK_DAYS.get(one.platform, _USUAL_LOOKBACK_DAYS)


def _plain(value: float) -> Decimal:
    digits = 6 if abs(value) < 1 else 4 if abs(value) < 100 else 2  # noqa: PLR2004 - for reading
    return Decimal(str(round(value, digits)))


def _notes(table: Panel, tests: int) -> tuple[str, ...]:
    notes = [] if tests else ["each day needs two weeks of history before it"]
    if table.negative:
        notes.append(f"{table.negative} figures below nought (credits) were not judged")
    return tuple(notes)
