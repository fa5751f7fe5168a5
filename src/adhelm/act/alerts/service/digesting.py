"""One digest for a person: all workspaces that they may enter, in one message."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from adhelm.act.alerts.logic import composing, words
from adhelm.act.alerts.service.inbox import list_alerts
from adhelm.act.alerts.service.post import Post, new_id
from adhelm.act.alerts.service.queueing import queue
from adhelm.act.alerts.types import Alert, BadPolicy, Delivered, Delivery, NotNow, Severity, State
from adhelm.core import jobs
from adhelm.core.clock import Clock
from adhelm.core.db import Database
from adhelm.core.http import redact
from adhelm.core.jobs import Schedule, Times
from adhelm.core.principal import Actor, Principal, Scope
from adhelm.govern import accounts, audit
from adhelm.govern.accounts import Caller

DIGEST = "alerts.digest"
_ENDED_WITHIN = timedelta(hours=24)
_MOST = 200
_STATES = tuple(one.value for one in State)


def subscribe(
    *,
    principal: Principal,
    database: Database,
    clock: Clock,
    at: str = "08:00",
    zone: str = "UTC",
    weekdays: bool = False,
) -> Schedule:
    """
    Send a person one e-mail a day about all workspaces that they may enter, at `at` in `zone`.

    :raises NotNow: if it is no person who asks.
    :raises BadPolicy: if that is no time of day.
    :raises adhelm.core.jobs.BadSchedule: if there is no such time zone.
    """
    principal.require(Scope.read)
    person_id = _person_of(principal)
    hour, _, minute = at.partition(":")
    if not (hour.isdigit() and minute.isdigit() and int(hour) < 24 and int(minute) < 60):  # noqa: PLR2004
        raise BadPolicy("a time of day is wanted here", hint='"08:00"')
    cron = f"{int(minute)} {int(hour)} * * {'1-5' if weekdays else '*'}"
    name = _name(person_id)
    with database.transaction() as connection:
        jobs.unschedule(connection, workspace_id=principal.workspace_id, name=name)
        made = jobs.add_schedule(
            connection, workspace_id=principal.workspace_id, name=name, kind=DIGEST,
            payload={"person": person_id}, times=Times(cron=cron, zone=zone),
            made_by=f"person:{person_id}", clock=clock,
        )  # fmt: skip
        audit.record(
            connection, principal=principal, clock=clock, action="alerts.subscribe",
            subject=f"person:{person_id}", after={"at": at, "zone": zone, "weekdays": weekdays},
        )  # fmt: skip
    return made


def unsubscribe(*, principal: Principal, database: Database, clock: Clock) -> None:
    """
    Send a person no digest any more.

    :raises NotNow: if it is no person who asks.
    """
    principal.require(Scope.read)
    person_id = _person_of(principal)
    with database.transaction() as connection:
        jobs.unschedule(connection, workspace_id=principal.workspace_id, name=_name(person_id))
        audit.record(
            connection, principal=principal, clock=clock, action="alerts.unsubscribe",
            subject=f"person:{person_id}",
        )  # fmt: skip


def digest(*, post: Post, workspace_id: str, person_id: str, key: str) -> Delivery | None:
    """
    Queue the digest of a person, who sees in it what they may see now; None if they have left.

    It is one message however many workspaces there are; the same `key` is sent once.
    """
    caller = Caller(person_id=person_id)
    entered = accounts.workspaces_of(database=post.database, caller=caller)
    if not any(one.id == workspace_id for one, _ in entered):
        return None
    person = accounts.person(database=post.database, person_id=person_id)
    if not person.active:
        return None
    now = post.clock.now()
    found: dict[str, list[Alert]] = {}
    for one, _ in entered:
        who = accounts.principal_of(database=post.database, caller=caller, workspace_id=one.id)
        found[one.id] = _news(post.database, who, now)
    said = composing.digest(
        found, web_url=post.web_url, at=now,
        quiet=[name for name, several in found.items() if not several],
    )  # fmt: skip
    made = Delivery(
        id=new_id("dlv"), key=f"digest {key}", channel_id="",
        recipients=(words.address(person.email),), message=words.harmless(said, redact),
        state=Delivered.queued, attempts=0, made_at=now, next_at=None,
    )  # fmt: skip
    with post.database.durable() as connection:
        return queue(connection, workspace_id, made, clock=post.clock)


def _news(database: Database, who: Principal, now: datetime) -> list[Alert]:
    """Return what holds, and what ended within a day; what accounts for others alone."""
    shown: dict[str, Any] = {"severity": [one.value for one in Severity if one.rank > 0]}
    found = list_alerts(
        principal=replace(who, scopes=who.scopes | {Scope.read}), database=database,
        wanted={"state": _STATES, **shown}, limit=_MOST,
    )  # fmt: skip
    return [
        one
        for one in found
        if (one.open and not one.inhibited_by and one.snooze is None)
        or (one.resolved_at is not None and now - one.resolved_at <= _ENDED_WITHIN)
    ]


def _person_of(principal: Principal) -> str:
    person_id = principal.behind or (principal.id if principal.actor is Actor.person else "")
    if not person_id or person_id == "local":
        raise NotNow(
            "a digest is a person's own", hint="sign in, or use a key that is bound to a person"
        )
    return person_id


def _name(person_id: str) -> str:
    return f"{DIGEST} {person_id}"[:100]
