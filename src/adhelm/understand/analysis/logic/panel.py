"""All series side by side as arrays: series × days, so that every test is made on all at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from adhelm.understand.analysis.types import Series

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Bools = NDArray[np.bool_]

NAMES = ("spend", "impressions", "clicks", "conversions")
ACCOUNT = "account"


@dataclass(frozen=True, slots=True)
class Metric:
    """One thing to test: a count or an amount, per unit of an exposure if it is a rate."""

    name: str
    numerator: str
    exposure: str = ""
    inverted: bool = False
    """Shown as exposure per count (cpc, cpa), tested as count per exposure."""
    times: float = 1.0
    """What the shown quotient is multiplied by: a thousand for cpm."""

    @property
    def counting(self) -> bool:
        """Say whether what is tested is a count."""
        return self.numerator != "spend"


# From cause to effect: the first that moved is the one to name.
METRICS = (
    Metric("spend", "spend"),
    Metric("cpm", "impressions", "spend", inverted=True, times=1000.0),
    Metric("impressions", "impressions"),
    Metric("ctr", "clicks", "impressions"),
    Metric("cvr", "conversions", "clicks"),
    Metric("cpc", "clicks", "spend", inverted=True),
    Metric("clicks", "clicks"),
    Metric("conversions", "conversions"),
    Metric("cpa", "conversions", "spend", inverted=True),
)
RANK = {metric.name: rank for rank, metric in enumerate(METRICS)}


@dataclass(frozen=True, slots=True)
class Panel:
    """The figures of all series as float arrays, series × days from `first` on."""

    series: Sequence[Series]
    first: date
    days: int
    values: Mapping[str, Floats]
    """By name; NaN where the entity did not deliver, or nobody reported."""
    impressions: Floats
    """With its zeros: 0 is a covered day without delivery, NaN a day nobody reported."""
    ends: Ints
    """Per series: how many days from `first` its data reach."""
    parent: Ints
    """Per series: the row of its account's own series, or its own."""
    unlike: Bools
    """Days known to be unlike others: nothing is held against them."""
    negative: int
    """How many amounts below nought were left out: credits are no day's delivery."""

    @property
    def ages(self) -> Ints:
        """Return how many days of data follow each day."""
        import numpy as np

        ages: Ints = self.ends[:, None] - 1 - np.arange(self.days)[None, :]
        return ages

    def day(self, index: int, series: int) -> int:
        """Return the index of a panel's day within the series."""
        return index - (self.series[series].first - self.first).days

    def exposure(self, metric: Metric) -> Floats:
        """Return what a metric is per unit of: its exposure, or one a day."""
        import numpy as np

        if metric.exposure:
            return self.values[metric.exposure]
        return np.ones((len(self.series), self.days))


def arranged(series: Sequence[Series]) -> list[Series]:
    """Return the series in the one order in which they are examined, accounts first."""
    return sorted(
        series,
        key=lambda one: (
            one.level != ACCOUNT, one.platform, one.account_id, one.level, one.entity_id,
            one.currency,
        ),
    )  # fmt: skip


def panel(series: Sequence[Series]) -> Panel:
    """Return the panel of series, in their order."""
    import numpy as np

    first = min(one.first for one in series)
    offsets = [(one.first - first).days for one in series]
    ends = np.array([at + one.days for at, one in zip(offsets, series, strict=True)])
    days = int(ends.max())
    raw = {name: np.full((len(series), days), np.nan) for name in NAMES}
    unlike = np.zeros((len(series), days), dtype=bool)
    for row, (at, one) in enumerate(zip(offsets, series, strict=True)):
        for name in NAMES:
            raw[name][row, at : at + one.days] = _floats(getattr(one, name))
        for day in one.calendar:
            if 0 <= (index := (day - first).days) < days:
                unlike[row, index] = True
    negative = sum(int((column < 0).sum()) for column in raw.values())
    values = {name: np.where(column < 0, np.nan, column) for name, column in raw.items()}
    idle = _idle(values)
    return Panel(
        series=series,
        first=first,
        days=days,
        values={name: np.where(idle, np.nan, column) for name, column in values.items()},
        impressions=values["impressions"],
        ends=ends,
        parent=_parents(series),
        unlike=unlike,
        negative=negative,
    )


def _floats(values: Sequence[Decimal | int | None]) -> Floats:
    import numpy as np

    return np.array([np.nan if value is None else float(value) for value in values], dtype=float)


def _idle(values: Mapping[str, Floats]) -> Bools:
    """Say on which days nothing was shown; where impressions are never told, none is idle."""
    import numpy as np

    told = np.isfinite(values["impressions"]).any(axis=1, keepdims=True)
    idle: Bools = told & ~(values["impressions"] > 0)
    return idle


def _parents(series: Sequence[Series]) -> Ints:
    import numpy as np

    accounts = {
        (one.platform, one.account_id, one.currency): row
        for row, one in enumerate(series)
        if one.level == ACCOUNT
    }
    return np.array(
        [
            accounts.get((one.platform, one.account_id, one.currency), row)
            for row, one in enumerate(series)
        ],
        dtype=np.int64,
    )
