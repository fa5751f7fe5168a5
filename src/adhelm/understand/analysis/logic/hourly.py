"""Hours against the same hours of the weeks before: nothing shown, none converted, dear, too much.

Windows of some hours are tested, so that what is clear at once is told at once and what needs more
events waits for them. How much more than chance hours stray is learned from windows long past.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from adhelm.understand.analysis.logic import tails
from adhelm.understand.analysis.logic.shape import DAY, expected, rate_before
from adhelm.understand.analysis.logic.silence import TRACKING_BREAK, ZERO_DELIVERY
from adhelm.understand.analysis.types import Hours

if TYPE_CHECKING:
    from adhelm.understand.analysis.logic.panel import Bools, Floats

TESTED_DAYS = 3
"""Older hours are told by their days."""
WINDOWS = (1, 2, 4, 8)
_LEARNING_DAYS = 14
_LONGEST_SILENCE = 2 * DAY
_WORTH_A_LOOK = 1e-4
_FREEDOM = 16.0
_CERTAIN = 1e-300
_FEW = 30.0
_SURELY_BROKEN = 15.0
"""So many are missed by chance once in millions of times."""
_LEAST_WINDOWS = 48
_USUAL_EXTRA = 0.02
# What one in twenty windows strays beyond, in deviations.
_TAIL, _TAIL_Z = 0.95, 1.96
_STEPS = 24
_ROBUST_Z = "robust_z"


@dataclass(frozen=True, slots=True)
class Told:
    """A window of hours of one series that is hardly chance; `first` and `last` count hours."""

    series: int
    detector: str
    metric: str
    first: int
    last: int
    p: float
    counted: float
    usual: float

    @property
    def more(self) -> bool:
        """Say whether there was more than usual of what was counted."""
        return self.counted > self.usual


@dataclass(frozen=True, slots=True)
class Grid:
    """Hours of all series side by side: series × hours from the first day on."""

    series: Sequence[Hours]
    spend: Floats
    impressions: Floats
    clicks: Floats
    conversions: Floats

    @property
    def first(self) -> date:
        """Return the day of the first hour."""
        return min(one.first for one in self.series)

    @property
    def hours(self) -> int:
        """Return how many hours it spans."""
        count: int = self.spend.shape[1]
        return count


def grid(series: Sequence[Hours]) -> Grid:
    """Return the hours of series as arrays; all begin on the day of the first one."""
    import numpy as np

    first = min(one.first for one in series)
    starts = [(one.first - first).days * DAY for one in series]
    width = max(at + len(one.spend) for at, one in zip(starts, series, strict=True))

    def column(name: str) -> Floats:
        found = np.full((len(series), width), np.nan)
        for row, (at, one) in enumerate(zip(starts, series, strict=True)):
            values = getattr(one, name)
            told = [np.nan if value is None or value < 0 else float(value) for value in values]
            found[row, at : at + len(told)] = told
        return found

    return Grid(
        series, column("spend"), column("impressions"), column("clicks"), column("conversions")
    )


def tested(table: Grid) -> tuple[list[Told], int]:
    """Return the windows that are hardly chance, and how many tests were made."""
    weekday = table.first.weekday()
    begin = max(table.hours - TESTED_DAYS * DAY, 0)
    past = max(table.hours - (TESTED_DAYS + _LEARNING_DAYS) * DAY, 0)
    meant = {
        name: expected(getattr(table, name), first_weekday=weekday, since=past)
        for name in ("spend", "impressions", "clicks")
    }
    found: list[Told] = []
    tests = 0
    looks = (
        _undelivered(table, meant["impressions"], begin, past),
        _unconverted(table, begin, past),
        *_dearer(table, meant, begin, past),
    )
    for cells, made in looks:
        found += cells
        tests += made
    return found, tests


def _undelivered(table: Grid, meant: Floats, begin: int, past: int) -> tuple[list[Told], int]:
    """Return runs of hours in which what is active shows nothing."""
    import numpy as np

    active = np.array([one.active for one in table.series], dtype=bool)[:, None]
    plain = _unbroken(table.impressions, meant)
    extra = _extra(plain, meant, past, begin, hours=1)
    silent = np.where(active, _run_of_noughts(table.impressions), 0.0)
    return _silences(silent, _over_run(meant, silent), extra, begin, (ZERO_DELIVERY, "impressions"))


def _unconverted(table: Grid, begin: int, past: int) -> tuple[list[Told], int]:
    """Return runs of hours without a conversion, for as many clicks as should have brought some."""
    import numpy as np

    rate = rate_before(table.conversions, table.clicks, hours=TESTED_DAYS * DAY)
    clicks = np.nan_to_num(table.clicks)
    plain = _unbroken(table.conversions, rate * table.clicks)
    extra = _extra(plain, rate * table.clicks, past, begin, hours=8)
    known = np.array([_known_by_age(one, table) for one in table.series])
    silent = np.minimum(_run_of_noughts(table.conversions), _LONGEST_SILENCE)
    mean = _over_run(rate * clicks * known, silent)
    return _silences(silent, mean, extra, begin, (TRACKING_BREAK, "conversions"))


def _silences(
    silent: Floats, mean: Floats, extra: Floats, begin: int, named: tuple[str, str]
) -> tuple[list[Told], int]:
    import numpy as np

    ready = (silent > 0) & (mean > 0)
    rows, at = np.nonzero(ready[:, begin:])
    at = at + begin
    usual = mean[rows, at]
    chance = np.atleast_1d(2 * tails.none(usual, usual + extra[rows] * usual**2))
    found = [
        Told(
            int(row), *named, int(end - silent[row, end] + 1), int(end),
            max(float(p), _CERTAIN), 0.0, float(usual_),
        )
        for row, end, p, usual_ in zip(rows, at, chance, usual, strict=True)
        if p <= _WORTH_A_LOOK
    ]  # fmt: skip
    return found, len(rows)


def _dearer(
    table: Grid, meant: dict[str, Floats], begin: int, past: int
) -> list[tuple[list[Told], int]]:
    """Return windows of much more spend, and of much less for the spend."""
    import numpy as np

    with np.errstate(divide="ignore", invalid="ignore"):
        # Spend strays as the clicks do that it is made of: it is counted in clicks.
        unit = np.nansum(table.clicks, axis=1) / np.nansum(table.spend, axis=1)
        unit = np.where(np.isfinite(unit), unit, 0.0)[:, None]
        shown = meant["impressions"] / meant["spend"] * table.spend
        clicked = meant["clicks"] / meant["spend"] * table.spend
    return [
        _windows(table, (table.spend * unit, meant["spend"] * unit), "spend", begin, past),
        _windows(table, (table.impressions, shown), "cpm", begin, past),
        _windows(table, (table.clicks, clicked), "cpc", begin, past),
    ]


def _windows(
    table: Grid, figures: tuple[Floats, Floats], metric: str, begin: int, past: int
) -> tuple[list[Told], int]:
    import numpy as np

    found: list[Told] = []
    tests = 0
    more = metric == "spend"
    plain = ~_unlike(table)
    for hours in WINDOWS:
        x, mean = (_over(each, hours) for each in figures)
        extra = _extra(*figures, past, begin, hours=hours)[:, None]
        side = x > mean if more else x < mean
        ready = np.isfinite(x) & (mean > 0) & plain
        ready[:, :begin] = False
        tests += int(ready.sum())
        rows, at = np.nonzero(ready & side)
        p = _chance(x[rows, at], mean[rows, at], np.broadcast_to(extra, x.shape)[rows, at])
        found += [
            _told(figures, metric, (int(row), int(end) - hours + 1, int(end)), float(one))
            for row, end, one in zip(rows, at, p, strict=True)
            if one <= _WORTH_A_LOOK
        ]
    return found, tests


def _told(
    figures: tuple[Floats, Floats], metric: str, window: tuple[int, int, int], p: float
) -> Told:
    """Return a window from where on it is most likely that its change holds."""
    import numpy as np

    row, first, end = window
    x, mean = (each[row, first : end + 1] for each in figures)
    begin = 0
    for _ in range(2):
        factor = max(float(x[begin:].sum() / mean[begin:].sum()), 1e-3)
        gains = x * np.log(factor) - mean * (factor - 1)
        begin = int(np.argmax(np.cumsum(gains[::-1])[::-1]))
    counted, usual = float(x[begin:].sum()), float(mean[begin:].sum())
    return Told(row, _ROBUST_Z, metric, first + begin, end, p, counted, usual)


def _chance(x: Floats, mean: Floats, extra: Floats) -> Floats:
    """Return two-sided chances: of counts exactly, of large ones with the tails that these have."""
    import numpy as np

    if not len(x):
        return np.zeros(0)
    variance = mean + extra * mean**2
    exact = np.where(x > mean, tails.at_least(x, mean, variance), tails.at_most(x, mean, variance))
    t = np.log((x + 0.5) / (mean + 0.5)) / np.sqrt(1 / mean + extra)
    large = tails.student_tail(t, _FREEDOM)
    found: Floats = np.clip(
        2 * np.where(mean < _FEW, exact, np.maximum(exact, large)), _CERTAIN, 1.0
    )
    return found


def _extra(x: Floats, meant: Floats, past: int, begin: int, *, hours: int) -> Floats:
    """Return per series how much more than chance its windows strayed, long enough ago."""
    import numpy as np

    seen = _over(x, hours)[:, past:begin]
    mean = _over(meant, hours)[:, past:begin]
    good = np.isfinite(seen) & np.isfinite(mean) & (mean > 0)
    enough = good.sum(axis=1) >= _LEAST_WINDOWS
    if not enough.any():
        return np.full(len(x), _USUAL_EXTRA)
    mean = np.where(good, mean, 1.0)
    off = np.where(good, (seen - mean) ** 2, 0.0)
    low, high = np.zeros(len(x)), np.full(len(x), 4.0)
    count = np.maximum(good.sum(axis=1), 1)
    for _ in range(_STEPS):
        middle = (low + high) / 2
        strayed = good & (off > _TAIL_Z**2 * (mean + middle[:, None] * mean**2))
        wide = strayed.sum(axis=1) / count > 1 - _TAIL
        low, high = np.where(wide, middle, low), np.where(wide, high, middle)
    fleet = float(np.median(high[enough]))
    found: Floats = np.where(enough, np.maximum(high, fleet / 2), max(fleet, _USUAL_EXTRA))
    return found


def _known_by_age(one: Hours, table: Grid) -> Floats:
    """Return which share of each hour's conversions is known by now, at the least."""
    import numpy as np

    from adhelm.understand.analysis.logic.detect import MATURITY

    # A day's clicks are half a day old at its end: what is known then is of that age at least.
    curve = (0.0, *(one.maturity or MATURITY))
    known_at = np.array([0.0, *(np.arange(len(curve) - 1) + 0.5)])
    end = (one.first - table.first).days * DAY + len(one.spend)
    ages = np.maximum(end - 1 - np.arange(table.hours), 0) / DAY
    found: Floats = np.interp(ages, known_at, curve)
    return found


def _unlike(table: Grid) -> Bools:
    import numpy as np

    first = table.first
    found = np.zeros((len(table.series), table.hours), dtype=bool)
    for row, one in enumerate(table.series):
        for day in one.unlike:
            at = (day - first).days * DAY
            if 0 <= at < table.hours:
                found[row, at : at + DAY] = True
    return found


def _run_of_noughts(values: Floats) -> Floats:
    """Return for each hour how many hours in a row, up to it, were noughts."""
    import numpy as np

    at = np.arange(values.shape[1])[None, :]
    broken = np.maximum.accumulate(np.where(values == 0, -1, at), axis=1)
    found: Floats = (at - broken).astype(float)
    return found


def _unbroken(values: Floats, usual: Floats) -> Floats:
    """Return the hours without those of earlier breaks, which are no measure of chance."""
    import numpy as np

    run = _run_of_noughts(values)
    missed = _over_run(usual, run)
    # A run is one break from its first hour: what is missed by its end is told to all its hours.
    for at in range(values.shape[1] - 2, -1, -1):
        goes_on = run[:, at + 1] > run[:, at]
        missed[:, at] = np.where(goes_on & (run[:, at] > 0), missed[:, at + 1], missed[:, at])
    return np.where((run > 0) & (missed >= _SURELY_BROKEN), np.nan, values)


def _over_run(values: Floats, length: Floats) -> Floats:
    import numpy as np

    summed = np.pad(np.cumsum(np.nan_to_num(values), axis=1), ((0, 0), (1, 0)))
    at = np.arange(values.shape[1])[None, :] + 1
    start = np.maximum(at - length.astype(np.int64), 0)
    found: Floats = summed[:, 1:] - np.take_along_axis(summed, start, axis=1)
    return found


def _over(values: Floats, hours: int) -> Floats:
    """Return the sum of the hours up to each; NaN where one of them is not known."""
    import numpy as np

    summed = np.pad(np.cumsum(np.nan_to_num(values), axis=1), ((0, 0), (hours, 0)))
    unknown = np.pad(np.cumsum(np.isnan(values), axis=1), ((0, 0), (hours, 0)))
    total = summed[:, hours:] - summed[:, : values.shape[1]]
    gaps = unknown[:, hours:] - unknown[:, : values.shape[1]]
    found: Floats = np.where(gaps == 0, total, np.nan)
    found[:, : hours - 1] = np.nan
    return found
