"""Reports that send themselves: by the clock of a time zone, to people and channels."""

from __future__ import annotations

import json
from dataclasses import replace

from adhelm.act import alerts
from adhelm.act.reports import store
from adhelm.act.reports.logic.keeping import asked_of, json_of
from adhelm.act.reports.service import archiving, views
from adhelm.act.reports.service.press import Press, author, new_id, noted
from adhelm.act.reports.types import (
    Asked,
    BadReport,
    Changed,
    Form,
    NoSuchSchedule,
    Plan,
    Recipients,
    Schedule,
    Sent,
    Sort,
)
from adhelm.core import jobs
from adhelm.core.db import Connection
from adhelm.core.jobs import Times
from adhelm.core.principal import Actor, Principal, Scope

SEND = "reports.send"
_MOST = 50
_AGAIN = "read it again, then change it"


def list_schedules(
    *,
    principal: Principal,
    press: Press,
    after: tuple[str, str] | None = None,
    limit: int = 100,
) -> list[Schedule]:
    """Return schedules by name; `after` are name and id of the last one of the page before."""
    principal.require(Scope.read)
    principal.require_staff("the schedules of reports")
    with press.database.reading() as connection:
        found = store.list_schedules(connection, principal.workspace_id, after=after, limit=limit)
        return [_schedule(connection, principal, one) for one in found]


def get_schedule(*, principal: Principal, press: Press, schedule_id: str) -> Schedule:
    """
    Return a schedule.

    :raises NoSuchSchedule: if there is none of that id in the workspace.
    """
    principal.require(Scope.read)
    principal.require_staff("the schedules of reports")
    with press.database.reading() as connection:
        return _schedule(connection, principal, _kept(connection, principal, schedule_id))


def add_schedule(*, principal: Principal, press: Press, plan: Plan) -> Schedule:
    """
    Let a report send itself; it never shows more than its maker sees.

    :raises BadReport: if it has no form, nobody to go to, or times that never come.
    :raises NoSuchView: if its view is none.
    """
    principal.require(Scope.write)
    plan = _checked(principal, press, plan)
    kept = _timed(plan, new_id("sched"), 1, principal, press)
    with press.database.transaction() as connection:
        store.add_schedule(connection, principal.workspace_id, kept)
        _timetable(connection, principal, press, kept)
        noted(connection, press, principal, "schedule", subject=f"schedule:{kept.id}",
              after=_plain(kept))  # fmt: skip
        return _schedule(connection, principal, kept)


def change_schedule(
    *, principal: Principal, press: Press, schedule_id: str, plan: Plan, expected: int
) -> Schedule:
    """
    Put another plan in place of a schedule's.

    :raises NoSuchSchedule: if there is none of that id in the workspace.
    :raises Changed: if it is not version `expected` any more.
    """
    principal.require(Scope.write)
    plan = _checked(principal, press, plan)
    kept = _timed(plan, schedule_id, expected + 1, principal, press)
    with press.database.transaction() as connection:
        before = _kept(connection, principal, schedule_id)
        if not store.change_schedule(connection, principal.workspace_id, kept, before=expected):
            raise Changed(f"schedule '{schedule_id}' has changed", hint=_AGAIN)
        _timetable(connection, principal, press, kept)
        noted(connection, press, principal, "reschedule", subject=f"schedule:{schedule_id}",
              before=_plain(before), after=_plain(kept))  # fmt: skip
        return _schedule(connection, principal, kept)


def remove_schedule(*, principal: Principal, press: Press, schedule_id: str) -> None:
    """
    Let a report send itself no more; what was sent stays in the archive.

    :raises NoSuchSchedule: if there is none of that id in the workspace.
    """
    principal.require(Scope.write)
    principal.require_staff("the schedules of reports")
    with press.database.transaction() as connection:
        before = _kept(connection, principal, schedule_id)
        store.remove_schedule(connection, principal.workspace_id, schedule_id)
        jobs.unschedule(connection, workspace_id=principal.workspace_id, name=_name(schedule_id))
        noted(connection, press, principal, "unschedule", subject=f"schedule:{schedule_id}",
              before=_plain(before))  # fmt: skip


def send_now(*, principal: Principal, press: Press, schedule_id: str) -> str:
    """
    Ask for a report to be sent before its time; return the id of the job that does.

    :raises NoSuchSchedule: if there is none of that id in the workspace.
    """
    principal.require(Scope.write)
    principal.require_staff("the schedules of reports")
    with press.database.transaction() as connection:
        _kept(connection, principal, schedule_id)
        return jobs.enqueue(
            connection, workspace_id=principal.workspace_id, kind=SEND,
            payload={"schedule_id": schedule_id}, clock=press.clock,
            asked_by=author(principal),
        )  # fmt: skip


def send(*, workspace_id: str, press: Press, schedule_id: str, key: str) -> Sent:
    """
    Make a schedule's report and send it, as its maker's plan says; the same `key` does it once.

    :raises NoSuchSchedule: if it was removed meanwhile.
    """
    who = Principal(Actor.scheduler, "reports", workspace_id, frozenset({Scope.read, Scope.write}))
    with press.database.reading() as connection:
        plan = _plan(_kept(connection, who, schedule_id))
    if plan.asked.sort is Sort.audit:
        who = replace(who, scopes=who.scopes | {Scope.admin})
    return archiving.make(
        principal=who, press=press, asked=plan.asked, forms=plan.forms,
        recipients=plan.recipients, schedule_id=schedule_id, link_days=plan.link_days,
        key=key,
    )  # fmt: skip


def _checked(principal: Principal, press: Press, plan: Plan) -> Plan:
    principal.require_staff("the schedules of reports")
    if plan.asked.sort is Sort.audit:
        principal.require(Scope.admin)
    name = plan.name.strip()
    if not name or len(name) > 120:  # noqa: PLR2004 - as its column
        raise BadReport("a schedule has a name of at most 120 characters")
    if not plan.forms:
        raise BadReport("say in which form: pdf, xlsx, html, csv, json, png, adcp")
    to = (*plan.recipients.emails, *plan.recipients.channels)
    if not to or len(to) > _MOST:
        raise BadReport(f"a report goes to 1 to {_MOST} addresses and channels")
    for channel in plan.recipients.channels:
        alerts.get_channel(principal=principal, database=press.database, channel_id=channel)
    views.resolved(principal=principal, press=press, asked=plan.asked)
    asked = _bounded(principal, plan.asked)
    return replace(plan, name=name, asked=asked)


def _bounded(principal: Principal, asked: Asked) -> Asked:
    """Return what is asked for, bounded by what its maker sees today."""
    if principal.accounts is None:
        return asked
    wanted = principal.accounts if asked.accounts is None else set(asked.accounts)
    return replace(asked, accounts=tuple(sorted(principal.accounts & set(wanted))))


def _timed(
    plan: Plan, schedule_id: str, version: int, principal: Principal, press: Press
) -> store.Timed:
    recipients = {"emails": plan.recipients.emails, "channels": plan.recipients.channels}
    return store.Timed(
        id=schedule_id,
        name=plan.name,
        asked=json_of(plan.asked).decode(),
        forms=",".join(dict.fromkeys(each.value for each in plan.forms)),
        recipients=json.dumps(recipients),
        cron=plan.cron,
        zone=plan.zone,
        link_days=plan.link_days,
        paused=plan.paused,
        version=version,
        author=author(principal),
        at=press.clock.now(),
    )


def _timetable(
    connection: Connection, principal: Principal, press: Press, kept: store.Timed
) -> None:
    workspace = principal.workspace_id
    jobs.unschedule(connection, workspace_id=workspace, name=_name(kept.id))
    if kept.paused:
        return
    jobs.add_schedule(
        connection, workspace_id=workspace, name=_name(kept.id), kind=SEND,
        payload={"schedule_id": kept.id}, times=Times(cron=kept.cron, zone=kept.zone),
        made_by="", clock=press.clock,
    )  # fmt: skip


def _kept(connection: Connection, principal: Principal, schedule_id: str) -> store.Timed:
    found = store.get_schedule(connection, principal.workspace_id, schedule_id)
    if found is None:
        raise NoSuchSchedule(
            f"there is no schedule '{schedule_id}'", hint="`adhelm report schedule ls`"
        )
    return found


def _schedule(connection: Connection, principal: Principal, kept: store.Timed) -> Schedule:
    next_at = None
    if not kept.paused:
        try:
            next_at = jobs.get_schedule(
                connection, workspace_id=principal.workspace_id, name=_name(kept.id)
            ).next_at
        except jobs.NoSuchSchedule:
            next_at = None
    return Schedule(kept.id, _plan(kept), kept.version, kept.author, kept.at, next_at)


def _plan(kept: store.Timed) -> Plan:
    to = json.loads(kept.recipients)
    return Plan(
        name=kept.name,
        asked=asked_of(kept.asked),
        forms=tuple(Form(each) for each in kept.forms.split(",")),
        recipients=Recipients(tuple(to["emails"]), tuple(to["channels"])),
        cron=kept.cron,
        zone=kept.zone,
        link_days=kept.link_days,
        paused=kept.paused,
    )


def _plain(kept: store.Timed) -> dict[str, object]:
    return {
        "name": kept.name, "asked": kept.asked, "forms": kept.forms, "cron": kept.cron,
        "zone": kept.zone, "recipients": kept.recipients, "paused": kept.paused,
    }  # fmt: skip


def _name(schedule_id: str) -> str:
    return f"report {schedule_id}"
