"""How a campaign answers to money now: the policy's curves, asked at what is spent of late.

Thin campaigns borrow from the others of their account. Spend that never varied says nothing about
how returns grow: then the others answer, with a wide interval.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from adhelm.decide.allocation import Histories, fit
from adhelm.decide.optimization.logic.policy import BENDS
from adhelm.decide.optimization.types import Campaign, Response

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

_PRESENT_DAYS = 14
_DRAWS = 400
_LOWEST, _HIGHEST = 0.02, 0.98


def responses(campaigns: Sequence[Campaign], *, metric: str) -> list[Response]:
    """
    Return the response of each campaign of one account; `metric` as in `BudgetMove.metric`.

    Each campaign must have spent something on 14 days, and got something back.
    """
    import numpy as np

    given = sorted(campaigns, key=lambda one: one.id)
    spend, returns, weekday = _columns(given, metric)
    alike = np.zeros(len(given), dtype=np.int64)
    curves = fit(Histories(spend, returns, weekday, alike, alike), draws=_DRAWS, bends=BENDS).curves
    found = {}
    for row, one in enumerate(given):
        spent = spend[row][np.isfinite(spend[row])]
        present = float(spent[-_PRESENT_DAYS:].mean())
        risen = (present / curves.scale[row]) ** curves.shape[row]
        worlds = curves.top[row] * risen / (1 + risen)
        elasticity = np.clip(curves.shape[row] / (1 + risen), _LOWEST, _HIGHEST)
        level = float(worlds.mean())
        found[one.id] = Response(
            one.id, present, level, float(elasticity.mean()), float(elasticity.std()),
            float(worlds.std()) / level if level > 0 else 1.0,
        )  # fmt: skip
    return [found[one.id] for one in campaigns]


def _columns(campaigns: Sequence[Campaign], metric: str) -> tuple[Floats, Floats, Ints]:
    """Return spend and returns, campaigns × days in a row, and the weekday of each day."""
    import numpy as np

    days = [day for one in campaigns for day in one.days]
    first, count = min(days), (max(days) - min(days)).days + 1
    dates = [first + timedelta(days=n) for n in range(count)]
    spend, returns = np.full((2, len(campaigns), count), np.nan)
    for row, one in enumerate(campaigns):
        for column, day in enumerate(dates):
            known = one.days.get(day)
            if known is not None and known.spend > 0:
                got = known.conversions if metric == "conversions" else known.value or 0
                spend[row, column], returns[row, column] = float(known.spend), float(got)
    return spend, returns, np.array([day.weekday() for day in dates], dtype=np.int64)
