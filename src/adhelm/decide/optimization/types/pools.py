"""What the policy sees and says: pools of purses, steps, other budgets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from adhelm.decide.optimization.types.kept import Basis

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Bools = NDArray[np.bool_]
else:
    Floats = Ints = Bools = Any


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pool:
    """
    Purses between which money may move: one currency, and one who counts what all of them return.

    A purse is a campaign's budget, or one that several share. There are n of them and T days in a
    row, the last of which is yesterday. What is not known is not a number.
    """

    platform: str
    """'' where they are on several, which takes `basis` own."""
    account: str
    """'connector/account'; '' where they are in several."""
    currency: str
    metric: str
    """What is counted: 'conversion_value' or 'conversions'."""
    basis: Basis
    names: tuple[str, ...]
    weekdays: Ints
    """T: 0 is Monday."""
    budgets: Ints
    """n: a day, in minor units, as they are now."""
    budgeted: Floats | None
    """n × T: what they were then, in the currency; None: nobody knows."""
    spend: Floats
    """n × T, in the currency."""
    returns: Floats
    """n × T, as known by now."""
    known: Floats
    """n × T: which share of a day's returns is known by now."""
    peers: Ints | None = None
    """n: those with one number are alike; None: all are."""
    held: Bools | None = None
    """n: those that nobody may touch."""
    floors: Ints | None = None
    """n: least budget, in minor units."""
    ceilings: Ints | None = None
    total: int | None = None
    """What all budgets may come to, in minor units; None: what they come to now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """How far one decision may go. Shares are fractions of the budget that is in force."""

    max_raise: Decimal = Decimal("0.19")
    """Below 0.20: from there on platforms learn anew."""
    max_cut: Decimal = Decimal("0.19")
    least: Decimal = Decimal("0.05")
    """Of its usual spend: so much a campaign keeps, so that something is seen of it."""
    explore: Decimal = Decimal("0.05")
    """Of a pool's spend: at most so much moves to learn rather than to earn."""
    reach: float = 1.5
    """How far beyond the highest spend that was seen a curve is asked."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Split:
    """Other budgets for a pool, and what they are expected to change."""

    budgets: Ints
    """n: minor units a day; equal to the present ones where nothing is to be moved."""
    present: Floats
    """n: usual spend a day now, in the currency; 0 where nothing is spent."""
    proposed: Floats
    """n: what they will spend."""
    expected: float
    """Change of the pool's return a day."""
    low: float
    """With `high`: a 90 % interval."""
    high: float
    chance: float
    """That the change is for the better, 0 to 1."""
    marginal: Floats
    """n: what the next unit of money brings; not a number where nothing is known."""
    explored: float
    """Of the pool's spend: which share was moved to learn."""
    why: tuple[str, ...]
    """n: why it is left alone; '' where it is not."""


@dataclass(frozen=True, slots=True)
class Entity:
    """A campaign or an ad group as the platform tells of it."""

    connector: str
    account_id: str
    level: str
    id: str
    campaign_id: str
    name: str
    status: str
    attributes: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Advised:
    """What a platform recommends, in its own words."""

    connector: str
    account_id: str
    platform: str
    level: str
    entity_id: str
    id: str
    kind: str
    details: Mapping[str, Any]
    name: str
    currency: str


@dataclass(frozen=True, slots=True)
class Term:
    """What people searched, and what came of it, over some days in one campaign."""

    connector: str
    platform: str
    account_id: str
    currency: str
    campaign_id: str
    campaign: str
    text: str
    clicks: int
    spend: Decimal
    conversions: Decimal
