"""Search for incidents, keep what was found by data version, and tell what became of it."""

from adhelm.understand.analysis.service.keeping import (
    compared,
    history,
    keep,
    lives,
    stamp,
    standing,
)
from adhelm.understand.analysis.service.known import with_calendar
from adhelm.understand.analysis.service.reading import read_series
from adhelm.understand.analysis.service.searching import incidents, read_range

__all__ = [
    "compared",
    "history",
    "incidents",
    "keep",
    "lives",
    "read_range",
    "read_series",
    "stamp",
    "standing",
    "with_calendar",
]
