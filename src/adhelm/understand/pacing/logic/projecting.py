"""What days to come will add: recent level and weekdays, with errors learned from the past.

Each line of spend is projected from every day of its past, and how far that was off says how far
the next projection may be: by line, leaning on what all lines were off by.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

HISTORY_DAYS = 126
"""How far back a line is looked at."""
_WEEK = 7
_WINDOWS = (4, 7, 14, 28, 56)
_AHEAD = (1, 2, 3, 5, 8, 12, 17, 23, 31)
_LEAST_DAYS = 5
"""Known days before a past projection counts."""
_SHAPE_DAYS, _WILD = 56, 3.0
_OWN_ORIGINS = 30.0
_PRIOR_SPANS = 4.0
_FAR = 1.5
"""An error beyond this share counts as this much."""
_PLAIN_SCALE, _PLAIN_REACH, _LEAST_ERROR = 0.25, 1.8, 0.01
_LEAST_ERRORS, _WIDER = 150, 1.15
_SILENT_DAYS = 3


@dataclass(frozen=True, slots=True)
class Line:
    """Spend of one budget by day: `values` from day `first` (an ordinal) on; NaN is unknown."""

    first: int
    values: Floats


@dataclass(frozen=True, slots=True)
class Ahead:
    """What some days to come will add."""

    by_day: tuple[float, ...]
    low: float
    high: float
    """With `low` nine of ten times around the sum."""
    silent: bool = False
    """Nothing was spent of late: as if it stayed so."""

    @property
    def total(self) -> float:
        """Return the sum of the days."""
        return sum(self.by_day)


@dataclass(frozen=True, slots=True)
class _Past:
    """All lines on one grid of days, oldest first; the last column is the newest day of any."""

    end: int
    """The ordinal of the last column."""
    values: Floats
    shape: Floats
    """Weekday factors by line, by ordinal modulo 7."""
    level: Floats
    """Lines × days × half-lives: what an ordinary day is, as seen at the end of a day."""
    weight: Floats
    """Known days behind it: lines × days."""


def project(lines: Sequence[Line], wanted: Sequence[Sequence[tuple[int, float]]]) -> list[Ahead]:
    """
    Return what the wanted days (ordinal, and what multiplies it) of each line will add.

    A line needs at least one known day.
    """
    import numpy as np

    past = _past(lines)
    errors = _errors(past)
    best = _best(errors)
    scale, reach = _scales(errors, best)
    newest = _newest(past)
    rows = np.arange(len(lines))
    level = past.level[rows, newest, best]
    return [
        _ahead(
            days,
            level=0.0 if silent else float(level[row]),
            shape=past.shape[row],
            scale=scale[row],
            reach=reach,
            silent=silent,
        )
        for row, (days, silent) in enumerate(zip(wanted, _silent(past, newest), strict=True))
    ]


def _ahead(
    days: Sequence[tuple[int, float]],
    *,
    level: float,
    shape: Floats,
    scale: Floats,
    reach: tuple[float, float],
    silent: bool,
) -> Ahead:
    import numpy as np

    by_day = tuple(max(level, 0.0) * float(shape[day % _WEEK]) * lift for day, lift in days)
    total, wide = sum(by_day), float(np.interp(len(days), _AHEAD, scale))
    low = max(total * (1.0 + reach[0] * wide), 0.0)
    return Ahead(by_day, low, total * (1.0 + reach[1] * wide), silent)


def _past(lines: Sequence[Line]) -> _Past:
    import numpy as np

    end = max(line.first + len(line.values) - 1 for line in lines)
    grid = np.full((len(lines), HISTORY_DAYS), np.nan)
    for row, line in enumerate(lines):
        kept = _begun(line.values)[-HISTORY_DAYS:]
        behind = end - (line.first + len(line.values) - 1)
        kept = kept[max(len(kept) + behind - HISTORY_DAYS, 0) :]
        stop = HISTORY_DAYS - behind
        grid[row, max(stop - len(kept), 0) : max(stop, 0)] = kept
    days = np.arange(end - HISTORY_DAYS + 1, end + 1)
    shape = _shape(grid, days)
    plain = grid / shape[:, days % _WEEK]
    known = ~np.isnan(plain)
    plain = np.where(known, plain, 0.0)
    total, count = np.cumsum(plain, axis=1), np.cumsum(known, axis=1)
    level = np.empty((*grid.shape, len(_WINDOWS)))
    for place, window in enumerate(_WINDOWS):
        sums, days_known = (_last(each, window) for each in (total, count))
        level[..., place] = sums / np.maximum(days_known, 1)
    return _Past(end, grid, shape, level, count.astype(float))


def _last(summed: Floats, window: int) -> Floats:
    """Return what running sums grew by within a window."""
    import numpy as np

    grown: Floats = summed - np.pad(summed, ((0, 0), (window, 0)))[:, : summed.shape[1]]
    return grown


def _begun(values: Floats) -> Floats:
    """Return the days from the first on which something was spent."""
    import numpy as np

    spent = np.flatnonzero(np.nan_to_num(values) != 0)
    return values[spent[0] :] if len(spent) else values


def _shape(grid: Floats, days: NDArray[np.int64]) -> Floats:
    """Return weekday factors, each as far from one as its days stand out from their noise."""
    import numpy as np

    recent = grid[:, -_SHAPE_DAYS:]
    known = ~np.isnan(recent)
    mean = np.nan_to_num(recent).sum(axis=1) / np.maximum(known.sum(axis=1), 1)
    relative = np.nan_to_num(recent) / np.where(mean > 0, mean, 1.0)[:, None]
    # A day that ran wild says nothing of its weekday.
    relative = np.where(known, np.clip(relative, 0.0, _WILD), 0.0)
    on = np.eye(_WEEK)[days[-_SHAPE_DAYS:] % _WEEK]
    count = known @ on
    usual = (relative @ on) / np.maximum(count, 1)
    apart = np.where(known, relative - usual @ on.T, 0.0) ** 2
    noise = apart.sum(axis=1) / np.maximum(known.sum(axis=1) - _WEEK, 1)
    stray = np.where(count > 0, (usual - 1.0) ** 2, 0.0).mean(axis=1)
    each = noise / np.maximum(count.mean(axis=1), 1.0)
    stands_out = np.maximum(stray - each, 0.0)
    weight = np.where(count > 1, stands_out[:, None], 0.0) * count
    weight = weight / np.maximum(weight + noise[:, None], 1e-12)
    made = 1.0 + weight * (usual - 1.0)
    factors: Floats = made / made.mean(axis=1, keepdims=True)
    return np.maximum(factors, 1e-3)


def _errors(past: _Past) -> Floats:
    """Return relative errors: lines × days × spans ahead × half-lives; NaN where unknown."""
    import numpy as np

    rows, days = past.values.shape
    ordinals = np.arange(past.end - days + 1, past.end + 1)
    factor = past.shape[:, ordinals % _WEEK]
    known = np.cumsum(~np.isnan(past.values), axis=1)
    spent = np.cumsum(np.nan_to_num(past.values), axis=1)
    shaped = np.cumsum(factor, axis=1)
    found = np.full((rows, days, len(_AHEAD), len(_WINDOWS)), np.nan)
    for place, span in enumerate(_AHEAD):
        whole = (known[:, span:] - known[:, :-span] == span) & (
            past.weight[:, :-span] >= _LEAST_DAYS
        )
        actual = (spent[:, span:] - spent[:, :-span])[..., None]
        expected = past.level[:, :-span] * (shaped[:, span:] - shaped[:, :-span])[..., None]
        fits = whole[..., None] & (expected > 0)
        off = np.divide(
            actual - expected, expected, out=np.full(expected.shape, np.nan), where=fits
        )
        found[:, :-span, place] = np.clip(off, -_FAR, _FAR)
    return found


def _best(errors: Floats) -> NDArray[np.int64]:
    """Return the half-life of each line that would have been off the least."""
    import numpy as np

    there = ~np.isnan(errors)
    off = np.where(there, np.abs(errors), 0.0)
    own, count = off.sum(axis=(1, 2)), there.sum(axis=(1, 2)).astype(float)
    together = own.sum(axis=0) / np.maximum(count.sum(axis=0), 1.0)
    prior = _OWN_ORIGINS * len(_AHEAD)
    loss = (own + prior * together) / (count + prior)
    best: NDArray[np.int64] = loss.argmin(axis=1)
    return best


def _scales(errors: Floats, best: NDArray[np.int64]) -> tuple[Floats, tuple[float, float]]:
    """Return how far lines are off by span, and how many such steps hold nine of ten errors."""
    import numpy as np

    chosen = np.take_along_axis(errors, best[:, None, None, None], axis=3)[..., 0]
    there = ~np.isnan(chosen)
    squares = np.where(there, chosen**2, 0.0).sum(axis=1)
    # Errors of neighbouring days share most of their days: they count as one.
    spans = there.sum(axis=1) / np.array(_AHEAD, dtype=float)
    own = squares / np.maximum(there.sum(axis=1), 1)
    weight = spans.sum(axis=0)
    # Lines differ by orders: the middle one in logarithms, so that a wild one makes none unsure.
    logs = np.where(spans > 0, np.log(np.maximum(own, _LEAST_ERROR**2)), 0.0)
    plain = np.log(_PLAIN_SCALE**2)
    together = np.exp((np.sum(logs * spans, axis=0) + plain) / (weight + 1.0))
    scale = np.sqrt((own * spans + together * _PRIOR_SPANS) / (spans + _PRIOR_SPANS))
    steps = (chosen / np.maximum(scale, 1e-6)[:, None, :])[there]
    if len(steps) < _LEAST_ERRORS:
        return scale, (-_PLAIN_REACH, _PLAIN_REACH)
    low, high = np.quantile(steps, (0.05, 0.95)) * _WIDER
    return scale, (min(float(low), -1.0), max(float(high), 1.0))


def _newest(past: _Past) -> NDArray[np.int64]:
    """Return the column of each line's last known day."""
    import numpy as np

    known = ~np.isnan(past.values)
    last: NDArray[np.int64] = known.shape[1] - 1 - known[:, ::-1].argmax(axis=1)
    return last


def _silent(past: _Past, newest: NDArray[np.int64]) -> list[bool]:
    """Say of each line whether its last known days were without any spend."""
    import numpy as np

    silent = []
    for row, column in enumerate(newest.tolist()):
        days = past.values[row, : column + 1]
        last = days[~np.isnan(days)][-_SILENT_DAYS:]
        silent.append(bool(len(last)) and not last.any())
    return silent
