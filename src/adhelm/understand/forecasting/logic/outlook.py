"""Days to come with intervals, and how the same model did on days that are known by now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from adhelm.understand.forecasting.logic import calibrating
from adhelm.understand.forecasting.logic.calibrating import SHARES, Bands
from adhelm.understand.forecasting.logic.engines import paths
from adhelm.understand.forecasting.logic.smoothing import WEEK
from adhelm.understand.forecasting.types import Engine

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

_EVERY, _SLOWLY = 24, 4
_MANY = 2_000
_FEWER = 16
_FIRST = 56
"""Days that must be known before what was said of the next ones is held against them."""
_JUDGED = 3
_BEFORE = 2
"""Ends before a judged one, whose errors made its intervals."""
_QUICK = (Engine.smoothing, Engine.seasonal_naive)


@dataclass(frozen=True, slots=True)
class Outlook:
    """What is expected of all series: arrays of series by days."""

    said: Floats
    bands: Bands
    total: Floats
    """Of all days, per series."""
    total_bands: Bands
    """Of one column."""
    mase: Floats
    """Per series; NaN where nothing could be held against it."""
    off: Floats
    """Sum of absolute errors over the judged days, per series."""
    came: Floats
    """Sum of what came on the judged days, per series."""
    held: dict[float, Floats]
    """Share of judged days within the interval, per series."""


def outlook(
    values: Floats,
    horizon: int,
    *,
    engine: Engine = Engine.smoothing,
    nonnegative: bool = True,
    step: int = 0,
) -> Outlook:
    """
    Return the `horizon` days after the last column, with intervals that the past bears out.

    Rows of `values` are series, columns are days, NaN is not known. Intervals come from the errors
    at earlier ends, `step` days apart (0: as suits the engine); they are NaN where there are too
    few. With `nonnegative` nothing is below zero.
    """
    import numpy as np

    values = _long_enough(values)
    known = values.shape[1]
    ends = _ends(len(values), known, horizon, engine=engine, step=step)
    said = paths(engine, values, [*ends, known], horizon)
    floor = np.full(len(values), 0.0 if nonnegative else -np.inf)
    said = np.maximum(said, floor[:, None, None])
    actual = _actual(values, ends, horizon)
    scale = calibrating.spread(values, [*ends, known])
    noise = _noise(values, scale[:, -1])
    past = calibrating.errors(actual, said[:, :-1], scale[:, :-1])
    judging = _Judging(said, actual, past, scale, noise, ends=ends, floor=floor)
    found = calibrating.bands(said[:, -1], scale[:, -1], past, noise, floor=floor)
    total = judging.total(known)
    mase, off, came, held = _judged(values, judging, horizon)
    summed = said[:, -1].sum(axis=1)
    return Outlook(said[:, -1], found, summed, total, mase, off, came, held)


@dataclass(frozen=True, slots=True)
class _Judging:
    """What was said at each end and what came."""

    said: Floats
    actual: Floats
    past: Floats
    """Errors in units of each series' own movement."""
    scale: Floats
    noise: Floats
    ends: Sequence[int]
    floor: Floats

    def errors(self, until: int) -> Floats:
        """Return the errors at the ends before `until`, of days before it."""
        import numpy as np

        count = sum(end < until for end in self.ends)
        days = np.array(self.ends[:count], dtype=int)[:, None] + np.arange(self.said.shape[2])
        return np.where((days < until)[None], self.past[:, :count], np.nan)

    def bands(self, place: int) -> Bands:
        """Return the intervals that would have been told at an end."""
        return calibrating.bands(
            self.said[:, place],
            self.scale[:, place],
            self.errors(self.ends[place]),
            self.noise,
            floor=self.floor,
        )

    def total(self, known: int) -> Bands:
        """Return the intervals of the sum of all days from the sums at ends long enough ago."""
        horizon = self.said.shape[2]
        places = [place for place, end in enumerate(self.ends) if end + horizon <= known]
        came = self.actual[:, places].sum(axis=2, keepdims=True)
        meant = self.said[:, places].sum(axis=2, keepdims=True)
        past = calibrating.errors(came, meant, self.scale[:, places])
        summed = self.said[:, -1].sum(axis=1, keepdims=True)
        return calibrating.bands(summed, self.scale[:, -1], past, self.noise, floor=self.floor)


def _long_enough(values: Floats) -> Floats:
    """Return the values with unknown days before them where there are less than two weeks."""
    import numpy as np

    return np.pad(values, ((0, 0), (max(2 * WEEK - values.shape[1], 0), 0)), constant_values=np.nan)


def _ends(count: int, known: int, horizon: int, *, engine: Engine, step: int) -> list[int]:
    slow = engine not in _QUICK
    every = step or (horizon if slow else WEEK)
    most = _SLOWLY if slow or step else (_FEWER if count > _MANY else _EVERY)
    found = [known - every * back for back in range(most, 0, -1)]
    return [end for end in found if end >= _FIRST]


def _actual(values: Floats, ends: Sequence[int], horizon: int) -> Floats:
    import numpy as np

    found = np.full((len(values), len(ends), horizon), np.nan)
    for place, end in enumerate(ends):
        some = values[:, end : end + horizon]
        found[:, place, : some.shape[1]] = some
    return found


def _noise(values: Floats, scale: Floats) -> Floats:
    import numpy as np

    late = np.abs(calibrating.bent(values[:, -_FIRST:]))
    count = np.maximum((~np.isnan(late)).sum(axis=1), 1)
    level = np.nansum(late, axis=1) / count
    found: Floats = scale / np.maximum(level, 0.01 * scale)
    return found


def _judged(
    values: Floats, judging: _Judging, horizon: int
) -> tuple[Floats, Floats, Floats, dict[float, Floats]]:
    import numpy as np

    rows, known = values.shape
    whole = [place for place, end in enumerate(judging.ends) if end + horizon <= known]
    chosen = [
        place
        for place in whole[_BEFORE:]
        if (judging.ends[whole[-1]] - judging.ends[place]) % horizon < WEEK
    ]
    chosen = chosen[-_JUDGED:]
    off, came, naive = np.zeros(rows), np.zeros(rows), np.zeros(rows)
    days = np.zeros(rows)
    within: dict[float, list[Floats]] = {share: [] for share in SHARES}
    for place in chosen:
        actual, said = judging.actual[:, place], judging.said[:, place]
        there = ~np.isnan(actual) & ~np.isnan(said)
        off += np.where(there, np.abs(actual - said), 0.0).sum(axis=1)
        came += np.where(there, np.abs(actual), 0.0).sum(axis=1)
        days += there.sum(axis=1)
        naive += there.sum(axis=1) * _naive(values[:, : judging.ends[place]])
        for share, held in calibrating.held(actual, judging.bands(place)).items():
            within[share].append(held)
    mase = np.where(naive > 0, off / np.where(naive > 0, naive, 1.0), np.nan)
    return (
        mase,
        np.where(days > 0, off, np.nan),
        came,
        {s: _shares(w, rows) for s, w in within.items()},
    )


def _naive(values: Floats) -> Floats:
    """Return how far a day is from the same weekday before, on average."""
    import numpy as np

    moved = np.abs(values[:, WEEK:] - values[:, :-WEEK])
    count = np.maximum((~np.isnan(moved)).sum(axis=1), 1)
    found: Floats = np.nansum(moved, axis=1) / count
    return found


def _shares(within: Sequence[Floats], rows: int) -> Floats:
    import numpy as np

    if not within:
        return np.full(rows, np.nan)
    days = np.concatenate(within, axis=1)
    count = (~np.isnan(days)).sum(axis=1)
    found: Floats = np.where(count > 0, np.nansum(days, axis=1) / np.maximum(count, 1), np.nan)
    return found
