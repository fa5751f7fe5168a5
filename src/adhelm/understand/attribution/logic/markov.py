"""Markov removal effect, exact: how many conversions would be lost without a channel.

The chain of observed paths is solved, not walked at random: the same data give the same credit.
"""

from __future__ import annotations

from dataclasses import dataclass

from adhelm.understand.attribution.logic.paths import Floats, Ints, Paths, collapsed
from adhelm.understand.attribution.types import TooManyStates

_DENSE = 400
"""States up to which one dense system is solved for each channel."""
_MOST_CELLS = 60_000_000
_MOST_STATES_OF_ONE = 5000
_SMALL = 1e-15
_MOST_STEPS = 100_000


@dataclass(frozen=True, slots=True)
class _Chain:
    """States and what leaves them; state 0 is the start, `channel[n]` the last touch of state n."""

    channel: Ints
    source: Ints
    target: Ints
    chance: Floats
    converts: Floats
    worth: Floats
    """Expected value on leaving for a conversion."""


def credit(known: Paths, *, order: int = 1) -> tuple[Floats, Floats]:
    """
    Return the conversions and the value of each channel by its removal effect.

    `order` is how many touches the chain remembers; a channel that follows itself is one touch.

    :raises TooManyStates: if that makes more states than can be solved.
    """
    import numpy as np

    totals = known.conversions.sum(), known.values.sum()
    if not len(known.touch) or totals[0] == 0:
        return np.zeros(len(known.channels)), np.zeros(len(known.channels))
    lost = _first_order(known) if order == 1 else _of_order(known, order)
    conversions, values = (_shared(each, total) for each, total in zip(lost, totals, strict=True))
    return conversions, values


def _shared(lost: Floats, total: float) -> Floats:
    import numpy as np

    whole = lost.sum()
    return lost / whole * total if whole > 0 else np.zeros_like(lost)


def _first_order(known: Paths) -> tuple[Floats, Floats]:
    """Return what each removal loses, all from one inverse."""
    import numpy as np

    count = len(known.channels)
    if count > _MOST_STATES_OF_ONE:
        raise _too_many(count)
    first, last = known.touch[known.start[:-1]], known.touch[known.start[1:] - 1]
    ends = known.conversions + known.nulls
    moves = _moves(known, ends, count)
    # Leaving for oneself changes neither where a person ends nor whom they meet.
    np.fill_diagonal(moves, 0)
    entry = np.bincount(first, ends, minlength=count)
    won = np.bincount(last, known.conversions, minlength=count)
    worth = np.bincount(last, known.values, minlength=count)
    out = moves.sum(axis=1) + np.bincount(last, ends, minlength=count)
    out[out == 0] = 1
    visits = np.linalg.inv(np.eye(count) - moves / out[:, None])
    wins = visits @ np.stack([won / out, worth / out], axis=1)
    met = (entry / entry.sum()) @ visits / np.diagonal(visits)
    return met * wins[:, 0], met * wins[:, 1]


def _moves(known: Paths, ends: Floats, count: int) -> Floats:
    import numpy as np

    touch, start = known.touch, known.start
    # The step from the last touch of a path to the first of the next is none.
    pair = touch[:-1] * count + touch[1:]
    weight: Floats | None = None
    if (ends == ends[0]).all():
        made = np.bincount(pair, minlength=count * count) * ends[0]
    else:
        weight = np.repeat(ends, known.length)[:-1]
        made = np.bincount(pair, weight, minlength=count * count)
    between = start[1:-1]
    none = touch[between - 1] * count + touch[between]
    made = made - np.bincount(none, ends[:-1], minlength=count * count)
    counted: Floats = np.maximum(made, 0).reshape(count, count).astype(np.float64)
    return counted


def _of_order(known: Paths, order: int) -> tuple[Floats, Floats]:
    import numpy as np

    chain = _chain(collapsed(known), order)
    count, states = len(known.channels), len(chain.channel)
    if (count + 1) * len(chain.source) > _MOST_CELLS:
        raise _too_many(states)
    reached = (_solved if states <= _DENSE else _walked)(chain, count)
    with_all, without = reached[:, :1], reached[:, 1:]
    lost = [
        np.maximum(each @ with_all - each @ without, 0.0) for each in (chain.converts, chain.worth)
    ]
    return lost[0], lost[1]


def _chain(known: Paths, order: int) -> _Chain:
    """Count the chain whose states are the last `order` touches, fewer at the start of a path."""
    import numpy as np

    state, channel = _states(known, order)
    ends = known.conversions + known.nulls
    weight = np.repeat(ends, known.length)
    before = np.concatenate([[0], state[:-1]])
    before[known.start[:-1]] = 0
    count = len(channel)
    pairs, inverse = np.unique(before * count + state, return_inverse=True)
    moves = np.bincount(inverse, weight)
    last = state[known.start[1:] - 1]
    source, target = pairs // count, pairs % count
    out = np.bincount(source, moves, minlength=count) + np.bincount(last, ends, minlength=count)
    out[out == 0] = 1
    return _Chain(
        channel,
        source,
        target,
        moves / out[source],
        np.bincount(last, known.conversions, minlength=count) / out,
        np.bincount(last, known.values, minlength=count) / out,
    )


def _states(known: Paths, order: int) -> tuple[Ints, Ints]:
    """Return the state after each touch, and the last channel of each state; 0 is the start."""
    import numpy as np

    place = np.arange(len(known.touch)) - np.repeat(known.start[:-1], known.length)
    count = len(known.channels) + 1
    state = known.touch + 1
    for back in range(1, order):
        earlier = np.zeros_like(state)
        earlier[back:] = np.where(place[back:] >= back, known.touch[: len(state) - back] + 1, 0)
        # Dense after each step: codes never outgrow an integer, whatever the order.
        _, state = np.unique(state * count + earlier, return_inverse=True)
    _, index, state = np.unique(state, return_index=True, return_inverse=True)
    return state + 1, np.concatenate([[-1], known.touch[index]])


def _solved(chain: _Chain, count: int) -> Floats:
    """Return expected visits by state: column 0 of the whole chain, n + 1 without channel n."""
    import numpy as np

    states = len(chain.channel)
    moves = np.zeros((states, states))
    np.add.at(moves, (chain.target, chain.source), chain.chance)
    begin = np.zeros(states)
    begin[0] = 1
    found = np.zeros((states, count + 1))
    for column in range(count + 1):
        lacking = moves * (chain.channel != column - 1)[:, None] if column else moves
        found[:, column] = np.linalg.solve(np.eye(states) - lacking, begin)
    return found


def _walked(chain: _Chain, count: int) -> Floats:
    """Return the same as `_solved`, step by step until next to nobody is on the way any more."""
    import numpy as np

    states = len(chain.channel)
    by_target = np.argsort(chain.target, kind="stable")
    source, target = chain.source[by_target], chain.target[by_target]
    chance = chain.chance[by_target][:, None]
    into, first = np.unique(target, return_index=True)
    allowed = np.ones((states, count + 1), dtype=bool)
    touched = np.flatnonzero(chain.channel >= 0)
    allowed[touched, chain.channel[touched] + 1] = False
    now = np.zeros((states, count + 1))
    now[0] = 1
    found = now.copy()
    for _ in range(_MOST_STEPS):
        step = np.zeros_like(now)
        step[into] = np.add.reduceat(now[source] * chance, first, axis=0)
        now = step * allowed
        found += now
        # What is still on the way can change no chance by more than its own size.
        if now[:, 0].sum() < _SMALL:
            return found
    raise TooManyStates(
        "the paths are too long for this order", hint="ask for a lower order, or fewer channels"
    )


def _too_many(states: int) -> TooManyStates:
    return TooManyStates(
        f"{states:,} states are too many to solve exactly",
        hint="ask for a lower order, or group channels: by platform",
    )
