"""`adhelm rec`: what to change, and why."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import click

from adhelm.core.ads import PLATFORMS
from adhelm.core.clock import Clock
from adhelm.core.db import Database
from adhelm.core.terminal import Shell, command, group
from adhelm.decide.optimization import service
from adhelm.decide.optimization.types import Advice, Limits
from adhelm.observe.warehouse import Warehouse

rec = group("rec", help="See what to change, and why.")

# The reason names campaigns, amounts and interval: in a narrow window it wants the room.
_COLUMNS = ("platform", "reason")


@command("ls", parent=rec, as_of=True)
@click.option("--platform", default="", type=click.Choice(["", *PLATFORMS]), show_choices=False)
@click.option("--max-raise", type=float, default=0.2, show_default=True, help="Share of spend.")
@click.option("--max-cut", type=float, default=0.5, show_default=True, help="Share of spend.")
@click.option("--min-spend", default="0", help="Least daily spend, in the account's currency.")
@click.option("--min-conversions", type=int, default=10, show_default=True)
def ls(
    shell: Shell,
    *,
    platform: str,
    max_raise: float,
    max_cut: float,
    min_spend: str,
    min_conversions: int,
) -> None:
    """List suggestions, largest gain per amount first, and why there are no others."""
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
        columns=None if whole else _COLUMNS,
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
