"""Sums by group: of floats, and of minor units without losing one."""

from __future__ import annotations

from adhelm.decide.allocation.logic.kernels import compiled
from adhelm.decide.allocation.types import Floats, Ints

_EXACT = 1 << 53
"""Below this a float tells every single unit."""
_HALF = 24
_TOP = 1 << 37


def sums(of: Ints, values: Floats, count: int) -> Floats:
    """Return the sum of each group."""
    import numpy as np

    if count == 1:
        return np.array([values.sum()])
    if kernels := compiled(len(values)):
        found = np.zeros(count)
        kernels.add(of, values, found)
        return found
    return np.bincount(of, values, minlength=count).astype(np.float64, copy=False)


def exact_sums(of: Ints, values: Ints, count: int) -> Ints:
    """Return the exact sum of each group of amounts that are not negative; at most 2**61."""
    import numpy as np

    if kernels := compiled(len(values)):
        found = np.zeros(count, np.int64)
        kernels.add(of, values, found)
        return found
    if int(values.max(initial=0)) * len(values) < _EXACT:
        return sums(of, values.astype(np.float64), count).astype(np.int64)
    # bincount adds in floats: two halves keep every digit of larger sums.
    upper = sums(of, (values >> _HALF).astype(np.float64), count)
    lower = sums(of, (values & ((1 << _HALF) - 1)).astype(np.float64), count)
    shifted = np.minimum(upper, _TOP).astype(np.int64) << _HALF
    return shifted + lower.astype(np.int64)
