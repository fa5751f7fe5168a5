"""Exact tail probabilities of counts and of robust z-scores, and how many finds chance allows."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_TINY = 1e-300
# Variance over mean nearer to one than this is Poisson's.
_POISSON = 1e-3


def student_tail(t: Any, df: Any) -> Any:
    """Return the probability that Student's t with `df` degrees of freedom exceeds |t|."""
    import numpy as np
    from scipy import special

    return 0.5 * special.betainc(np.asarray(df) / 2, 0.5, df / (df + np.square(t)))


def at_least(count: Any, mean: Any, variance: Any) -> Any:
    """
    Return P(X >= count) of a count with that mean and variance, numbers or arrays of them.

    Negative binomial where the variance is above the mean, Poisson where it is the mean, binomial
    below it. Fractional counts (data-driven attribution) interpolate.
    """
    import numpy as np

    counted = np.asarray(count, dtype=float)
    return np.where(counted <= 0, 1.0, _below(counted, mean, variance, upper=True))[()]


def at_most(count: Any, mean: Any, variance: Any) -> Any:
    """Return P(X <= count) of a count with that mean and variance, numbers or arrays of them."""
    import numpy as np

    return _below(np.maximum(np.asarray(count, dtype=float), 0.0) + 1.0, mean, variance)[()]


def none(mean: Any, variance: Any) -> Any:
    """Return P(X = 0) of a count with that mean and variance, numbers or arrays of them."""
    return at_most(0.0, mean, variance)


def z_of(p: float) -> float:
    """Return the |z| whose two-sided tail is `p`."""
    return -NormalDist().inv_cdf(max(min(p, 1.0), _TINY) / 2)


def discoveries(found: Iterable[tuple[float, Hashable]], *, tests: int, rate: float) -> float:
    """
    Return the largest p-value that Benjamini and Hochberg's procedure accepts; 0 if none.

    `found` are p-values and the event each belongs to: an event that shows in ten series counts
    once, lest a big one opens the door to chance finds. `tests` counts all tests made, also those
    whose p-value was too large to be kept.
    """
    accepted = 0.0
    events: set[Hashable] = set()
    for p, event in sorted(found, key=lambda one: one[0]):
        events.add(event)
        if p <= rate * len(events) / tests:
            accepted = p
    return accepted


def _below(count: Floats, mean: Any, variance: Any, *, upper: bool = False) -> Floats:
    """Return P(X < count), or with `upper` P(X >= count) without losing small ones."""
    import numpy as np
    from scipy import special

    count, mean, variance = np.broadcast_arrays(
        count, np.asarray(mean, dtype=float), np.asarray(variance, dtype=float)
    )
    count, safe = np.maximum(count, 1e-9), np.maximum(mean, _TINY)
    over = variance - safe
    close = np.abs(over) <= _POISSON * safe
    poisson = special.gammainc(count, safe) if upper else special.gammaincc(count, safe)
    size = safe * safe / np.where(close, safe, np.abs(over))
    share = np.where(over > 0, safe / (safe + size), np.minimum(safe / size, 1.0))
    # Of so many trials each with this share; beyond them there is nothing.
    rest = np.where(over > 0, size, np.maximum(size - count + 1.0, 1e-9))
    if upper:
        spread = special.betainc(count, rest, share)
    else:
        spread = special.betainc(rest, count, 1.0 - share)
    found: Floats = np.where(close, poisson, spread)
    return found
