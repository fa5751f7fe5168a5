"""How a campaign answers to money: a concave curve, shrunk to what its account shows.

Daily return = level x (spend / usual spend) ** elasticity, fitted with the Poisson likelihood
(zero days are fine) after taking out the account's weekday rhythm. Spend that never varied says
nothing about its elasticity: then the account's pooled value answers, with a wide interval.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from adhelm.decide.optimization.types import Campaign, Response

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

# What accounts show in general, before this one has spoken: returns diminish.
_PRIOR, _PRIOR_ERROR = 0.65, 0.20
# How far campaigns of one account differ, and how far a fit of daily data may be off by itself.
_BETWEEN, _MODEL_ERROR = 0.12, 0.15
_LOWEST, _HIGHEST = 0.05, 0.95
_PRESENT_DAYS = 14
_ROUNDS = 25


def responses(campaigns: Sequence[Campaign], *, metric: str) -> list[Response]:
    """
    Return the response of each campaign of one account; `metric` as in `BudgetMove.metric`.

    Each campaign must have spent something.
    """
    import numpy as np

    table = [_columns(campaign, metric) for campaign in campaigns]
    spend_week, return_week = _rhythm(table, 1), _rhythm(table, 2)
    fits = []
    for days, spend, returns in table:
        weekday = np.array([day.weekday() for day in days], dtype=int)
        fits.append(_fit(spend / spend_week[weekday], returns, return_week[weekday]))
    pooled, pooled_error = _pool([(fit[0], fit[1]) for fit in fits])
    found = []
    for campaign, (_, spend, returns), fit in zip(campaigns, table, fits, strict=True):
        elasticity, error = _shrink(fit[0], fit[1], pooled, pooled_error)
        present = float(spend[-_PRESENT_DAYS:].mean())
        level = float(returns.sum() / spend.sum()) * float(spend.mean())
        expected = level * (present / float(spend.mean())) ** elasticity
        found.append(Response(campaign.id, present, expected, elasticity, error, fit[2]))
    return found


def _columns(campaign: Campaign, metric: str) -> tuple[list[date], Floats, Floats]:
    import numpy as np

    days = [day for day in sorted(campaign.days) if campaign.days[day].spend > 0]
    rows = [campaign.days[day] for day in days]
    gained = [row.conversions if metric == "conversions" else row.value or 0 for row in rows]
    return days, np.array([float(row.spend) for row in rows]), np.array([float(g) for g in gained])


def _rhythm(table: Sequence[tuple[list[date], Floats, Floats]], column: int) -> Floats:
    """Return the account's factor per weekday, of spend (1) or return (2); 1 where unknown."""
    import numpy as np

    total, count = np.zeros(7), np.zeros(7)
    for row in table:
        values = row[column]
        assert not isinstance(values, list)  # noqa: S101 - column 0 holds the dates
        weekday = np.array([day.weekday() for day in row[0]], dtype=int)
        np.add.at(total, weekday, values / max(float(values.mean()), 1e-12))
        np.add.at(count, weekday, 1)
    usable = (count > 0) & (total > 0)
    return np.where(usable, total / np.maximum(count, 1), 1.0)


def _fit(spend: Floats, returns: Floats, rhythm: Floats) -> tuple[float, float, float]:
    """Return elasticity, its variance and the relative error of the level."""
    import numpy as np

    x = np.log(spend)
    x -= x.mean()
    scale = max(float(returns.mean()), 1e-12)
    y, b = returns / scale, 0.0
    mean = rhythm * float(y.sum() / rhythm.sum())
    spread = 0.0
    for _ in range(_ROUNDS):
        mean = rhythm * np.exp(b * x)
        mean *= y.sum() / mean.sum() if y.sum() > 0 else 1.0
        centre = float((mean * x).sum() / mean.sum())
        spread = float((mean * (x - centre) ** 2).sum())
        if spread < 1e-9:  # noqa: PLR2004 - spend that never varied
            break
        b = min(max(b + float(((y - mean) * (x - centre)).sum()) / spread, -1.0), 2.0)
    noise = float(((y - mean) ** 2 / mean).sum()) / max(len(y) - 2, 1)
    variance = noise / spread if spread >= 1e-9 else math.inf  # noqa: PLR2004
    return b, variance, math.sqrt(noise / max(float(y.sum()), 1e-12))


def _pool(fits: Sequence[tuple[float, float]]) -> tuple[float, float]:
    weight, total = 1 / _PRIOR_ERROR**2, _PRIOR / _PRIOR_ERROR**2
    for elasticity, variance in fits:
        trust = 1 / (variance + _MODEL_ERROR**2 + _BETWEEN**2)
        weight, total = weight + trust, total + trust * elasticity
    return _inside(total / weight), math.sqrt(1 / weight)


def _shrink(b: float, variance: float, pooled: float, pooled_error: float) -> tuple[float, float]:
    trust = 1 / (variance + _MODEL_ERROR**2)
    prior = 1 / _BETWEEN**2
    share = prior / (prior + trust)
    error = math.sqrt(1 / (prior + trust) + (share * pooled_error) ** 2)
    return _inside(share * pooled + (1 - share) * b), error


def _inside(elasticity: float) -> float:
    return min(max(elasticity, _LOWEST), _HIGHEST)
