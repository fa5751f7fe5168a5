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
from adhelm.decide.optimization.logic.spending import Spending, spending
from adhelm.decide.optimization.types import Pool, Split, Steps

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Bools = NDArray[np.bool_]

_DRAWS = 200
_LOW, _HIGH = 0.05, 0.95
_SURE = 0.8
"""Chance of a gain from which on it is worth a change."""
_PAIR = 2
# What the curves do not tell: how far an entity's answer, and a whole account's, may stray.
_OWN_ERROR, _SHARED_ERROR = 0.35, 0.15


def plan(pools: Sequence[Pool], *, steps: Steps, seed: int) -> list[Split]:
    """
    Return other budgets for each pool, within the steps, and what they are expected to change.

    All pools tell of the same days. A pool's spend stays what it is; where no gain is likely
    enough, its budgets stay too. `seed` fixes the draws.
    """
    import numpy as np

    told = [spending(pool) for pool in pools]
    rows = [np.flatnonzero(one.usable) for one in told]
    if not sum(len(each) for each in rows):
        return [_unmoved(pool, one) for pool, one in zip(pools, told, strict=True)]
    fitted = fit(_histories(pools, told, rows), draws=_DRAWS, factor=steps.reach, seed=seed)
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

        present = self.told.present[self.rows]
        low, high = self._bounds(present)
        best, price = self._best(self.curves, present, low, high)
        chosen, explored = self._explored(best, present, low, high)
        change = self._change(chosen, present)
        chance = float((change > 0).mean())
        if chance < _SURE or not np.isfinite(change).all():
            return _unmoved(self.pool, self.told, self._marginals(present))
        proposed = self.told.present.copy()
        proposed[self.rows] = chosen
        budgets = self._budgets(chosen, present, price)
        lowest, highest = (float(each) for each in np.quantile(change, [_LOW, _HIGH]))
        return Split(
            budgets=budgets,
            present=self.told.present,
            proposed=proposed,
            expected=float(change.mean()),
            low=lowest,
            high=highest,
            chance=chance,
            marginal=self._marginals(present),
            explored=explored,
            why=self.told.why,
        )

    def _bounds(self, present: Floats) -> tuple[Floats, Floats]:
        """Return least and most spend: steps from the budget, what is usual, what is taken up."""
        import numpy as np

        pool, rows, told = self.pool, self.rows, self.told
        ratio = present / np.maximum(told.budget[rows], 1e-12)
        cut, up = 1 - float(self.steps.max_cut), 1 + float(self.steps.max_raise)
        low = np.maximum(present * cut, float(self.steps.least) * told.usual[rows])
        high = np.where(told.limited[rows], present, present * up)
        # A budget that is not used up holds nothing back until it is cut below what is spent.
        low = np.where(told.limited[rows], np.minimum(present, told.budget[rows] * cut), low)
        unit = 10.0 ** -minor_units(pool.currency)
        if pool.floors is not None:
            low = np.maximum(low, pool.floors[rows] * unit * np.minimum(ratio, 1.0))
        if pool.ceilings is not None:
            high = np.minimum(high, pool.ceilings[rows] * unit * ratio)
        if self.curves.reach is not None:
            high = np.minimum(high, self.curves.reach)
        return np.minimum(low, present), np.maximum(high, present)

    def _best(
        self, curves: Curves, present: Floats, low: Floats, high: Floats
    ) -> tuple[Floats, float]:
        """Return the split of the present spend that brings most, and its price."""
        import numpy as np

        units = 10.0 ** minor_units(self.pool.currency)
        reach = None if curves.reach is None else np.maximum(curves.reach, present * (1 + 1e-6))
        spend = np.rint(present * units).astype(np.int64)
        made = Problem(
            curves=Curves(curves.family, curves.top, curves.scale, curves.shape, reach),
            currency=self.pool.currency,
            budget=int(spend.sum()),
            floors=np.minimum(np.ceil(low * units).astype(np.int64), spend),
            ceilings=np.maximum(np.floor(high * units).astype(np.int64), spend),
        )
        found = allocate(made)
        return found.amounts / units, found.marginal

    def _explored(
        self, best: Floats, present: Floats, low: Floats, high: Floats
    ) -> tuple[Floats, float]:
        """Return the split with a part moved to where one draw of the curves would have it."""
        import numpy as np

        share = float(self.steps.explore)
        if not share:
            return best, 0.0
        draw = int(np.random.default_rng(self.seed).integers(self.curves.draws))
        one = slice(draw, draw + 1)
        world = Curves(
            self.curves.family, self.curves.top[:, one], self.curves.scale[:, one],
            self.curves.shape[:, one], self.curves.reach,
        )  # fmt: skip
        there, _ = self._best(world, present, low, high)
        moved, whole = np.abs(there - best).sum() / 2, present.sum()
        part = min(1.0, share * whole / moved) if moved > 0 else 0.0
        return best + part * (there - best), float(part * moved / whole)

    def _change(self, chosen: Floats, present: Floats) -> Floats:
        """Return the change of the return by draw, with what the curves do not tell."""
        import numpy as np

        def returns(spend: Floats) -> Floats:
            given = spend[:, None]
            return self.curves.top * given / (self.curves.scale + given)

        random = np.random.default_rng(self.seed + 1)
        change = returns(chosen) - returns(present)
        own = 1 + _OWN_ERROR * random.standard_normal(change.shape)
        shared = 1 + _SHARED_ERROR * random.standard_normal(change.shape[1])
        found: Floats = (change * own).sum(axis=0) * shared
        return found

    def _marginals(self, present: Floats) -> Floats:
        import numpy as np

        scale, top, given = self.curves.scale, self.curves.top, present[:, None]
        found = np.full(len(self.told.present), np.nan)
        found[self.rows] = (top * scale / (scale + given) ** 2).mean(axis=1)
        return found

    def _budgets(self, chosen: Floats, present: Floats, price: float) -> Ints:
        """Return budgets in minor units; in sum never more than the present ones."""
        import numpy as np

        budgets, rows, told = self.pool.budgets.copy(), self.rows, self.told
        before = budgets[rows].astype(np.float64)
        ratio = chosen / present
        wanted = before * ratio
        idle = told.limited[rows]
        cut = np.ceil(before * (1 - float(self.steps.max_cut)))
        units = 10.0 ** minor_units(self.pool.currency)
        below = idle & (chosen < present * (1 - 1e-6))
        worse = idle & ~below & (self._marginals(present)[rows] < price)
        wanted = np.where(idle, np.where(below, np.maximum(chosen * units, cut), before), wanted)
        wanted = np.where(worse, np.maximum(cut, np.minimum(before, present * units)), wanted)
        made = np.floor(wanted + 1e-6)
        up = np.maximum(made - before, 0)
        over = float((made - before).sum())
        if over > 0:
            made = made - np.ceil(up * over / max(float(up.sum()), 1.0))
        budgets[rows] = np.maximum(made, np.minimum(before, cut)).astype(np.int64)
        return budgets


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
