"""How sales answer to spend: the market's own curve, and others that a model may not expect."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from adhelm.sandbox.market.chance import Floats

Curve = Callable[[Floats, Floats, Floats], Floats]
"""Sales per day from spend (campaigns × days), `most` and `half` (campaigns × 1)."""
_POWER, _BEND = 0.55, 1.7


def hill(spend: Floats, most: Floats, half: Floats) -> Floats:
    """Return sales that never exceed `most`, half of them at `half`."""
    return np.asarray(most * spend / (half + spend), dtype=np.float64)


def mixed(spend: Floats, most: Floats, half: Floats) -> Floats:
    """Return sales by other families in turn, campaign by campaign, alike at `half`."""
    x = spend / half
    families = (
        1.0 - np.exp(-np.log(2.0) * x),
        0.5 * x**_POWER,
        0.5 * np.log2(1.0 + x),
        # Little money brings next to nothing: an S-curve.
        x**_BEND / (1.0 + x**_BEND),
    )
    rows = np.arange(len(most)) % len(families)
    return np.asarray(most * np.stack(families)[rows, np.arange(len(most))], dtype=np.float64)
