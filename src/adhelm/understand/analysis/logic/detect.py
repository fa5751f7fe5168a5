"""Hold each day of each series against its baseline: one p-value per metric and day."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from adhelm.core.ads import Period
from adhelm.understand.analysis.logic import tails
from adhelm.understand.analysis.logic.baseline import FEW, WEEK, Baseline, baseline
from adhelm.understand.analysis.types import Sensitivity, Series

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

# z below which a day is not worth an exact tail: it could never survive many tests.
_WORTH_A_LOOK = 2.5
_MAD_FREEDOM = 0.3
_ACTIVE_DAYS, _ACTIVE_SHARE = 14, 0.85
_LONGEST_SILENCE = 7
# Spend made of fewer clicks is judged by its impressions and clicks alone.
_LEAST_CLICKS = 10.0
# Share of a day's conversions known after so many days: a cautious delay curve.
_MATURITY = (0.45, 0.65, 0.75, 0.82, 0.87, 0.9, 0.92, 0.94, 0.95, 0.96, 0.97, 0.98, 0.99, 0.99)
_CERTAIN = 1e-300


@dataclass(frozen=True, slots=True)
class Metric:
    """One thing to test: a count or an amount, per unit of an exposure if it is a rate."""

    name: str
    numerator: str
    exposure: str = ""
    inverted: bool = False
    """Shown as exposure per count (cpc, cpa), tested as count per exposure."""


# From cause to effect: the first that moved is the one to name.
METRICS = (
    Metric("spend", "spend"),
    Metric("impressions", "impressions"),
    Metric("ctr", "clicks", "impressions"),
    Metric("cvr", "conversions", "clicks"),
    Metric("cpc", "clicks", "spend", inverted=True),
    Metric("clicks", "clicks"),
    Metric("conversions", "conversions"),
    Metric("cpa", "conversions", "spend", inverted=True),
)


@dataclass(frozen=True, slots=True)
class Cell:
    """One suspicious day of one metric of one series."""

    series: int
    metric: Metric
    day: int
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
class Columns:
    """The figures of one series as float arrays; NaN where the entity did not deliver."""

    values: Mapping[str, Floats]
    impressions: Floats
    """With its zeros: 0 is a covered day without delivery, NaN a day nobody reported."""


def columns(series: Series) -> Columns:
    """Return the series as arrays."""
    import numpy as np

    names = ("spend", "impressions", "clicks", "conversions")
    raw = {name: _floats(getattr(series, name)) for name in names}
    idle = ~(raw["impressions"] > 0)
    values = {name: np.where(idle, np.nan, column) for name, column in raw.items()}
    return Columns(values, raw["impressions"])


def suspects(
    series: Sequence[Series], *, period: Period, sensitivity: Sensitivity
) -> tuple[list[Cell], int]:
    """Return the days worth an exact look, and how many tests were made in all."""
    found: list[Cell] = []
    tests = 0
    shapes: dict[tuple[str, str, str], tuple[Series, Floats]] = {}
    for index in _accounts_first(series):
        one = series[index]
        start = max((period.start - one.first).days, 0)
        stop = min((period.end - one.first).days, one.days)
        if start >= stop:
            continue
        span = {"start": start, "stop": stop}
        for test in _tests(one, index, **span, shapes=shapes, sensitivity=sensitivity):
            tests += test.made
            found += test.cells
    return found, tests


@dataclass(frozen=True, slots=True)
class _Tested:
    made: int
    cells: list[Cell]


def _accounts_first(series: Sequence[Series]) -> list[int]:
    return sorted(range(len(series)), key=lambda index: series[index].level != "account")


def _tests(
    one: Series,
    index: int,
    *,
    start: int,
    stop: int,
    shapes: dict[tuple[str, str, str], tuple[Series, Floats]],
    sensitivity: Sensitivity,
) -> Iterator[_Tested]:
    import numpy as np

    table = columns(one)
    ones = np.ones(one.days)
    unlike = np.array([one.day(day) in one.calendar for day in range(stop)], dtype=bool)
    for metric in METRICS:
        values = table.values[metric.numerator][:stop]
        exposure = (table.values[metric.exposure] if metric.exposure else ones)[:stop]
        key = (one.platform, one.account_id, metric.name)
        base = baseline(
            np.where(unlike, np.nan, values),
            exposure,
            start=start,
            weeks=sensitivity.weeks,
            counting=metric.numerator != "spend",
            shape=_aligned(shapes.get(key), one, start, stop),
        )
        if one.level == "account":
            shapes[key] = (one, _calendar(base, one.days, start))
        events = base.expected if metric.numerator != "spend" else _clicks(table, base, start, stop)
        look = _Look(one, index, metric, values, exposure, base, events, start, sensitivity)
        yield look.tested()
        if metric.name == "impressions":
            yield _silences(one, index, table.impressions[:stop], base, start)


@dataclass(frozen=True, slots=True)
class _Look:
    """One metric of one series, with its baseline, about to be judged day by day."""

    one: Series
    index: int
    metric: Metric
    values: Floats
    exposure: Floats
    base: Baseline
    events: Floats
    """Countable events expected behind the figure: clicks behind spend, else the count itself."""
    start: int
    sensitivity: Sensitivity

    def tested(self) -> _Tested:
        import numpy as np

        base, x = self.base, self.values[self.start :]
        ok = (base.days >= self.sensitivity.least_days) & (base.expected > 0) & ~np.isnan(x)
        if self._is_money:
            ok &= self.events >= _LEAST_CLICKS
        with np.errstate(divide="ignore", invalid="ignore"):
            rough = np.where(
                self._few(),
                (x - base.expected) / np.sqrt(np.maximum(base.variance, 1e-12)),
                np.log((x + self._half) / base.expected) / self._sigma(),
            )
        worth = ok & ((np.abs(rough) > _WORTH_A_LOOK) | (self._broken() & (x == 0)))
        cells = [self._cell(int(day)) for day in np.flatnonzero(worth)]
        return _Tested(int(ok.sum()), [cell for cell in cells if cell.p < 1])

    @property
    def _is_money(self) -> bool:
        return self.metric.numerator == "spend"

    @property
    def _half(self) -> float:
        return 0.0 if self._is_money else 0.5

    def _few(self) -> NDArray[np.bool_]:
        import numpy as np

        if self._is_money:
            return np.zeros(len(self.base.expected), dtype=bool)
        few: NDArray[np.bool_] = self.base.expected < FEW
        return few

    def _sigma(self) -> Floats:
        import numpy as np

        poisson = 1 / np.sqrt(np.maximum(self.events, 1e-9))
        sigma: Floats = np.maximum(self.base.sigma, poisson)
        return sigma

    def _broken(self) -> bool:
        return self.metric.name == "conversions"

    def _cell(self, day: int) -> Cell:
        observed, expected = float(self.values[self.start + day]), float(self.base.expected[day])
        since = self._silent_since(day) if self._broken() and observed == 0 else None
        silent = since is not None
        p = self._tail(day, observed, expected) if since is None else self._silence(since, day)
        sign = -1 if (observed > expected) == self.metric.inverted else 1
        low, high = self._interval(day, expected)
        shown = self._shown(day, observed, expected, low, high)
        return Cell(
            series=self.index,
            metric=self.metric,
            day=self.start + day,
            p=p,
            z=sign * tails.z_of(p),
            observed=shown[0],
            expected=shown[1],
            low=shown[2],
            high=shown[3],
            counted=observed,
            usual=expected,
            detector="tracking_break" if silent else "robust_z",
            since=since,
        )

    def _tail(self, day: int, observed: float, expected: float) -> float:
        mature = self._mature(day)
        if observed < expected and observed >= expected * mature:
            return 1.0
        target = expected * mature if observed < expected else expected
        if self._few()[day]:
            variance = float(self.base.variance[day]) * target / expected
            tail = tails.at_least if observed > target else tails.at_most
            return max(min(2 * tail(observed, target, variance), 1.0), _CERTAIN)
        t = self._log_ratio(observed, target) / float(self._sigma()[day])
        freedom = max(_MAD_FREEDOM * float(self.base.days[day]), 4.0)
        return max(2 * tails.student_tail(t, freedom), _CERTAIN)

    def _log_ratio(self, observed: float, target: float) -> float:
        return math.log(max(observed + self._half, 1e-12) / target)

    def _mature(self, day: int) -> float:
        age = self.one.days - 1 - (self.start + day)
        if self.metric.numerator != "conversions":
            return _MATURITY[0] if age < 1 else 1.0
        return _MATURITY[age] if age < len(_MATURITY) else 1.0

    def _silent_since(self, day: int) -> int:
        """Return the index of the first day of the run of days without a conversion."""
        at = first = self.start + day
        while at > self.start and self.start + day - at < _LONGEST_SILENCE - 1:
            at -= 1
            if self.values[at] > 0:
                break
            if self.values[at] == 0:
                first = at
        return first

    def _silence(self, since: int, day: int) -> float:
        """Return the chance of no conversion in the whole run of days."""
        days = range(since - self.start, day + 1)
        mean = sum(float(self.base.expected[n]) * self._mature(n) for n in days)
        variance = sum(float(self.base.variance[n]) * self._mature(n) for n in days)
        if not mean > 0:
            return 1.0
        return max(min(2 * tails.none(mean, variance), 1.0), _CERTAIN)

    def _interval(self, day: int, expected: float) -> tuple[float, float]:
        if self._few()[day]:
            reach = 1.96 * math.sqrt(float(self.base.variance[day]))
            return max(expected - reach, 0.0), expected + reach
        ratio = math.exp(2.1 * min(float(self._sigma()[day]), 5.0))
        return expected / ratio, expected * ratio

    def _shown(self, day: int, *numerators: float) -> tuple[float, ...]:
        exposure = float(self.exposure[self.start + day])
        if not self.metric.inverted:
            return tuple(value / exposure for value in numerators)
        observed, expected, low, high = (exposure / max(value, 1e-9) for value in numerators)
        return (observed if numerators[0] > 0 else float("nan")), expected, high, low


def _clicks(table: Columns, base: Baseline, start: int, stop: int) -> Floats:
    """Return the clicks usual behind each day's spend: what is made of few clicks is noisy."""
    import numpy as np

    clicks = table.values["clicks"][:stop]
    usual = np.zeros(len(base.expected))
    for row in range(len(usual)):
        before = clicks[max(start + row - 4 * WEEK, 0) : start + row]
        seen = before[~np.isnan(before)]
        usual[row] = float(np.median(seen)) if len(seen) else 0.0
    return usual


def _silences(one: Series, index: int, impressions: Floats, base: Baseline, start: int) -> _Tested:
    """Test the first day of each stretch in which an active entity delivers nothing."""
    import numpy as np

    metric = METRICS[1]
    cells = []
    firsts = [
        day for day in range(max(start, 1), len(impressions)) if _falls_silent(impressions, day)
    ]
    for day in firsts if one.active else ():
        mean, variance = _usual(impressions, day, base, start)
        if not mean > 0 or np.isnan(mean):
            continue
        p = max(tails.none(mean, variance), _CERTAIN)
        reach = 2 * math.sqrt(variance)
        cells.append(
            Cell(
                series=index,
                metric=metric,
                day=day,
                p=p,
                z=-tails.z_of(p),
                observed=0.0,
                expected=mean,
                low=max(mean - reach, 0.0),
                high=mean + reach,
                counted=0.0,
                usual=mean,
                detector="zero_delivery",
                since=day,
            )
        )
    return _Tested(len(firsts), cells)


def _falls_silent(impressions: Floats, day: int) -> bool:
    before = impressions[max(day - _ACTIVE_DAYS, 0) : day]
    delivered = (before > 0).sum()
    return bool(
        impressions[day] == 0
        and impressions[day - 1] > 0
        and len(before) == _ACTIVE_DAYS
        and delivered >= _ACTIVE_SHARE * _ACTIVE_DAYS
    )


def _usual(impressions: Floats, day: int, base: Baseline, start: int) -> tuple[float, float]:
    import numpy as np

    row = day - start
    if base.days[row] < _ACTIVE_DAYS - 2:
        return float("nan"), 1.0
    before = impressions[max(day - 4 * WEEK, 0) : day]
    before = before[before > 0]
    mean = float(np.mean(before))
    return mean, max(float(np.var(before, ddof=1)), mean)


def _calendar(base: Baseline, days: int, start: int) -> Floats:
    """Return per day of the series the weekday effects of its seven columns."""
    import numpy as np

    table = np.zeros((days, WEEK))
    table[start : start + len(base.shape)] = base.shape
    return table


def _aligned(
    shape: tuple[Series, Floats] | None, one: Series, start: int, stop: int
) -> Floats | None:
    if shape is None or one.level == "account":
        return None
    account, table = shape
    offset = (one.first - account.first).days
    if start + offset < 0 or stop + offset > len(table):
        return None
    rows: Floats = table[start + offset : stop + offset]
    return rows


def _floats(values: Sequence[Decimal | int | None]) -> Floats:
    import numpy as np

    return np.array([np.nan if value is None else float(value) for value in values], dtype=float)
