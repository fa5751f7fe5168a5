"""What was delivered: ads × days (or × hours of a day) in whole numbers, as known at an instant.

Ads are the atoms. Everything above them is a sum, so children add up to their parents exactly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import numpy as np

from adhelm.sandbox.market import calendar, chance, counting
from adhelm.sandbox.market.book import Book, Settings
from adhelm.sandbox.market.chance import Floats, Ints
from adhelm.sandbox.market.demand import Weather, weather
from adhelm.sandbox.market.plan import minor_per_dollar
from adhelm.sandbox.market.types import FIELDS, Incident, Numbers, Rates, split, sum_by

if TYPE_CHECKING:
    from numpy.typing import NDArray

_END = datetime(9999, 1, 1, tzinfo=UTC)
_LEARNING_COST, _LEARNING_DAYS = 0.25, 3.0
_TIRED, _TIRED_DAYS = 0.45, 50.0
_REFRESHED = 120
_EPOCH = date(1970, 1, 1).toordinal()
_HOURS = 24


def deliver(
    book: Book, days: Sequence[date], *, now: datetime, trend: float, incidents: Sequence[Incident]
) -> Numbers:
    """Return ads × days as the platform shows them at `now`; days to come are zero."""
    ordinals = np.array([day.toordinal() for day in days], dtype=np.int64)
    sky = sky_of(book, days, trend=trend, incidents=incidents)
    rates = rates_of(book, days, now=now, sky=sky)
    today = calendar.local_day(now, book.account.zone).toordinal()
    return counting.count(book, rates, days=ordinals, today=today, sky=sky)


def sky_of(
    book: Book, days: Sequence[date], *, trend: float, incidents: Sequence[Incident]
) -> Weather:
    """Return what moves the account from outside on some days, whatever its settings."""
    ordinals = np.array([day.toordinal() for day in days], dtype=np.int64)
    return _sky(book, ordinals, trend, incidents)


def rates_of(book: Book, days: Sequence[date], *, now: datetime, sky: Weather) -> Rates:
    """Return what some days bring up to `now`, before chance makes whole numbers of it."""
    ordinals = np.array([day.toordinal() for day in days], dtype=np.int64)
    rates = _empty(book.count("ad"), len(days))
    for settings, until in _regimes(book, now):
        shares = np.array(
            [calendar.share(day, book.account.zone, settings.at, min(until, now)) for day in days]
        )
        _add(rates, book, settings, days=ordinals, sky=sky, shares=shares)
    return rates


def deliver_hours(
    book: Book, day: date, *, now: datetime, trend: float, incidents: Sequence[Incident]
) -> Numbers:
    """Return ads × 24 hours of the local clock; each row adds up to the ad's day exactly."""
    ordinals = np.array([day.toordinal()], dtype=np.int64)
    sky = _sky(book, ordinals, trend, incidents)
    whole = deliver(book, [day], now=now, trend=trend, incidents=incidents)
    hourly = np.zeros((book.count("ad"), _HOURS))
    for settings, until in _regimes(book, now):
        shares = calendar.share_by_hour(day, book.account.zone, settings.at, min(until, now))
        rates = _empty(book.count("ad"), 1)
        _add(rates, book, settings, days=ordinals, sky=sky, shares=np.ones(1))
        hourly += rates.impressions * np.array(shares)[None, :]
    # By whole impressions, so that no hour has more clicks than impressions.
    shown = split(whole.impressions[:, 0], hourly)
    return Numbers(**{name: split(getattr(whole, name)[:, 0], shown) for name in FIELDS})


def _regimes(book: Book, now: datetime) -> list[tuple[Settings, datetime]]:
    ends = [one.at for one in book.settings[1:]] + [_END]
    return [(one, end) for one, end in zip(book.settings, ends, strict=True) if one.at <= now]


def _sky(book: Book, days: Ints, trend: float, incidents: Sequence[Incident]) -> Weather:
    return weather(
        book.account,
        seed=book.seed,
        campaigns=book.count("campaign"),
        days=days,
        trend=trend,
        first_day=book.first_day,
        incidents=incidents,
    )


def _empty(ads: int, days: int) -> Rates:
    return Rates(*(np.zeros((ads, days)) for _ in range(5)))


def _add(
    rates: Rates, book: Book, settings: Settings, *, days: Ints, sky: Weather, shares: Floats
) -> None:
    """Add what the days bring while `settings` hold; `shares` are the parts of the days."""
    used = np.flatnonzero(shares)
    if not len(used):
        return
    made = _full_days(_Regime.of(book, settings, days[used], sky.on(used)))
    ads = len(made.spend)
    for name in ("spend", "impressions", "clicks", "caused", "anyway"):
        cell = getattr(rates, name)
        cell[:ads, used] += getattr(made, name) * shares[used]


@dataclass(frozen=True, slots=True)
class _Regime:
    """Days on which one set of settings holds, and the entities there are by then."""

    book: Book
    settings: Settings
    days: Ints
    sky: Weather
    of_group: Ints
    of_campaign: Ints
    campaigns: int

    @classmethod
    def of(cls, book: Book, settings: Settings, days: Ints, sky: Weather) -> _Regime:
        """Return the regime with the parents of its ads."""
        ads, campaigns = len(settings.status["ad"]), len(settings.status["campaign"])
        of_group = np.array(book.tree.ad_group[:ads], dtype=np.int64)
        of_campaign = book.campaign_of_ads()[:ads]
        return cls(book, settings, days, sky, of_group, of_campaign, campaigns)


def _full_days(regime: _Regime) -> Rates:
    book, sky, of, count = regime.book, regime.sky, regime.of_campaign, regime.campaigns
    wanted = _wanted(regime)
    wish = sum_by(of, wanted, count)
    dollar = minor_per_dollar(book.account.currency)
    room = book.latent.capacity[:count, None] * sky.demand[:count] * dollar
    spend = np.minimum(wish * sky.pace[:count], room) * sky.spend[:count]
    part = np.divide(wanted, wish[of], out=np.zeros_like(wanted), where=wish[of] > 0)
    fresh = _freshness(regime)
    cpm = book.latent.cpm[:count, None] * sky.cost[:count] * dollar
    impressions = part * spend[of] / cpm[of] * 1000.0
    people = impressions * book.latent.ctr[of][:, None] * fresh
    return Rates(
        spend=part * spend[of],
        impressions=impressions,
        clicks=people,
        caused=part * _effect(regime, spend / dollar)[of] * fresh,
        anyway=people * book.latent.anyway[of][:, None],
    )


def _wanted(regime: _Regime) -> Floats:
    """Return what each ad's part of the budgets is, minor units a day: ads × days."""
    book, settings, of_group = regime.book, regime.settings, regime.of_group
    weight = 0.4 + chance.uniform(book.seed, "weight", book.account.index, np.arange(len(of_group)))
    alive = _alive(regime)[regime.of_campaign]
    # As planned (-1) an ad group or an ad is on: only 0 (paused) and 2 (removed) are even.
    alive = alive & (settings.status["ad_group"][of_group] % 2 == 1)[:, None]
    alive = alive & (settings.status["ad"] % 2 == 1)[:, None]
    parts = weight[:, None] * alive * regime.sky.approved[regime.of_campaign]
    budgets = np.array(book.tree.budget_of_ad[: len(of_group)], dtype=np.int64)
    amounts = book.planned_amounts(regime.days)[: len(settings.amount)].astype(np.float64)
    fixed = ~np.isnan(settings.amount)
    amounts[fixed] = settings.amount[fixed, None]
    whole = sum_by(budgets, parts, len(amounts))[budgets]
    shared = amounts[budgets] * parts
    made = np.divide(shared, whole, out=np.zeros_like(shared), where=whole > 0)
    return np.asarray(made, dtype=np.float64)


def _alive(regime: _Regime) -> NDArray[np.bool_]:
    latent, days = regime.book.latent, regime.days
    status = regime.settings.status["campaign"][:, None]
    count = len(status)
    planned = (days >= latent.launch[:count, None]) & (days < latent.end[:count, None])
    # A campaign that a person enabled again has begun, whatever had been planned.
    return np.asarray(np.where(status == -1, planned, status == 1))


def _effect(regime: _Regime, dollars: Floats) -> Floats:
    """Return sales per day that would not be without the spend: campaigns × days."""
    book, days, count = regime.book, regime.days, regime.campaigns
    latent = book.latent
    most, half = latent.most[:count, None], latent.half[:count, None]
    since = regime.book.learning(np.arange(count), days)
    edited = days[None, :] - (regime.settings.learning_since[:, None] + _EPOCH)
    since = np.fmin(since, np.where(edited >= -1, np.maximum(edited, 0), np.nan))
    learnt = 1.0 - _LEARNING_COST * np.exp(-since / _LEARNING_DAYS)
    outside = regime.sky.demand[:count] * regime.sky.sales[:count]
    return np.asarray(book.curve(dollars, most, half) * learnt * outside, dtype=np.float64)


def _freshness(regime: _Regime) -> Floats:
    book, ads = regime.book, np.arange(len(regime.of_group))
    offset = chance.uniform(book.seed, "fresh", book.account.index, ads) * _REFRESHED
    age = (regime.days[None, :] + offset.astype(np.int64)[:, None]) % _REFRESHED
    return np.asarray(1.25 - _TIRED * (1.0 - np.exp(-age / _TIRED_DAYS)), dtype=np.float64)
