"""Shapley values: what a channel adds to every set of the others, in two games.

In the game of counts a set is worth the conversions of those whom no other channel touched. Each
conversion is then a game of its own channels, which share it alike: exact for any number of them.
In the game of rates a set is worth the conversion rate of those people, so that whoever did not
convert counts too; up to 20 channels every set is looked at, beyond that sampled orders of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from adhelm.understand.attribution.logic.paths import Floats, Ints, Paths

MOST = 20
"""Channels up to which every set of them is looked at."""
_LOOKED_AT = 400_000_000
_PAIRS = (32, 1000)
_SEED = 20


@dataclass(frozen=True, slots=True)
class Rates:
    """Credit by the game of rates, and the standard error of its conversions if it is sampled."""

    conversions: Floats
    values: Floats
    error: Floats | None = None
    orders: int = 0
    """How many orders of the channels were sampled; 0: it is exact."""


def credit(known: Paths) -> tuple[Floats, Floats]:
    """Return the conversions and the value of each channel by the game of counts, exact."""
    import numpy as np

    count, known = len(known.channels), known.converting()
    used = np.unique(known.touch)
    if len(used) > MOST:
        return _shared(known, known.conversions), _shared(known, known.values)
    found = np.zeros((2, count))
    if len(used):
        mask, size = _masks(known, used), np.maximum(_sizes(len(used)), 1)
        for made, each in zip(found, (known.conversions, known.values), strict=True):
            # What is in a set is its members' alike.
            part = np.bincount(mask, each, minlength=len(size)) / size
            made[used] = [part.reshape(-1, 2, 1 << n)[:, 1].sum() for n in range(len(used))]
    return found[0], found[1]


def by_rate(known: Paths) -> Rates:
    """Return what the game of rates gives; it adds up to all, and may be below 0 for a channel."""
    import numpy as np

    count = len(known.channels)
    people = known.conversions + known.nulls
    if not len(known.touch) or not known.conversions.sum():
        return Rates(np.zeros(count), np.zeros(count))
    used = np.unique(known.touch)
    worth = [known.conversions, known.values]
    if len(used) > MOST:
        return _sampled(known, worth, people)
    mask = _masks(known, used)
    counted = [_worth(np.bincount(mask, one, minlength=1 << len(used))) for one in (people, *worth)]
    found = np.zeros((2, count))
    for made, won in zip(found, counted[1:], strict=True):
        rate = np.divide(won, counted[0], out=np.zeros_like(won), where=counted[0] > 0)
        made[used] = values(rate) * people.sum()
    return Rates(found[0], found[1])


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


def _sampled(known: Paths, worth: list[Floats], people: Floats) -> Rates:
    """
    Join the channels in random orders, each also backwards, and average what they add.

    An order and its reverse err in opposite ways. The seed is fixed: the same data, the same
    credit.
    """
    import numpy as np

    count = len(known.channels)
    random = np.random.default_rng(_SEED)
    pairs = int(np.clip(_LOOKED_AT // (4 * len(known.touch)), *_PAIRS))
    sums, squares = np.zeros((2, count)), np.zeros(count)
    for _ in range(pairs):
        order = random.permutation(count)
        both = _added(known, order, worth, people) + _added(known, order[::-1], worth, people)
        sums += both / 2
        squares += (both[0] / 2) ** 2
    mean = sums / pairs
    spread = np.maximum(squares / pairs - mean[0] ** 2, 0) * (pairs / (pairs - 1))
    total = people.sum()
    return Rates(mean[0] * total, mean[1] * total, np.sqrt(spread / pairs) * total, 2 * pairs)


def _added(known: Paths, order: Ints, worth: list[Floats], people: Floats) -> Floats:
    """Return what each channel adds to the rates when they join in an order."""
    import numpy as np

    count = len(order)
    place = np.empty(count, dtype=np.int64)
    place[order] = np.arange(count)
    # A path is in from when the last of its channels has joined.
    whole = np.maximum.reduceat(place[known.touch], known.start[:-1])
    reached = np.cumsum(np.bincount(whole, people, minlength=count))
    made = np.empty((2, count))
    for row, each in zip(made, worth, strict=True):
        won = np.cumsum(np.bincount(whole, each, minlength=count))
        rate = np.divide(won, reached, out=np.zeros(count), where=reached > 0)
        row[order] = np.diff(rate, prepend=0.0)
    return made


def _shared(known: Paths, counted: Floats) -> Floats:
    """Share what each path brought among its channels alike, each once however often it is met."""
    import numpy as np

    count = len(known.channels)
    pair = np.unique(known.path_of * count + known.touch)
    path = pair // count
    many = np.bincount(path, minlength=len(counted))
    made = np.bincount(pair % count, (counted / many)[path], minlength=count)
    return made.astype(np.float64)


def _masks(known: Paths, used: Ints) -> Ints:
    import numpy as np

    bit = np.zeros(len(known.channels), dtype=np.int64)
    bit[used] = np.int64(1) << np.arange(len(used))
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
