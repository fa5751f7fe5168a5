"""The nouns of the market: accounts, what is in them, what goes wrong in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import IntEnum
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from adhelm.sandbox.market.chance import Floats, Ints

if TYPE_CHECKING:
    from numpy.typing import NDArray

_N = TypeVar("_N", np.int64, np.float64)


class Status(IntEnum):
    """Whether an entity may deliver. Removed is final."""

    paused = 0
    enabled = 1
    removed = 2


@dataclass(frozen=True, slots=True)
class Account:
    """One ad account. Amounts in it are minor units of its currency, days are its zone's."""

    platform: str
    id: str
    index: int
    """Its number among all accounts of the scenario."""
    brand: int
    brand_name: str
    name: str
    currency: str
    zone: str
    campaigns: int
    """How many campaigns it has from the start."""
    vertical: str = "shop"
    """'shop' or 'recruiting'."""


@dataclass(frozen=True, slots=True)
class Incident:
    """Something planted: what, where, and on which local days (both included)."""

    kind: str
    """tracking_break, runaway_spend, disapproval, stockout, cost_spike or bot_clicks."""
    account_id: str
    campaign: int
    """Ordinal of the campaign; -1 for the whole account."""
    first_day: date
    last_day: date
    factor: float
    """What it multiplies."""


@dataclass(frozen=True, slots=True)
class Edit:
    """One change to one entity, made at an instant through a platform's interface."""

    at: datetime
    level: str
    """campaign, ad_group, ad or budget."""
    ordinal: int
    fields: Mapping[str, object]
    """`status`, `amount` (minor units) and whatever the platform keeps besides."""
    before: Mapping[str, object] = field(default_factory=dict)
    kind: str = "update"
    """create, update or remove."""
    by: str = "api"


@dataclass(frozen=True, slots=True)
class Created:
    """A new entity: its ordinal within its level, and its id on the platform."""

    level: str
    ordinal: int
    id: str


@dataclass(frozen=True, slots=True)
class Numbers:
    """What one set of ads did, cell by cell. Spend and value are minor units of the account."""

    spend: Ints
    impressions: Ints
    clicks: Ints
    link_clicks: Ints
    views: Ints
    """Of videos."""
    reach: Ints
    """Of people; not additive: a parent's is given by the platform, not summed."""
    conversions: Ints
    """Claimed by the platform and known so far, in hundredths (it may split credit)."""
    value: Ints
    by_view: Ints
    """Of `conversions`, those after a view without a click."""
    within_day: Ints
    """Of `conversions`, those within a day of the ad."""
    final: Ints
    """What `conversions` will be when all are known."""
    caused: Ints
    """Whole sales that would not have been without the ads: the truth no platform knows."""
    claimed: Ints
    """Whole sales the platform will claim in the end, those that would have been anyway too."""
    basket: Ints
    """Value of one sale, minor units."""

    def summed(self, groups: Ints, count: int) -> Numbers:
        """Return the sums by group (`groups` names each row's group)."""
        return Numbers(**{name: sum_by(groups, getattr(self, name), count) for name in FIELDS})

    def rows(self, chosen: Ints) -> Numbers:
        """Return the given rows."""
        return Numbers(**{name: getattr(self, name)[chosen] for name in FIELDS})

    def parted(self, shares: Sequence[float]) -> list[Numbers]:
        """Return parts of every cell that add up to it exactly; clicks stay within impressions."""
        cells = self.impressions.reshape(-1)
        weights = split(cells, np.tile(np.array(shares, dtype=np.float64), (len(cells), 1)))
        parts = {name: split(getattr(self, name).reshape(-1), weights) for name in FIELDS}
        shape = self.spend.shape
        return [
            Numbers(**{name: parts[name][:, n].reshape(shape) for name in FIELDS})
            for n in range(len(shares))
        ]

    @classmethod
    def stacked(cls, parts: Sequence[Numbers]) -> Numbers:
        """Return the rows of several, in order."""
        return cls(**{name: np.vstack([getattr(one, name) for one in parts]) for name in FIELDS})

    @classmethod
    def beside(cls, parts: Sequence[Numbers]) -> Numbers:
        """Return the columns of several, in order."""
        return cls(**{name: np.hstack([getattr(one, name) for one in parts]) for name in FIELDS})

    def columns(self, chosen: slice) -> Numbers:
        """Return the given columns."""
        return Numbers(**{name: getattr(self, name)[:, chosen] for name in FIELDS})


FIELDS = tuple(Numbers.__dataclass_fields__)


FIELDS = tuple(Numbers.__dataclass_fields__)


@dataclass(slots=True)
class Rates:
    """What days bring so far, not yet in whole numbers: ads × days. Spend in minor units."""

    spend: Floats
    impressions: Floats
    clicks: Floats
    caused: Floats
    anyway: Floats


def split(totals: Ints, weights: Floats | Ints) -> Ints:
    """Split whole totals (n) by weights (n × k) into whole parts that add up exactly."""
    climbed = np.cumsum(weights, axis=1, dtype=np.float64)
    whole = climbed[:, -1:]
    shares = np.divide(climbed, whole, out=np.ones_like(climbed), where=whole > 0)
    upto = np.floor(totals[:, None] * shares + 1e-9).astype(np.int64)
    upto[:, -1] = totals
    return np.asarray(np.diff(upto, axis=1, prepend=0), dtype=np.int64)


def sum_by(groups: Ints, values: NDArray[_N], count: int) -> NDArray[_N]:
    """Add up rows by group."""
    sums = np.zeros((count, values.shape[1]), dtype=values.dtype)
    if len(groups):
        # Runs of sorted rows: to add at places, one by one, takes many times longer.
        order = np.argsort(groups, kind="stable")
        ordered = groups[order]
        starts = np.flatnonzero(np.diff(ordered, prepend=ordered[0] - 1))
        sums[ordered[starts]] = np.add.reduceat(values[order], starts, axis=0)
    return sums
