"""What purses spend now, which of their budgets are used up, and which days can be learned from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from adhelm.core.ads import minor_units
from adhelm.decide.optimization.logic.room import Rooms, rooms, weekdays
from adhelm.decide.optimization.types import Pool

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Bools = NDArray[np.bool_]

_RECENT, _ALIVE = 7, 3
_LEAST_DAYS, _LEAST_RETURNS = 21, 8
_IDLE = 0.97
"""What is not spent of a budget below that share is idle."""
_DRAWS = 200
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
    """n: something else than the budget holds the spend back."""
    idle: Bools
    """n: nothing is spent of it, and nobody holds it."""
    rooms: Rooms
    """What it could spend; any budget where nobody knows what it was."""
    used: Floats
    """n: what is spent of a unit of budget as long as there is room."""
    usable: Bools
    """n: enough is known of it, and nobody holds it."""
    counted: Bools
    """T: days on which the returns were counted."""
    why: tuple[str, ...]
    """n: why it is left alone; '' where it is not."""


def spending(pool: Pool, *, draws: int = _DRAWS, seed: int = 1) -> Spending:
    """Return how a pool's purses stand by the end of the last day; `seed` fixes the draws."""
    import numpy as np

    spend = np.where(np.isfinite(pool.spend), pool.spend, 0.0)
    budget: Floats = np.asarray(pool.budgets * 10.0 ** -minor_units(pool.currency), np.float64)
    recent = spend[:, -_RECENT:].mean(axis=1)
    counted = _counted(pool)
    told = np.full(spend.shape, np.nan) if pool.budgeted is None else pool.budgeted
    week = weekdays(
        pool.returns[:, counted], pool.known[:, counted], pool.weekdays[counted], spend, told
    )
    found = rooms(spend, told, week, pool.weekdays, draws=draws, seed=seed)
    known = ~np.isnan(found.most)
    used = np.where(known.any(axis=1), 1.0, recent / np.maximum(budget, 1e-12))
    found = replace(found, most=np.where(known, found.most, np.inf))
    present = used * found.taken(budget).mean(axis=1)
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
        limited=present < _IDLE * used * budget,
        idle=~alive & ~held,
        rooms=found,
        used=used,
        usable=np.array([not each for each in why], dtype=bool) & (present > 0),
        counted=counted,
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


def _counted(pool: Pool) -> Bools:
    """Return the days whose returns are plausible: where counting breaks, all are missing."""
    import numpy as np

    known = np.where(pool.known > 0, pool.known, np.nan)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.nansum(known, axis=0) / np.isfinite(known).sum(axis=0)
        whole = np.nansum(pool.returns, axis=0) / mean
    whole = np.where(np.isfinite(whole), whole, 0.0)
    wide = np.pad(whole, _AROUND, constant_values=np.nan)
    around = np.lib.stride_tricks.sliding_window_view(wide, 2 * _AROUND + 1)
    middle = np.nanmedian(around, axis=1)
    stray = np.nanmedian(np.abs(around - middle[:, None]), axis=1)
    broken: Bools = (middle > 0) & (stray < _STEADY * middle) & (whole < _BROKEN * middle)
    return ~broken
