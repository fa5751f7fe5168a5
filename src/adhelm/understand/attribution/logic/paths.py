"""Paths as flat arrays: the channels of all paths behind one another, and where each begins."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from adhelm.understand.attribution.types import BadJourney

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Ints: TypeAlias = "NDArray[np.int64]"
Floats: TypeAlias = "NDArray[np.float64]"
Row: TypeAlias = tuple[Sequence[str], float, float, float]
"""Channels in order, conversions, their value, and how often the path ended without one."""


@dataclass(frozen=True, slots=True)
class Paths:
    """Paths of one touch or more; `touch[start[n] : start[n + 1]]` are those of path n."""

    channels: tuple[str, ...]
    touch: Ints
    """Index into `channels`."""
    start: Ints
    conversions: Floats
    values: Floats
    nulls: Floats
    """How often the same path ended without a conversion."""
    age_days: Floats | None = None
    """How long before the conversion each touch was; None: unknown, one day a step."""

    @property
    def length(self) -> Ints:
        """Return how many touches each path has."""
        import numpy as np

        return np.diff(self.start)

    @property
    def path_of(self) -> Ints:
        """Return the path of each touch."""
        import numpy as np

        return np.repeat(np.arange(len(self.start) - 1), self.length)

    def converting(self) -> Paths:
        """Return only the paths that lead to a conversion."""
        import numpy as np

        keep = self.conversions > 0
        if keep.all():
            return self
        kept, length = np.repeat(keep, self.length), self.length[keep]
        return Paths(
            self.channels,
            self.touch[kept],
            starts(length),
            self.conversions[keep],
            self.values[keep],
            self.nulls[keep],
            None if self.age_days is None else self.age_days[kept],
        )


def paths(rows: Iterable[Row]) -> Paths:
    """
    Return rows of channel names and counts as paths.

    :raises BadJourney: if a path is empty, a count or a value is negative or no number, or there
        is a value without a conversion.
    """
    import numpy as np

    names: dict[str, int] = {}
    touches: list[int] = []
    lengths: list[int] = []
    counts: list[tuple[float, float, float]] = []
    for channels, conversions, value, nulls in rows:
        if not channels:
            raise BadJourney("a path has no touch", hint="leave it out: nobody earned it")
        touches += [names.setdefault(name, len(names)) for name in channels]
        lengths.append(len(channels))
        counts.append((conversions, value, nulls))
    numbers = np.array(counts, dtype=np.float64).reshape(-1, 3)
    _check(*numbers.T)
    length = np.array(lengths, dtype=np.int64)
    touch = np.array(touches, dtype=np.int64)
    return Paths(tuple(names), touch, starts(length), *numbers.T)


def from_text(
    texts: Any, *, conversions: Any, values: Any, nulls: Any, separator: str = ">"
) -> Paths:
    """
    Return paths written as `search > email > search`, one each; the same path is counted once.

    The columns are Arrow arrays, or what can be made one, of the same length.

    :raises BadJourney: if a path or a touch in it is empty, or a count cannot be.
    """
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    column = (
        texts if isinstance(texts, (pa.Array, pa.ChunkedArray)) else pa.array(texts, pa.string())
    )
    counts = [np.asarray(each, dtype=np.float64) for each in (conversions, values, nulls)]
    if {len(each) for each in counts} != {len(column)}:
        raise BadJourney("the columns differ in length", hint="one count a path")
    _check(*counts)
    found = pc.dictionary_encode(column)
    found = found.combine_chunks() if isinstance(found, pa.ChunkedArray) else found
    split = pc.split_pattern(found.dictionary.cast(pa.string()), separator)
    written = pc.dictionary_encode(split.flatten())
    # "a" and " a " are one channel; trimming each way of writing is quicker than each touch.
    named = pc.dictionary_encode(pc.utf8_trim_whitespace(written.dictionary))
    names = named.dictionary.to_pylist()
    if found.null_count or "" in names:
        raise BadJourney("a path has an empty touch", hint=f"such as search {separator} email")
    row, touch = found.indices.to_numpy(), named.indices.to_numpy()[written.indices.to_numpy()]
    sums = [np.bincount(row, each, minlength=len(split)).astype(np.float64) for each in counts]
    length = np.diff(split.offsets.to_numpy())
    return Paths(tuple(names), touch.astype(np.int64), starts(length), sums[0], sums[1], sums[2])


def starts(length: Ints) -> Ints:
    """Return where paths of these lengths begin, and where the last one ends."""
    import numpy as np

    return np.concatenate([[0], np.cumsum(length)]).astype(np.int64)


def collapsed(known: Paths) -> Paths:
    """Return the paths with a channel that follows itself once, the first time."""
    import numpy as np

    keep = np.empty(len(known.touch), dtype=bool)
    keep[1:] = known.touch[1:] != known.touch[:-1]
    keep[known.start[:-1]] = True
    if keep.all():
        return known
    before = np.concatenate([[0], np.cumsum(keep)])
    return Paths(
        known.channels,
        known.touch[keep],
        before[known.start],
        known.conversions,
        known.values,
        known.nulls,
    )


def _check(conversions: Floats, values: Floats, nulls: Floats) -> None:
    import numpy as np

    for each in (conversions, values, nulls):
        # A sum tells of all that is no number, without a pass for each kind.
        if len(each) and not (each.min() >= 0 and np.isfinite(each.sum())):
            raise BadJourney("a path has a negative count, or none", hint="0, 1, 2, …")
    if ((values > 0) & (conversions == 0)).any():
        raise BadJourney("a path has a value and no conversion", hint="count its conversions")
