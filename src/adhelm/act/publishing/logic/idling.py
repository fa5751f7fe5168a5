"""How long an account has not spent, by the hours that are known of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import pairwise
from zoneinfo import ZoneInfo

_HOUR = timedelta(hours=1)
_TENTH = Decimal("0.1")


def pauses(
    spent: Sequence[tuple[date, int]], *, zone: str, at: datetime
) -> tuple[Decimal | None, Decimal | None]:
    """
    Return hours since the last one with spend ended, and the longest such pause before.

    `spent` are local days and hours with spend, the oldest first; None: there was none at all.
    """
    local = ZoneInfo(zone)
    began = [datetime.combine(day, time(hour), local) for day, hour in spent]
    if not began:
        return None, None
    # Between instants of one zone, Python counts the clock's hours: summer time would be off.
    ends = [one.timestamp() + _HOUR.total_seconds() for one in began]
    gaps = [later - earlier - _HOUR.total_seconds() for earlier, later in pairwise(ends)]
    return _hours(max(at.timestamp() - ends[-1], 0)), _hours(max(gaps)) if gaps else None


def _hours(seconds: float) -> Decimal:
    return Decimal(round(seconds) / 3600).quantize(_TENTH)
