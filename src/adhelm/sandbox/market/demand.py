"""What moves every account from outside: weekdays, seasons, growth, the auction, mishaps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from adhelm.sandbox.market import chance
from adhelm.sandbox.market.chance import Floats, Ints
from adhelm.sandbox.market.kinds import HABITS
from adhelm.sandbox.market.types import Account, Incident

# Monday first.
_SHOPPERS = (0.98, 0.96, 0.97, 0.99, 1.02, 1.08, 1.10)
_OFFICES = (1.15, 1.18, 1.17, 1.12, 1.00, 0.58, 0.60)
_YEAR = 365.25
_BLACK_WEEK = (11, 22)
_BEFORE_CHRISTMAS = ((12, 1), (12, 20))
_RARE_SWING, _RARE = 0.03, 0.9


@dataclass(frozen=True, slots=True)
class Weather:
    """Factors per campaign and day, all around one: campaigns × days."""

    demand: Floats
    cost: Floats
    pace: Floats
    spend: Floats
    sales: Floats
    tracked: Floats
    clicks: Floats
    approved: Floats

    def on(self, used: Ints) -> Weather:
        """Return the weather of some of the days."""
        return Weather(*(getattr(self, name)[:, used] for name in self.__dataclass_fields__))


def weather(
    account: Account,
    *,
    seed: int,
    campaigns: int,
    days: Ints,
    trend: float,
    first_day: int,
    incidents: Sequence[Incident],
) -> Weather:
    """Return what local days (ordinals) are like for campaigns 0 … n−1."""
    season = _season(account, days, trend, first_day)
    common = np.exp(0.05 * chance.normal(seed, "auction", account.index, days))
    rows = np.arange(campaigns)[:, None]
    own = chance.normal(seed, "noise", account.index, rows, days[None, :])
    strikes = {
        kind: _strike(incidents, kind, campaigns, days)
        for kind in (
            "runaway_spend",
            "stockout",
            "cost_spike",
            "bot_clicks",
            "tracking_break",
            "disapproval",
        )
    }
    return Weather(
        demand=season[None, :] * np.exp(0.08 * own),
        cost=(1.0 + 0.6 * (season - 1.0) * (season > 1.0)) * common * strikes["cost_spike"],
        pace=_pace(account, seed, campaigns, days),
        spend=strikes["runaway_spend"],
        sales=strikes["stockout"],
        tracked=strikes["tracking_break"],
        clicks=strikes["bot_clicks"],
        approved=strikes["disapproval"],
    )


def _season(account: Account, days: Ints, trend: float, first_day: int) -> Floats:
    week = np.array(_OFFICES if account.platform == "linkedin" else _SHOPPERS)
    if account.vertical == "recruiting":
        week = np.array(_OFFICES)
    wave = 1.0 + 0.12 * np.sin(2.0 * np.pi * (days - 80) / _YEAR)
    growth = np.exp(np.log1p(trend) * (days - first_day) / _YEAR)
    return np.asarray(week[(days - 1) % 7] * wave * growth * _sales_days(days))


def _sales_days(days: Ints) -> Floats:
    return np.array([_sales_day(date.fromordinal(int(day))) for day in days])


def _sales_day(day: date) -> float:
    if (day.month, day.day) >= _BLACK_WEEK and day.month == _BLACK_WEEK[0]:
        return 1.45
    return 1.25 if _BEFORE_CHRISTMAS[0] <= (day.month, day.day) <= _BEFORE_CHRISTMAS[1] else 1.0


def _pace(account: Account, seed: int, campaigns: int, days: Ints) -> Floats:
    # Two days make a pair: what the first spends too much the second spends too little, so that
    # a month stays within its budgets although a day may reach the platform's limit.
    habits = HABITS[account.platform]
    rows, pairs = np.arange(campaigns)[:, None], (days // 2)[None, :]
    rare = chance.uniform(seed, "rare", account.index, rows, pairs) < _RARE_SWING
    reach = np.where(rare, _RARE * habits.overspend, min(habits.swing, habits.overspend))
    swing = reach * chance.between(
        -1.0, 1.0, chance.uniform(seed, "pace", account.index, rows, pairs)
    )
    return 1.0 + swing * np.where(days % 2 == 0, 1.0, -1.0)[None, :]


def _strike(incidents: Sequence[Incident], kind: str, campaigns: int, days: Ints) -> Floats:
    factor = np.ones((campaigns, len(days)))
    for one in incidents:
        if one.kind == kind and one.campaign < campaigns:
            hit = (days >= one.first_day.toordinal()) & (days <= one.last_day.toordinal())
            rows = slice(None) if one.campaign < 0 else slice(one.campaign, one.campaign + 1)
            factor[rows, hit] *= one.factor
    return factor
