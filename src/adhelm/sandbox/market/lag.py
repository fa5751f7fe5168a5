"""Conversions come late: how many of a day's are known so many days after."""

from __future__ import annotations

import numpy as np

from adhelm.sandbox.market.chance import Floats, Ints

LONGEST = 28
"""Days after which nothing moves any more."""


def known(total: Ints, age: Ints, mean_days: float, at: Floats) -> Ints:
    """Return how many of `total` are known `age` days after; it never falls, and ends at all."""
    part = _part(age, mean_days)
    return np.where(age < 0, 0, np.floor(total * part + at * (part < 1.0)).astype(np.int64)).clip(
        0, total
    )


def age_of(total: int, number: int, mean_days: float, at: float) -> int:
    """Return after how many days the conversion `number` (from 1) of `total` becomes known."""
    ages = np.arange(LONGEST + 1)
    counts = known(np.full(len(ages), total), ages, mean_days, np.full(len(ages), at))
    return int(np.searchsorted(counts, number))


def _part(age: Ints, mean_days: float) -> Floats:
    # A third converts on the same day; the rest thins out and is complete after 28 days.
    elapsed = np.clip(age, 0, LONGEST)
    tail = (1.0 - np.exp(-elapsed / mean_days)) / (1.0 - np.exp(-LONGEST / mean_days))
    return np.asarray(1.0 / 3.0 + 2.0 / 3.0 * tail)
