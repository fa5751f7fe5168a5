"""Markov removal effect, exact: how many conversions would be lost without a channel.

The chain of observed paths is solved, not walked at random: the same data give the same credit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from adhelm.understand.attribution.logic.paths import Floats, Ints, Paths, collapsed
from adhelm.understand.attribution.types import TooManyStates

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_DENSE = 64
"""States up to which one dense system is solved for each channel."""
_FACTORED = 20_000
"""States up to which a sparse system is factored where walking takes too long."""
_MOST_CELLS = 60_000_000
_CELLS_AT_ONCE = 8_000_000
_MOST_STATES_OF_ONE = 5000
_SMALL = 1e-15
_MOST_STEPS = 3000
_TABLE = 1 << 22
"""Codes up to which a table of them is quicker than sorting."""


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
    moves = _matrix(chain)
    wide = max(_CELLS_AT_ONCE // states, 1)
    won = []
    for begin in range(0, count + 1, wide):
        lacking = np.arange(begin, min(begin + wide, count + 1)) - 1
        visits = _visits(chain, moves, lacking)
        won.append(np.stack([chain.converts, chain.worth]) @ visits)
    with_all, without = np.split(np.concatenate(won, axis=1), [1], axis=1)
    lost = np.maximum(with_all - without, 0.0)
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
    pairs, inverse = _numbered(before * count + state, count * count)
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
    state, channel = known.touch, np.arange(len(known.channels))
    # Nobody remembers more than the longest path holds: any order is as good as that.
    for back in range(1, min(order, int(known.length.max(initial=1)))):
        earlier = np.zeros_like(state)
        earlier[back:] = np.where(place[back:] >= back, known.touch[: len(state) - back] + 1, 0)
        # Dense after each step: codes never outgrow an integer, whatever the order.
        codes, state = _numbered(state * count + earlier, len(channel) * count)
        channel = channel[codes // count]
    return state + 1, np.concatenate([[-1], channel])


def _numbered(codes: Ints, space: int) -> tuple[Ints, Ints]:
    """Return the distinct codes, all below `space`, in order, and which of them each one is."""
    import numpy as np

    if space > _TABLE:
        distinct, inverse = np.unique(codes, return_inverse=True)
        return distinct, inverse
    # Looking up is quicker than sorting.
    there = np.zeros(space, dtype=bool)
    there[codes] = True
    return np.flatnonzero(there), (np.cumsum(there, dtype=np.int64) - 1)[codes]


def _matrix(chain: _Chain) -> Any:
    """Return the chances of the chain as a sparse matrix, from column to row."""
    from scipy import sparse

    states = len(chain.channel)
    return sparse.csr_array((chain.chance, (chain.target, chain.source)), shape=(states, states))


def _visits(chain: _Chain, moves: Any, lacking: Ints) -> Floats:
    """Return how often each state is expected; a column for each lacking channel, -1 for none."""
    if len(chain.channel) <= _DENSE:
        return _solved(chain, moves, lacking)
    walked = _walked(chain, moves, lacking)
    if walked is not None:
        return walked
    if len(chain.channel) > _FACTORED:
        raise TooManyStates(
            "the paths are too long for this order", hint="ask for a lower order, or fewer channels"
        )
    return _factored(chain, moves, lacking)


def _solved(chain: _Chain, moves: Any, lacking: Ints) -> Floats:
    """Solve one dense system a column."""
    import numpy as np

    states, begin = len(chain.channel), _begin(chain, 1)[:, 0]
    whole, one = moves.toarray(), np.eye(len(chain.channel))
    found = np.empty((states, len(lacking)))
    for column, channel in enumerate(lacking):
        found[:, column] = np.linalg.solve(one - whole * _kept(chain, channel)[:, None], begin)
    return found


def _factored(chain: _Chain, moves: Any, lacking: Ints) -> Floats:
    """Solve one sparse system a column by its LU factors."""
    import numpy as np
    from scipy import sparse
    from scipy.sparse import linalg

    states, begin = len(chain.channel), _begin(chain, 1)[:, 0]
    one = sparse.eye_array(states, format="csr")
    found = np.empty((states, len(lacking)))
    for column, channel in enumerate(lacking):
        kept = sparse.diags_array(_kept(chain, channel).astype(np.float64))
        found[:, column] = linalg.splu((one - kept @ moves).tocsc()).solve(begin)
    return found


def _walked(chain: _Chain, moves: Any, lacking: Ints) -> Floats | None:
    """
    Walk all columns step by step until next to nobody is on the way any more.

    None: somebody still is after many steps. What is left can change no chance by more than its
    own size, so that this is as exact as solving.
    """
    import numpy as np

    kept = np.stack([_kept(chain, channel) for channel in lacking], axis=1)
    now = _begin(chain, len(lacking))
    found = now.copy()
    for _ in range(_MOST_STEPS):
        now = moves @ now
        now *= kept
        found += now
        if now.sum(axis=0).max() < _SMALL:
            return found
    return None


def _begin(chain: _Chain, columns: int) -> Floats:
    import numpy as np

    made = np.zeros((len(chain.channel), columns))
    made[0] = 1
    return made


def _kept(chain: _Chain, lacking: int) -> NDArray[np.bool_]:
    """Return which states are left without a channel; the start is none's, nor is -1 a channel."""
    kept: NDArray[np.bool_] = chain.channel != lacking
    kept[0] = True
    return kept


def _too_many(states: int) -> TooManyStates:
    return TooManyStates(
        f"{states:,} states are too many to solve exactly",
        hint="ask for a lower order, or group channels: by platform",
    )
