"""Which channel earned a conversion: journeys of people, and models that share out the credit.

Touches and conversions are pushed or imported, people known by a keyed hash alone. `attribute`
puts all models side by side, beside what the platforms claim and what two of them both claim.
"""

from __future__ import annotations

from adhelm.understand.attribution.logic.models import credit
from adhelm.understand.attribution.logic.paths import Paths, from_text, paths
from adhelm.understand.attribution.service import (
    RUN,
    add_source,
    asked,
    attribute,
    fetch,
    forget,
    get_run,
    import_file,
    keep,
    list_runs,
    list_sources,
    push_conversions,
    push_touchpoints,
    record,
    remove_source,
)

__all__ = [
    "RUN",
    "Paths",
    "add_source",
    "asked",
    "attribute",
    "credit",
    "fetch",
    "forget",
    "from_text",
    "get_run",
    "import_file",
    "keep",
    "list_runs",
    "list_sources",
    "paths",
    "push_conversions",
    "push_touchpoints",
    "record",
    "remove_source",
]
