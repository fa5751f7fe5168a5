"""What purses spend now, which of their budgets are used up, and which days can be learned from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from adhelm.core.ads import minor_units
from adhelm.decide.optimization.types import Pool

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Bools = NDArray[np.bool_]

_RECENT, _ALIVE = 7, 3
_LEAST_DAYS, _LEAST_RETURNS = 21, 8
_IDLE, _SHORT = 0.95, 0.93
"""Of a budget: what was not spent of it even at best is idle; below, a day was short of it."""
_OFTEN = 1 / 3
_AROUND, _BROKEN, _STEADY = 14, 0.25, 0.4


@dataclass(frozen=True, slots=True, eq=False)
class Spending:
    """How the purses of a pool stand."""

    budget: Floats
    """n: a day, in the currency."""
    present: Floats
    """n: what is spent a day under the present budget; 0 where nothing is."""
    usual: Floats
    """n: mean daily spend over all days."""
    limited: Bools
    """n: even on its best days something else than the budget holds the spend back."""
    stuck: Bools
    """n: on many days so; more budget would not be taken up."""
    taken: Floats
    """n: what was taken up a day at best."""
    usable: Bools
    """n: enough is known of it, and nobody holds it."""
    counted: Bools
    """T: days on which the returns were counted."""
    why: tuple[str, ...]
    """n: why it is left alone; '' where it is not."""


def spending(pool: Pool) -> Spending:
    """Return how a pool's purses stand by the end of the last day."""
    import numpy as np

    spend = np.where(np.isfinite(pool.spend), pool.spend, 0.0)
    budget: Floats = np.asarray(pool.budgets * 10.0 ** -minor_units(pool.currency), np.float64)
    recent = spend[:, -_RECENT:].mean(axis=1)
    used = _used(pool, spend)
    told: Bools = np.asarray(np.isfinite(used).any(axis=1))
    with np.errstate(invalid="ignore"):
        filled = np.where(told[:, None], used, 1.0)
        middle, most = np.nanmedian(filled, axis=1), np.nanmax(filled, axis=1)
        short = np.nanmean(np.where(np.isfinite(filled), filled < _SHORT, np.nan), axis=1)
    present = np.where(told, middle * budget, recent)
    days = (spend > 0).sum(axis=1)
    returns = (np.where(np.isfinite(pool.returns), pool.returns, 0.0) > 0).sum(axis=1)
    alive = spend[:, -_ALIVE:].sum(axis=1) > 0
    held = np.zeros(len(budget), dtype=bool) if pool.held is None else pool.held
    why = tuple(
        _why(*each)
        for each in zip(held.tolist(), alive.tolist(), days.tolist(), returns.tolist(), strict=True)
    )
    return Spending(
        budget=budget,
        present=np.where(alive, present, 0.0),
        usual=spend.sum(axis=1) / np.maximum(days, 1),
        limited=told & (most < _IDLE),
        stuck=told & (short > _OFTEN),
        taken=np.where(told, most * budget, recent),
        usable=np.array([not each for each in why], dtype=bool) & (present > 0),
        counted=_counted(pool),
        why=why,
    )


def _why(held: bool, alive: bool, days: int, returns: int) -> str:  # noqa: FBT001 - four facts
    if held:
        return "it is held"
    if not alive:
        return "it no longer spends"
    if days < _LEAST_DAYS:
        return f"only {days} days with spend; {_LEAST_DAYS} are needed"
    if returns < _LEAST_RETURNS:
        return f"only {returns} days with a return; {_LEAST_RETURNS} are needed"
    return ""


def _used(pool: Pool, spend: Floats) -> Floats:
    """
    Return which share of its budget each purse spent, over pairs of days of late.

    Platforms make up on one day for the other. Not a number where nobody knows the budget.
    """
    import numpy as np

    if pool.budgeted is None:
        return np.full((len(spend), _RECENT), np.nan)

    def pairs(values: Floats) -> Floats:
        late = values[:, -_RECENT - 1 :]
        return late[:, 1:] + late[:, :-1]

    budgeted = pairs(np.where(pool.budgeted > 0, pool.budgeted, np.nan))
    found: Floats = pairs(spend) / budgeted
    return found


def _counted(pool: Pool) -> Bools:
    """Return the days whose returns are plausible: where counting breaks, all are missing."""
    import numpy as np

    known = np.where(pool.known > 0, pool.known, np.nan)
    with np.errstate(invalid="ignore", divide="ignore"):
        whole = np.nansum(pool.returns, axis=0) / np.nanmean(known, axis=0)
    whole = np.where(np.isfinite(whole), whole, 0.0)
    wide = np.pad(whole, _AROUND, constant_values=np.nan)
    around = np.lib.stride_tricks.sliding_window_view(wide, 2 * _AROUND + 1)
    middle = np.nanmedian(around, axis=1)
    stray = np.nanmedian(np.abs(around - middle[:, None]), axis=1)
    broken: Bools = (middle > 0) & (stray < _STEADY * middle) & (whole < _BROKEN * middle)
    return ~broken
