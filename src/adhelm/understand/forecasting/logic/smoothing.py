"""Exponential smoothing over a grid of parameters, averaged by likelihood: all series at once."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

from adhelm.core.compiling import can_compile

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.int64]

WEEK = 7
_ALPHA = (0.01, 0.03, 0.08, 0.16, 0.3, 0.5, 0.8)
_GAMMA = (0.0, 0.02, 0.06, 0.15, 0.3)
_TREND = ((0.0, 1.0), (0.1, 0.05))
"""Share of the level's correction that a trend takes, and how likely it is before the data speak:
few series go on as they went."""
_PHI = 0.9
_FORGET, _UNJUDGED, _BELIEF = 0.995, 14, 0.2
"""The errors of days in a row are alike: a day's counts as a fifth of one."""
_BEGINNING = 56
_CHUNK = 2_000


def smoothed(
    values: Floats, ends: Sequence[int], horizon: int, *, compiled: bool | None = None
) -> Floats:
    """
    Return what the `horizon` days after each of `ends` days will be: series by ends by days.

    `ends` ascend; NaN are days to walk past. A series without a day before an end is NaN there.
    """
    import numpy as np

    grid, start = _grid(), _start(values, min(ends))
    asked = np.array(ends, dtype=np.int64)
    rule = np.array([_PHI, _FORGET, _UNJUDGED, _BELIEF])
    found = np.full((len(values), len(ends), 2 + WEEK), np.nan)
    if can_compile() if compiled is None else compiled:
        from adhelm.understand.forecasting.logic import kernel

        kernel.smooth(np.ascontiguousarray(values), start, grid, rule, asked, found)
    else:
        for first in range(0, len(values), _CHUNK):
            some = slice(first, first + _CHUNK)
            _walk(values[some], start[some], grid, asked, found[some])
    damped = np.cumsum(_PHI ** np.arange(1, horizon + 1))
    days = (asked[:, None] + np.arange(horizon)[None, :]) % WEEK
    season = np.take_along_axis(found[:, :, 2:], days[None], axis=2)
    paths: Floats = found[:, :, :1] + found[:, :, 1:2] * damped + season
    return paths


def _grid() -> Floats:
    import numpy as np

    models = [
        (alpha, alpha * share, gamma * (1 - alpha), prior)
        for alpha, (share, prior), gamma in product(_ALPHA, _TREND, _GAMMA)
    ]
    return np.ascontiguousarray(np.array(models).T)


def _start(values: Floats, until: int) -> Floats:
    """Return each series' first known day, and the level and seasons of its first weeks."""
    import numpy as np

    known = ~np.isnan(values)
    first = np.where(known.any(axis=1), known.argmax(axis=1), values.shape[1])
    day = first[:, None] + np.arange(_BEGINNING)[None, :]
    # What an early end is judged by must not be known before it.
    late = day >= np.maximum(min(until, values.shape[1]), first + 2 * WEEK)[:, None]
    day = np.minimum(day, values.shape[1] - 1)
    early = np.where(late, np.nan, np.take_along_axis(values, day, axis=1))
    away = early - _mean(early)[:, None]
    start = np.zeros((len(values), 2 + WEEK))
    start[:, 0], start[:, 1] = first, _mean(early[:, : 2 * WEEK])
    for weekday in range(WEEK):
        mine = np.where(day % WEEK == weekday, away, np.nan)
        count = (~np.isnan(mine)).sum(axis=1)
        # What was seen but once or twice is drawn to nothing.
        start[:, 2 + weekday] = np.nansum(mine, axis=1) / (count + 2)
    return start


def _mean(values: Floats) -> Floats:
    import numpy as np

    count = (~np.isnan(values)).sum(axis=1)
    found: Floats = np.nansum(values, axis=1) / np.maximum(count, 1)
    return found


def _walk(values: Floats, start: Floats, grid: Floats, ends: Ints, found: Floats) -> None:
    import numpy as np

    alpha, beta, gamma, prior = grid
    shape = (len(values), len(alpha))
    level, trend = np.repeat(start[:, 1:2], shape[1], axis=1), np.zeros(shape)
    season, error = np.repeat(start[:, 2:, None], shape[1], axis=2), np.zeros(shape)
    seen, count = np.zeros(len(values)), np.zeros(len(values))
    for day in range(values.shape[1]):
        known = ~np.isnan(values[:, day])
        trend *= _PHI
        level += trend
        off = np.where(known, values[:, day], 0.0)[:, None] - level - season[:, day % WEEK]
        off[~known] = 0.0
        level += alpha * off
        trend += beta * off
        season[:, day % WEEK] += gamma * off
        seen += known
        judged = known & (seen > _UNJUDGED)
        error[judged] = _FORGET * (error[judged] + off[judged] ** 2)
        count[judged] = count[judged] * _FORGET + 1.0
        begun = start[:, 0] <= day
        for place in np.flatnonzero(ends == day + 1):
            weight = _weights(error, count * _BELIEF, prior)
            found[begun, place] = _averaged(weight, level, trend, season)[begun]


def _weights(error: Floats, count: Floats, prior: Floats) -> Floats:
    import numpy as np

    best = error.min(axis=1, keepdims=True)
    ratio = np.maximum(error, best) / np.where(best > 0, best, 1.0)
    likely = np.exp(-0.5 * count[:, None] * np.log(np.maximum(ratio, 1.0)))
    weight = prior * np.where(best > 0, likely, error == best)
    found: Floats = weight / weight.sum(axis=1, keepdims=True)
    return found


def _averaged(weight: Floats, level: Any, trend: Any, season: Any) -> Floats:
    import numpy as np

    seasons = np.einsum("np,nsp->ns", weight, season)
    means = [(weight * each).sum(axis=1) for each in (level, trend)]
    return np.column_stack([*means, seasons])
