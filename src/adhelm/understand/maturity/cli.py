"""`adhelm maturity`: what recent days will come to."""

from __future__ import annotations

import click

from adhelm.core.ads import PLATFORMS
from adhelm.core.clock import Clock
from adhelm.core.db import Database
from adhelm.core.terminal import Shell, command, group
from adhelm.observe.warehouse import Warehouse
from adhelm.understand import metrics
from adhelm.understand.maturity import service
from adhelm.understand.maturity.logic import showing
from adhelm.understand.maturity.types import METRICS, Asked, BadQuestion, Maturity

maturity = group("maturity", help="What recent days will come to once all is known.")
_PLATFORM = click.option(
    "--platform", default="", type=click.Choice(["", *PLATFORMS]), show_choices=False
)
_ACCOUNT = click.option("--account", default="", metavar="ID", help="connector/account, or its id.")
_METRIC = click.option("--metric", default="", type=click.Choice(["", *METRICS]))
_SHOWN = (
    "date", "platform", "account", "metric", "known", "share_known", "corrected", "low", "high",
    "currency",
)  # fmt: skip


@command("ls", parent=maturity, as_of=True)
@click.option("--range", "span", default="14d", help="The platforms' local days.")
@click.option("--compare", default="", type=click.Choice(["", "previous", "year"]))
@_METRIC
@_PLATFORM
@_ACCOUNT
def ls(shell: Shell, *, span: str, compare: str, metric: str, platform: str, account: str) -> None:
    """List account-days with what is known of them and what they will come to."""
    found = _found(shell, span, metric, platform=platform, account=account, compare=compare)
    whole = shell.terminal.output != "table"
    told = showing.document(found)
    more = {name: told[name] for name in ("totals", "record", "warnings")} if whole else {}
    columns = (*_SHOWN, "previous", "change") if compare else _SHOWN
    shell.terminal.rows(
        told["rows"],
        columns=None if whole and told["rows"] else columns,
        provenance={**told["provenance"], **more},
        title="Recent days",
    )
    for one in found.totals:
        corrected = "unknown" if one.corrected is None else f"{one.corrected:f}"
        shell.terminal.note(
            f"{one.metric} {one.currency}".rstrip()
            + f": {one.known or 0:f} known, {corrected} in the end ({one.days} account-days)"
        )
    for record in found.record:
        shell.terminal.note(
            f"earlier corrections of {record.metric}: {record.closer or 0:.0%} closer than what "
            f"was known, {record.covered or 0:.0%} within their interval ({record.days} of them)"
        )
    for warning in found.warnings:
        shell.terminal.warn(warning)


@command("show", parent=maturity, as_of=True)
@click.option("--age", "most", type=click.IntRange(1, 90), default=None, help="Up to this age.")
@_METRIC
@_PLATFORM
@_ACCOUNT
def show(shell: Shell, *, most: int | None, metric: str, platform: str, account: str) -> None:
    """Show by age how much of a day is known: the curves that corrections come from."""
    with shell.terminal.progress("learning"):
        curves, provenance = service.curves(
            principal=shell.principal,
            warehouse=shell.services.get(Warehouse),
            clock=shell.services.get(Clock),  # type: ignore[type-abstract]  # the key
            wanted=(metric,) if metric else METRICS,
            platform=platform,
            account=account,
            as_of=shell.as_of,
        )
    rows = [
        row
        for curve in curves
        for row in showing.by_age(curve)
        if most is None or row["age"] <= most
    ]
    columns = ["platform", "account", "metric", "age", "share_known", "error", "days"]
    shell.terminal.rows(rows, columns=columns, provenance=provenance, title="How days become known")
    if not any(row["share_known"] is not None for row in rows):
        shell.terminal.note("nobody has seen enough days grow up yet: sync on some more days")


def _found(
    shell: Shell, span: str, metric: str, *, platform: str, account: str, compare: str = ""
) -> Maturity:
    clock = shell.services.get(Clock)  # type: ignore[type-abstract]  # the key
    period = metrics.period(span, clock=clock)
    if period is None:
        raise BadQuestion("maturity is of some days", hint="14d, mtd, 2026-02-01..2026-02-28")
    asked = Asked(
        period, (metric,) if metric else METRICS, platform=platform, account=account,
        compare=compare, as_of=shell.as_of,
    )  # fmt: skip
    with shell.terminal.progress("learning"):
        return service.maturity(
            principal=shell.principal,
            warehouse=shell.services.get(Warehouse),
            database=shell.services.get(Database),
            clock=clock,
            asked=asked,
        )
