"""Hours of all series side by side, and the windows of them that are hardly chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from adhelm.understand.analysis.logic.shape import DAY
from adhelm.understand.analysis.types import Hours

if TYPE_CHECKING:
    from adhelm.understand.analysis.logic.panel import Floats

TESTED_DAYS = 3
"""Older hours are told by their days."""
LEARNING_DAYS = 14
"""How hours stray is learned from so many days before those that are tested."""
WORTH_A_LOOK = 1e-4
CERTAIN = 1e-300


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

    @property
    def begin(self) -> int:
        """Return the first hour that is tested."""
        return max(self.hours - TESTED_DAYS * DAY, 0)

    @property
    def past(self) -> int:
        """Return the first hour from which is learned how hours stray."""
        return max(self.hours - (TESTED_DAYS + LEARNING_DAYS) * DAY, 0)


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
