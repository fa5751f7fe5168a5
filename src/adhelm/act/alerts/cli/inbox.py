"""`adhelm alert ls`, `ack`, `snooze`, `resolve`, `mark`: the inbox on the command line."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import click

from adhelm.act.alerts.cli.shared import alert, changing, posting, reading
from adhelm.act.alerts.logic import showing
from adhelm.act.alerts.service import inbox
from adhelm.act.alerts.service.post import Post
from adhelm.act.alerts.types import Opinion, Severity, State
from adhelm.core.clock import Clock
from adhelm.core.terminal import Shell, command

__all__ = ["alert"]

_SHOWN = ("id", "severity", "state", "first_at", "claim")
_HISTORY = ("at", "change", "who", "data")
_SEVERITY = click.Choice([one.value for one in Severity])


@command("ls", parent=alert)
@click.option("--all", "every", is_flag=True, help="Those that are over, too.")
@click.option("--severity", default="low", type=_SEVERITY, help="At least so much.")
@click.option("--platform", default="", metavar="PLATFORM")
@click.option("--account", default="", metavar="CONNECTOR/ID")
@click.option("--limit", type=click.IntRange(1, 1000), default=100, show_default=True)
def ls(
    shell: Shell, *, every: bool, severity: str, platform: str, account: str, limit: int
) -> None:
    """List the alerts that hold, the newest first."""
    least = Severity(severity).rank
    wanted = {"severity": [one.value for one in Severity if one.rank >= least]}
    if every:
        wanted["state"] = [one.value for one in State]
    named = {"platform": platform, "account": account}
    wanted |= {name: [value] for name, value in named.items() if value}
    found = inbox.list_alerts(**reading(shell), wanted=wanted, limit=limit)
    rows = [showing.alert(one, **_where(shell)) for one in found]
    shell.terminal.rows(
        rows, columns=None if rows else _SHOWN, brief=_SHOWN,
        provenance=showing.provenance(found), title="Alerts",
    )  # fmt: skip
    if not found:
        shell.terminal.note("nothing is wrong that anybody has noticed")


@command("show", parent=alert)
@click.argument("alert_id", metavar="ID")
def show(shell: Shell, *, alert_id: str) -> None:
    """Show an alert and what happened to it."""
    one, history = inbox.get_alert(**reading(shell), alert_id=alert_id)
    told = showing.whole(one, history, **_where(shell))
    if shell.terminal.output != "table":
        shell.terminal.record(told)
        return
    shell.terminal.rows(
        told["history"], columns=_HISTORY, title=one.signal.claim,
        provenance={"state": one.state, "severity": one.severity, "cause": one.signal.cause},
    )  # fmt: skip


@command("ack", parent=alert)
@click.argument("alert_id", metavar="ID")
def ack(shell: Shell, *, alert_id: str) -> None:
    """Say that one has seen to it: nobody else is called, until it worsens."""
    made = inbox.acknowledge(**posting(shell), alert_id=alert_id)
    shell.terminal.record(showing.alert(made, **_where(shell)))


@command("snooze", parent=alert)
@click.argument("alert_id", metavar="ID")
@click.argument("until", metavar="1h|3d|tomorrow|worsens|INSTANT")
@click.option("--zone", default="UTC", show_default=True, help="Whose morning tomorrow is.")
def snooze(shell: Shell, *, alert_id: str, until: str, zone: str) -> None:
    """Hear no more of it for a while, or until it worsens."""
    made = inbox.put_off(**posting(shell), alert_id=alert_id, until=until, zone=zone)
    shell.terminal.record(showing.alert(made, **_where(shell)))


@command("resolve", parent=alert)
@click.argument("alert_id", metavar="ID")
@click.option("--why", default="", help="For its history.")
def resolve(shell: Shell, *, alert_id: str, why: str) -> None:
    """Say that it is over."""
    made = inbox.resolve(**posting(shell), alert_id=alert_id, why=why)
    shell.terminal.record(showing.alert(made, **_where(shell)))


@command("mark", parent=alert)
@click.argument("opinion", type=click.Choice([one.value for one in Opinion]))
@click.argument("alert_id", metavar="[ID]", required=False, default="")
@click.option("--what", default="", help="Why, or what was missed.")
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), help="When something was missed.")
def mark(shell: Shell, *, opinion: str, alert_id: str, what: str, day: datetime | None) -> None:
    """Say whether an alert was useful, or what none told of."""
    on: date | None = day.date() if day else None
    made = inbox.mark(
        **changing(shell), opinion=Opinion(opinion), alert_id=alert_id, what=what, day=on
    )
    shell.terminal.record(showing.mark(made))


@command("tallies", parent=alert)
@click.option("--days", type=click.IntRange(1, 400), default=90, show_default=True)
def tallies(shell: Shell, *, days: int) -> None:
    """Count alerts, and people's marks, by detector."""
    clock = shell.services.get(Clock)  # type: ignore[type-abstract]  # the key
    found = inbox.tallies(**reading(shell), since=clock.now() - timedelta(days=days))
    columns = ("detector", "alerts", "useful", "useless", "missed")
    shell.terminal.rows(
        [showing.tally(one) for one in found], columns=columns, provenance={"days": days},
        title="Alerts by detector",
    )  # fmt: skip


def _where(shell: Shell) -> dict[str, str]:
    return {
        "web_url": shell.services.get(Post).web_url, "workspace": shell.principal.workspace_id,
    }  # fmt: skip
