"""`adhelm job` and `adhelm schedule`: see what runs, stop it, try it again; ask for it by clock."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import click

from adhelm.app.jobs import service
from adhelm.app.jobs.telling import job_record, line_record, schedule_record
from adhelm.app.wiring import schedulable_kinds
from adhelm.core.clock import Clock
from adhelm.core.db import Database
from adhelm.core.jobs import Schedule, State, Times
from adhelm.core.terminal import Shell, command, group

job = group("job", help="Work that waits, runs or has ended.")
schedule = group("schedule", help="Work that is asked for again and again.")
_BRIEF = ["id", "kind", "state", "attempts", "done", "total", "what", "made_at", "error_code"]
_STATE = click.Choice([state.value for state in State])


@command("ls", parent=job)
@click.option("--state", type=_STATE, help="Only those in this state.")
@click.option("--kind", default="", metavar="KIND", help="Only this kind of work.")
@click.option("--limit", type=click.IntRange(1, 1000), default=50, show_default=True)
def list_jobs(shell: Shell, *, state: str | None, kind: str, limit: int) -> None:
    """List jobs, newest first."""
    found = service.list_jobs(
        **_seen(shell), state=State(state) if state else None, kind=kind, limit=limit
    )
    now = _clock(shell).now()
    shell.terminal.rows([job_record(one, now=now) for one in found], brief=_BRIEF)


@command("show", parent=job)
@click.argument("job_id", metavar="ID")
def show_job(shell: Shell, *, job_id: str) -> None:
    """Show one job and its log."""
    shown = service.show_job(**_seen(shell), job_id=job_id)
    shell.terminal.record(job_record(shown.job, now=_clock(shell).now()), title="Job")
    shell.terminal.rows(
        map(line_record, shown.lines), columns=["n", "at", "level", "text"], title="Log"
    )


@command("cancel", parent=job)
@click.argument("job_id", metavar="ID")
def cancel_job(shell: Shell, *, job_id: str) -> None:
    """Stop a job: at once if it waits, at its next sign of progress if it runs."""
    found = service.cancel_job(**_parts(shell), job_id=job_id)
    shell.terminal.record(job_record(found, now=_clock(shell).now()))


@command("retry", parent=job)
@click.argument("job_id", metavar="ID")
def retry_job(shell: Shell, *, job_id: str) -> None:
    """Run a job again that failed or was cancelled."""
    found = service.retry_job(**_parts(shell), job_id=job_id)
    shell.terminal.record(job_record(found, now=_clock(shell).now()))


@command("ls", parent=schedule)
@click.option("--limit", type=click.IntRange(1, 1000), default=100, show_default=True)
def list_schedules(shell: Shell, *, limit: int) -> None:
    """List schedules by name."""
    found = service.list_schedules(**_seen(shell), limit=limit)
    shell.terminal.rows(
        map(schedule_record, found),
        columns=["name", "kind", "payload", "every_s", "cron", "zone", "paused", "next_at",
                 "last_at", "version", "made_by"],
        brief=["name", "kind", "every_s", "cron", "zone", "paused", "next_at", "last_at"],
    )  # fmt: skip


@command("add", parent=schedule)
@click.argument("name")
@click.argument("kind")
@click.option("--cron", metavar="EXPR", help="Five fields: '30 6 * * MON-FRI'.")
@click.option("--zone", default="UTC", show_default=True, help="Time zone of --cron (IANA).")
@click.option("--every", type=click.IntRange(1), metavar="SECONDS", help="Every so many seconds.")
@click.option("--payload", default="{}", metavar="JSON", help="What the work is told.")
def add_schedule(
    shell: Shell, *, name: str, kind: str, cron: str | None, zone: str, every: int | None,
    payload: str,
) -> None:  # fmt: skip
    """Ask for work of a kind again and again."""
    made = service.add_schedule(
        **_parts(shell),
        kinds=schedulable_kinds(shell.services),
        name=name,
        kind=kind,
        payload=_object(payload),
        times=Times(None if every is None else timedelta(seconds=every), cron, zone),
    )
    _show(shell, made)


@command("pause", parent=schedule)
@click.argument("name")
def pause_schedule(shell: Shell, *, name: str) -> None:
    """Let a schedule rest."""
    _show(shell, service.change_schedule(**_parts(shell), name=name, paused=True))


@command("resume", parent=schedule)
@click.argument("name")
def resume_schedule(shell: Shell, *, name: str) -> None:
    """Let a schedule go on; what it missed is not made up for."""
    _show(shell, service.change_schedule(**_parts(shell), name=name, paused=False))


@command("rm", parent=schedule)
@click.argument("name")
def remove_schedule(shell: Shell, *, name: str) -> None:
    """Stop asking for work."""
    service.remove_schedule(**_parts(shell), name=name)
    shell.terminal.note(f"'{name}' is gone")


def _show(shell: Shell, one: Schedule) -> None:
    shell.terminal.record(schedule_record(one))


def _object(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError as error:
        raise click.BadParameter(f"no JSON: {error}", param_hint="--payload") from error
    if not isinstance(found, dict):
        raise click.BadParameter(
            'an object, such as {"names": ["meta-de"]}', param_hint="--payload"
        )
    return found


def _seen(shell: Shell) -> dict[str, Any]:
    return {"principal": shell.principal, "database": shell.services.get(Database)}


def _parts(shell: Shell) -> dict[str, Any]:
    return {**_seen(shell), "clock": _clock(shell)}


def _clock(shell: Shell) -> Clock:
    kind: Any = Clock
    clock: Clock = shell.services.get(kind)
    return clock
