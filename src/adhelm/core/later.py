"""Until when something is put off, as people write it: 1h, 3d, tomorrow, or an instant."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

TOMORROW = "tomorrow"
LONGEST = timedelta(days=90)
_SPAN = re.compile(r"([1-9]\d{0,3})\s*(m|h|d)")
_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}
_MORNING = time(9)


def until(text: str, *, now: datetime, zone: str) -> datetime:
    """
    Return the instant that `1h`, `30m`, `3d`, `tomorrow` (nine in `zone`) or an instant means.

    :raises ValueError: if it is none of these, has passed, or is more than ninety days away.
    """
    found = _read(text.strip().lower(), now=now, zone=zone)
    if not now < found <= now + LONGEST:
        raise ValueError("it is put off until a time to come, ninety days away at most")
    return found


def _read(word: str, *, now: datetime, zone: str) -> datetime:
    if word == TOMORROW:
        there = _zone(zone)
        day = now.astimezone(there).date() + timedelta(days=1)
        return datetime.combine(day, _MORNING, there).astimezone(now.tzinfo)
    if found := _SPAN.fullmatch(word):
        return now + int(found[1]) * _UNITS[found[2]]
    try:
        said = datetime.fromisoformat(word.upper())
        local = said.astimezone(now.tzinfo) if said.tzinfo else None
    except (ValueError, OverflowError):
        local = None
    if local is None:
        raise ValueError(f"'{word[:40]}' says no time")
    return local


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"there is no time zone '{name[:60]}'") from error
