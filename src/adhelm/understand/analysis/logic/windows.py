"""Windows of some hours against what they usually bring: too much spent, or too little for it.

What is clear at once is told by a window of one hour; what needs more events waits for them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from adhelm.understand.analysis.logic import tails
from adhelm.understand.analysis.logic.clock import CERTAIN, WORTH_A_LOOK, Grid, Told
from adhelm.understand.analysis.logic.runs import PACING, ROBUST_Z
from adhelm.understand.analysis.logic.shape import DAY, evened, highest, ratio
from adhelm.understand.analysis.logic.straying import extra, grain, over

if TYPE_CHECKING:
    from adhelm.understand.analysis.logic.panel import Bools, Floats, Ints

    Days = tuple[Floats, Floats]

WINDOWS = (1, 2, 4, 8)
_FREEDOM = 40.0
_RAISED = 1.75
_FEW = 30.0
# What people may do to the level of a day, or to the highest, by moving budgets: a variance.
_MOVED, _LEVEL = 0.008, 0.005


@dataclass(frozen=True, slots=True)
class _Look:
    """One metric of all series: what was counted, what was to be, and how both may differ."""

    metric: str
    counted: Floats
    meant: Floats
    learned: Floats
    """What past hours are held against to learn how they stray."""
    unsure: float = 0.0

    @property
    def more(self) -> bool:
        """Say whether too much of it is odd; otherwise too little."""
        return self.metric == "spend"


def strayed(table: Grid, days: Mapping[str, Days]) -> tuple[list[Told], int]:
    """Return the windows that are hardly chance, and how many tests were made."""
    found: list[Told] = []
    tests = 0
    for looks in (_spent(table, days["spend"]), *_bought(table, days)):
        cells, made = _windows(table, looks)
        found += cells
        tests += made
    return found, tests


def _spent(table: Grid, days: Days) -> list[_Look]:
    """Return spend against its usual, and against the highest day of late."""
    import numpy as np

    meant = days[0] * days[1]
    even = evened(table.spend, meant)
    unit = _unit(table, even)
    usual = _Look("spend", table.spend * unit, meant * unit, meant * unit, _MOVED)
    top = np.fmax(highest(table.spend, since=table.past) / days[0], 1.0)
    high = replace(usual, meant=usual.meant * top, learned=even * unit, unsure=_LEVEL)
    return [usual, high]


def _bought(table: Grid, days: Mapping[str, Days]) -> Iterator[list[_Look]]:
    """Yield what the spend bought against what it usually buys."""
    import numpy as np

    for metric, name in (("cpm", "impressions"), ("cpc", "clicks")):
        counted = getattr(table, name)
        per = ratio(counted, table.spend, since=table.past)
        with np.errstate(divide="ignore", invalid="ignore"):
            meant = per * days[name][1] / days["spend"][1] * table.spend
        yield [_Look(metric, counted, meant, meant)]


def _unit(table: Grid, even: Floats) -> Floats:
    """
    Return per series how many events a unit of money is, by how evenly hours spend their day's.

    What is billed by the click strays as clicks do, what is paced by the impression far less.
    """
    import numpy as np

    def per_money(values: Floats) -> Floats:
        with np.errstate(divide="ignore", invalid="ignore"):
            found = np.nansum(values, axis=1) / np.nansum(table.spend, axis=1)
        return np.where(np.isfinite(found), found, 0.0)

    clicks, shown = per_money(table.clicks), per_money(table.impressions)
    cost = grain(table.spend, even, slice(table.past, table.begin))
    fine = np.clip(1.0 / np.maximum(cost, 1e-12), clicks, np.maximum(shown, clicks))
    found: Floats = np.where(np.isfinite(cost), fine, clicks)[:, None]
    return found


def _windows(table: Grid, looks: list[_Look]) -> tuple[list[Told], int]:
    """Return the windows that one of some looks at a metric finds odd; told against the first."""
    import numpy as np

    found: list[Told] = []
    tests = 0
    first, open_to_it = looks[0], ~_unlike(table)
    # Up to there the platform's own pacing may take a day, or a budget that somebody raised.
    pacing = 1 + np.array([PACING.get(one.platform, 0.0) for one in table.series])[:, None]
    allowed = np.maximum(pacing, _RAISED)
    for hours in WINDOWS:
        x, mean = over(first.counted, hours), over(first.meant, hours)
        ready = np.isfinite(x) & (mean > 0) & open_to_it
        ready[:, : table.begin] = False
        tests += int(ready.sum())
        rows, at = np.nonzero(ready & (x > mean * allowed if first.more else x < mean))
        chances = [_of_look(one, table, hours, rows, at) for one in looks]
        p = np.minimum(len(looks) * np.min(chances, axis=0), 1.0)
        found += [
            _told(first, (int(row), int(end) - hours + 1, int(end)), float(one))
            for row, end, one in zip(rows, at, p, strict=True)
            if one <= WORTH_A_LOOK
        ]
    return found, tests


def _of_look(look: _Look, table: Grid, hours: int, rows: Ints, at: Ints) -> Floats:
    """Return how likely windows are by chance, where they stray to the side that is odd."""
    import numpy as np

    x, mean = (over(each, hours)[rows, at] for each in (look.counted, look.meant))
    learned = slice(table.past, table.begin)
    wide = extra(look.counted, look.learned, learned, hours=hours) + look.unsure
    side = x > mean if look.more else x < mean
    found: Floats = np.where(side, _chance(x, mean, wide[rows]), 1.0)
    return found


def _told(look: _Look, window: tuple[int, int, int], p: float) -> Told:
    """Return a window with the hours in which it is most likely that its change holds."""
    import numpy as np

    row, first, end = window
    x, mean = (each[row, first : end + 1] for each in (look.counted, look.meant))
    hours = slice(0, len(x))
    for _ in range(2):
        factor = max(float(x[hours].sum() / mean[hours].sum()), 1e-3)
        gains = x * np.log(factor) - mean * (factor - 1)
        begin = int(np.argmax(np.cumsum(gains[::-1])[::-1]))
        hours = slice(begin, begin + int(np.argmax(np.cumsum(gains[begin:]))) + 1)
    counted, usual = float(x[hours].sum()), float(mean[hours].sum())
    span = first + hours.start, first + hours.stop - 1
    return Told(row, ROBUST_Z, look.metric, *span, p, counted, usual)


def _chance(x: Floats, mean: Floats, wide: Floats) -> Floats:
    """Return two-sided chances: of counts exactly, of large ones with the tails that these have."""
    import numpy as np

    if not len(x):
        return np.zeros(0)
    variance = mean + wide * mean**2
    exact = np.where(x > mean, tails.at_least(x, mean, variance), tails.at_most(x, mean, variance))
    t = np.log((x + 0.5) / (mean + 0.5)) / np.sqrt(1 / mean + wide)
    large = tails.student_tail(t, _FREEDOM)
    found: Floats = np.clip(
        2 * np.where(mean < _FEW, exact, np.maximum(exact, large)), CERTAIN, 1.0
    )
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
