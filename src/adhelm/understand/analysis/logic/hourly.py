"""Hours against the same hours of the weeks before: nothing shown, none converted, dear, too much.

Two searches, each with a rate of false finds of its own: what has stopped, and what has strayed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from adhelm.understand.analysis.logic import tails
from adhelm.understand.analysis.logic.ageing import known
from adhelm.understand.analysis.logic.clock import (
    CERTAIN,
    TESTED_DAYS,
    WORTH_A_LOOK,
    Grid,
    Told,
)
from adhelm.understand.analysis.logic.shape import DAY, plain, rate_before, usual
from adhelm.understand.analysis.logic.silence import TRACKING_BREAK, ZERO_DELIVERY
from adhelm.understand.analysis.logic.straying import extra, varied
from adhelm.understand.analysis.logic.windows import strayed

if TYPE_CHECKING:
    from adhelm.understand.analysis.logic.panel import Floats

_LONGEST_SILENCE = 2 * DAY
_SURELY_BROKEN = 15.0
"""So many are missed by chance once in millions of times."""


def tested(table: Grid) -> list[tuple[list[Told], int]]:
    """Return what is hardly chance and the number of tests: of what stopped, of what strayed."""
    weekday = table.first.weekday()
    days = {
        name: usual(getattr(table, name), first_weekday=weekday, since=table.past)
        for name in ("spend", "impressions", "clicks")
    }
    level, form = days["impressions"]
    silent, some = _undelivered(table, level * form)
    broken, more = _unconverted(table)
    return [([*silent, *broken], some + more), strayed(table, days)]


def _undelivered(table: Grid, meant: Floats) -> tuple[list[Told], int]:
    """Return runs of hours in which what is active shows nothing."""
    import numpy as np

    active = np.array([one.active for one in table.series], dtype=bool)[:, None]
    sound = _unbroken(table.impressions, meant)
    wide = extra(sound, meant, slice(table.past, table.begin), hours=1)
    silent = np.where(active, _run_of_noughts(table.impressions), 0.0)
    named = (ZERO_DELIVERY, "impressions")
    return _silences(silent, _over_run(meant, silent), wide, table.begin, named)


def _unconverted(table: Grid) -> tuple[list[Told], int]:
    """Return runs of hours without a conversion, for as many clicks as should have brought some."""
    import numpy as np

    share, doubt = known(table)
    ripe = np.nan_to_num(table.clicks) * share
    meant = rate_before(table.conversions, ripe, hours=TESTED_DAYS * DAY) * ripe
    sound = plain(_unbroken(table.conversions, meant), meant)
    wide = varied(sound, meant, slice(table.past, table.begin)) + doubt
    silent = np.minimum(_run_of_noughts(table.conversions), _LONGEST_SILENCE)
    named = (TRACKING_BREAK, "conversions")
    return _silences(silent, _over_run(meant, silent), wide, table.begin, named)


def _silences(
    silent: Floats, mean: Floats, wide: Floats, begin: int, named: tuple[str, str]
) -> tuple[list[Told], int]:
    import numpy as np

    ready = (silent > 0) & (mean > 0)
    rows, at = np.nonzero(ready[:, begin:])
    at = at + begin
    due = mean[rows, at]
    chance = np.atleast_1d(tails.none(due, due + wide[rows] * due**2))
    found = [
        Told(
            int(row), *named, int(end - silent[row, end] + 1), int(end),
            max(float(p), CERTAIN), 0.0, float(missed),
        )
        for row, end, p, missed in zip(rows, at, chance, due, strict=True)
        if p <= WORTH_A_LOOK
    ]  # fmt: skip
    # A run is one test, however often it was looked at while it went on.
    return found, len({(row, end - silent[row, end]) for row, end in zip(rows, at, strict=True)})


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
