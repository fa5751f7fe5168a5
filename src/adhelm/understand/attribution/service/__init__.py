"""Keep journeys, attribute conversions over them, and keep what was found."""

from adhelm.understand.attribution.service.fetching import (
    add_source,
    fetch,
    list_sources,
    remove_source,
)
from adhelm.understand.attribution.service.history import get_run, keep, list_runs, record
from adhelm.understand.attribution.service.keeping import (
    RUN,
    forget,
    import_file,
    push_conversions,
    push_touchpoints,
)
from adhelm.understand.attribution.service.running import attribute
from adhelm.understand.attribution.service.wording import asked

__all__ = [
    "RUN",
    "add_source",
    "asked",
    "attribute",
    "fetch",
    "forget",
    "get_run",
    "import_file",
    "keep",
    "list_runs",
    "list_sources",
    "push_conversions",
    "push_touchpoints",
    "record",
    "remove_source",
]
