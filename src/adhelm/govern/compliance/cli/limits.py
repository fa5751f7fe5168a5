"""`adhelm limits`: see what is allowed, allow less alone, allow more with a second person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import click

from adhelm.core.terminal import Shell, command, group
from adhelm.govern.compliance.cli import shared
from adhelm.govern.compliance.logic.settings import SETTINGS, spoken
from adhelm.govern.compliance.service import setting as service
from adhelm.govern.compliance.service import stopping
from adhelm.govern.compliance.types import BadSetting, Request, RequestState, Standing, StopKind

limits = group("limits", help="How far money may be moved, by whom, and what is stopped.")
_COLUMNS = ("limit", "effective", "set_here", "pending", "what")
_WISH = ("id", "account", "entity", "changes", "state", "reason", "proposed_by", "proposed_at",
         "expires_at", "decided_by", "decided_at", "decision")  # fmt: skip
_WISH_BRIEF = ("id", "account", "entity", "changes", "state", "proposed_by", "expires_at")


@command("show", parent=limits)
@shared.ACCOUNT
@shared.ENTITY
def show(shell: Shell, *, account: str, entity: str) -> None:
    """Show what holds for a workspace, an account or a thing in one."""
    place = shared.place_of(account, entity)
    _shown(shell, service.standing(**shared.changing(shell), place=place))


@command("set", parent=limits)
@click.argument("values", nargs=-1, required=True, metavar="NAME=VALUE…")
@shared.ACCOUNT
@shared.ENTITY
@click.option("--why", default="", help="For the audit.")
def set_(shell: Shell, *, values: Sequence[str], account: str, entity: str, why: str) -> None:
    """Set limits: less holds at once, more waits for another person; `NAME=` sets it no more."""
    made = service.change_limits(
        **shared.changing(shell),
        place=shared.place_of(account, entity),
        values=_parsed(values),
        reason=why,
    )
    _shown(shell, made)
    if made.pending:
        loose = ", ".join(made.pending.changes)
        shell.terminal.note(
            f"{loose}: allows more, and waits for somebody else who may approve: "
            f"adhelm limits confirm {made.pending.id}"
        )


@command("ls", parent=limits)
@click.option("--limit", type=click.IntRange(1, 1000), default=100, show_default=True)
def ls(shell: Shell, *, limit: int) -> None:
    """List the places that have limits of their own."""
    found = service.list_settings(**shared.asked(shell), limit=limit)
    shell.terminal.rows(
        (
            {
                **shared.placed(one.place),
                "version": one.version,
                "limits": one.values,
                "changed_at": one.changed_at,
                "changed_by": one.changed_by,
                "confirmed_by": one.confirmed_by,
                "reason": one.reason,
            }
            for one in found
        ),
        columns=["account", "entity", "version", "limits", "changed_at", "changed_by",
                 "confirmed_by", "reason"],
    )  # fmt: skip


@command("pending", parent=limits)
@click.option("--all", "every", is_flag=True, help="Also those that were decided.")
@click.option("--limit", type=click.IntRange(1, 1000), default=100, show_default=True)
def pending(shell: Shell, *, every: bool, limit: int) -> None:
    """List what waits for a second person."""
    state = None if every else RequestState.pending
    found = service.list_requests(**shared.changing(shell), state=state, limit=limit)
    shell.terminal.rows(map(_wish, found), columns=list(_WISH), brief=list(_WISH_BRIEF))


@command("confirm", parent=limits, consent=True)
@click.argument("request_id", metavar="ID")
@click.option("--reject", is_flag=True, help="Turn it down instead.")
@click.option("--why", default="", help="For the audit.")
def confirm(shell: Shell, *, request_id: str, reject: bool, why: str) -> None:
    """Let looser limits hold; nobody confirms what they asked for themselves."""
    found = service.get_request(**shared.changing(shell), request_id=request_id)
    said = "; ".join(
        f"{name}: {_plain(old)} → {_plain(new)}" for name, (old, new) in found.changes.items()
    )
    shell.confirm(f"{'Reject' if reject else 'Allow'} for {found.place}: {said}?")
    decided = service.decide(
        **shared.changing(shell), request_id=request_id, confirm=not reject, reason=why
    )
    shell.terminal.rows([_wish(decided)], columns=list(_WISH), brief=list(_WISH_BRIEF))


@command("breakers", parent=limits)
@click.option("--all", "every", is_flag=True, help="Also those that are closed.")
@click.option("--limit", type=click.IntRange(1, 1000), default=100, show_default=True)
def breakers(shell: Shell, *, every: bool, limit: int) -> None:
    """List accounts whose figures jumped, so that nothing is raised there."""
    found = stopping.list_stops(
        **shared.changing(shell), kind=StopKind.breaker, only_open=not every, limit=limit
    )
    shell.terminal.rows(
        (shared.stop_row(shell, one) for one in found),
        columns=list(shared.STOP_COLUMNS), brief=list(shared.STOP_BRIEF),
    )  # fmt: skip


@command("close", parent=limits, consent=True)
@click.argument("breaker_id", metavar="ID")
@click.option("--why", default="", help="For the audit.")
def close(shell: Shell, *, breaker_id: str, why: str) -> None:
    """Close a breaker, and take the account's figures as they are."""
    shell.confirm(f"Close the breaker {breaker_id}, and allow raises again?")
    ended = stopping.lift(
        **shared.changing(shell), kind=StopKind.breaker, stop_id=breaker_id, reason=why
    )
    shell.terminal.rows(
        [shared.stop_row(shell, ended)],
        columns=list(shared.STOP_COLUMNS), brief=list(shared.STOP_BRIEF),
    )  # fmt: skip


def _parsed(values: Sequence[str]) -> dict[str, object]:
    """Read `NAME=VALUE`; an empty value sets it no more."""
    told: dict[str, object] = {}
    for text in values:
        name, sign, value = text.partition("=")
        if not sign:
            raise BadSetting(
                f"'{text[:80]}' sets nothing", hint="NAME=VALUE, such as max_raise=0.1"
            )
        told[name.strip()] = value.strip() or None
    return told


def _shown(shell: Shell, found: Standing) -> None:
    held, waiting = spoken(found.effective), found.pending
    here: Mapping[str, Any] = found.settings.values
    rows = [
        {
            "limit": name,
            "effective": held[name],
            "set_here": here.get(name),
            "pending": waiting.changes[name][1] if waiting and name in waiting.changes else None,
            "what": setting.what,
        }
        for name, setting in SETTINGS.items()
    ]
    shell.terminal.rows(
        rows,
        columns=list(_COLUMNS),
        provenance={
            **shared.placed(found.settings.place),
            "version": found.settings.version,
            "changed_at": found.settings.changed_at,
            "changed_by": found.settings.changed_by,
            "pending": waiting.id if waiting else None,
        },
    )


def _wish(found: Request) -> dict[str, object]:
    return {
        "id": found.id,
        **shared.placed(found.place),
        "changes": {name: list(each) for name, each in found.changes.items()},
        "state": found.state,
        "reason": found.reason,
        "proposed_by": found.proposed_by,
        "proposed_at": found.proposed_at,
        "expires_at": found.expires_at,
        "decided_by": found.decided_by,
        "decided_at": found.decided_at,
        "decision": found.decision,
    }


def _plain(value: object) -> str:
    return "not set" if value is None else str(value)
