"""Several days together: a change too small for any one of them, and one that stays."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from adhelm.core.ads import Period
from adhelm.understand.analysis.logic import tails
from adhelm.understand.analysis.logic.baseline import FEW
from adhelm.understand.analysis.logic.detect import Cell, Judged, cell, with_p, within

if TYPE_CHECKING:
    from adhelm.understand.analysis.logic.panel import Floats, Panel

LEVEL_SHIFT = "level_shift"
WINDOWS = (3, 7)
_WORTH_A_LOOK = 0.01
# What healthy windows stray is learned where nine in ten of them lie.
_INNER, _INNER_Z = 0.9, 1.645
_LEAST_WINDOWS = 30
# A window nearer to its level than this many of its usual deviations is none to look at.
_SOME = 2.0
_CERTAIN = 1e-300


@dataclass(frozen=True, slots=True)
class _Window:
    """Sums over the days up to each day, against the level before the first of them."""

    counted: Floats
    least: Floats
    """What is expected of them, less what may be still to come …"""
    meant: Floats
    """… and all of it."""
    variance: Floats


def shifted(judged: Judged, panel: Panel, period: Period) -> tuple[list[Cell], int]:
    """Return the days that end a window unlike the level before it, and how many were tested."""
    import numpy as np

    if not judged.metric.counting:
        return [], 0
    found: list[Cell] = []
    tests = 0
    for days in WINDOWS:
        p = _probabilities(judged, days)
        tested = np.isfinite(p) & within(panel, period)[None, :]
        tests += int(tested.sum())
        with np.errstate(invalid="ignore"):
            rows, at = np.nonzero(tested & (p <= _WORTH_A_LOOK))
        found += [
            _cell(judged, int(row), int(day), days=days, p=float(p[row, day]))
            for row, day in zip(rows, at, strict=True)
        ]
    return found, tests


def _probabilities(judged: Judged, days: int) -> Floats:
    """Return the p-value of each window; NaN where a day of it was not tested."""
    import numpy as np

    window = _summed(judged, days)
    with np.errstate(divide="ignore", invalid="ignore"):
        target = np.clip(window.counted, window.least, window.meant)
        z = (window.counted - target) / np.sqrt(window.variance)
        usual = _usual((window.counted - window.meant) / np.sqrt(window.variance))
        told = np.isfinite(z) & (window.meant > 0)
        look = told & (np.abs(z) > _SOME * usual)
    p = np.where(told, 1.0, np.nan)
    x, mean, share = window.counted[look], target[look], (target / window.meant)[look]
    spread = (window.variance * usual**2)[look] * share
    tail = np.where(x > mean, tails.at_least(x, mean, spread), tails.at_most(x, mean, spread))
    logs = np.log((x + 0.5) / mean) / np.sqrt(spread) * mean
    # Days of a large figure have heavy tails, and so have their sums.
    large = tails.student_tail(logs, judged.base.freedom[look])
    p[look] = np.clip(2 * np.where(mean < FEW, tail, np.maximum(tail, large)), _CERTAIN, 1.0)
    return p


def _summed(judged: Judged, days: int) -> _Window:
    """Return the sums of windows, each without the day that strays most: one day is no shift."""
    import numpy as np

    base, tested = judged.base, np.isfinite(judged.p)
    with np.errstate(divide="ignore", invalid="ignore"):
        daily = np.where(base.few, base.variance, (base.sigma * base.expected) ** 2)
    whole = np.where(_over(tested.astype(float), days) == days, 0.0, np.nan)
    strayed = np.where(tested, judged.values - base.expected, 0.0)
    up = _over(strayed, days) > 0
    lagged = np.stack([_lag(np.where(tested, strayed, 0.0), n) for n in range(days)])
    at = np.where(up, lagged.argmax(axis=0), lagged.argmin(axis=0))
    left_out = np.maximum(np.arange(strayed.shape[1])[None, :] - at, 0)

    def over(values: Floats) -> Floats:
        known = np.where(tested, values, 0.0)
        found: Floats = _over(known, days) - np.take_along_axis(known, left_out, axis=1)
        return found + whole

    return _Window(
        over(judged.values),
        over(base.expected * judged.mature),
        over(base.expected),
        over(np.maximum(daily, base.expected)),
    )


def _lag(values: Floats, days: int) -> Floats:
    import numpy as np

    found: Floats = np.pad(values, ((0, 0), (days, 0)))[:, : values.shape[1]]
    return found


def _usual(z: Floats) -> Floats:
    """Return by how much windows usually stray more than their days say, series by series."""
    import numpy as np

    known = np.isfinite(z)
    enough = known.sum(axis=1) >= _LEAST_WINDOWS
    ordered = np.sort(np.where(known, np.abs(z), np.inf), axis=1)
    at = np.maximum((known.sum(axis=1) * _INNER).astype(np.int64) - 1, 0)
    own = np.take_along_axis(ordered, at[:, None], axis=1)[:, 0] / _INNER_Z
    fleet = float(np.median(own[enough])) if enough.any() else 1.5
    found: Floats = np.maximum(np.where(enough, np.maximum(own, fleet), fleet), 1.0)[:, None]
    return found


def _cell(judged: Judged, row: int, day: int, *, days: int, p: float) -> Cell:
    """Return the window as a day: what it was a day, against what was usual a day."""
    import numpy as np

    span = slice(day - days + 1, day + 1)
    whole = cell(judged, row, day)
    counted = float(np.mean(judged.values[row, span]))
    usual = float(np.mean(judged.base.expected[row, span]))
    ratio = counted / usual if usual > 0 else 1.0
    shown = ratio if not judged.metric.inverted else 1 / ratio if ratio > 0 else float("nan")
    sign = -1.0 if (counted > usual) == judged.metric.inverted else 1.0
    level = replace(whole, observed=whole.expected * shown, counted=counted, usual=usual, z=sign)
    return with_p(level, p, detector=LEVEL_SHIFT, since=day - days + 1)


def _over(values: Floats, days: int) -> Floats:
    """Return the sum of the `days` up to each day."""
    import numpy as np

    summed = np.pad(np.cumsum(values, axis=1), ((0, 0), (days, 0)))
    found: Floats = summed[:, days:] - summed[:, : values.shape[1]]
    found[:, : days - 1] = np.nan
    return found
