"""When rules are looked at: after each sync, or at their own times, in their own zone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from adhelm.core.clock import Clock
from adhelm.core.db import Connection
from adhelm.core.jobs import Times, add_schedule, unschedule
from adhelm.core.jobs.times import next_time
from adhelm.decide.rules.types import WEEKDAYS, Rule, When

RUN_ONE = "rules.run_one"
_WEEK = timedelta(days=8)


def keep_schedule(
    connection: Connection, workspace_id: str, rule_id: str, rule: Rule | None, clock: Clock
) -> None:
    """Ask for a rule to be looked at in its own times; None: not any more."""
    name = f"rule {rule_id}"
    unschedule(connection, workspace_id=workspace_id, name=name)
    if rule is not None and rule.when.at is not None:
        add_schedule(
            connection, workspace_id=workspace_id, name=name, kind=RUN_ONE,
            payload={"rule_id": rule_id}, times=times_of(rule.when), made_by="", clock=clock,
        )  # fmt: skip


def times_of(when: When) -> Times:
    """Return the times of a rule that has some of its own."""
    assert when.at is not None  # noqa: S101 - asked for such rules alone
    days = ",".join(day.upper() for day in when.days) or "*"
    return Times(cron=f"{when.at.minute} {when.at.hour} * * {days}", zone=when.zone)


def due(when: When, *, now: datetime) -> datetime | None:
    """Return the last of a rule's own times that has come; None: none has for a week."""
    return max(instants(when, since=now - _WEEK, until=now), default=None)


def instants(when: When, *, since: datetime, until: datetime) -> Iterator[datetime]:
    """Yield a rule's own times after an instant, up to another."""
    times = times_of(when)
    at = next_time(times, after=since, last=None)
    while at <= until:
        yield at
        at = next_time(times, after=at, last=at)


def local_day(when: When, at: datetime) -> date:
    """Return the day of an instant in a rule's zone."""
    return at.astimezone(ZoneInfo(when.zone)).date()


def is_its_day(when: When, at: datetime) -> bool:
    """Say whether a rule is looked at on the weekday of an instant."""
    return not when.days or WEEKDAYS[local_day(when, at).weekday()] in when.days
