"""The inbox: look at alerts, acknowledge, put off, resolve, and say whether they were useful."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from adhelm.act.alerts.logic import words
from adhelm.act.alerts.logic.life import Step, over
from adhelm.act.alerts.logic.snoozing import snooze as snoozed
from adhelm.act.alerts.service.post import Post, author, new_id
from adhelm.act.alerts.service.raising import written
from adhelm.act.alerts.service.telling import acknowledged, begun, told
from adhelm.act.alerts.store import alerts as store
from adhelm.act.alerts.store import marks
from adhelm.act.alerts.types import (
    Alert,
    BadSnooze,
    Change,
    Changed,
    Happened,
    Mark,
    NoSuchAlert,
    NotNow,
    Opinion,
    State,
    Tally,
)
from adhelm.core.clock import Clock
from adhelm.core.db import Connection, Database
from adhelm.core.http import redact
from adhelm.core.principal import Principal, Scope
from adhelm.govern import audit

_Happened = tuple[Change, Mapping[str, object]]
_OPEN = (State.firing.value, State.acknowledged.value)


def list_alerts(
    *,
    principal: Principal,
    database: Database,
    wanted: Mapping[str, Sequence[str]] | None = None,
    before: tuple[datetime, str] | None = None,
    limit: int = 100,
) -> list[Alert]:
    """
    Return alerts, the newest episode first; those that hold, unless `wanted` names states.

    `wanted` names columns and the values they may have: state, severity, source, platform,
    account, detector. `before` are `first_at` and `id` of the last one of the page before.
    """
    principal.require(Scope.read)
    with database.reading() as connection:
        return store.page(
            connection, principal.workspace_id, wanted={"state": _OPEN, **(wanted or {})},
            accounts=principal.accounts, before=before, limit=limit,
        )  # fmt: skip


def get_alert(
    *, principal: Principal, database: Database, alert_id: str
) -> tuple[Alert, list[Happened]]:
    """
    Return an alert and what happened to it, the newest first.

    :raises NoSuchAlert: if there is none that the principal sees.
    """
    principal.require(Scope.read)
    with database.reading() as connection:
        found = _seen(connection, principal, alert_id)
        return found, store.history(connection, principal.workspace_id, alert_id)


def acknowledge(
    *, principal: Principal, post: Post, alert_id: str, version: int | None = None
) -> Alert:
    """
    Say that one has seen to it: nobody else is called, until it worsens.

    :raises NoSuchAlert: if there is none that the principal sees.
    :raises NotNow: if it is over.
    :raises Changed: if it is not at `version` any more.
    """
    principal.require(Scope.write)
    with post.database.durable() as connection:
        one = _held(connection, principal, alert_id, version)
        if one.state is State.acknowledged:
            return one
        who = author(principal)
        made = replace(
            one, state=State.acknowledged, acked_at=post.clock.now(), acked_by=who,
            version=one.version + 1,
        )  # fmt: skip
        return _put(connection, principal, post, made, happened=(Change.acknowledged, {}))


def put_off(
    *,
    principal: Principal,
    post: Post,
    alert_id: str,
    until: str,
    zone: str = "UTC",
    version: int | None = None,
) -> Alert:
    """
    Hear no more of an alert `until` 1h, 3d, tomorrow, worsens, or an instant.

    Tomorrow begins at nine in the morning in `zone`.

    :raises NoSuchAlert: if there is none that the principal sees.
    :raises NotNow: if it is over.
    :raises BadSnooze: if that is no time to come.
    :raises Changed: if it is not at `version` any more.
    """
    principal.require(Scope.write)
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise BadSnooze(f"there is no time zone '{zone[:60]}'", hint="Europe/Zurich") from error
    with post.database.durable() as connection:
        one = _held(connection, principal, alert_id, version)
        snooze = snoozed(until, one, now=post.clock.now(), zone=zone)
        made = replace(one, snooze=snooze, version=one.version + 1)
        data = {"until": snooze.until.isoformat() if snooze.until else "it worsens"}
        return _put(connection, principal, post, made, happened=(Change.snoozed, data))


def resolve(
    *,
    principal: Principal,
    post: Post,
    alert_id: str,
    why: str = "",
    version: int | None = None,
) -> Alert:
    """
    Say that it is over; if it is not, its source begins a new episode at the next look.

    :raises NoSuchAlert: if there is none that the principal sees.
    :raises NotNow: if it is over already.
    :raises Changed: if it is not at `version` any more.
    """
    principal.require(Scope.write)
    with post.database.durable() as connection:
        one = _held(connection, principal, alert_id, version)
        reason = words.plain(redact(why), most=500) or "somebody said so"
        step = over(one, at=post.clock.now(), why=reason)
        made = begun(post, connection, principal.workspace_id)
        written(made, [step], author(principal))
        told(made)
        _note(connection, principal, post.clock, one, happened=(Change.resolved, {"why": reason}))
        return step.alert


def mark(
    *,
    principal: Principal,
    database: Database,
    clock: Clock,
    opinion: Opinion,
    alert_id: str = "",
    what: str = "",
    day: date | None = None,
) -> Mark:
    """
    Say whether an alert was useful, or what none told of; somebody's later word replaces theirs.

    :raises NoSuchAlert: if there is none that the principal sees.
    :raises NotNow: if it is about an alert and says it was missed, or the other way round.
    """
    principal.require(Scope.write)
    if (opinion is Opinion.missed) == bool(alert_id):
        raise NotNow("an alert is useful or useless; what was missed has none")
    with database.durable() as connection:
        about = _seen(connection, principal, alert_id) if alert_id else None
        made = Mark(
            id=new_id("mrk"), opinion=opinion, who=author(principal), at=clock.now(),
            alert_id=alert_id, episode=about.episode if about else 0,
            detector=about.signal.detector if about else "",
            what=words.plain(redact(what), most=500), day=day,
        )  # fmt: skip
        marks.put(connection, principal.workspace_id, made)
        if about is not None:
            store.happened(
                connection, principal.workspace_id, about.id, Change.marked, at=made.at,
                who=made.who, data={"opinion": opinion.value, "what": made.what},
            )  # fmt: skip
        audit.record(
            connection, principal=principal, clock=clock, action="alerts.mark",
            subject=f"alert:{alert_id}" if alert_id else f"mark:{made.id}",
            after={"opinion": opinion.value, "what": made.what, "day": day},
        )  # fmt: skip
    return made


def tallies(*, principal: Principal, database: Database, since: datetime) -> list[Tally]:
    """Return per detector how many episodes began since an instant, and what people said."""
    principal.require(Scope.read)
    principal.require_whole("the count of all alerts")
    with database.reading() as connection:
        fired = store.fired_since(connection, principal.workspace_id, since)
        said = marks.since(connection, principal.workspace_id, since)
    episodes = Counter(detector for _, detector, _, _ in fired)
    opinions = Counter((one.detector, one.opinion) for one in said)
    names = sorted({*episodes, *(one.detector for one in said)})
    return [
        Tally(
            detector=name, alerts=episodes[name], useful=opinions[name, Opinion.useful],
            useless=opinions[name, Opinion.useless], missed=opinions[name, Opinion.missed],
        )
        for name in names
    ]  # fmt: skip


def list_marks(*, principal: Principal, database: Database, since: datetime) -> list[Mark]:
    """Return people's marks since an instant, the newest first."""
    principal.require(Scope.read)
    principal.require_whole("all marks")
    with database.reading() as connection:
        return marks.since(connection, principal.workspace_id, since)


def _seen(connection: Connection, principal: Principal, alert_id: str) -> Alert:
    found = store.find(connection, principal.workspace_id, alert_id[:64])
    visible = found is not None and (
        principal.accounts is None or found.signal.entity.account in principal.accounts
    )
    if found is None or not visible:
        raise NoSuchAlert(f"there is no alert '{alert_id[:64]}'", hint="`adhelm alert ls`")
    return found


def _held(
    connection: Connection, principal: Principal, alert_id: str, version: int | None
) -> Alert:
    store.lock(connection, principal.workspace_id)
    one = _seen(connection, principal, alert_id)
    if not one.open:
        raise NotNow("the alert is over", hint=f"since {one.resolved_at}")
    if version is not None and version != one.version:
        raise Changed("the alert has changed meanwhile", hint="read it again")
    return one


def _put(
    connection: Connection, principal: Principal, post: Post, one: Alert, *, happened: _Happened
) -> Alert:
    change, _ = happened
    made = begun(post, connection, principal.workspace_id)
    written(made, [Step(one, (happened,))], author(principal))
    if change is Change.acknowledged:
        acknowledged(made, one)
    told(made)
    _note(connection, principal, post.clock, one, happened=happened)
    return one


def _note(
    connection: Connection, principal: Principal, clock: Clock, one: Alert, *, happened: _Happened
) -> None:
    change, data = happened
    audit.record(
        connection, principal=principal, clock=clock, action=f"alerts.{change}",
        subject=f"alert:{one.id}", after={"claim": one.signal.claim, **data},
    )  # fmt: skip
