"""Which channel earned a conversion: journeys of people, and models that share out the credit.

Touches and conversions are pushed or imported, people known by a keyed hash alone. `attribute`
puts all models side by side, beside what the platforms claim and what two of them both claim.
"""

from __future__ import annotations

from adhelm.understand.attribution.logic.models import credit
from adhelm.understand.attribution.logic.paths import Paths, from_text, paths
from adhelm.understand.attribution.service import (
    attribute,
    forget,
    import_file,
    push_conversions,
    push_touchpoints,
)

__all__ = [
    "Paths",
    "attribute",
    "credit",
    "forget",
    "from_text",
    "import_file",
    "paths",
    "push_conversions",
    "push_touchpoints",
]
