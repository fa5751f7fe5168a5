"""What crosses the door: a panel of daily values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from adhelm.core.ads import Period
from adhelm.core.errors import Invalid
from adhelm.understand.metrics.types import Provenance

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

LEVELS = ("total", "platform", "account", "campaign", "ad_group", "ad")
"""What a series may be of, coarsest first; each is kept apart by currency."""


class UnknownLevel(Invalid):
    """There are no series of this level."""

    code = "series.level"


@dataclass(frozen=True, slots=True)
class Panel:
    """
    The daily values of all entities of a level, one row of each array per entity.

    NaN is a day that nobody reported, or one before the entity's first; 0 is a covered day without
    delivery. Days are the platforms' local days; a day that still runs is NaN.
    """

    level: str
    period: Period
    """The days of the columns."""
    platform: tuple[str, ...]
    """'' at levels that have none."""
    account_id: tuple[str, ...]
    entity_id: tuple[str, ...]
    """Of an account its own id, of a platform its name, of the total ''."""
    entity: tuple[str, ...]
    """The latest name."""
    currency: tuple[str, ...]
    active: tuple[bool, ...]
    """False where the platform says that it is paused or ended."""
    values: Mapping[str, Floats]
    """Metric -> entities by days."""
    data_version: int
    provenance: Provenance | None = None
    """None where there is nothing at all."""
    notes: tuple[str, ...] = ()
    """What is left out and why."""

    def __len__(self) -> int:
        return len(self.entity_id)

    @property
    def days(self) -> int:
        """Return how many days there are."""
        return self.period.days

    def day(self, index: int) -> date:
        """Return the date of a column."""
        return self.period.start + timedelta(days=index)
