"""Days on which nothing came: no delivery at all, or no conversion although people clicked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adhelm.core.ads import Period
from adhelm.understand.analysis.logic import tails
from adhelm.understand.analysis.logic.detect import Cell, Judged, cell, with_p, within
from adhelm.understand.analysis.logic.panel import METRICS, RANK, Panel
from adhelm.understand.analysis.logic.past import WEEK

if TYPE_CHECKING:
    from adhelm.understand.analysis.logic.panel import Bools, Floats, Ints

ZERO_DELIVERY, TRACKING_BREAK = "zero_delivery", "tracking_break"
_ACTIVE_DAYS, _ACTIVE_SHARE = 14, 0.85
_LONGEST_SILENCE = 7
_USUAL_DAYS = 4 * WEEK
_WORTH_A_LOOK = 0.01


def unconverted(judged: Judged, clicked: Judged | None, panel: Panel, period: Period) -> list[Cell]:
    """
    Return the days without a conversion, each with the chance of the whole silent run.

    `clicked` is the same per click: where fewer people came, fewer conversions are missed.
    """
    import numpy as np

    inside, base = within(panel, period), judged.base
    ready = np.isfinite(judged.p) & inside[None, :]
    silent = ready & (judged.values == 0)
    since = _since(judged.values)
    meant = base.expected
    if clicked is not None:
        meant = np.fmin(meant, np.where(np.isfinite(clicked.p), clicked.base.expected, np.nan))
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.nan_to_num(meant / base.expected) * judged.mature
    mean = _over_run(np.nan_to_num(base.expected * share), since)
    variance = _over_run(np.nan_to_num(base.variance * share), since)
    rows, days = np.nonzero(silent & (mean > 0))
    # A run waits for several days before it is told: both tails, as if it might have been many.
    chance = np.minimum(2 * tails.none(mean[rows, days], variance[rows, days]), 1.0)
    return [
        with_p(cell(judged, row, day), p, detector=TRACKING_BREAK, since=int(since[row, day]))
        for row, day, p in zip(rows.tolist(), days.tolist(), chance.tolist(), strict=True)
        if p <= _WORTH_A_LOOK
    ]


def undelivered(panel: Panel, period: Period) -> tuple[list[Cell], int]:
    """Return the first day of each stretch in which what is active delivers nothing; and tests."""
    import numpy as np

    shown = panel.impressions
    active = np.array([one.active for one in panel.series], dtype=bool)
    firsts = _falls_silent(shown) & within(panel, period)[None, :] & active[:, None]
    mean, variance = _usual(shown)
    rows, days = np.nonzero(firsts & (mean > 0))
    chance = np.maximum(tails.none(mean[rows, days], variance[rows, days]), 1e-300)
    found = [
        _silence(int(row), int(day), float(p), float(mean[row, day]), float(variance[row, day]))
        for row, day, p in zip(rows, days, chance, strict=True)
    ]
    return found, int(firsts.sum())


def _since(values: Floats) -> Ints:
    """Return for each day the first day of the run of days without a conversion it ends."""
    import numpy as np

    days = np.arange(values.shape[1])[None, :]
    broken = np.maximum.accumulate(np.where(values > 0, days + 1, 0), axis=1)
    start = np.maximum(broken, days - (_LONGEST_SILENCE - 1))
    zeros = np.where(values == 0, days, values.shape[1])
    # The first day with a nought that was told, at the start of the run or after it.
    following = np.minimum.accumulate(zeros[:, ::-1], axis=1)[:, ::-1]
    found: Ints = np.take_along_axis(following, np.minimum(start, days), axis=1)
    return np.minimum(found, days)


def _over_run(values: Floats, since: Ints) -> Floats:
    import numpy as np

    summed = np.pad(np.cumsum(values, axis=1), ((0, 0), (1, 0)))
    found: Floats = summed[:, 1:] - np.take_along_axis(summed, since, axis=1)
    return found


def _falls_silent(shown: Floats) -> Bools:
    import numpy as np

    delivered = _before(shown > 0, _ACTIVE_DAYS)
    there = np.arange(shown.shape[1]) >= _ACTIVE_DAYS
    yesterday = np.pad(shown > 0, ((0, 0), (1, 0)))[:, :-1]
    found: Bools = (shown == 0) & yesterday & there & (delivered >= _ACTIVE_SHARE * _ACTIVE_DAYS)
    return found


def _usual(shown: Floats) -> tuple[Floats, Floats]:
    """Return mean and variance of the days with delivery in the four weeks before each."""
    import numpy as np

    some = np.where(shown > 0, shown, 0.0)
    count = _before(some > 0, _USUAL_DAYS)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = np.where(count >= _ACTIVE_DAYS - 2, _before(some, _USUAL_DAYS) / count, np.nan)
        squares = _before(some**2, _USUAL_DAYS) - count * mean**2
        variance = np.maximum(squares / np.maximum(count - 1, 1), mean)
    return mean, variance


def _before(values: Floats | Bools, days: int) -> Floats:
    """Return the sum of the `days` before each day."""
    import numpy as np

    summed = np.pad(np.cumsum(values.astype(float), axis=1), ((0, 0), (days + 1, 0)))
    found: Floats = summed[:, days:][:, : values.shape[1]] - summed[:, : values.shape[1]]
    return found


def _silence(row: int, day: int, p: float, mean: float, variance: float) -> Cell:
    reach = 2 * variance**0.5
    return Cell(
        series=row,
        metric=METRICS[RANK["impressions"]],
        day=day,
        p=p,
        z=-tails.z_of(p),
        observed=0.0,
        expected=mean,
        low=max(mean - reach, 0.0),
        high=mean + reach,
        counted=0.0,
        usual=mean,
        detector=ZERO_DELIVERY,
        since=day,
    )
