"""Hold each day of each series against its baseline: one p-value per metric, series and day."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from adhelm.core.ads import Period
from adhelm.understand.analysis.logic import tails
from adhelm.understand.analysis.logic.baseline import Baseline, baseline, rolled
from adhelm.understand.analysis.logic.panel import ACCOUNT, METRICS, Metric, Panel
from adhelm.understand.analysis.logic.past import Told
from adhelm.understand.analysis.types import Sensitivity, Series

if TYPE_CHECKING:
    from adhelm.understand.analysis.logic.panel import Bools, Floats, Ints

WORTH_A_LOOK = 0.01
"""p-values above this are not kept: they begin nothing and carry nothing on."""
# Spend made of fewer clicks is judged by its impressions and clicks alone.
_LEAST_CLICKS = 10.0
_CLICK_DAYS = 28
# Share of a day's conversions known after so many days: a cautious delay curve.
MATURITY = (0.45, 0.65, 0.75, 0.82, 0.87, 0.9, 0.92, 0.94, 0.95, 0.96, 0.97, 0.98, 0.99, 0.99)
_CERTAIN = 1e-300
_CLEAR = 1.96
# A count nearer to its mean than this many deviations is not worth its exact tail.
_SOME = 1.2


@dataclass(frozen=True, slots=True)
class Cell:
    """One suspicious day of one metric of one series."""

    series: int
    metric: Metric
    day: int
    """In the panel."""
    p: float
    z: float
    observed: float
    expected: float
    """In the metric's own unit, as `observed`, `low` and `high` are."""
    low: float
    high: float
    counted: float
    """The numerator observed …"""
    usual: float
    """… and expected."""
    detector: str = "robust_z"
    since: int | None = None
    """First day of the silence, where it is one."""

    @property
    def effect(self) -> float:
        """Return how much more of the numerator there was than expected."""
        return self.counted - self.usual


@dataclass(frozen=True, slots=True)
class Judged:
    """One metric of all series, each day with its p-value (two-sided; NaN: not tested)."""

    metric: Metric
    values: Floats
    exposure: Floats
    base: Baseline
    p: Floats
    mature: Floats
    """Share of each day's figure that is known by now, at the least."""

    @property
    def z(self) -> Floats:
        """Return signed z-scores of the numerator, for all metrics in one unit."""
        import numpy as np
        from scipy import special

        with np.errstate(invalid="ignore"):
            size = -special.ndtri(np.maximum(self.p, _CERTAIN) / 2)
            signed: Floats = np.where(self.values >= self.base.expected, size, -size)
        return signed


def judge(panel: Panel, *, sensitivity: Sensitivity) -> Iterator[Judged]:
    """Return what to make of each metric, for all series and days."""
    import numpy as np

    weekday = (panel.first.weekday() + np.arange(panel.days)) % 7
    kind, ages = _kinds(panel.series), panel.ages
    for metric in METRICS:
        values, exposure = panel.values[metric.numerator], panel.exposure(metric)
        if not (np.isfinite(values) & np.isfinite(exposure)).any():
            continue
        past = np.where(panel.unlike, np.nan, values)
        told = Told(past, exposure, metric.counting, weekday, panel.parent, kind, sensitivity.weeks)
        base = _everywhere(baseline(told), values, exposure)
        mature = _mature(metric, ages, panel.series)
        p = _probabilities(panel, metric, values, base, mature, least=sensitivity.least_days)
        yield Judged(metric, values, exposure, base, p, mature)


def suspects(
    judged: Judged, panel: Panel, period: Period, *, at_most: float = WORTH_A_LOOK
) -> tuple[list[Cell], int]:
    """Return the days of a period worth a second look, and how many tests were made."""
    import numpy as np

    inside = within(panel, period)
    tested = np.isfinite(judged.p) & inside[None, :]
    with np.errstate(invalid="ignore"):
        rows, days = np.nonzero(tested & (judged.p <= at_most))
    found = [cell(judged, int(row), int(day)) for row, day in zip(rows, days, strict=True)]
    return found, int(tested.sum())


def within(panel: Panel, period: Period) -> Bools:
    """Say which of the panel's days lie in a period."""
    import numpy as np

    numbers = np.arange(panel.days) + panel.first.toordinal()
    found: Bools = (numbers >= period.start.toordinal()) & (numbers < period.end.toordinal())
    return found


def cell(judged: Judged, row: int, day: int) -> Cell:
    """Return one day of one series in the metric's own unit."""
    at = (row, day)
    observed, expected = float(judged.values[at]), float(judged.base.expected[at])
    p = float(judged.p[at])
    sign = -1 if (observed > expected) == judged.metric.inverted else 1
    low, high = _interval(judged.base, at, expected)
    shown = _shown(judged, at, (observed, expected, low, high))
    return Cell(
        series=row,
        metric=judged.metric,
        day=day,
        p=p,
        z=sign * tails.z_of(p),
        observed=shown[0],
        expected=shown[1],
        low=shown[2],
        high=shown[3],
        counted=observed,
        usual=expected,
    )


def with_p(one: Cell, p: float, *, detector: str, since: int | None = None) -> Cell:
    """Return the day as another detector sees it."""
    sign = -1 if one.z < 0 else 1
    p = max(min(p, 1.0), _CERTAIN)
    return replace(one, p=p, z=sign * tails.z_of(p), detector=detector, since=since)


def _kinds(series: Sequence[Series]) -> Ints:
    """Return a number for each kind: an account's campaigns, or a platform's accounts."""
    import numpy as np

    known: dict[tuple[str, ...], int] = {}
    return np.array(
        [
            known.setdefault(
                (one.level, one.platform, *([] if one.level == ACCOUNT else [one.account_id])),
                len(known),
            )
            for one in series
        ],
        dtype=np.int64,
    )


def _everywhere(base: Baseline, values: Floats, exposure: Floats) -> Baseline:
    """Return the baseline for days, too, that are unlike others, which lend it nothing."""
    import numpy as np

    missing = np.isnan(base.expected) & np.isfinite(values) & (exposure > 0)
    if not missing.any():
        return base
    with np.errstate(divide="ignore", invalid="ignore"):
        rate = _carried(base.expected / exposure)
        share = _carried(base.variance / base.expected)
    expected = np.where(missing, rate * exposure, base.expected)
    variance = np.where(missing, share * expected, base.variance)
    return replace(base, expected=expected, variance=variance)


def _carried(values: Floats) -> Floats:
    """Return each day's value, or the last one known before it."""
    import numpy as np

    at = np.where(np.isnan(values), 0, np.arange(values.shape[1])[None, :])
    found: Floats = np.take_along_axis(values, np.maximum.accumulate(at, axis=1), axis=1)
    return found


def _mature(metric: Metric, ages: Ints, series: Sequence[Series]) -> Floats:
    """Return which share of each day's figure is known, at the least."""
    import numpy as np

    late = metric.numerator == "conversions"
    curves = {one.maturity if late and one.maturity else _usual(late=late) for one in series}
    longest = max(len(curve) for curve in curves)
    table = np.ones((len(series), longest + 1))
    for row, one in enumerate(series):
        curve = one.maturity if late and one.maturity else _usual(late=late)
        table[row, : len(curve)] = curve
    found: Floats = np.take_along_axis(table, np.clip(ages, 0, longest), axis=1)
    return found


def _usual(*, late: bool) -> tuple[float, ...]:
    # Any figure of the last day may still be on its way.
    return MATURITY if late else MATURITY[:1]


def _probabilities(
    panel: Panel, metric: Metric, values: Floats, base: Baseline, mature: Floats, *, least: int
) -> Floats:
    import numpy as np

    with np.errstate(invalid="ignore"):
        ok = (base.known >= least) & (base.expected > 0) & np.isfinite(values)
        if not metric.counting:
            ok &= _events(panel, values) >= _LEAST_CLICKS
        target = np.where(values < base.expected, base.expected * mature, base.expected)
        # What is missing may be still to come.
        quiet = (values < base.expected) & (values >= target)
        target = np.where(target > 0, target, np.nan)
    p = np.full(values.shape, np.nan)
    _count_tails(p, ok & base.few, values, target, base)
    large = ok & ~base.few
    spread = np.maximum(base.sigma, _floor(panel, metric, values, base))
    shift = np.log(np.maximum(values + (0.5 if metric.counting else 0.0), 1e-12)) - np.log(target)
    p[large] = _log_tails(shift[large] / spread[large], base.freedom[large])
    p[ok & quiet] = 1.0
    return p


def _count_tails(p: Floats, at: Bools, values: Floats, target: Floats, base: Baseline) -> None:
    import numpy as np

    p[at] = 1.0
    with np.errstate(divide="ignore", invalid="ignore"):
        variance = base.variance * target / base.expected
        look = at & (np.abs(values - target) > _SOME * np.sqrt(variance))
    x, mean, spread = values[look], target[look], variance[look]
    tail = np.where(x > mean, tails.at_least(x, mean, spread), tails.at_most(x, mean, spread))
    p[look] = np.clip(2 * tail, _CERTAIN, 1.0)


def _log_tails(t: Floats, freedom: Floats) -> Floats:
    import numpy as np

    good = np.isfinite(t)
    found = 2 * tails.student_tail(np.where(good, t, 0.0), freedom)
    return np.clip(np.where(good, found, np.nan), _CERTAIN, 1.0)


def _floor(panel: Panel, metric: Metric, values: Floats, base: Baseline) -> Floats:
    """Return the least that a figure strays by chance, from the countable events behind it."""
    import numpy as np

    events = base.expected if metric.counting else _events(panel, values)
    return 1 / np.sqrt(np.maximum(np.nan_to_num(events, nan=1.0), 1e-9))


def _events(panel: Panel, values: Floats) -> Floats:
    """Return the clicks usual behind each day's spend; where none are told, none are asked for."""
    import numpy as np

    clicks = panel.values["clicks"]
    usual, _ = rolled(clicks, _CLICK_DAYS, least=1)
    told = np.isfinite(clicks).any(axis=1, keepdims=True)
    return np.where(told, np.nan_to_num(usual), np.where(np.isfinite(values), 1e4, 0.0))


def _interval(base: Baseline, at: tuple[int, int], expected: float) -> tuple[float, float]:
    if base.few[at]:
        reach = _CLEAR * math.sqrt(float(base.variance[at]))
        return max(expected - reach, 0.0), expected + reach
    ratio = math.exp(2.1 * min(float(base.sigma[at]), 5.0))
    return expected / ratio, expected * ratio


def _shown(judged: Judged, at: tuple[int, int], numerators: tuple[float, ...]) -> tuple[float, ...]:
    exposure, metric = float(judged.exposure[at]), judged.metric
    if not metric.inverted:
        return tuple(value / exposure for value in numerators)
    observed, expected, low, high = (
        metric.times * exposure / max(value, 1e-9) for value in numerators
    )
    return (observed if numerators[0] > 0 else float("nan")), expected, high, low


def by_place(cells: Sequence[Cell]) -> Mapping[tuple[int, str, int], Cell]:
    """Return cells by series, metric and day."""
    return {(one.series, one.metric.name, one.day): one for one in cells}
