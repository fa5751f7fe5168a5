"""When a schedule's next time is: by the clock on the wall of a time zone, or every so often."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from adhelm.core.jobs.types import BadSchedule, Times

_SHORTEST = timedelta(seconds=1)
_FIELDS = 5


def checked(times: Times) -> Times:
    """
    Return times that name at least one instant to come.

    :raises BadSchedule: if they are neither a cron expression in a known zone nor a duration.
    """
    if (times.every is None) == (times.cron is None):
        raise BadSchedule("a schedule has either `every` or `cron`")
    if times.every is not None and times.every < _SHORTEST:
        raise BadSchedule("`every` is at least a second")
    next_time(times, after=datetime(2026, 1, 1, tzinfo=UTC), last=None)
    return times


def next_time(times: Times, *, after: datetime, last: datetime | None) -> datetime:
    """
    Return the first instant after `after` at which a schedule is due; `last` is one before it.

    A time of day that the clocks skip comes when they have been put forward; one that they show
    twice comes the first time only. (Expressions with `*` in minutes or hours follow the seconds
    that pass instead: `*/5 * * * *` comes in both of the doubled hours.)

    :raises BadSchedule: if there is none.
    """
    if times.cron is None:
        every = times.every or _SHORTEST
        return after + every if last is None else last + every * ((after - last) // every + 1)
    start = after.astimezone(_zone(times.zone))
    for moment in _ticks(times.cron, start):
        # A wall clock that is put back shows times anew whose instants have passed.
        if (instant := moment.astimezone(UTC)) > after:
            return instant
    raise BadSchedule(f"'{times.cron}' never comes")


def _ticks(cron: str, start: datetime) -> Iterator[datetime]:
    from cronsim import CronSim, CronSimError

    # Six fields would count seconds, and follow other rules when the clocks change.
    if len(cron.split()) != _FIELDS:
        raise _no_expression(cron, "it has five fields")
    try:
        return CronSim(cron, start)
    except CronSimError as error:
        raise _no_expression(cron, str(error).lower()) from error


def _no_expression(cron: str, why: str) -> BadSchedule:
    return BadSchedule(
        f"'{cron}' is no cron expression: {why}",
        hint="minute hour day month weekday, such as 30 6 * * MON-FRI",
    )


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise BadSchedule(
            f"there is no time zone '{name}'", hint="an IANA name, such as Europe/Berlin"
        ) from error
