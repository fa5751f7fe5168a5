"""`adhelm alert backtest` and `adhelm alert add`: alerts on any metric."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from adhelm.act.alerts.cli.shared import alert, changing
from adhelm.act.alerts.service import ruling
from adhelm.act.alerts.service.ruling import Wish
from adhelm.act.alerts.types import Severity
from adhelm.core.terminal import Shell, command
from adhelm.decide import rules
from adhelm.observe.warehouse import Warehouse

_OPTIONS = (
    click.argument("condition", metavar="CONDITION"),
    click.option("--name", default="", help="What it is called."),
    click.option(
        "--severity", default="medium", show_default=True,
        type=click.Choice([one.value for one in Severity]),
    ),
    click.option("--text", default="", help="What it says."),
    click.option("--level", default="campaign", show_default=True),
    click.option("--platform", "platforms", multiple=True),
    click.option("--account", "accounts", multiple=True, metavar="CONNECTOR/ID"),
    click.option("--named", "names", multiple=True, metavar="PATTERN", help="Such as *brand*."),
)  # fmt: skip


def _wanted(function: Callable[..., Any]) -> Callable[..., Any]:
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


@command("backtest", parent=alert)
@_wanted
@click.option("--days", type=click.IntRange(1, 366), default=90, show_default=True)
@click.option("--hindsight", is_flag=True, help="As the days are known now, not as they were then.")
def backtest(
    shell: Shell,
    *,
    condition: str,
    name: str,
    severity: str,
    text: str,
    level: str,
    platforms: tuple[str, ...],
    accounts: tuple[str, ...],
    names: tuple[str, ...],
    days: int,
    hindsight: bool,
) -> None:
    """Show how often an alert would have fired, as each day was known, and what it led to."""
    wish = Wish(
        name=name or condition[:100], condition=condition, severity=Severity(severity), text=text,
        level=level, platforms=platforms, accounts=accounts, names=names,
    )  # fmt: skip
    with shell.terminal.progress("replaying"):
        found = ruling.backtest(
            **changing(shell), warehouse=shell.services.get(Warehouse), wish=wish, days=days,
            hindsight=hindsight,
        )  # fmt: skip
    rows = [
        {"day": one.day, "fired_on": len(one.entities), "led_to_a_change": one.led}
        for one in found.fired_days
    ]
    told = {
        **found.provenance, "firings": found.firings, "days_led": found.days_led,
        "entities": [list(one) for one in found.entities],
    }  # fmt: skip
    whole = shell.terminal.output != "table"
    shell.terminal.rows(
        rows, columns=("day", "fired_on", "led_to_a_change"), title=found.sentence,
        provenance=told if whole else found.provenance,
    )  # fmt: skip
    shell.terminal.note(found.summary)


@command("add", parent=alert)
@_wanted
def add(
    shell: Shell,
    *,
    condition: str,
    name: str,
    severity: str,
    text: str,
    level: str,
    platforms: tuple[str, ...],
    accounts: tuple[str, ...],
    names: tuple[str, ...],
) -> None:
    """Keep an alert on any metric: "cpa(7d) > 1.3 × cpa(28d) and spend(7d) > 100"."""
    wish = Wish(
        name=name or condition[:100], condition=condition, severity=Severity(severity), text=text,
        level=level, platforms=platforms, accounts=accounts, names=names,
    )  # fmt: skip
    made = ruling.add_rule(**changing(shell), wish=wish)
    rule = made.current.rule
    shell.terminal.record({"id": made.id, "name": rule.name, "sentence": rules.sentence(rule)})
    shell.terminal.note(f"it is changed as every rule: adhelm rule show {made.id}")
