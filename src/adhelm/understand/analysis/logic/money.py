"""What an incident is worth: money lost, overspent or spent blindly, exact to the minor unit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from adhelm.core.ads import minor_units
from adhelm.understand.analysis.logic.panel import ACCOUNT, Panel
from adhelm.understand.analysis.logic.runs import Run
from adhelm.understand.analysis.logic.silence import TRACKING_BREAK, ZERO_DELIVERY
from adhelm.understand.analysis.types import Series, Severity

# Money at stake as a share of the account's daily spend.
_HIGH, _MEDIUM = 0.5, 0.1
_USUAL_DAYS = 28
Account = tuple[str, str, str]


def at_stake(run: Run, panel: Panel) -> Decimal:
    """Return the money lost, overspent or spent blindly over the run, in the account's currency."""
    one = panel.series[run.series]
    unit = Decimal(1).scaleb(-minor_units(one.currency))
    days = _days(run, panel)
    spent = sum((one.spend[day] or Decimal(0) for day in days), Decimal(0))
    lead = run.peak
    if lead.detector == ZERO_DELIVERY:
        amount = daily_spend(one, days[0]) * len(days)
    elif lead.detector == TRACKING_BREAK:
        amount = spent
    elif lead.metric.name == "spend":
        daily = {cell.day: cell.effect for cell in run.cells if cell.metric == lead.metric}
        amount = sum((_moved(effect) for effect in daily.values()), Decimal(0))
    else:
        share = abs(lead.effect) / max(lead.counted, lead.usual)
        amount = max(spent, Decimal(0)) * Decimal(str(round(share, 4)))
    return max(amount, Decimal(0)).quantize(unit)


def severity(
    run: Run, stake: Decimal, panel: Panel, spends: Mapping[Account, Sequence[Series]]
) -> Severity:
    """Return how much the money matters beside what its account spends in a day."""
    one = panel.series[run.series]
    day = one.first.toordinal() + panel.day(run.first, run.series)
    series = spends[account_of(one)]
    whole = sum((daily_spend(other, day - other.first.toordinal()) for other in series), Decimal(0))
    return graded(float(stake / whole) if whole > 0 else 0.0)


def graded(share: float) -> Severity:
    """Return how much a share of what an account spends in a day matters."""
    if share >= _HIGH:
        return Severity.high
    return Severity.medium if share >= _MEDIUM else Severity.low


def accounts(series: Iterable[Series]) -> dict[Account, list[Series]]:
    """Return per account the series that add up to its spend: its own, or else all its parts."""
    found: dict[Account, list[Series]] = {}
    for one in series:
        found.setdefault(account_of(one), []).append(one)
    return {
        key: [one for one in group if one.level == ACCOUNT] or group for key, group in found.items()
    }


def account_of(one: Series) -> Account:
    """Return whose series it is."""
    return one.platform, one.account_id, one.currency


def daily_spend(one: Series, day: int) -> Decimal:
    """Return the mean of the days with spend in the four weeks before a day."""
    upto = min(max(day, 0), one.days)
    before = [value for value in one.spend[max(upto - _USUAL_DAYS, 0) : upto] if value]
    return sum(before, Decimal(0)) / len(before) if before else Decimal(0)


def _days(run: Run, panel: Panel) -> range:
    first, last = panel.day(run.first, run.series), panel.day(run.last, run.series)
    return range(max(first, 0), last + 1)


def _moved(effect: float) -> Decimal:
    return abs(Decimal(str(effect)))
