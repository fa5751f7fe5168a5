"""`adhelm freeze`, `unfreeze`, `protect`: stop raises at once, and let things alone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

import click

from adhelm.core.terminal import Shell, command
from adhelm.govern.compliance.cli import shared
from adhelm.govern.compliance.service import stopping
from adhelm.govern.compliance.types import Stop, StopKind

_UNTIL = click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M"])


@command("freeze")
@shared.ACCOUNT
@click.option("--why", default="", help="For those who find it.")
@click.option("--list", "listing", is_flag=True, help="List what is frozen; freeze nothing.")
@click.option("--all", "every", is_flag=True, help="With --list: also what was lifted.")
def freeze(shell: Shell, *, account: str, why: str, listing: bool, every: bool) -> None:
    """Stop all raises, creates and enables at once; pausing and cutting stay possible."""
    if listing:
        _list(shell, StopKind.freeze, every=every)
        return
    made = stopping.freeze(**shared.changing(shell), place=shared.place_of(account), reason=why)
    _show(shell, [made])


@command("unfreeze", consent=True)
@shared.ACCOUNT
@click.option("--id", "stop_id", default="", help="This freeze; without: that of the account.")
@click.option("--why", default="", help="For the audit.")
def unfreeze(shell: Shell, *, account: str, stop_id: str, why: str) -> None:
    """Lift the freeze of the workspace or of an account."""
    kind = StopKind.freeze
    if stop_id:
        found = stopping.get_stop(**shared.asked(shell), kind=kind, stop_id=stop_id)
    else:
        place = shared.place_of(account)
        found = stopping.find_open(**shared.changing(shell), kind=kind, place=place)
    shell.confirm(f"Lift the freeze of {found.place} ({found.reason or 'no reason given'})?")
    ended = stopping.lift(**shared.changing(shell), kind=kind, stop_id=found.id, reason=why)
    _show(shell, [ended])


@command("protect", consent=True)
@shared.ACCOUNT
@shared.ENTITY
@click.option("--why", default="", help="For those who find it; needed.")
@click.option("--until", type=_UNTIL, metavar="DAY", help="UTC; without: until it is lifted.")
@click.option("--lift", default="", metavar="ID", help="Lift this protection instead.")
@click.option("--list", "listing", is_flag=True, help="List what is protected.")
@click.option("--all", "every", is_flag=True, help="With --list: also what has ended.")
def protect(
    shell: Shell,
    *,
    account: str,
    entity: str,
    why: str,
    until: datetime | None,
    lift: str,
    listing: bool,
    every: bool,
) -> None:
    """Let nobody touch a campaign, ad group or ad, nor what is in it, but to pause it."""
    kind = StopKind.protected
    if listing:
        _list(shell, kind, every=every)
    elif lift:
        shell.confirm(f"Lift the protection {lift}?")
        ended = stopping.lift(**shared.changing(shell), kind=kind, stop_id=lift, reason=why)
        _show(shell, [ended])
    else:
        made = stopping.protect(
            **shared.changing(shell),
            place=shared.place_of(account, entity),
            reason=why,
            until=until.replace(tzinfo=UTC) if until else None,
        )
        _show(shell, [made])


def _list(shell: Shell, kind: StopKind, *, every: bool) -> None:
    found = stopping.list_stops(
        **shared.changing(shell), kind=kind, only_open=not every, limit=1000
    )
    _show(shell, found)


def _show(shell: Shell, stops: Iterable[Stop]) -> None:
    shell.terminal.rows(
        (shared.stop_row(shell, one) for one in stops),
        columns=list(shared.STOP_COLUMNS), brief=list(shared.STOP_BRIEF),
    )  # fmt: skip
