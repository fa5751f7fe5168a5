"""`adhelm alert channel`, `test`, `sent`, `replay`, `policy`, `digest`."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import click

from adhelm.act.alerts.cli.shared import (
    FILE,
    alert,
    changing,
    posting,
    reading,
    secrets_of,
    text_of,
)
from adhelm.act.alerts.logic import showing
from adhelm.act.alerts.service import channels, delivering, digesting, policies
from adhelm.act.alerts.service.channels import Draft
from adhelm.act.alerts.service.sending import send
from adhelm.act.alerts.types import BadPolicy, ChannelKind, Delivered, Rejected, Throttled
from adhelm.core.terminal import Shell, command, group

channel = group("channel", help="Where messages go.")
policy = group("policy", help="Who hears of what: routes and mutes.")
digest = group("digest", help="One e-mail a day about all workspaces.")
for one in (channel, policy, digest):
    alert.add_command(one)
_SHOWN = ("id", "name", "kind", "settings", "paused", "ok_at", "error")
_PEOPLE = "people."
_SENT = ("id", "state", "made_at", "attempts", "subject", "error")
_SECRETS = click.option(
    "--secrets", "path", type=FILE, help="File (`-`: standard input) with the URL, or JSON."
)
_TO = click.option("--to", multiple=True, metavar="ADDRESS", help="Of e-mail; several times.")
_SET = click.option(
    "--set", "given", multiple=True, metavar="NAME=VALUE",
    help="Other settings: channel, people.U024BE7LH, in_doubt.",
)  # fmt: skip
_PER_WINDOW = click.option(
    "--per-window", type=click.IntRange(1, 10_000), help="Most messages in the window."
)
_WINDOW = click.option(
    "--window", type=click.IntRange(1, 10_080), metavar="MINUTES", help="The window."
)


@command("list", parent=channel)
def list_(shell: Shell) -> None:
    """List the channels by name, without their secrets."""
    rows = [showing.channel(one) for one in channels.list_channels(**reading(shell))]
    shell.terminal.rows(rows, columns=None if rows else _SHOWN, brief=_SHOWN, title="Channels")
    if not rows:
        shell.terminal.note("nobody is told of alerts yet: adhelm alert channel add")


@command("add", parent=channel)
@click.argument("kind", type=click.Choice([one.value for one in ChannelKind]))
@click.argument("name")
@_TO
@_SET
@_SECRETS
@_PER_WINDOW
@_WINDOW
def add(
    shell: Shell,
    *,
    kind: str,
    name: str,
    to: tuple[str, ...],
    given: tuple[str, ...],
    path: Path | None,
    per_window: int | None,
    window: int | None,
) -> None:
    """Make a channel; its secrets come from a file and are sealed."""
    draft = _draft(_settings(to, given), path, per_window, window, name=name)
    made = channels.add_channel(**posting(shell), kind=ChannelKind(kind), draft=draft)
    shell.terminal.record(showing.channel(made))
    shell.terminal.note(f"see whether it arrives: adhelm alert test {made.id}")


@command("change", parent=channel)
@click.argument("channel_id", metavar="ID|NAME")
@click.option("--name", help="Another name.")
@_TO
@_SET
@_SECRETS
@_PER_WINDOW
@_WINDOW
@click.option("--pause/--resume", "paused", default=None, help="Send nothing, or again.")
def change(
    shell: Shell,
    *,
    channel_id: str,
    name: str | None,
    to: tuple[str, ...],
    given: tuple[str, ...],
    path: Path | None,
    per_window: int | None,
    window: int | None,
    paused: bool | None,
) -> None:
    """Change what is given of a channel."""
    draft = _draft(_settings(to, given), path, per_window, window, name=name, paused=paused)
    made = channels.change_channel(**posting(shell), channel_id=channel_id, draft=draft)
    shell.terminal.record(showing.channel(made))


@command("remove", parent=channel)
@click.argument("channel_id", metavar="ID|NAME")
def remove(shell: Shell, *, channel_id: str) -> None:
    """Remove a channel and forget its secrets."""
    channels.remove_channel(**posting(shell), channel_id=channel_id)
    shell.terminal.note(f"{channel_id} is gone, and so are its secrets")


@command("test", parent=alert)
@click.argument("channel_id", metavar="CHANNEL")
def test(shell: Shell, *, channel_id: str) -> None:
    """Send a message to a channel that says nothing but that it arrives."""
    made = channels.probe(**posting(shell), channel_id=channel_id)
    with shell.terminal.progress("sending"):
        found = send(**posting(shell), delivery_id=made.id)
    shell.terminal.record(showing.delivery(found))
    if found.state is Delivered.queued:
        raise Throttled(f"it did not arrive yet, and is tried again: {found.error}")
    if found.state is not Delivered.sent:
        raise Rejected(f"it did not arrive: {found.error}")


@command("sent", parent=alert)
@click.option("--state", default="", type=click.Choice(["", *(one.value for one in Delivered)]))
@click.option("--channel", "channel_id", default="", metavar="ID")
@click.option("--limit", type=click.IntRange(1, 1000), default=100, show_default=True)
def sent(shell: Shell, *, state: str, channel_id: str, limit: int) -> None:
    """List what was sent or waits to be, the newest first."""
    named = {"state": state, "channel_id": channel_id}
    wanted = {name: value for name, value in named.items() if value}
    found = delivering.list_deliveries(**reading(shell), wanted=wanted, limit=limit)
    rows = [showing.delivery(one) for one in found]
    shell.terminal.rows(rows, columns=None if rows else _SENT, brief=_SENT, title="Messages")


@command("replay", parent=alert)
@click.argument("delivery_id", metavar="ID")
def replay(shell: Shell, *, delivery_id: str) -> None:
    """Hand a message over once more, under its own id."""
    delivering.resend(**posting(shell), delivery_id=delivery_id)
    with shell.terminal.progress("sending"):
        found = send(**posting(shell), delivery_id=delivery_id)
    shell.terminal.record(showing.delivery(found))


@command("show", parent=policy)
def show(shell: Shell) -> None:
    """Show the routes and mutes that hold, as YAML on a terminal."""
    found = showing.policy(policies.get_policy(**reading(shell)))
    if shell.terminal.output != "table":
        shell.terminal.record(found)
        return
    import yaml

    document = {"route": found["route"], "mutes": found["mutes"]}
    click.echo(yaml.safe_dump(document, sort_keys=False, allow_unicode=True), nl=False)
    shell.terminal.note(f"version {found['version']}")


@command("set", parent=policy)
@click.argument("path", type=FILE)
def set_(shell: Shell, *, path: Path) -> None:
    """Put the routes and mutes of a YAML file in place of those that hold."""
    import yaml

    try:
        document = yaml.safe_load(text_of(path))
    except yaml.YAMLError as error:
        raise BadPolicy("the file is no YAML", hint="adhelm alert policy show") from error
    if not isinstance(document, dict):
        raise BadPolicy("the file holds no routes", hint="adhelm alert policy show")
    made = policies.set_policy(**posting(shell), document=document)
    shell.terminal.record(showing.policy(made))


@command("on", parent=digest)
@click.option("--at", default="08:00", show_default=True)
@click.option("--zone", default="UTC", show_default=True)
@click.option("--weekdays", is_flag=True, help="Monday to Friday alone.")
def on(shell: Shell, *, at: str, zone: str, weekdays: bool) -> None:
    """Get one e-mail a day about all workspaces that one may enter."""
    made = digesting.subscribe(**changing(shell), at=at, zone=zone, weekdays=weekdays)
    shell.terminal.record({"next_at": made.next_at, "zone": made.times.zone})


@command("off", parent=digest)
def off(shell: Shell) -> None:
    """Get that e-mail no more."""
    digesting.unsubscribe(**changing(shell))
    shell.terminal.note("no digest will come any more")


def _settings(to: tuple[str, ...], given: tuple[str, ...]) -> dict[str, Any]:
    settings: dict[str, Any] = dict(one.partition("=")[::2] for one in given)
    if to:
        settings["to"] = list(to)
    named = [key for key in settings if key.startswith(_PEOPLE)]
    people = {key.removeprefix(_PEOPLE): settings.pop(key) for key in named}
    return {**settings, "people": people} if people else settings


def _draft(
    settings: dict[str, Any],
    path: Path | None,
    per_window: int | None,
    window: int | None,
    *,
    name: str | None,
    paused: bool | None = None,
) -> Draft:
    return Draft(
        name=name, settings=settings or None, secrets=secrets_of(path), per_window=per_window,
        window=None if window is None else timedelta(minutes=window), paused=paused,
    )  # fmt: skip
