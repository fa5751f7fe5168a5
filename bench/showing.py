"""When figures can show what is planted: an exact test by somebody who knows the true rates.

The observer knows the market's rates and the laws by which days stray from them, not what chance
drew for the days in question; it sees what is reported by then, of every metric, and is wrong once
in a million tests.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from adhelm.sandbox.market import Account, Market
    from adhelm.sandbox.market.chance import Floats, Ints
    from adhelm.sandbox.market.demand import Weather
    from adhelm.sandbox.market.types import Incident as Event
    from adhelm.sandbox.market.types import Numbers, Rates

CERTAIN = 1e-6
"""How rarely chance alone looks like this to the observer."""
# What a draw exceeds as rarely, in deviations; demand and auction stray by so much (log).
_FAR, _DEMAND, _AUCTION = 4.75, 0.08, 0.05
_RARE = 0.9
_MANY = 1_000_000


@dataclass(frozen=True, slots=True)
class _Since:
    """The days since the start of an event: as they are reported, and as they were to be."""

    market: Market
    account: Account
    event: Event
    days: Sequence[date]
    seen: Sequence[Numbers]
    now: datetime

    @property
    def row(self) -> slice:
        """Return the campaigns it is about."""
        one = self.event.campaign
        return slice(None) if one < 0 else slice(one, one + 1)

    def counted(self, name: str, n: int) -> float:
        """Return what is reported of a day."""
        whole = self.market.book(self.account).at_level(self.seen[n], "campaign")
        return float(getattr(whole, name)[self.row].sum())


def shows(
    market: Market, account: Account, event: Event, seen: Sequence[Numbers], now: datetime
) -> bool:
    """Say whether the days since the start, as reported at an instant, cannot be chance."""
    days = [event.first_day + timedelta(days=n) for n in range(len(seen))]
    since = _Since(market, account, event, days, seen, now)
    looks = {
        "tracking_break": _unconverted, "disapproval": _undelivered,
        "runaway_spend": _overspent, "cost_spike": _dearer,
    }  # fmt: skip
    return looks[event.kind](since)


def _unconverted(since: _Since) -> bool:
    """
    Say so where no conversion is reported and fifteen or so should be, by rate and age.

    Where the tracking was broken already, none is recorded with the event or without it: until
    that is mended nothing can show that another break began meanwhile.
    """
    from adhelm.understand.analysis.logic import tails

    if any(since.counted("conversions", n) for n in range(len(since.days))):
        return False
    meant = _conversions(since)
    return meant > 0 and bool(tails.none(meant, meant) <= CERTAIN)


def _undelivered(since: _Since) -> bool:
    from adhelm.understand.analysis.logic import tails

    if any(since.counted("impressions", n) for n in range(len(since.days))):
        return False
    meant = sum(_ads(since, one.impressions) for one in _each(since))
    return meant > 0 and bool(tails.none(meant, meant) <= CERTAIN)


def _overspent(since: _Since) -> bool:
    """Say so where a day has bought more than its budget and its platform's pacing allow."""
    from adhelm.understand.analysis.logic import tails

    for n, most in enumerate(_each(since, most=True)):
        meant = _ads(since, most.impressions)
        if meant > 0 and tails.at_least(since.counted("impressions", n), meant, meant) <= CERTAIN:
            return True
    return False


def _dearer(since: _Since) -> bool:
    """Say so where a day's money bought less than the dearest auction gives for it."""
    import numpy as np

    from adhelm.understand.analysis.logic import tails

    for n, rates in enumerate(_each(since)):
        spend, shown = _ads(since, rates.spend), _ads(since, rates.impressions)
        if spend <= 0 or shown <= 0:
            continue
        own = _auction(since, since.days[n])
        least = since.counted("spend", n) * shown / spend * own / np.exp(_FAR * _AUCTION)
        if least > 0 and tails.at_most(since.counted("impressions", n), least, least) <= CERTAIN:
            return True
    return False


def _each(since: _Since, *, most: bool = False) -> list[Rates]:
    """Return the true rates of each day so far without the event, or the most that may be."""
    from adhelm.sandbox.market import delivery

    book = since.market.book(since.account)
    found = []
    for day in since.days:
        sky = _without(since, day)
        if most:
            sky = _busiest(since, sky, day)
        found.append(delivery.rates_of(book, [day], now=since.now, sky=sky))
    return found


def _without(since: _Since, day: date) -> Weather:
    """Return what a day is like without the event, but with all others."""
    from adhelm.sandbox.market import delivery

    market = since.market
    others = [one for one in market.incidents(since.account) if one != since.event]
    book, trend = market.book(since.account), market.scenario.trend
    return delivery.sky_of(book, [day], trend=trend, incidents=others)


def _busiest(since: _Since, sky: Weather, day: date) -> Weather:
    """Return a day on which its platform's pacing and its demand let it spend the most."""
    import numpy as np

    from adhelm.sandbox.market.kinds import HABITS

    habits = HABITS[since.account.platform]
    most = max(min(habits.swing, habits.overspend), _RARE * habits.overspend)
    rows = np.arange(len(sky.pace))[:, None]
    own = _draw(since, "noise", day, rows)
    return replace(
        sky, pace=np.full_like(sky.pace, 1 + most),
        demand=sky.demand * np.exp(_DEMAND * (_FAR - own)),
    )  # fmt: skip


def _auction(since: _Since, day: date) -> float:
    """Return by how much the day's auction was dearer than the usual one."""
    import numpy as np

    return float(np.exp(_AUCTION * _draw(since, "auction", day)).item())


def _draw(since: _Since, stream: str, day: date, *keys: Ints) -> Floats:
    import numpy as np

    from adhelm.sandbox.market import chance

    at = np.array([[day.toordinal()]] if keys else [day.toordinal()])
    return chance.normal(since.market.seed, stream, since.account.index, *keys, at)


def _conversions(since: _Since) -> float:
    """Return how many sales should be known by now of those that the platform would claim."""
    import numpy as np

    from adhelm.sandbox.market import calendar, lag
    from adhelm.sandbox.market.kinds import HABITS

    mean_days = HABITS[since.account.platform].lag_days
    today = calendar.local_day(since.now, since.account.zone)
    meant = 0.0
    for day, rates in zip(since.days, _each(since), strict=True):
        age = np.array([(today - day).days])
        known = lag.known(np.array([_MANY]), age, mean_days, np.zeros(1)).item() / _MANY
        # The rates are of sales; of these a platform records what its tracking lets through.
        tracked = float((_without(since, day).tracked[since.row] > 0).all())
        meant += tracked * known * (_ads(since, rates.caused) + _ads(since, rates.anyway))
    return meant


def _ads(since: _Since, values: Floats) -> float:
    """Return the sum over the ads of the campaigns it is about."""
    from adhelm.sandbox.market.types import sum_by

    book = since.market.book(since.account)
    return float(sum_by(book.campaign_of_ads(), values, book.count("campaign"))[since.row].sum())
