"""How budgets answer: what is spent of them where demand may end, and what that brings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adhelm.decide.allocation import Curves
from adhelm.decide.optimization.logic.spending import Spending

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

_STEEPEST, _FLATTEST, _AROUND = 0.98, 0.01, 0.1


def spent(told: Spending, rows: Ints, budget: Floats) -> Floats:
    """Return what will be spent a day of those purses' budgets, both in the currency, by draw."""
    return told.rooms.take(rows).taken(budget * told.used[rows])


def returned(curves: Curves, spend: Floats) -> Floats:
    """Return what spend brings, entities × draws."""
    given = (spend / curves.scale) ** curves.shape
    found: Floats = curves.top * given / (1 + given)
    return found


def elasticity(curves: Curves, spend: Floats) -> Floats:
    """Return by how many percent returns rise with one percent more spend, entities × draws."""
    found: Floats = curves.shape / (1 + (spend / curves.scale) ** curves.shape)
    return found


def near(
    curves: Curves, told: Spending, rows: Ints, budget: Floats, *, draws: slice = slice(None)
) -> Curves:
    """
    Return plain curves of budgets that go as spend does where it is: same return, same slope.

    Within the steps of one day an S-curve is told by its slope as well as others, and what is
    not taken up of a budget by how much less it brings.
    """
    import numpy as np

    given = spent(told, rows, budget)
    around = spent(told, rows, budget * (1 + _AROUND)) - spent(told, rows, budget * (1 - _AROUND))
    slope = elasticity(curves, given) * around / (2 * _AROUND * given)
    slope = np.clip(slope[:, draws], _FLATTEST, _STEEPEST)
    value, at = returned(curves, given)[:, draws], budget[:, None]
    return Curves(curves.family, value / (1 - slope), at * slope / (1 - slope), np.ones_like(slope))
