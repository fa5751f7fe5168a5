"""The one clock. Everything that needs the time is given a `Clock`; nothing else reads it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo


class Clock(Protocol):
    """Something that knows what time it is."""

    def now(self) -> datetime:
        """Return the present instant, aware, in UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return the present instant, aware, in UTC."""
        return datetime.now(UTC)  # noqa: TID251 - this is the one place


class SetClock:
    """A clock that stands where it was put, for the test profile; until then it runs."""

    def __init__(self, now: datetime | None = None) -> None:
        self._now = _aware(now) if now else None

    def now(self) -> datetime:
        """Return the instant the clock was set to, or the machine's if it was not."""
        return self._now or SystemClock().now()

    def set(self, now: datetime) -> None:
        """Put the clock at `now`."""
        self._now = _aware(now)

    def advance(self, by: timedelta) -> None:
        """Move the clock forward."""
        self._now = self.now() + by


def today(clock: Clock, zone: str) -> date:
    """Return the local day in the IANA time zone `zone`."""
    return clock.now().astimezone(ZoneInfo(zone)).date()


def _aware(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError(f"an instant needs a time zone: {moment.isoformat()}")
    return moment.astimezone(UTC)
