"""Jobs and schedules for a principal: what it may see and do, with an audit entry for each act."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import orjson

from adhelm.core import jobs
from adhelm.core.clock import Clock
from adhelm.core.db import Database
from adhelm.core.errors import Forbidden, Invalid
from adhelm.core.jobs import Job, Line, NoSuchJob, Schedule, State, Times
from adhelm.core.principal import Principal, Scope
from adhelm.govern import audit

P = ParamSpec("P")
T = TypeVar("T")
_LARGEST = 10_000
NAME = r"[a-z0-9][a-z0-9._-]{0,99}"


class UnknownKind(Invalid):
    """No such work can be asked for by schedule."""

    code = "schedules.unknown_kind"


class BadName(Invalid):
    """A schedule cannot be called that."""

    code = "schedules.bad_name"


class PayloadTooLarge(Invalid):
    """The work is described in too many words."""

    code = "schedules.payload_too_large"


@dataclass(frozen=True, slots=True)
class Shown:
    """A job with the lines of its log, the oldest first."""

    job: Job
    lines: list[Line]


def _refusals_noted(action: str) -> Callable[[Callable[P, T]], Callable[P, T]]:
    def decorate(use_case: Callable[P, T]) -> Callable[P, T]:
        @wraps(use_case)
        def run(*args: P.args, **kwargs: P.kwargs) -> T:
            try:
                return use_case(*args, **kwargs)
            except Forbidden as refused:
                known: dict[str, Any] = dict(kwargs)
                subject = f"{action.partition('.')[0]}:{known.get('job_id') or known.get('name')}"
                audit.record_refusal(
                    known["database"], principal=known["principal"], clock=known["clock"],
                    action=action, subject=subject, reason=refused.message,
                )  # fmt: skip
                raise

        return run

    return decorate


def list_jobs(
    *,
    principal: Principal,
    database: Database,
    state: State | None = None,
    kind: str = "",
    before: tuple[datetime, str] | None = None,
    limit: int = 100,
) -> list[Job]:
    """
    Return the jobs that the principal may see, newest first.

    Who is narrowed to some accounts, or is one of the client's, sees what they asked for.

    :raises Forbidden: if the principal may not read.
    """
    principal.require(Scope.read)
    with database.reading() as connection:
        return jobs.list_jobs(
            connection,
            workspace_id=principal.workspace_id,
            state=state,
            kind=kind,
            actor_id=None if sees_all(principal) else principal.id,
            before=before,
            limit=limit,
        )


def show_job(*, principal: Principal, database: Database, job_id: str) -> Shown:
    """
    Return a job and its log.

    :raises Forbidden: if the principal may not read.
    :raises NoSuchJob: if there is none that it may see.
    """
    principal.require(Scope.read)
    mine = {"workspace_id": principal.workspace_id, "job_id": job_id}
    with database.reading() as connection:
        job = _visible(principal, jobs.get_job(connection, **mine))
        return Shown(job, jobs.read_lines(connection, **mine))


@_refusals_noted("job.cancel")
def cancel_job(*, principal: Principal, database: Database, clock: Clock, job_id: str) -> Job:
    """
    Stop a job: at once if it waits, at its next sign of progress if it runs.

    :raises Forbidden: if the principal may not write.
    :raises NoSuchJob: if there is none that it may see.
    :raises AlreadyEnded: if it is done or has failed.
    """
    return _act(
        "job.cancel",
        jobs.cancel,
        principal=principal,
        database=database,
        clock=clock,
        job_id=job_id,
    )


@_refusals_noted("job.retry")
def retry_job(*, principal: Principal, database: Database, clock: Clock, job_id: str) -> Job:
    """
    Run a job again that failed or was cancelled.

    :raises Forbidden: if the principal may not write.
    :raises NoSuchJob: if there is none that it may see.
    :raises NotRetried: if it has not ended badly.
    """
    return _act(
        "job.retry",
        jobs.retry,
        principal=principal,
        database=database,
        clock=clock,
        job_id=job_id,
    )


def list_schedules(
    *, principal: Principal, database: Database, after: str = "", limit: int = 100
) -> list[Schedule]:
    """
    Return the workspace's schedules by name; `after` is the last name of the page before.

    :raises Forbidden: if the principal may not keep schedules.
    """
    _require_schedules(principal)
    with database.reading() as connection:
        workspace = principal.workspace_id
        return jobs.list_schedules(connection, workspace_id=workspace, after=after, limit=limit)


def get_schedule(*, principal: Principal, database: Database, name: str) -> Schedule:
    """
    Return one schedule.

    :raises Forbidden: if the principal may not keep schedules.
    :raises NoSuchSchedule: if there is none.
    """
    _require_schedules(principal)
    with database.reading() as connection:
        return jobs.get_schedule(connection, workspace_id=principal.workspace_id, name=name)


@_refusals_noted("schedule.add")
def add_schedule(
    *,
    principal: Principal,
    database: Database,
    clock: Clock,
    kinds: Collection[str],
    name: str,
    kind: str,
    payload: Mapping[str, Any],
    times: Times,
) -> Schedule:
    """
    Ask for work again and again; `kinds` are those that may be asked for in this way.

    :raises Forbidden: if the principal may not keep schedules.
    :raises UnknownKind: if the work is none of `kinds`.
    :raises BadName: if the name has other signs than small letters, digits and `._-`.
    :raises PayloadTooLarge: if the payload is longer than 10 kB.
    :raises ScheduleExists: if there is one of that name.
    :raises BadSchedule: if the times name no instant.
    """
    _require_schedules(principal)
    if kind not in kinds:
        raise UnknownKind(f"no schedule can ask for '{kind}'", hint=", ".join(sorted(kinds)))
    if not re.fullmatch(NAME, name):
        raise BadName(f"'{name}' is no name", hint="small letters, digits and . _ -, at most 100")
    with database.durable() as connection:
        made = jobs.add_schedule(
            connection,
            workspace_id=principal.workspace_id,
            name=name,
            kind=kind,
            payload=_bounded(payload),
            times=times,
            made_by=_author(principal),
            clock=clock,
        )
        audit.record(
            connection, principal=principal, clock=clock, action="schedule.add",
            subject=f"schedule:{name}", after=_audited(made),
        )  # fmt: skip
    return made


@_refusals_noted("schedule.change")
def change_schedule(
    *,
    principal: Principal,
    database: Database,
    clock: Clock,
    name: str,
    version: int | None = None,
    times: Times | None = None,
    payload: Mapping[str, Any] | None = None,
    paused: bool | None = None,
) -> Schedule:
    """
    Change what is given of a schedule, if it is still at `version`.

    :raises Forbidden: if the principal may not keep schedules.
    :raises NoSuchSchedule: if there is none.
    :raises ScheduleKept: if a part of Adhelm keeps it, and more than pausing is asked.
    :raises ScheduleChanged: if it is at another version.
    :raises BadSchedule: if the times name no instant.
    """
    _require_schedules(principal)
    with database.durable() as connection:
        before = jobs.get_schedule(connection, workspace_id=principal.workspace_id, name=name)
        if version not in {None, before.version}:
            raise jobs.ScheduleChanged(f"'{name}' has changed", hint="read it again")
        after = jobs.change_schedule(
            connection,
            before=before,
            clock=clock,
            times=times,
            payload=None if payload is None else _bounded(payload),
            paused=paused,
        )
        audit.record(
            connection, principal=principal, clock=clock, action="schedule.change",
            subject=f"schedule:{name}", before=_audited(before), after=_audited(after),
        )  # fmt: skip
    return after


@_refusals_noted("schedule.remove")
def remove_schedule(*, principal: Principal, database: Database, clock: Clock, name: str) -> None:
    """
    Stop asking for work.

    :raises Forbidden: if the principal may not keep schedules.
    :raises NoSuchSchedule: if there is none.
    :raises ScheduleKept: if a part of Adhelm keeps it.
    """
    _require_schedules(principal)
    with database.durable() as connection:
        gone = jobs.remove_schedule(connection, workspace_id=principal.workspace_id, name=name)
        audit.record(
            connection, principal=principal, clock=clock, action="schedule.remove",
            subject=f"schedule:{name}", before=_audited(gone),
        )  # fmt: skip


def sees_all(principal: Principal) -> bool:
    """Say whether a principal sees more of a workspace's jobs than those it asked for."""
    return principal.accounts is None and principal.staff


def _act(
    action: str, act: Callable[..., Job], *, principal: Principal, database: Database,
    clock: Clock, job_id: str,
) -> Job:  # fmt: skip
    principal.require(Scope.write)
    mine = {"workspace_id": principal.workspace_id, "job_id": job_id}
    with database.durable() as connection:
        before = _visible(principal, jobs.get_job(connection, **mine))
        after = act(connection, **mine, clock=clock, by=_author(principal))
        audit.record(
            connection, principal=principal, clock=clock, action=action,
            subject=f"job:{job_id}", before={"state": before.state, "kind": before.kind},
            after={"state": after.state, "cancelling": after.cancelling},
        )  # fmt: skip
    return after


def _visible(principal: Principal, job: Job) -> Job:
    if not sees_all(principal) and job.actor_id != principal.id:
        raise NoSuchJob(f"there is no job '{job.id}'", hint="`adhelm job ls` lists them")
    return job


def _require_schedules(principal: Principal) -> None:
    # Those who operate: a schedule spends the platforms' patience, and reaches every account.
    principal.require(Scope.propose)
    if not sees_all(principal):
        raise Forbidden("schedules are for those who see the whole workspace")


def _author(principal: Principal) -> str:
    return f"{principal.actor}:{principal.id}"


def _bounded(payload: Mapping[str, Any]) -> Mapping[str, Any]:
    if len(orjson.dumps(dict(payload), option=orjson.OPT_NON_STR_KEYS)) > _LARGEST:
        raise PayloadTooLarge("the payload is too large", hint=f"at most {_LARGEST:,} bytes")
    return payload


def _audited(one: Schedule) -> dict[str, object]:
    return {
        "kind": one.kind, "payload": dict(one.payload), "every": one.times.every,
        "cron": one.times.cron, "zone": one.times.zone, "paused": one.paused,
    }  # fmt: skip
