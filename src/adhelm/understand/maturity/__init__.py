"""What recent days will come to once all their conversions are known.

Curves are learned from the warehouse's log of restatements: how days grew with their age. `shares`
gives other slices how much of a metric is known at an age, so that they judge no day too early.
"""

from __future__ import annotations

from adhelm.understand.maturity.service import curves, maturity, refresh, shares
from adhelm.understand.maturity.types import (
    METRICS,
    Asked,
    BadQuestion,
    Corrected,
    Curve,
    Maturity,
    Shares,
    State,
)

__all__ = [
    "METRICS",
    "Asked",
    "BadQuestion",
    "Corrected",
    "Curve",
    "Maturity",
    "Shares",
    "State",
    "curves",
    "maturity",
    "refresh",
    "shares",
]
