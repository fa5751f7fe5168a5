"""Daily series of everything at a level as dense arrays, and exact rolling statistics over them.

`panel` reads a metric's days for all accounts, campaigns or ads at once: NaN where nobody reported,
0 where covered without delivery. `rolling_median_mad` (pure: `core.rolling`) is what robust
z-scores stand on.
"""

from __future__ import annotations

from adhelm.core.rolling import BadWindow, rolling_median_mad
from adhelm.understand.series.service import additive, panel
from adhelm.understand.series.types import LEVELS, Panel, UnknownLevel

__all__ = [
    "LEVELS",
    "BadWindow",
    "Panel",
    "UnknownLevel",
    "additive",
    "panel",
    "rolling_median_mad",
]
