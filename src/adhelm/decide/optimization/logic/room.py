"""How much of a budget is taken up: what there is to buy a day, as far as the days tell.

A day's spend is its budget, or what there was to buy where that is less; near its limit a purse is
held by both, now on one day, now on another. Budgets that were always used up say only that there
is as much: beyond them the chance of a limit grows with the raise.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Bools = NDArray[np.bool_]

_GRID, _LEAST, _MOST = 80, 0.1, 6.0
_DAYS, _HALF_LIFE = 28, 7.0
_PARTS, _USUALLY = (1.0, 0.6, 0.3), (0.8, 0.1, 0.1)
"""Of a budget that several share, only a part may be held back; how often before the days speak."""
_SCARCE = 0.8
"""Before the days speak: so many times likelier a limit is in a range so many times lower (log)."""
_NOISE = 0.02, 0.3
_QUANTILES = (-1.28, -0.52, 0.0, 0.52, 1.28)
"""Of a normal distribution: five days of equal chance."""
_TAILS = 4.0
"""Degrees of freedom: now and then a day is far off for reasons of its own."""
_WEEK = 7


@dataclass(frozen=True, slots=True, eq=False)
class Rooms:
    """What purses could spend, in possible worlds: n × draws."""

    most: Floats
    """On an average day; inf: any budget. Not a number where no budget is known."""
    part: Floats
    """Of the budget: what is held back at all."""
    week: Floats
    """7 × chances: what there may be to buy on a weekday, to an average day."""

    def taken(self, budget: Floats) -> Floats:
        """Return what is spent a day of budgets on average over a week: n × draws."""
        import numpy as np

        found = np.zeros(self.most.shape)
        for chance in self.week.ravel():
            found += np.minimum(budget[:, None], self.most * chance)
        made: Floats = (1 - self.part) * budget[:, None] + self.part * found / self.week.size
        return made

    def take(self, rows: Ints) -> Rooms:
        """Return some of the purses."""
        return Rooms(self.most[rows], self.part[rows], self.week)


def rooms(
    spend: Floats, budgeted: Floats, week: Floats, weekday: Ints, *, draws: int, seed: int
) -> Rooms:
    """
    Return what purses could spend, by what they spent of their budgets of late.

    Spend and budgets are n × T in one currency, `weekday` T; `week` is what `weekdays` says.
    """
    import numpy as np

    spend, budgeted, weekday = spend[:, -_DAYS:], budgeted[:, -_DAYS:], weekday[-_DAYS:]
    # Platforms make up on one day for the other: days are looked at in pairs.
    paid = spend[:, 1:] + spend[:, :-1]
    due = budgeted[:, 1:] + budgeted[:, :-1]
    seen = np.asarray(np.isfinite(due) & (due > 0) & (paid > 0), dtype=np.bool_)
    limit = np.where(np.isfinite(budgeted), budgeted, 0.0)
    base = np.maximum(limit.max(axis=1), 1e-12)
    grid = np.geomspace(_LEAST, _MOST, _GRID)
    noise = _noise(paid, due, seen)
    ages = np.arange(paid.shape[1])[::-1]
    # Each day is in two pairs.
    weight = 0.5 * 0.5 ** (ages / _HALF_LIFE) * seen[:, None, :]
    held = _held(limit / base[:, None], grid, week[weekday])
    said = np.empty((len(spend), len(_PARTS), _GRID))
    for n, part in enumerate(_PARTS):
        whole = (1 - part) * limit[:, None, :] + part * base[:, None, None] * held
        whole = np.maximum(whole[:, :, 1:] + whole[:, :, :-1], 1e-12)
        z = (np.log(np.where(seen, paid, 1.0))[:, None, :] - np.log(whole)) / noise
        said[:, n] = -0.5 * (_TAILS + 1) * (weight * np.log1p(z**2 / _TAILS)).sum(axis=2)
    said += np.log(_USUALLY)[None, :, None] - _SCARCE * np.log(grid)
    belief = np.exp(said - said.max(axis=(1, 2), keepdims=True)).reshape(len(spend), -1)
    climbed = (belief / belief.sum(axis=1, keepdims=True)).cumsum(axis=1)
    random = np.random.default_rng([seed, 2])
    at = random.random((len(spend), draws))
    place = (at[:, :, None] > climbed[:, None, :-1]).sum(axis=2)
    step = float(np.log(grid[1] / grid[0]))
    found = grid[place % _GRID] * np.exp(step * (random.random(place.shape) - 0.5))
    # Beyond the grid nobody ever asks.
    found = np.where(place % _GRID == _GRID - 1, np.inf, found * base[:, None])
    told = np.any(seen, axis=1)[:, None]
    return Rooms(np.where(told, found, np.nan), np.array(_PARTS)[place // _GRID], week)


def _held(limit: Floats, grid: Floats, days: Floats) -> Floats:
    """Return what is expected to be spent of budgets by room, n × points × days."""
    import numpy as np

    held = np.zeros((len(limit), len(grid), limit.shape[1]))
    for chance in days.T:
        held += np.minimum(limit[:, None, :], grid[:, None] * chance)
    made: Floats = held / days.shape[1]
    return made


def weekdays(
    returns: Floats, known: Floats, weekday: Ints, spend: Floats, budgeted: Floats
) -> Floats:
    """
    Return what there may be to buy on each weekday, to an average day: 7 × chances.

    It goes by the same weekdays as what is sold, and strays as far as spend does from its budget.
    """
    import numpy as np

    share = np.where(known > 0, known, np.nan)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.nansum(share, axis=0) / np.isfinite(share).sum(axis=0)
        whole = np.nansum(returns, axis=0) / mean
    whole = np.where(np.isfinite(whole), whole, 0.0)
    found = np.array([
        whole[weekday == day].mean() if (weekday == day).any() else 0.0 for day in range(_WEEK)
    ])  # fmt: skip
    week = found / found.mean() if (found > 0).all() else np.ones(_WEEK)
    late = slice(-_DAYS, None)
    seen = np.isfinite(budgeted[:, late]) & (budgeted[:, late] > 0) & (spend[:, late] > 0)
    stray = _noise(spend[:, late], budgeted[:, late], np.asarray(seen, dtype=np.bool_))
    chances = np.exp(stray * np.array(_QUANTILES))
    return np.asarray(week[:, None] * (chances / chances.mean()))


def _noise(paid: Floats, due: Floats, seen: Bools) -> float:
    """Return how far pairs of days stray, relative, from what is usual for their purse."""
    import numpy as np

    ratio = np.log(np.where(seen, paid, 1.0) / np.where(seen, due, 1.0))
    ratio = np.where(seen, ratio, np.nan)
    if not seen.any():
        return _NOISE[1]
    rows = ratio[seen.any(axis=1)]
    stray = np.abs(rows - np.nanmedian(rows, axis=1, keepdims=True))
    return float(np.clip(1.4826 * np.nanmedian(stray), *_NOISE))
