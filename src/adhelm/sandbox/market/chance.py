"""Chance by address: each number depends on a seed and on what it is for, never on the past.

A draw is a hash of (seed, stream, keys), so that any cell of any table can be made alone.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_FIRST, _SECOND = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_EXACT_BELOW = 40.0


def uniform(seed: int, stream: str, *keys: ArrayLike) -> Floats:
    """Return numbers between 0 and 1 (neither included); `keys` are integers and broadcast."""
    state = np.full(1, _origin(seed, stream), dtype=np.uint64)
    for key in keys:
        state = _mixed(state + np.asarray(key).astype(np.int64).astype(np.uint64) * _GOLDEN)
    return (_mixed(state) >> np.uint64(11)).astype(np.float64) * 2.0**-53 + 2.0**-54


def normal(seed: int, stream: str, *keys: ArrayLike) -> Floats:
    """Return standard normal numbers, as `uniform` does."""
    radius = np.sqrt(-2.0 * np.log(uniform(seed, stream, *keys)))
    turn = 2.0 * np.pi * uniform(seed, stream + "'", *keys)
    return np.asarray(radius * np.cos(turn), dtype=np.float64)


def between(low: ArrayLike, high: ArrayLike, at: Floats) -> Floats:
    """Return the points that lie at `at` (0 to 1) of the way from `low` to `high`."""
    start = np.asarray(low, dtype=np.float64)
    return np.asarray(start + (np.asarray(high, dtype=np.float64) - start) * at)


def choice(count: int, at: Floats) -> Ints:
    """Turn uniform numbers into indices below `count`."""
    return np.minimum((at * count).astype(np.int64), count - 1)


def poisson(mean: Floats, at: Floats) -> Ints:
    """
    Return Poisson counts with the given means, at the given quantiles.

    The count grows with the mean for a fixed quantile, so a day that is not over only grows.
    """
    means = np.maximum(np.broadcast_to(mean, np.broadcast_shapes(mean.shape, at.shape)), 0.0)
    quantiles = np.broadcast_to(at, means.shape)
    small = means < _EXACT_BELOW
    counts = np.empty(means.shape, dtype=np.int64)
    counts[small] = _counted(means[small], quantiles[small])
    counts[~small] = _rounded(means[~small], quantiles[~small])
    return counts


def _counted(means: Floats, quantiles: Floats) -> Ints:
    term = np.exp(-means)
    total = term.copy()
    counts = np.zeros(means.shape, dtype=np.int64)
    for step in range(1, 100):
        more = quantiles > total
        if not more.any():
            break
        counts += more
        term = term * means / step
        total += term
    return counts


def _rounded(means: Floats, quantiles: Floats) -> Ints:
    # Logistic approximation of the normal quantile: smooth, monotone, good enough for large means.
    deviation = np.log(quantiles / (1.0 - quantiles)) / 1.702
    return np.maximum(np.rint(means + deviation * np.sqrt(means)), 0).astype(np.int64)


@lru_cache(maxsize=4096)
def _origin(seed: int, stream: str) -> int:
    return int.from_bytes(hashlib.blake2b(f"{seed}/{stream}".encode(), digest_size=8).digest())


def _mixed(state: NDArray[np.uint64]) -> NDArray[np.uint64]:
    state = (state ^ (state >> np.uint64(30))) * _FIRST
    state = (state ^ (state >> np.uint64(27))) * _SECOND
    return np.asarray(state ^ (state >> np.uint64(31)))
