"""Until when an alert is put off: an hour, until tomorrow, until it worsens, or as one says."""

from __future__ import annotations

from datetime import datetime

from adhelm.act.alerts.types import Alert, BadSnooze, Snooze
from adhelm.core import later

WORSENS = "worsens"


def snooze(text: str, alert: Alert, *, now: datetime, zone: str) -> Snooze:
    """
    Read `1h`, `30m`, `3d`, `tomorrow` (nine in the morning in `zone`), `worsens` or an instant.

    :raises BadSnooze: if it is none of these, has passed, or is more than ninety days away.
    """
    if text.strip().lower() == WORSENS:
        return Snooze(measure=alert.signal.measure, severity=alert.severity)
    try:
        until = later.until(text, now=now, zone=zone)
    except ValueError as error:
        raise BadSnooze(
            str(error), hint="1h, 3d, tomorrow, worsens or 2026-03-01T09:00:00Z"
        ) from error
    return Snooze(until=until, measure=alert.signal.measure, severity=alert.severity)
