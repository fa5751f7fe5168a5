"""From suspicious days to incidents: no chance finds, one per entity and run, causes first."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal

from adhelm.core.ads import Period, minor_units
from adhelm.understand.analysis.logic import tails, words
from adhelm.understand.analysis.logic.detect import METRICS, Cell, suspects
from adhelm.understand.analysis.types import Findings, Incident, Sensitivity, Series, Severity

_ORDER = {metric.name: rank for rank, metric in enumerate(METRICS)}
_DETECTORS = ("zero_delivery", "tracking_break", "robust_z")
# An account's change is one campaign's doing from this share on.
_CULPRIT = 0.7
# Money at stake as a share of the account's daily spend.
_HIGH, _MEDIUM = 0.5, 0.1
# For how long platforms restate conversions (data layer, section 4).
_LOOKBACK_DAYS = {"google_ads": 30, "meta": 28, "instagram": 28, "tiktok": 28}
_USUAL_LOOKBACK_DAYS = 30


@dataclass(frozen=True, slots=True)
class _Run:
    """The lead cells of one series on days in a row."""

    series: int
    cells: tuple[Cell, ...]
    also: frozenset[str]
    first: int
    last: int

    @property
    def peak(self) -> Cell:
        return max(self.cells, key=lambda cell: (abs(cell.z), -cell.day))


def find(
    series: Sequence[Series], *, period: Period, sensitivity: Sensitivity | None = None
) -> Findings:
    """
    Return the incidents that begin in `period`, most money at stake first.

    An account's series, where given, lends its campaigns its weekday shape, and explains them.
    """
    rules = sensitivity or Sensitivity()
    cells, tests = suspects(series, period=period, sensitivity=rules)
    limit = tails.discoveries(
        [(cell.p, _event(cell, series)) for cell in cells],
        tests=max(tests, 1),
        rate=rules.false_discovery_rate,
    )
    kept = [cell for cell in cells if cell.p <= limit and _matters(cell, rules)]
    runs = [run for index in range(len(series)) for run in _runs(index, kept, series[index])]
    incidents = _rolled_up([(run, _incident(run, series)) for run in runs])
    ordered = sorted(incidents, key=lambda one: (-_rank(one.severity), -one.at_stake, one.id))
    return Findings(tuple(ordered), period, len(series), tests)


def _event(cell: Cell, series: Sequence[Series]) -> tuple[str, str, int]:
    """Return what cells of one cause share: the account and the week."""
    one = series[cell.series]
    return one.platform, one.account_id, one.day(cell.day).toordinal() // 7


def _rank(severity: Severity) -> int:
    return list(Severity).index(severity)


def _matters(cell: Cell, rules: Sensitivity) -> bool:
    if math.isnan(cell.observed):
        return True
    return abs(cell.observed - cell.expected) >= rules.smallest_change * cell.expected


def _runs(index: int, kept: Iterable[Cell], one: Series) -> list[_Run]:
    by_day: dict[int, list[Cell]] = {}
    for cell in kept:
        if cell.series == index:
            by_day.setdefault(cell.day, []).append(cell)
    runs: list[_Run] = []
    for day in sorted(by_day):
        lead = min(by_day[day], key=_lead_order)
        also = frozenset(cell.metric.name for cell in by_day[day]) - {lead.metric.name}
        first = lead.since if lead.since is not None else day
        last = _silent_until(one, day) if lead.detector == "zero_delivery" else day
        if runs and _continues(runs[-1], lead, first):
            before = runs[-1]
            cells, until = (*before.cells, lead), max(before.last, last)
            runs[-1] = _Run(index, cells, before.also | also, before.first, until)
        else:
            runs.append(_Run(index, (lead,), also, first, last))
    return runs


def _lead_order(cell: Cell) -> tuple[int, int]:
    return _DETECTORS.index(cell.detector), _ORDER[cell.metric.name]


def _continues(run: _Run, lead: Cell, first: int) -> bool:
    before = run.cells[-1]
    same = (before.detector, before.metric.numerator, before.effect > 0) == (
        lead.detector, lead.metric.numerator, lead.effect > 0,
    )  # fmt: skip
    return same and first <= run.last + 1


def _silent_until(one: Series, day: int) -> int:
    while day + 1 < one.days and one.impressions[day + 1] == 0:
        day += 1
    return day


def _incident(run: _Run, series: Sequence[Series]) -> Incident:
    one, peak = series[run.series], run.peak
    first, last = one.day(run.first), one.day(run.last)
    stake = _at_stake(run, one)
    draft = Incident(
        id=_identity(one, peak, run),
        detector=peak.detector,
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
        severity=_severity(stake, _account_spend(one, series, run)),
        at_stake=stake,
        currency=one.currency,
        reason="",
        last_date=last if last > first else None,
        provisional=_is_provisional(run, one),
        also=tuple(sorted(run.also, key=lambda name: _ORDER[name])),
        calendar=_known(one, run),
    )
    return replace(draft, reason=words.reason(draft, one, peak_day=one.day(peak.day)))


def _known(one: Series, run: _Run) -> tuple[str, ...]:
    days = (one.day(day) for day in range(run.first, run.last + 1))
    return tuple(dict.fromkeys(one.calendar[day] for day in days if day in one.calendar))


def _identity(one: Series, peak: Cell, run: _Run) -> str:
    parts = (
        peak.detector, one.platform, one.account_id, one.level, one.entity_id, peak.metric.name,
        one.day(run.first).isoformat(),
    )  # fmt: skip
    return "inc_" + hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:12]


def _at_stake(run: _Run, one: Series) -> Decimal:
    """Return the money lost, overspent or spent blindly over the run, in the account's currency."""
    unit = Decimal(1).scaleb(-minor_units(one.currency))
    days = range(run.first, run.last + 1)
    spent = sum((one.spend[day] or Decimal(0) for day in days), Decimal(0))
    usual = _daily_spend(one, run.first)
    lead = run.peak
    if lead.detector == "zero_delivery":
        amount = usual * len(days)
    elif lead.detector == "tracking_break":
        amount = spent
    elif lead.metric.name == "spend":
        amount = sum((abs(Decimal(str(cell.effect))) for cell in run.cells), Decimal(0))
    else:
        share = abs(lead.effect) / max(lead.counted, lead.usual)
        amount = spent * Decimal(str(round(share, 4)))
    return amount.quantize(unit)


def _daily_spend(one: Series, day: int) -> Decimal:
    before = [value for value in one.spend[max(day - 28, 0) : day] if value]
    return sum(before, Decimal(0)) / len(before) if before else Decimal(0)


def _account_spend(one: Series, series: Sequence[Series], run: _Run) -> Decimal:
    key = (one.platform, one.account_id)
    total = Decimal(0)
    for other in series:
        if (other.platform, other.account_id) == key and other.level == "account":
            return _daily_spend(other, max((one.day(run.first) - other.first).days, 0))
        if (other.platform, other.account_id) == key:
            total += _daily_spend(other, max((one.day(run.first) - other.first).days, 0))
    return total


def _severity(stake: Decimal, account: Decimal) -> Severity:
    share = float(stake / account) if account > 0 else 0.0
    if share >= _HIGH:
        return Severity.high
    return Severity.medium if share >= _MEDIUM else Severity.low


def _is_provisional(run: _Run, one: Series) -> bool:
    age = one.days - 1 - run.last
    if run.peak.metric.numerator != "conversions":
        return age < 1
    return age < _LOOKBACK_DAYS.get(one.platform, _USUAL_LOOKBACK_DAYS)


def _rolled_up(found: Sequence[tuple[_Run, Incident]]) -> list[Incident]:
    """Let an account's incident stand for its campaigns', or one campaign's for the account's."""
    dropped: set[str] = set()
    explains: dict[str, tuple[str, ...]] = {}
    for run, account in found:
        if account.level != "account":
            continue
        mine = [(r, i) for r, i in found if i.level != "account" and _same_event(account, i)]
        if _culprit(run, mine):
            dropped.add(account.id)
        else:
            dropped |= {incident.id for _, incident in mine}
            explains[account.id] = tuple(dict.fromkeys(incident.entity for _, incident in mine))
    return [_explaining(one, explains) for _, one in found if one.id not in dropped]


def _explaining(one: Incident, explains: Mapping[str, tuple[str, ...]]) -> Incident:
    names = explains.get(one.id, ())
    return replace(one, explains=names, reason=one.reason + words.explained(names))


def _same_event(account: Incident, campaign: Incident) -> bool:
    if (account.platform, account.account_id) != (campaign.platform, campaign.account_id):
        return False
    last = account.last_date or account.date
    near = account.date - timedelta(days=1) <= (campaign.last_date or campaign.date)
    shared = {account.metric, *account.also} & {campaign.metric, *campaign.also}
    same_way = (account.score > 0) == (campaign.score > 0) or account.metric != campaign.metric
    return near and campaign.date <= last and bool(shared) and same_way


def _culprit(run: _Run, mine: Sequence[tuple[_Run, Incident]]) -> bool:
    """Say whether one campaign alone brought about the account's change."""
    whole = run.peak
    for other, _ in mine:
        for cell in other.cells:
            same = cell.metric.numerator == whole.metric.numerator
            if same and cell.effect * whole.effect >= _CULPRIT * whole.effect**2:
                return True
    return False


def _plain(value: float) -> Decimal:
    digits = 6 if abs(value) < 1 else 4 if abs(value) < 100 else 2  # noqa: PLR2004 - for reading
    return Decimal(str(round(value, digits)))
