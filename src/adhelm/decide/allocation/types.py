"""What crosses the allocation's door: curves, limits, and a split with its certificate."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum
from typing import TYPE_CHECKING, Any

from adhelm.core.ads import Money, minor_units
from adhelm.core.errors import AdhelmError, Invalid

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Bools = NDArray[np.bool_]
else:
    Floats = Ints = Bools = Any

NO_LIMIT = 2**62
"""A cap that caps nothing."""
PROVEN = 1e-6
"""A relative gap up to which a split counts as the optimum."""


class BadCurve(Invalid):
    """A response curve is not one: its numbers are missing, not finite or out of range."""

    code = "allocation.bad_curve"


class BadLimit(Invalid):
    """A limit is not well formed."""

    code = "allocation.bad_limit"


class MixedCurrencies(Invalid):
    """Money of several currencies cannot be split in one piece."""

    code = "allocation.mixed_currencies"


class Crossing(Invalid):
    """Two groups overlap without one lying within the other."""

    code = "allocation.crossing_groups"


class Infeasible(Invalid):
    """No split keeps all limits; the message and `clashes` name those that clash."""

    code = "allocation.infeasible"


class Beyond(Invalid):
    """A curve is asked farther from what was seen than it may answer for."""

    code = "allocation.beyond_what_was_seen"


class Uncertified(AdhelmError):
    """The solver came to no split that it can prove."""

    code = "allocation.uncertified"


class Family(IntEnum):
    """How return grows with spend x. `top`, `scale` and `shape` are a curve's three numbers."""

    exponential = 0
    """top × (1 − exp(−x / scale))"""
    log = 1
    """top × log(1 + x / scale)"""
    hill = 2
    """top × xᵃ / (scaleᵃ + xᵃ), a = shape; an S-curve where a > 1"""
    power = 3
    """top × (x / scale)ᵃ, 0 < a < 1"""


@dataclass(frozen=True, slots=True, eq=False)
class Curves:
    """
    The response curves of n entities: `top` in returns per day, `scale` in currency per day.

    With uncertainty `top`, `scale` and `shape` are n × draws, and draw d is one possible world
    for all entities at once.
    """

    family: Ints
    top: Floats
    scale: Floats
    shape: Floats
    reach: Floats | None = None
    """Spend beyond which a curve does not answer, in the currency; None: nothing is refused."""

    @classmethod
    def of(
        cls, family: Family, top: Any, scale: Any, shape: Any = 1.0, reach: Any = None
    ) -> Curves:
        """Return curves of one family; what is given once holds for all of them."""
        import numpy as np

        given = [np.asarray(each, dtype=np.float64) for each in (top, scale, shape)]
        whole = np.broadcast_shapes(*(one.shape for one in given))
        tops, scales, shapes = (np.array(np.broadcast_to(one, whole)) for one in given)
        families = np.full(len(tops), int(family), dtype=np.int64)
        far = None if reach is None else np.asarray(reach, dtype=np.float64)
        return cls(families, tops, scales, shapes, far)

    @property
    def draws(self) -> int:
        """Return how many possible worlds there are; 0 where the curves are given as certain."""
        return int(self.top.shape[1]) if self.top.ndim > 1 else 0

    def __len__(self) -> int:
        return len(self.top)


@dataclass(frozen=True, slots=True, eq=False)
class Histories:
    """
    What n entities spent and got back on T days in a row, and who is like whom.

    Days without a figure are not a number. Returns are those known by now: all of them, or as
    much as `known` says.
    """

    spend: Floats
    """n × T, in the currency."""
    returns: Floats
    """n × T: conversions, or their value."""
    weekday: Ints
    """T: 0 is Monday."""
    peers: Ints
    """n: entities with one number borrow from each other, such as one kind on one platform."""
    market: Ints
    """n: entities with one number share weekdays and seasons, such as an account."""
    known: Floats | None = None
    """n × T: which share of a day's returns is known by now, above 0; None: all of them."""


@dataclass(frozen=True, slots=True, eq=False)
class Fitted:
    """Response curves with what is unsure about them, and how far they may be asked."""

    curves: Curves
    elasticity: Floats
    """n × draws: percent more return for one percent more spend, at the usual spend."""
    usual: Floats
    lowest: Floats
    highest: Floats
    """Lowest and highest daily spend that was seen."""
    factor: float
    """How far beyond `highest` a curve answers."""

    def at(self, spend: Floats) -> tuple[Floats, Floats, Floats]:
        """
        Return mean, low and high of the daily return at `spend`: a 90 % interval of the mean.

        :raises Beyond: if an amount is farther from what was seen than `factor` allows.
        """
        import numpy as np

        given = np.asarray(spend, dtype=np.float64)
        far = np.flatnonzero((given > self.highest * self.factor) | (given < 0))
        if len(far):
            who = int(far[0])
            raise Beyond(
                f"entity {who} was never seen above {self.highest[who]:.6g} a day: "
                f"{given[who]:.6g} is more than {self.factor:g} times that",
                hint=f"up to {self.highest[who] * self.factor:.6g}, or raise it in steps",
                entities=far.tolist(),
            )
        risen = (given[:, None] / self.curves.scale) ** self.curves.shape
        worlds = self.curves.top * risen / (1 + risen)
        low, high = np.quantile(worlds, [0.05, 0.95], axis=1)
        return worlds.mean(axis=1), low, high


@dataclass(frozen=True, slots=True, eq=False)
class Level:
    """
    Groups side by side: `of` gives each entity's group, −1 where it is in none.

    `caps` and `floors` are minor units by group; `NO_LIMIT` and 0 say that there is none.
    """

    of: Ints
    caps: Ints
    floors: Ints | None = None
    names: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Problem:
    """
    What is to be split, per day and in minor units of one currency; None: there is no such limit.

    `levels` go from the outermost groups to the innermost, each group within one of the level
    before. Shares are parts of `present`.
    """

    curves: Curves
    currency: str
    budget: int
    floors: Ints | None = None
    ceilings: Ints | None = None
    present: Ints | None = None
    held: Bools | None = None
    """Fixed and protected entities: they keep what they have at `present`."""
    max_raise: Decimal | None = None
    max_cut: Decimal | None = None
    least_returns: Floats | None = None
    """What each entity must bring in a day, such as conversions; 0 for nothing."""
    levels: tuple[Level, ...] = ()
    spend_all: bool = True
    """Whether the budget is to be spent to the last unit, or is the most that may be spent."""
    target: float | None = None
    """Least return per unit of the currency over all spend: a ROAS, or 1 / CPA."""
    risk: float | None = None
    """Quantile of the marginal return over the draws to go by, such as 0.2; None: the mean."""
    names: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Binding:
    """A limit that holds the split back, and what loosening it by one unit would bring."""

    limit: str
    who: str
    worth: float | None
    """Return per unit of the currency; None where the limit allows one value only."""


@dataclass(frozen=True, slots=True, eq=False)
class Allocation:
    """
    A split, with the proof of how good it is.

    `primal` is what `split` returns, `dual` what no split within the limits can exceed; both count
    by the objective (the mean over the draws, or the cautious curve where `risk` is set).
    """

    currency: str
    amounts: Ints
    """Minor units; they add up exactly and keep every limit."""
    split: Floats
    """The same before rounding, in the currency."""
    primal: float
    dual: float
    gap: float
    """(dual − primal) / dual."""
    rounding: float
    """What rounding to minor units costs, as a share of `primal`."""
    marginal: float
    """What the next unit of the currency would bring: the price λ of the budget."""
    expected: float
    """Mean return of `amounts`."""
    low: float
    """With `high`: a 90 % interval of the return of `amounts`; `expected` without draws."""
    high: float
    bindings: tuple[Binding, ...]
    """Of groups, the budget and the target, most worth first."""
    entity_limits: tuple[Bools, Bools]
    """Which entities are at their floor, and which at their ceiling."""
    names: Sequence[str] = ()

    @property
    def proven(self) -> bool:
        """Return whether no split within the limits is better by more than a millionth."""
        return self.gap <= PROVEN

    @property
    def spent(self) -> Decimal:
        """Return the sum of all amounts, in the currency."""
        return self._exact(int(self.amounts.sum()))

    def money(self) -> list[Decimal]:
        """Return the amounts in the currency, exact."""
        return [self._exact(amount) for amount in self.amounts.tolist()]

    def at_limits(self) -> Iterator[tuple[str, str]]:
        """Yield (entity, 'floor' or 'ceiling') for each entity that a limit of its own holds."""
        for which, mask in zip(("floor", "ceiling"), self.entity_limits, strict=True):
            for index in mask.nonzero()[0].tolist():
                yield (self.names[index] if self.names else f"entity {index}"), which

    def _exact(self, amount: int) -> Decimal:
        return Decimal(amount).scaleb(-minor_units(self.currency))


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """One campaign (or a day of one) that may get money, and its own limits."""

    name: str
    family: Family
    top: float
    scale: float
    shape: float = 1.0
    present: Money | None = None
    floor: Money | None = None
    ceiling: Money | None = None
    held: bool = False
    least_returns: float = 0.0
    path: tuple[str, ...] = ()
    """The groups it is in, from the outside in, such as ('meta', 'account 7')."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupLimit:
    """Least and most that all entities below `path` may get together."""

    path: tuple[str, ...]
    cap: Money | None = None
    floor: Money | None = None
