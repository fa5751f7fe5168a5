"""Local days of 23, 24 or 25 hours (Lord Howe: 23½ and 24½) and how a day's traffic is spread."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

_HOURS = 24
_SLOTS = timedelta(minutes=30)
# How busy each local hour is; the sum does not matter.
_TRAFFIC = (
    14, 9, 6, 5, 5, 8, 16, 28, 40, 48, 52, 54, 55, 53, 51, 51, 53, 58, 66, 74, 78, 70, 50, 28,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Slot:
    """Half an hour of real time within a local day, with its share of the day's traffic."""

    start: datetime
    hour: int
    share: float


def midnight(day: date, zone: str) -> datetime:
    """Return the instant (UTC) at which a local day begins."""
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)


def local_day(instant: datetime, zone: str) -> date:
    """Return the local day that an instant belongs to."""
    return instant.astimezone(ZoneInfo(zone)).date()


@lru_cache(maxsize=4096)
def slots(day: date, zone: str) -> tuple[Slot, ...]:
    """Return the half hours of a local day in order; their shares add up to one."""
    start, end = midnight(day, zone), midnight(day + timedelta(days=1), zone)
    count = (end - start) // _SLOTS
    starts = [start + _SLOTS * n for n in range(count)]
    hours = [moment.astimezone(ZoneInfo(zone)).hour for moment in starts]
    whole = sum(_TRAFFIC[hour] for hour in hours)
    return tuple(
        Slot(moment, hour, _TRAFFIC[hour] / whole)
        for moment, hour in zip(starts, hours, strict=True)
    )


def share(day: date, zone: str, since: datetime, until: datetime) -> float:
    """Return the share of a local day's traffic that lies between two instants."""
    start, end, whole = _whole(day, zone)
    # Nearly every day is all inside, or all outside.
    if since <= start and end <= until:
        return whole
    if until <= start or end <= since:
        return 0.0
    return sum(share_by_hour(day, zone, since, until))


@lru_cache(maxsize=4096)
def _whole(day: date, zone: str) -> tuple[datetime, datetime, float]:
    """Return when a local day begins and ends, and the sum of its shares, as it is rounded."""
    start = slots(day, zone)[0].start
    end = slots(day, zone)[-1].start + _SLOTS
    return start, end, sum(share_by_hour(day, zone, start, end))


def share_by_hour(day: date, zone: str, since: datetime, until: datetime) -> list[float]:
    """Return, for each hour on the local clock, the share of the day between two instants."""
    shares = [0.0] * _HOURS
    for slot in slots(day, zone):
        inside = min(until, slot.start + _SLOTS) - max(since, slot.start)
        if inside > timedelta():
            shares[slot.hour] += slot.share * (inside / _SLOTS)
    return shares
