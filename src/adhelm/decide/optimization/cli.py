"""`adhelm rec`: what to change, and why; whoever recommends it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import click

from adhelm.core.ads import PLATFORMS
from adhelm.core.clock import Clock
from adhelm.core.db import Database
from adhelm.core.principal import Scope
from adhelm.core.terminal import Shell, command, group
from adhelm.decide.optimization import service
from adhelm.decide.optimization.logic import showing
from adhelm.decide.optimization.types import Advice, Limits, Recommendation, State, Wanted
from adhelm.observe.warehouse import Warehouse

rec = group("rec", help="See what to change, and why.")

# The sentence names campaigns, amounts and interval: in a narrow window it wants the room.
_COLUMNS = ("id", "source", "claim")
_MOVE = ("platform", "reason")
_PAST = ("at", "state", "data_version", "claim", "by", "reason")


@command("ls", parent=rec)
@click.option("--state", default="open", type=click.Choice([*State, "any"]), show_default=True)
@click.option("--source", default="", metavar="NAME", help="engine, rule:ID, google_ads, meta …")
@click.option("--platform", default="", type=click.Choice(["", *PLATFORMS]), show_choices=False)
@click.option("--account", default="", metavar="ID", help="connector/account, or its id.")
@click.option("--kind", default="", metavar="KIND", help="budgets, negative_keywords …")
@click.option("--snoozed", is_flag=True, help="Only what somebody has put off.")
@click.option("--limit", default=100, type=click.IntRange(1, 1000), show_default=True)
def ls(shell: Shell, *, state: str, snoozed: bool, limit: int, **named: Any) -> None:
    """List what is recommended, the newest first; the first time it is made now."""
    asked = _asked(shell)
    # Who imports files has no worker that would have made it after they arrived.
    if Scope.propose in shell.principal.scopes and not service.page(
        **asked, wanted=Wanted(), limit=1
    ):
        _made(shell)
    found = service.page(
        **asked,
        wanted=Wanted(
            state=None if state == "any" else State(state), snoozed=snoozed or None, **named
        ),
        limit=limit,
    )
    whole = shell.terminal.output != "table"
    shell.terminal.rows(
        map(showing.row, found),
        columns=None if whole and found else _COLUMNS,
        provenance={"data_versions": showing.versions(found)},
        title="Recommendations",
    )
    if not found:
        shell.terminal.note("nothing; they are made after each sync, or now: adhelm rec make")


@command("show", parent=rec)
@click.argument("recommendation_id", metavar="ID")
def show(shell: Shell, *, recommendation_id: str) -> None:
    """Show one recommendation, what it would change, and what it said before."""
    asked = _asked(shell)
    found = service.recommendation(**asked, recommendation_id=recommendation_id)
    past = service.history(
        principal=asked["principal"], database=asked["database"], recommendation_id=found.id
    )
    told = showing.row(found)
    whole = shell.terminal.output != "table"
    shell.terminal.rows(
        [showing.past(one) for one in past],
        columns=None if whole else _PAST,
        provenance={"recommendation": told} if whole else {"id": found.id},
        title=found.claim,
    )
    for one in found.changes:
        shell.terminal.note(f"{one.name} {one.field}: {one.before} to {one.after} {one.currency}")
    if found.cost_if_wrong is not None:
        shell.terminal.note(f"at worst it costs about {found.cost_if_wrong:,} {found.currency}")


@command("dismiss", parent=rec)
@click.argument("recommendation_id", metavar="ID")
@click.option("--reason", default="", help="Why nobody wants it.")
def dismiss(shell: Shell, *, recommendation_id: str, reason: str) -> None:
    """Say that nobody wants a recommendation: for 30 days it is not given again."""
    found = service.dismiss(**_asked(shell), recommendation_id=recommendation_id, reason=reason)
    shell.terminal.rows(
        [showing.row(found)], columns=("id", "state", "closed_by", "reason"), title="Dismissed"
    )


@command("snooze", parent=rec)
@click.argument("recommendation_id", metavar="ID")
@click.argument("until", metavar="1h|3d|tomorrow|worsens|now|INSTANT")
@click.option("--zone", default="UTC", show_default=True, help="Whose morning tomorrow is.")
def snooze(shell: Shell, *, recommendation_id: str, until: str, zone: str) -> None:
    """Put a recommendation off for a while, or until a quarter more is at stake."""
    found = service.snooze(
        **_asked(shell), recommendation_id=recommendation_id, until=until, zone=zone
    )
    shell.terminal.rows(
        [showing.row(found)], columns=("id", "state", "snoozed_until"), title="Put off"
    )


@command("make", parent=rec)
def make(shell: Shell) -> None:
    """Weigh the newest data now, and keep what is to be recommended."""
    found = _made(shell)
    shell.terminal.rows(
        map(showing.row, found),
        columns=None if shell.terminal.output != "table" and found else _COLUMNS,
        provenance={"data_versions": showing.versions(found)},
        title="Recommendations",
    )
    if not found:
        shell.terminal.note("nothing is sure enough, or there are no daily figures to learn from")


def _made(shell: Shell) -> list[Recommendation]:
    with shell.terminal.progress("weighing"):
        return service.make(**_asked(shell), warehouse=shell.services.get(Warehouse))


def _asked(shell: Shell) -> dict[str, Any]:
    return {
        "principal": shell.principal, "database": shell.services.get(Database),
        "clock": shell.services.get(Clock),  # type: ignore[type-abstract]  # the key
    }  # fmt: skip


@command("moves", parent=rec, as_of=True)
@click.option("--platform", default="", type=click.Choice(["", *PLATFORMS]), show_choices=False)
@click.option("--max-raise", type=float, default=0.2, show_default=True, help="Share of spend.")
@click.option("--max-cut", type=float, default=0.5, show_default=True, help="Share of spend.")
@click.option("--min-spend", default="0", help="Least daily spend, in the account's currency.")
@click.option("--min-conversions", type=int, default=10, show_default=True)
def moves(
    shell: Shell,
    *,
    platform: str,
    max_raise: float,
    max_cut: float,
    min_spend: str,
    min_conversions: int,
) -> None:
    """Weigh moves between two campaigns each: the largest gain first, and why no others."""
    with shell.terminal.progress("weighing"):
        advice = service.suggestions(
            principal=shell.principal,
            warehouse=shell.services.get(Warehouse),
            clock=shell.services.get(Clock),  # type: ignore[type-abstract]  # the key
            platform=platform,
            limits=Limits(
                max_raise=Decimal(str(max_raise)),
                max_cut=Decimal(str(max_cut)),
                min_daily_spend=Decimal(min_spend),
                min_conversions=Decimal(min_conversions),
            ),
            as_of=shell.as_of,
            database=shell.services.get(Database),
        )
    whole = shell.terminal.output != "table"
    shell.terminal.rows(
        _rows(advice),
        columns=None if whole else _MOVE,
        provenance={
            "data_version": advice.data_version,
            "window": str(advice.window),
            "silences": [_silence(advice, index) for index in range(len(advice.silences))],
        },
        title="Suggestions",
    )
    for index in range(len(advice.silences)):
        shell.terminal.note(_silence(advice, index))
    if not advice.moves and not advice.silences:
        shell.terminal.note("there are no daily figures to learn from")


def _silence(advice: Advice, index: int) -> str:
    one = advice.silences[index]
    who = f"{one.platform} {one.account_id}" + (f" '{one.name}'" if one.name else "")
    return f"{who}: {one.reason}"


def _rows(advice: Advice) -> Iterator[dict[str, object]]:
    for one in advice.moves:
        yield {
            "id": one.id, "platform": one.platform, "account_id": one.account_id,
            "currency": one.currency, "from_campaign_id": one.from_campaign_id,
            "from_campaign": one.from_campaign, "from_spend": one.from_spend,
            "from_proposed": one.from_proposed, "to_campaign_id": one.to_campaign_id,
            "to_campaign": one.to_campaign, "to_spend": one.to_spend,
            "to_proposed": one.to_proposed, "amount": one.amount, "metric": one.metric,
            "gain": one.gain, "gain_low": one.gain_low, "gain_high": one.gain_high,
            "window": str(one.window), "limits": list(one.limits), "reason": one.reason,
        }  # fmt: skip
