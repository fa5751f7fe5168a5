"""What a young day will come to: known over share known, leaning on what is usual where thin."""

from __future__ import annotations

import math
from dataclasses import dataclass

from adhelm.understand.maturity.types import Curve

WITHIN_90 = 1.6449
"""Standard deviations around the mean that hold 90 % of a normal distribution."""
_LEAST_SHARE = 0.02


@dataclass(frozen=True, slots=True)
class Estimate:
    """A final figure as it is expected: its variance by itself, and the doubt of the curve."""

    share: float
    final: float
    variance: float
    doubt: float

    @property
    def reach(self) -> float:
        """Return half the width of the 90 % interval."""
        return WITHIN_90 * math.sqrt(self.variance + self.doubt**2)


def estimate(known: float, *, age: int, curve: Curve) -> Estimate | None:
    """Return what a day will come to of which `known` is reported at an age; None: unknown."""
    if age >= curve.horizon:
        return Estimate(1.0, known, 0.0, 0.0)
    share = curve.at(age)
    if share is None or share < _LEAST_SHARE:
        return None
    spread, doubt = curve.spread[age] or 0.0, curve.doubt[age] or 0.0
    plain = known / share
    if curve.usual is None or curve.varies is None:
        return Estimate(share, plain, spread * max(plain, 0.0), doubt * abs(plain))
    prior = (curve.usual * curve.varies) ** 2
    # What a day with nothing yet may vary is not nothing: its level is half the usual one then.
    noise = spread * max(plain, 0.1 * curve.usual)
    trust = prior / (prior + noise) if prior + noise > 0 else 1.0
    final = trust * plain + (1.0 - trust) * curve.usual
    return Estimate(share, final, trust * noise, doubt * abs(final))


def interval(known: float, found: Estimate, curve: Curve) -> tuple[float, float]:
    """Return the 90 % interval; what is never taken back is not less in the end than now."""
    low, high = found.final - found.reach, found.final + found.reach
    return (low if curve.falls else max(low, min(known, found.final))), high
