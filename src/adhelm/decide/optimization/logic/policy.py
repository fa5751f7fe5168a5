"""Other budgets for pools of campaigns: curves from what is known, the best split, some learning.

Young days count as far as they are known (delay-aware); what stays unsure is carried as draws, of
which one, drawn anew each time, says where a small part of the money goes to learn (Thompson).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from adhelm.core.ads import minor_units
from adhelm.decide.allocation import Curves, Histories, Problem, allocate, fit
from adhelm.decide.optimization.logic.answering import elasticity, near, returned, spent
from adhelm.decide.optimization.logic.spending import Spending, spending
from adhelm.decide.optimization.types import Pool, Split, Steps

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Bools = NDArray[np.bool_]

_DRAWS = 320
_LOW, _HIGH = 0.05, 0.95
_SURE = 0.6
"""Chance of a gain from which on it is worth a change."""
_PAIR = 2
_WEIGHED = 64
"""So many of the draws are weighed for the best split; the others say what it brings."""
BENDS = (0.5, 0.7, 1.0, 1.4, 2.0)
"""Exponents that a curve may have: one that bends early, plain saturation, an S-curve."""


def plan(pools: Sequence[Pool], *, steps: Steps, seed: int) -> list[Split]:
    """
    Return other budgets for each pool, within the steps, and what they are expected to change.

    All pools tell of the same days. A pool's budgets never come to more than they do now (or than
    its total); where no gain is likely enough, they stay. `seed` fixes the draws.
    """
    import numpy as np

    told = [spending(pool, draws=_DRAWS, seed=seed + n) for n, pool in enumerate(pools)]
    rows = [np.flatnonzero(one.usable) for one in told]
    if not sum(len(each) for each in rows):
        return [_unmoved(pool, one) for pool, one in zip(pools, told, strict=True)]
    fitted = fit(
        _histories(pools, told, rows), draws=_DRAWS, factor=steps.reach, seed=seed, bends=BENDS
    )
    ends = np.cumsum([len(each) for each in rows])
    made = []
    for number, (pool, one) in enumerate(zip(pools, told, strict=True)):
        part = slice(int(ends[number] - len(rows[number])), int(ends[number]))
        if len(rows[number]) < _PAIR:
            made.append(_unmoved(pool, one))
            continue
        desk = _Desk(pool, one, rows[number], _taken(fitted.curves, part), steps, seed + number)
        made.append(desk.split())
    return made


def _histories(pools: Sequence[Pool], told: Sequence[Spending], rows: Sequence[Ints]) -> Histories:
    import numpy as np

    def stacked(name: str) -> Floats:
        parts = [getattr(pool, name)[row] for pool, row in zip(pools, rows, strict=True)]
        return np.concatenate(parts)

    counted = np.concatenate([
        np.broadcast_to(one.counted, (len(row), len(one.counted)))
        for one, row in zip(told, rows, strict=True)
    ])  # fmt: skip
    kinds: dict[tuple[str, int], int] = {}
    peers = [
        kinds.setdefault((pool.platform, int(kind)), len(kinds))
        for pool, row in zip(pools, rows, strict=True)
        for kind in (np.zeros(len(row)) if pool.peers is None else pool.peers[row])
    ]
    known = stacked("known")
    return Histories(
        spend=np.where(counted & (known > 0), stacked("spend"), np.nan),
        returns=stacked("returns"),
        weekday=pools[0].weekdays,
        peers=np.array(peers, dtype=np.int64),
        market=np.repeat(np.arange(len(pools)), [len(row) for row in rows]),
        known=known,
    )


@dataclass(frozen=True, slots=True)
class _Desk:
    """One pool's decision."""

    pool: Pool
    told: Spending
    rows: Ints
    curves: Curves
    steps: Steps
    seed: int

    def split(self) -> Split:
        """Return the pool's split; the present one where no gain is likely enough."""
        import numpy as np

        told, rows = self.told, self.rows
        low, high = self._bounds()
        best = self._best(slice(0, _WEIGHED), low, high)
        chosen, explored = self._explored(best, low, high)
        before, spend = self._spent(self.pool.budgets[rows]), self._spent(chosen)
        change = (returned(self.curves, spend) - returned(self.curves, before)).sum(axis=0)
        # By the draws that it was chosen by, a choice looks better than it is.
        change = change[_WEIGHED:]
        chance = float((change > 0).mean())
        if chance < _SURE or not np.isfinite(change).all():
            return _unmoved(self.pool, told, self._marginals())
        proposed, budgets = told.present.copy(), self._freed()
        proposed[rows], budgets[rows] = spend.mean(axis=1), chosen
        lowest, highest = (float(each) for each in np.quantile(change, [_LOW, _HIGH]))
        return Split(
            budgets=budgets,
            present=told.present,
            proposed=proposed,
            expected=float(change.mean()),
            low=lowest,
            high=highest,
            chance=chance,
            marginal=self._marginals(),
            explored=explored,
            why=told.why,
        )

    @property
    def _units(self) -> float:
        return 10.0 ** minor_units(self.pool.currency)

    def _bounds(self) -> tuple[Ints, Ints]:
        """Return least and most budgets: steps, what is taken up, what was seen."""
        import numpy as np

        pool, rows, told = self.pool, self.rows, self.told
        before, used = pool.budgets[rows].astype(np.float64), told.used[rows]
        low = np.ceil(before * (1 - float(self.steps.max_cut)))
        least = float(self.steps.least) * told.usual[rows] / used * self._units
        low = np.maximum(low, np.minimum(before, least))
        high = before * (1 + float(self.steps.max_raise))
        if self.curves.reach is not None:
            seen = self.curves.reach / used * self._units
            high = np.minimum(high, np.maximum(seen, before))
        if pool.floors is not None:
            low = np.maximum(low, np.minimum(pool.floors[rows], before))
        if pool.ceilings is not None:
            high = np.minimum(high, np.maximum(pool.ceilings[rows], low))
        return np.ceil(low).astype(np.int64), np.floor(np.maximum(high, low)).astype(np.int64)

    def _best(self, draws: slice, low: Ints, high: Ints) -> Ints:
        """Return the budgets that bring most by some of the draws."""
        import numpy as np

        pool = self.pool
        now = pool.budgets[self.rows] / self._units
        others = np.delete(self._freed(), self.rows).sum()
        whole = (int(pool.budgets.sum()) if pool.total is None else pool.total) - int(others)
        made = Problem(
            curves=near(self.curves, self.told, self.rows, now, draws=draws),
            currency=pool.currency,
            budget=int(np.clip(whole, low.sum(), high.sum())),
            floors=low,
            ceilings=high,
        )
        return allocate(made).amounts

    def _explored(self, best: Ints, low: Ints, high: Ints) -> tuple[Ints, float]:
        """Return the budgets with a part moved to where one draw of the curves would have it."""
        import numpy as np

        share = float(self.steps.explore)
        if not share:
            return best, 0.0
        draw = int(np.random.default_rng(self.seed).integers(_WEIGHED))
        there = self._best(slice(draw, draw + 1), low, high)
        moved, whole = np.abs(there - best).sum() / 2, max(float(best.sum()), 1.0)
        part = min(1.0, share * whole / moved) if moved > 0 else 0.0
        made = np.floor(best + part * (there - best) + 1e-9).astype(np.int64)
        return np.clip(made, low, high), float(part * moved / whole)

    def _freed(self) -> Ints:
        """Return the budgets, with less for those of which nothing is spent, a step at a time."""
        import numpy as np

        pool = self.pool
        if pool.total is None:
            return pool.budgets.copy()
        less = np.ceil(pool.budgets * (1 - float(self.steps.max_cut)))
        least = float(self.steps.least) * self.told.usual * self._units
        less = np.minimum(np.maximum(less, np.ceil(least)), pool.budgets).astype(np.int64)
        if pool.floors is not None:
            less = np.maximum(less, np.minimum(pool.floors, pool.budgets))
        return np.where(self.told.idle, less, pool.budgets)

    def _spent(self, chosen: Ints | Floats) -> Floats:
        """Return what will be spent a day of budgets in minor units, by draw."""
        return spent(self.told, self.rows, chosen / self._units)

    def _marginals(self) -> Floats:
        import numpy as np

        given = self._spent(self.pool.budgets[self.rows])
        found = np.full(len(self.told.present), np.nan)
        slope = returned(self.curves, given) * elasticity(self.curves, given) / given
        found[self.rows] = slope.mean(axis=1)
        return found


def _taken(curves: Curves, part: slice) -> Curves:
    reach = None if curves.reach is None else curves.reach[part]
    return Curves(
        curves.family[part], curves.top[part], curves.scale[part], curves.shape[part], reach
    )


def _unmoved(pool: Pool, told: Spending, marginal: Floats | None = None) -> Split:
    import numpy as np

    nothing = np.full(len(pool.budgets), np.nan) if marginal is None else marginal
    return Split(
        budgets=pool.budgets.copy(), present=told.present, proposed=told.present.copy(),
        expected=0.0, low=0.0, high=0.0, chance=0.0, marginal=nothing, explored=0.0, why=told.why,
    )  # fmt: skip
