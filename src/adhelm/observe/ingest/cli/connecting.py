"""`adhelm source add|accounts|assign|accept`: credentials, what they see, and whose it is."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click

from adhelm.connectors.contract import Address, Connector, Platforms
from adhelm.core import http
from adhelm.core.errors import AdhelmError, Invalid
from adhelm.core.settings import Settings
from adhelm.core.terminal import Group, Shell, command
from adhelm.observe import ingest
from adhelm.observe.ingest.cli.root import (
    Day,
    Every,
    changing,
    may_ask,
    records,
    source,
    sync_parts,
)
from adhelm.observe.ingest.types import KnownAccount


class BadCredential(Invalid):
    """What was given is no credential."""

    code = "source.bad_credential"


class NoSandbox(Invalid):
    """The address is no sandbox's."""

    code = "source.no_sandbox"


class _Adding(Group):
    """`add drop …`, `add CONNECTOR …` and `add --sandbox URL`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the words after `add`; what is no command names a platform."""
        if args and args[0].startswith("--sandbox"):
            _, equals, url = args[0].partition("=")
            args = ["sandbox", *([url] if equals else []), *args[1:]]
        elif args and not args[0].startswith("-") and args[0] not in self.commands:
            args = ["platform", *args]
        return super().parse_args(ctx, args)


add = _Adding(
    "add",
    help="Connect a platform (`add meta --name us`), a sandbox (`--sandbox URL`) or a place.",
)
source.add_command(add)


@command("platform", parent=add)
@click.argument("connector")
@click.option("--name", required=True, help="What to call the connection.")
@click.option(
    "--credential",
    "given",
    multiple=True,
    metavar="PART=VALUE",
    help="A value of the credential; may be repeated. Others are asked for.",
)
@click.option(
    "--credentials-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A JSON file of its values, so that none is in the shell's history.",
)
@click.option("--base-url", help="Where the platform is, if not where it usually is.")
@click.option("--token-url", default="", help="Where its tokens are renewed, if elsewhere.")
@click.option("--every", type=Every(), help="How often a worker syncs it: 15m, 1h, 1d.")
def add_platform(
    shell: Shell,
    *,
    connector: str,
    name: str,
    given: Sequence[str],
    credentials_file: Path | None,
    base_url: str | None,
    token_url: str,
    every: timedelta | None,
) -> None:
    """Connect a platform with a credential, and list the accounts that it sees."""
    about = shell.services.get(Platforms).connector(connector)
    values = {**_of_file(credentials_file), **dict(map(_pair, given))}
    address = Address(base_url, token_url) if base_url else None
    completed = _completed(shell, about, values)
    found = _add(shell, name, about, completed, address=address, every=every)
    _show_accounts(shell, found)
    shell.terminal.note(f"give them to this workspace: adhelm source assign {name}")


@command("sandbox", parent=add)
@click.argument("url")
def add_sandbox(shell: Shell, *, url: str) -> None:
    """Connect every platform that a sandbox plays, and take all their accounts."""
    found = ingest.connect_sandbox(**sync_parts(shell), url=url, told=_scenario(shell, url))
    _show_accounts(shell, found)
    shell.terminal.note("bring what they know: adhelm source sync")


@command("accounts", parent=source)
@click.argument("name")
@click.option("--known", is_flag=True, help="Those seen before, without asking the platform.")
def accounts(shell: Shell, *, name: str, known: bool) -> None:
    """List every account that a connection sees."""
    if known:
        _show_accounts(shell, ingest.list_accounts(**records(shell), name=name))
    else:
        _show_accounts(shell, ingest.discover(**sync_parts(shell), name=name))


@command("assign", parent=source)
@click.argument("name")
@click.argument("account_ids", metavar="[ACCOUNT]…", nargs=-1)
@click.option("--to", "receiver", metavar="WORKSPACE", help="Whose they are; this one if not said.")
@click.option("--from", "first", type=Day, help="The first local day that is theirs.")
@click.option("--until", "last", type=Day, help="The last local day that is theirs.")
def assign(
    shell: Shell,
    *,
    name: str,
    account_ids: Sequence[str],
    receiver: str | None,
    first: datetime | None,
    last: datetime | None,
) -> None:
    """
    Give accounts of a connection to a workspace: all it has seen, or those named.

    An account that moves: `--until` its last day here, then `--from` the next one `--to` the other.
    """
    given = ingest.assign_accounts(
        **changing(shell),
        name=name,
        accounts=account_ids,
        workspace_id=receiver,
        start=first.date() if first else None,
        end=last.date() if last else None,
    )
    shell.terminal.rows(
        (
            {
                "connector": one.connector,
                "account": one.account_id,
                "workspace": one.workspace_id,
                "from": one.start,
                "until": one.end,
            }
            for one in given
        ),
        columns=["connector", "account", "workspace", "from", "until"],
    )


@command("accept", parent=source)
@click.argument("name")
@click.argument("account_id", metavar="ACCOUNT")
def accept(shell: Shell, *, name: str, account_id: str) -> None:
    """Go on with an account whose currency or time zone is another on the platform now."""
    agreed = ingest.accept_change(**changing(shell), name=name, account_id=account_id)
    _show_accounts(shell, [agreed])


def _add(
    shell: Shell,
    name: str,
    about: Connector,
    values: Mapping[str, str],
    *,
    address: Address | None,
    every: timedelta | None = None,
) -> list[KnownAccount]:
    """Add a connection and return what it sees; what sees nothing is not kept."""
    parts = sync_parts(shell)
    del parts["warehouse"]
    ingest.add_connection(
        **parts,
        name=name,
        connector=about.name,
        credential=values,
        address=address,
        every=every,
    )
    try:
        return ingest.discover(**sync_parts(shell), name=name)
    except AdhelmError:
        ingest.remove_connection(**changing(shell), name=name)
        raise


def _show_accounts(shell: Shell, found: Sequence[KnownAccount]) -> None:
    shell.terminal.rows(
        (
            {
                "connection": one.connection,
                "connector": one.connector,
                "account": one.account.id,
                "name": one.account.name,
                "currency": one.account.currency,
                "timezone": one.account.timezone,
                "status": one.account.status,
                "now": " ".join(filter(None, (one.now_currency, one.now_timezone))) or None,
            }
            for one in found
        ),
        columns=[
            "connection", "connector", "account", "name", "currency", "timezone", "status", "now",
        ],
    )  # fmt: skip


def _completed(shell: Shell, about: Connector, values: dict[str, str]) -> dict[str, str]:
    """Ask for what is needed and was not given."""
    for part in about.credential:
        if part.needed and part.name not in values and may_ask(shell):
            values[part.name] = click.prompt(
                f"{part.name} ({part.what})", hide_input=part.secret, type=str, err=True
            )
    return values


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise BadCredential(f"'{name}' has no value", hint="--credential access_token=…")
    return name, value


def _of_file(path: Path | None) -> dict[str, str]:
    if path is None:
        return {}
    try:
        said = json.loads(path.read_text("utf-8"))
    except ValueError as error:
        raise BadCredential(f"{path} is no JSON: {error}", hint='{"access_token": "…"}') from None
    if not isinstance(said, dict) or not all(isinstance(one, str) for one in said.values()):
        raise BadCredential(f"{path} is no object of texts", hint='{"access_token": "…"}')
    return said


def _scenario(shell: Shell, url: str) -> dict[str, Any]:
    allow = shell.services.get(Settings).outbound.allow
    where = urlsplit(url)
    with http.client(allow=[*allow, where.netloc], hosts=()) as client:
        answer = client.get(f"{url.rstrip('/')}/_sandbox/scenario")
    try:
        said: dict[str, Any] = answer.json()
        played = {"credentials": said["credentials"], "prefixes": said["prefixes"]}
    except (ValueError, KeyError, TypeError) as error:
        raise NoSandbox(f"no sandbox answers at {url}", hint="adhelm sandbox") from error
    return played
