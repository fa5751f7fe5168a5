"""How a pool's budgets answer to money, and the split that a person's own limits leave."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from adhelm.core.ads import minor_units
from adhelm.decide.allocation import Fitted, Histories, Problem, allocate, fit
from adhelm.decide.optimization.logic.answering import near, returned, spent
from adhelm.decide.optimization.logic.spending import Spending, spending
from adhelm.decide.optimization.types import Pool

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

_LOW, _HIGH = 0.05, 0.95
_REACH = 1.5
_POINTS = 13
_LEAST = 2


@dataclass(frozen=True, slots=True, eq=False)
class Learned:
    """What is known of the purses of a pool that can be planned with."""

    pool: Pool
    told: Spending
    rows: Ints
    """Which purses they are."""
    fitted: Fitted

    def points(self) -> tuple[Floats, Floats, Floats, Floats]:
        """Return daily spend, and mean, low and high of the daily return: purses × points."""
        import numpy as np

        far = self.fitted.highest * self.fitted.factor
        steps = np.linspace(0.0, 1.0, _POINTS)
        answers = [self.fitted.at(far * step) for step in steps]
        mean, low, high = (np.stack(each, axis=1) for each in zip(*answers, strict=True))
        return far[:, None] * steps, mean, low, high

    def spent(self, budgets: Ints) -> Floats:
        """Return what is spent of budgets on a mean day, in the currency: one for each purse."""
        import numpy as np

        every = np.arange(len(budgets))
        found: Floats = spent(self.told, every, self.amounts(budgets)).mean(axis=1)
        return found

    def change(self, budgets: Ints) -> tuple[float, float, float]:
        """Return what other budgets change a day: mean, and a 90 % interval."""
        import numpy as np

        before, after = (self._returns(each) for each in (self.pool.budgets, budgets))
        found = (after - before).sum(axis=0)
        low, high = np.quantile(found, [_LOW, _HIGH])
        return float(found.mean()), float(low), float(high)

    def amounts(self, budgets: Ints) -> Floats:
        """Return budgets in the currency."""
        import numpy as np

        return np.asarray(budgets * 10.0 ** -minor_units(self.pool.currency), np.float64)

    def _returns(self, budgets: Ints) -> Floats:
        given = spent(self.told, self.rows, self.amounts(budgets[self.rows]))
        return returned(self.fitted.curves, given)


def learned(pool: Pool) -> Learned | None:
    """Return what is known of a pool; None where too little is to plan with."""
    import numpy as np

    told = spending(pool)
    rows = np.flatnonzero(told.usable)
    if len(rows) < _LEAST:
        return None
    known = pool.known[rows]
    seen = told.counted[None, :] & (known > 0)
    peers = np.zeros(len(rows), dtype=np.int64) if pool.peers is None else pool.peers[rows]
    histories = Histories(
        spend=np.where(seen, pool.spend[rows], np.nan), returns=pool.returns[rows],
        weekday=pool.weekdays, peers=peers, market=np.zeros(len(rows), dtype=np.int64),
        known=known,
    )  # fmt: skip
    return Learned(pool, told, rows, fit(histories, factor=_REACH))


def bounds(found: Learned, *, max_raise: float, max_cut: float) -> tuple[Ints, Ints]:
    """Return least and most budgets in minor units; who is not known keeps what it has."""
    import numpy as np

    low, high = found.pool.budgets.copy(), found.pool.budgets.copy()
    now = found.pool.budgets[found.rows].astype(np.float64)
    seen = found.fitted.highest * found.fitted.factor / found.told.used[found.rows]
    far = np.maximum(seen * 10.0 ** minor_units(found.pool.currency), now)
    low[found.rows] = np.ceil(now * (1 - max_cut)).astype(np.int64)
    high[found.rows] = np.floor(np.minimum(now * (1 + max_raise), far)).astype(np.int64)
    return low, np.maximum(low, high)


def split(found: Learned, *, total: int, low: Ints, high: Ints) -> Ints:
    """
    Return the budgets that bring most within limits, all of them in minor units a day.

    :raises Infeasible: if no split keeps all limits.
    """
    rows, pool = found.rows, found.pool
    made = pool.budgets.copy()
    left = total - int(pool.budgets.sum() - pool.budgets[rows].sum())
    now = found.amounts(pool.budgets[rows])
    made[rows] = allocate(
        Problem(
            curves=near(found.fitted.curves, found.told, rows, now),
            currency=pool.currency, budget=left, floors=low[rows], ceilings=high[rows],
            names=[pool.names[row] for row in rows.tolist()],
        )
    ).amounts  # fmt: skip
    return made


def between(shares: Sequence[float], now: int, low: Ints, high: Ints) -> list[int]:
    """Return other totals by their share of the present one, as far as the limits let them go."""
    least, most = int(low.sum()), int(high.sum())
    return sorted({min(max(round(now * share), least), most) for share in shares})
