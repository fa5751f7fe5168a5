"""Shapley values, exact, over every set of channels.

The worth of a set of channels is what the people brought whom no other channel touched. It only
grows with the set, so that no credit is ever negative.
"""

from __future__ import annotations

from typing import Any

from adhelm.understand.attribution.logic.paths import Floats, Ints, Paths
from adhelm.understand.attribution.types import TooManyChannels

MOST = 20


def credit(known: Paths) -> tuple[Floats, Floats]:
    """
    Return the conversions and the value of each channel by its Shapley value.

    :raises TooManyChannels: if there are more than 20 channels in converting paths.
    """
    import numpy as np

    known = known.converting()
    used = np.unique(known.touch)
    if len(used) > MOST:
        raise TooManyChannels(
            f"{len(used):,} channels have more sets than can be looked at",
            hint=f"at most {MOST}: group them (by platform), or ask another model",
            channels=len(used),
        )
    mask = _masks(known, used)
    found = []
    for each in (known.conversions, known.values):
        made = np.zeros(len(known.channels))
        made[used] = values(_worth(np.bincount(mask, each, minlength=1 << len(used))))
        found.append(made)
    return found[0], found[1]


def values(worth: Floats) -> Floats:
    """
    Return the Shapley value of each player of any game.

    `worth[m]` is the worth of the set whose members are the bits of m; the empty set is worth 0.
    """
    import numpy as np

    players = len(worth).bit_length() - 1
    size = _sizes(players)
    weight = _weights(players)
    # Joining a set of s others weighs w(s): once for what it is worth with, once without.
    joined = worth * weight[np.maximum(size - 1, 0)]
    apart = worth * weight[np.minimum(size, max(players - 1, 0))]
    made = np.empty(players)
    for player in range(players):
        sides = (-1, 2, 1 << player)
        made[player] = joined.reshape(sides)[:, 1].sum() - apart.reshape(sides)[:, 0].sum()
    return made


def _masks(known: Paths, used: Ints) -> Ints:
    import numpy as np

    bit = np.zeros(len(known.channels), dtype=np.int64)
    bit[used] = np.int64(1) << np.arange(len(used))
    if not len(known.touch):
        return np.zeros(0, dtype=np.int64)
    return np.bitwise_or.reduceat(bit[known.touch], known.start[:-1])


def _worth(own: Any) -> Floats:
    """Return the sum over all subsets of each set."""
    import numpy as np

    worth: Floats = own.astype(np.float64)
    for player in range(len(own).bit_length() - 1):
        halves = worth.reshape(-1, 2, 1 << player)
        halves[:, 1] += halves[:, 0]
    return worth


def _sizes(players: int) -> Ints:
    import numpy as np

    size = np.zeros(1, dtype=np.int64)
    for _ in range(players):
        size = np.concatenate([size, size + 1])
    return size


def _weights(players: int) -> Floats:
    """Return s! (n − s − 1)! / n! for s = 0 … n − 1, without a factorial that overflows."""
    import numpy as np

    made = np.ones(max(players, 1)) / max(players, 1)
    for others in range(1, players):
        made[others] = made[others - 1] * others / (players - others)
    return made
