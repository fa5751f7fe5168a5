"""`adhelm report send`, its archive, links and schedules."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from adhelm.act.reports.cli.shared import (
    FORMS,
    SENT,
    asked_of,
    parts,
    report,
    saying,
    sent_row,
    words,
)
from adhelm.act.reports.service import archiving, links, scheduling
from adhelm.act.reports.types import Form, Plan, Recipients, Schedule
from adhelm.core.terminal import Shell, command, group

_FORMS = click.option("--forms", default="pdf", show_default=True, help=f"Of {', '.join(FORMS)}.")
_TO = click.option("--to", "emails", multiple=True, metavar="EMAIL", help="Who gets it.")
_CHANNEL = click.option("--channel", "channels", multiple=True, metavar="ID", help="Of alerts.")
_DAYS = click.option("--link-days", default=0, type=click.IntRange(0, 90), show_default=True,
                     help="How long a link in the message opens it.")  # fmt: skip
schedule = group("schedule", help="Reports that send themselves.")
report.add_command(schedule)
_COLUMNS = ("id", "name", "sort", "forms", "cron", "zone", "to", "next_at", "paused")


@command("send", parent=report, as_of=True)
@saying
@_FORMS
@_TO
@_CHANNEL
@_DAYS
def send(
    shell: Shell, *, forms: str, emails: tuple[str, ...], channels: tuple[str, ...],
    link_days: int,
) -> None:  # fmt: skip
    """Make a report, keep it in the archive, and send it by e-mail and to channels."""
    with shell.terminal.progress("writing the report"):
        made = archiving.make(
            **parts(shell), asked=asked_of(shell), forms=_forms(forms),
            recipients=Recipients(emails, channels), link_days=link_days,
        )  # fmt: skip
    shell.terminal.record(sent_row(made))


@command("ls", parent=report)
@click.option("--schedule", "schedule_id", default="", metavar="ID", help="Of one schedule.")
@click.option("--limit", default=50, type=click.IntRange(1, 1000), show_default=True)
def list_(shell: Shell, *, schedule_id: str, limit: int) -> None:
    """List the reports that were made and kept, the newest first."""
    found, _ = archiving.list_reports(**parts(shell), schedule_id=schedule_id, limit=limit)
    shell.terminal.rows([sent_row(one) for one in found], columns=SENT)


@command("again", parent=report)
@click.argument("report_id", metavar="ID")
@click.option("--form", type=click.Choice(FORMS), default="pdf", show_default=True)
@click.option("--out", type=click.Path(path_type=Path), default=None, help="The file to write.")
def again(shell: Shell, *, report_id: str, form: str, out: Path | None) -> None:
    """Make a kept report again, to the byte as it was."""
    found = archiving.get_report(**parts(shell), sent_id=report_id)
    made = archiving.again(**parts(shell), sent_id=report_id, form=Form(form))
    path = (out or Path(made.name)).absolute()
    path.write_bytes(made.content)
    known = {one.form.value: one.digest for one in found.files}
    digest = archiving.digest(made.content)
    shell.terminal.record(
        {
            "report": str(path), "form": form, "data_version": found.data_version,
            "sha256": digest, "as_sent": digest == known[form] if form in known else None,
        }
    )  # fmt: skip


@command("link", parent=report)
@click.argument("report_id", metavar="ID")
@click.option("--form", type=click.Choice(FORMS), default="pdf", show_default=True)
@click.option("--days", default=14, type=click.IntRange(1, 90), show_default=True)
def link(shell: Shell, *, report_id: str, form: str, days: int) -> None:
    """Make a link that opens one file without signing in, until it expires."""
    archiving.get_report(**parts(shell), sent_id=report_id)
    made, token = links.make_link(**parts(shell), sent_id=report_id, form=Form(form), days=days)
    path = f"/api/v1/reports/shared/{token}"
    address = links.address(parts(shell)["press"], token)
    shell.terminal.record(
        {"id": made.id, "form": form, "expires_at": made.expires_at, "link": address or path}
    )
    shell.terminal.note("it is shown this once; whoever has it opens the file")


@command("unlink", parent=report)
@click.argument("link_id", metavar="ID")
def unlink(shell: Shell, *, link_id: str) -> None:
    """Let a link open nothing from now on."""
    links.revoke_link(**parts(shell), link_id=link_id)
    shell.terminal.record({"id": link_id, "revoked": True})


@command("add", parent=schedule)
@saying
@_FORMS
@_TO
@_CHANNEL
@_DAYS
@click.option("--name", required=True, help="What people call it.")
@click.option("--cron", required=True, help="minute hour day month weekday: '0 8 * * MON'.")
@click.option("--zone", default="UTC", show_default=True, help="An IANA name: Europe/Berlin.")
def add(
    shell: Shell, *, forms: str, emails: tuple[str, ...], channels: tuple[str, ...],
    link_days: int, name: str, cron: str, zone: str,
) -> None:  # fmt: skip
    """Let a report send itself by the clocks of a time zone."""
    plan = Plan(
        name, asked_of(shell), _forms(forms), Recipients(emails, channels), cron, zone,
        link_days,
    )  # fmt: skip
    made = scheduling.add_schedule(**parts(shell), plan=plan)
    shell.terminal.record(_row(made))


@command("ls", parent=schedule)
def list_schedules(shell: Shell) -> None:
    """List the reports that send themselves, by name."""
    found = scheduling.list_schedules(**parts(shell), limit=1000)
    shell.terminal.rows([_row(one) for one in found], columns=_COLUMNS)


@command("pause", parent=schedule)
@click.argument("schedule_id", metavar="ID")
@click.option("--resume", is_flag=True, help="Let it send itself again.")
def pause(shell: Shell, *, schedule_id: str, resume: bool) -> None:
    """Let a report wait until it is resumed."""
    found = scheduling.get_schedule(**parts(shell), schedule_id=schedule_id)
    made = scheduling.change_schedule(
        **parts(shell), schedule_id=schedule_id, plan=replace(found.plan, paused=not resume),
        expected=found.version,
    )  # fmt: skip
    shell.terminal.record(_row(made))


@command("rm", parent=schedule)
@click.argument("schedule_id", metavar="ID")
def remove(shell: Shell, *, schedule_id: str) -> None:
    """Let a report send itself no more; what was sent stays."""
    scheduling.remove_schedule(**parts(shell), schedule_id=schedule_id)
    shell.terminal.record({"id": schedule_id, "removed": True})


@command("run", parent=schedule)
@click.argument("schedule_id", metavar="ID")
def run_now(shell: Shell, *, schedule_id: str) -> None:
    """Send a report before its time; a worker does it."""
    job = scheduling.send_now(**parts(shell), schedule_id=schedule_id)
    shell.terminal.record({"job_id": job})


def _forms(text: str) -> tuple[Form, ...]:
    found = words(text)
    for each in found:
        if each not in FORMS:
            raise click.BadParameter(f"'{each}' is none of {', '.join(FORMS)}")
    return tuple(Form(each) for each in found)


def _row(one: Schedule) -> dict[str, Any]:
    plan = one.plan
    return {
        "id": one.id, "name": plan.name, "sort": plan.asked.sort.value,
        "forms": [each.value for each in plan.forms], "cron": plan.cron, "zone": plan.zone,
        "to": [*plan.recipients.emails, *plan.recipients.channels], "next_at": one.next_at,
        "paused": plan.paused, "version": one.version,
    }  # fmt: skip
