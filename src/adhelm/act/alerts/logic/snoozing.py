"""Until when an alert is put off: an hour, until tomorrow, until it worsens, or as one says."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from adhelm.act.alerts.types import Alert, BadSnooze, Snooze

_SPAN = re.compile(r"([1-9]\d{0,3})\s*(m|h|d)")
_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}
_MORNING = time(9)
_LONGEST = timedelta(days=90)
WORSENS, TOMORROW = "worsens", "tomorrow"


def snooze(text: str, alert: Alert, *, now: datetime, zone: str) -> Snooze:
    """
    Read `1h`, `30m`, `3d`, `tomorrow` (nine in the morning in `zone`), `worsens` or an instant.

    :raises BadSnooze: if it is none of these, has passed, or is more than ninety days away.
    """
    word = text.strip().lower()
    if word == WORSENS:
        return Snooze(measure=alert.signal.measure, severity=alert.severity)
    until = _until(word, now=now, zone=zone)
    if not now < until <= now + _LONGEST:
        raise BadSnooze("it is put off until a time to come, ninety days away at most")
    return Snooze(until=until, measure=alert.signal.measure, severity=alert.severity)


def _until(word: str, *, now: datetime, zone: str) -> datetime:
    if word == TOMORROW:
        local = now.astimezone(ZoneInfo(zone))
        morning = datetime.combine(local.date() + timedelta(days=1), _MORNING, ZoneInfo(zone))
        return morning.astimezone(now.tzinfo)
    if found := _SPAN.fullmatch(word):
        return now + int(found[1]) * _UNITS[found[2]]
    try:
        until = datetime.fromisoformat(word.upper())
    except ValueError:
        until = None
    if until is None or until.tzinfo is None:
        raise BadSnooze(
            f"'{word[:40]}' says no time", hint="1h, 3d, tomorrow, worsens or 2026-03-01T09:00:00Z"
        )
    return until.astimezone(now.tzinfo)
