"""Exact tail probabilities, from the standard library alone."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable
from statistics import NormalDist

_TINY = 1e-300
_CLOSE = 1e-14


def student_tail(t: float, df: float) -> float:
    """Return the probability that Student's t with `df` degrees of freedom exceeds |t|."""
    return 0.5 * beta_cdf(df / (df + t * t), df / 2, 0.5)


def at_least(count: float, mean: float, variance: float) -> float:
    """
    Return P(X >= count) of a negative binomial with that mean and variance.

    With `variance <= mean` it is as good as Poisson. Fractional counts (data-driven attribution)
    interpolate.
    """
    if count <= 0:
        return 1.0
    size = _size(mean, variance)
    return beta_cdf(mean / (mean + size), count, size)


def at_most(count: float, mean: float, variance: float) -> float:
    """Return P(X <= count) of a negative binomial with that mean and variance."""
    return 1.0 - at_least(count + 1, mean, variance) if count > 0 else none(mean, variance)


def none(mean: float, variance: float) -> float:
    """Return P(X = 0) of a negative binomial with that mean and variance."""
    size = _size(mean, variance)
    return math.exp(-size * math.log1p(mean / size))


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


def beta_cdf(x: float, a: float, b: float) -> float:
    """Return the regularised incomplete beta function I_x(a, b)."""
    if x <= 0:
        return 0.0
    if x >= 1:
        return 1.0
    front = math.exp(
        math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    )
    if x < (a + 1) / (a + b + 2):
        return front * _fraction(x, a, b) / a
    return 1.0 - front * _fraction(1 - x, b, a) / b


def _size(mean: float, variance: float) -> float:
    return mean * mean / max(variance - mean, mean * 1e-3)


def _fraction(x: float, a: float, b: float) -> float:
    # Lentz's continued fraction; converges in about sqrt(max(a, b)) steps on this side of the mean.
    c, d = 1.0, 1 / _away(1 - (a + b) * x / (a + 1))
    h = d
    for m in range(1, 2000):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for term in (even, odd):
            d = 1 / _away(1 + term * d)
            c = _away(1 + term / c)
            h *= d * c
        if abs(d * c - 1) < _CLOSE:
            break
    return h


def _away(value: float) -> float:
    return value if abs(value) > _TINY else _TINY
