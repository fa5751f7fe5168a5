"""Touches and conversions of the same people, joined to paths within their windows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from adhelm.understand.attribution.logic.paths import Floats, Ints, Paths, starts
from adhelm.understand.attribution.types import Counts

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Flags: TypeAlias = "NDArray[np.bool_]"
DAY_MS = 86_400_000


@dataclass(frozen=True, slots=True)
class Touches:
    """Touches as columns; instants are milliseconds, people and names numbers."""

    person: Ints
    at: Ints
    click: Flags
    name: Ints
    platform: Ints
    names: tuple[str, ...]
    platforms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sales:
    """Conversions as columns; a value that is not known is 0."""

    person: Ints
    at: Ints
    value: Floats


@dataclass(frozen=True, slots=True)
class Windows:
    """What may be credited: milliseconds from a touch to the conversion."""

    click: int
    view: int

    @property
    def longest(self) -> int:
        """Return the longer one."""
        return max(self.click, self.view)


@dataclass(frozen=True, slots=True)
class Joined:
    """Paths, those with a conversion first, and what became of the conversions."""

    paths: Paths
    attributed: Flags
    """Which conversions have a path, in the order in which they were given."""
    platforms: Ints
    """Platform of each touch of the paths."""
    counts: Counts


def joined(touches: Touches, sales: Sales, *, windows: Windows, since: int) -> Joined:
    """
    Return the paths that led to conversions, and those since an instant that led to none.

    A touch at the very instant of a conversion was before it. It counts for each conversion whose
    window it is in, as the platforms count it.
    """
    import numpy as np

    order = np.lexsort((touches.at, touches.person))
    person, at = touches.person[order], touches.at[order]
    every = np.concatenate([at, sales.at])
    low = int(every.min(initial=2**62)) - windows.longest if len(every) else 0
    span = int(every.max(initial=0)) - low + 1
    key, sold = person * span + (at - low), sales.person * span + (sales.at - low)
    end = np.searchsorted(key, sold, side="right")
    begin = np.searchsorted(key, sold - windows.longest, side="left")
    length = end - begin
    sale = np.repeat(np.arange(len(sold)), length)
    touch = np.arange(len(sale)) - np.repeat(starts(length)[:-1], length) + np.repeat(begin, length)
    age = sales.at[sale] - at[touch]
    within = age <= np.where(touches.click[order][touch], windows.click, windows.view)
    sale, touch, age = sale[within], touch[within], age[within]
    length = np.bincount(sale, minlength=len(sold))
    attributed = length > 0
    free = at >= since
    free[touch] = False
    unsold = np.flatnonzero(free)
    names = touches.name[order]
    made = _paths(
        touches.names,
        (names[touch], names[unsold]),
        (length[attributed], np.unique(person[unsold], return_counts=True)[1]),
        sales.value[attributed],
        age / DAY_MS,
    )
    first = np.searchsorted(key, sales.person * span, side="left")
    after = np.searchsorted(key, (sales.person + 1) * span, side="left")
    late = ~attributed & (end == first) & (after > end)
    early = ~attributed & (end > first)
    return Joined(
        made,
        attributed,
        touches.platform[order][np.concatenate([touch, unsold])],
        Counts(
            conversions=len(sold),
            attributed=int(attributed.sum()),
            never_touched=int((~attributed & ~late & ~early).sum()),
            before_touch=int(late.sum()),
            outside_window=int(early.sum()),
            touchpoints=int((at >= since).sum()),
            without_conversion=int(made.nulls.sum()),
        ),
    )


def both(known: Joined, count: int) -> tuple[Floats, Floats]:
    """Return for each pair of platforms the conversions that both touched, and their value."""
    import numpy as np

    paths = known.paths
    sold = paths.conversions > 0
    met = np.zeros((len(paths.conversions), count))
    met[paths.path_of, known.platforms] = 1
    met = met[sold]
    return met.T @ met, met.T @ (met * paths.values[sold][:, None])


def _paths(
    names: tuple[str, ...],
    touched: tuple[Ints, Ints],
    length: tuple[Ints, Ints],
    value: Floats,
    age_days: Floats,
) -> Paths:
    """Put paths with a conversion before those without."""
    import numpy as np

    sold, unsold = (len(each) for each in length)
    return Paths(
        names,
        np.concatenate(touched),
        starts(np.concatenate(length)),
        np.concatenate([np.ones(sold), np.zeros(unsold)]),
        np.concatenate([value, np.zeros(unsold)]),
        np.concatenate([np.zeros(sold), np.ones(unsold)]),
        np.concatenate([age_days, np.zeros(len(touched[1]))]),
    )
